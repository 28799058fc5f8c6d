"""Exercise 20.1, beyond its own mistakes."""

import ast

from helpers.exercises.lesson_20.tag_the_settings import EXERCISE, tag_settings
from tests.exercises.judging import accepts, refuses


def by_partition(notebook, name):
    for number, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] != "code":
            continue
        for line in cell["source"].split("\n"):
            before, equals, after = line.partition("=")
            if equals and not after.startswith("=") and before.split(":")[0].rstrip() == name:
                tags = cell["metadata"].get("tags", [])
                cell["metadata"]["tags"] = tags if "parameters" in tags else [*tags, "parameters"]
                return number
    return None


def by_parsing(notebook, name):
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        for line in ast.parse(cell.source).body:
            targets = getattr(line, "targets", [getattr(line, "target", None)])
            if any(getattr(target, "id", None) == name for target in targets):
                tags = cell.metadata.setdefault("tags", [])
                tags += [] if "parameters" in tags else ["parameters"]
                return number
    return None


def starts_with(notebook, name):
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "code" and any(line.startswith(name) for line in cell.source.splitlines()):
            tags = cell.metadata.setdefault("tags", [])
            if "parameters" not in tags:
                tags.append("parameters")
            return number
    return None


def with_blanks_only(notebook, name):
    return tag_settings(notebook, f"{name} ?(: ?int|: ?float)? ")


test_right = accepts(EXERCISE, {"by partition": by_partition, "by parsing": by_parsing})
test_wrong = refuses(
    EXERCISE,
    {
        "the second cell always": (lambda notebook, name: tag_settings(notebook, "epochs") and 1, "expected"),
        "begins with the name": (starts_with, "a comparison in front"),
        "a blank before the equals sign": (with_blanks_only, "without an annotation"),
        "a text with the number": (lambda *given: str(tag_settings(*given)), "got a text"),
        "the notebook": (lambda notebook, name: (tag_settings(notebook, name), notebook)[1], "expected"),
        "-1 where there is none": (
            lambda *given: -1 if (number := tag_settings(*given)) is None else number,
            "None",
        ),
    },
)

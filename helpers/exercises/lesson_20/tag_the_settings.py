"""Exercise 20.1: find the settings of an old notebook, and make it a program."""

import re

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from helpers.exercises.engine import Case, Exercise


def tag_settings(notebook, name):
    """The first code cell with a line that sets the name gets the tag; its number is returned."""
    sets = re.compile(rf"{name}\s*(:[^=]*)?=(?!=)")
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "code" and any(sets.match(line) for line in cell.source.splitlines()):
            tags = cell.metadata.setdefault("tags", [])
            if "parameters" not in tags:
                tags.append("parameters")
            return number
    return None


SETTINGS = "learning_rate: float = 0.1  # how far one step goes\nepochs: int = 100\nseed=42"
IMPORTS = "import torch"


def _notebook(*cells):
    """A notebook of code cells, given as a source or as a source and its tags; a source that begins with > is a text."""
    made = []
    for number, given in enumerate(cells):
        source, *tags = (given,) if isinstance(given, str) else given
        new = new_markdown_cell if source.startswith(">") else new_code_cell
        made.append(new(source, id=f"cell-{number}", metadata={"tags": tags} if tags else {}))
    return new_notebook(cells=made)


# What the notebook is, its cells, and the name that is looked for.
NOTEBOOKS = (
    ("settings in the second cell", (IMPORTS, SETTINGS, "print(epochs)"), "epochs"),
    ("settings in the first line of the first cell", (SETTINGS, IMPORTS), "learning_rate"),
    ("a name without an annotation or a blank", (IMPORTS, "x = 1", SETTINGS), "seed"),
    ("a text in front that shows such a line", ("> Settings\n\nepochs = 5", SETTINGS), "epochs"),
    ("a comparison in front", ("epochs == 5", SETTINGS), "epochs"),
    ("a comparison in front, and nothing else", ("epochs == 5", "print(epochs)"), "epochs"),
    ("a longer name in front", ("epochs_at_most = 5", "my_epochs = 6", SETTINGS), "epochs"),
    ("a comment in front", ("# epochs = 5", SETTINGS), "epochs"),
    ("an argument in front", ("train(\n    epochs=5)", "if slow:\n    epochs = 5", SETTINGS), "epochs"),
    ("the name set twice", (IMPORTS, SETTINGS, "epochs = 7"), "epochs"),
    ("other tags", (IMPORTS, (SETTINGS, "slide", "keep")), "epochs"),
    ("the tag there already", (IMPORTS, (SETTINGS, "parameters", "keep")), "epochs"),
    ("other tags in other cells", ((IMPORTS, "slide"), SETTINGS, ("print(1)", "keep")), "epochs"),
    ("a name that no cell sets", (IMPORTS, "print(epochs)"), "epochs"),
    ("no cell at all", (), "epochs"),
)


def cases():
    """Where the settings stand; lines that look like one; other tags, and the tag itself; no such cell."""
    for title, cells, name in NOTEBOOKS:
        yield Case(_notebook(*cells), name, title=title)


EXERCISE = Exercise(
    id="20.1",
    solution=tag_settings,
    cases=cases,
    hint=(
        "Go through enumerate(notebook.cells). A cell has cell_type, source and metadata; source.splitlines() gives its lines. "
        "What may stand between the name and the equals sign?"
    ),
    more_hints=(
        'cell.metadata.setdefault("tags", []) is the list of its tags, and makes an empty one where there is none. '
        'Of a line, line.partition("=") gives what stands in front of the first equals sign.',
    ),
    otherwise=(
        "The first code cell with a line that begins with the name and sets it gets the tag, beside those that it has; "
        "nothing else changes. Its number is returned, or None."
    ),
    mistakes={
        "Its other tags are lost: add yours to the list.": {
            'tags = cell.metadata.setdefault("tags", [])\n            if "parameters" not in tags:\n'
            '                tags.append("parameters")': 'cell.metadata["tags"] = ["parameters"]'
        },
        "The tag is there twice now: look before you add it.": {
            'if "parameters" not in tags:\n                tags': "if True:\n                tags"
        },
        "A cell without tags has no list yet: make one, as setdefault does.": {
            'cell.metadata.setdefault("tags", [])': 'cell.metadata["tags"]'
        },
        "A text cell may show such a line; papermill cares for code cells only.": {'cell.cell_type == "code" and ': ""},
        "epochs == 5 compares, and sets nothing.": {"(?!=)": ""},
        "Another name may begin with this one: what follows it is a blank, a colon or the equals sign.": {
            "{name}\\s*(:[^=]*)?=(?!=)": "{name}.*=(?!=)"
        },
        "The name may be the end of another one, of a comment, or an argument: look at the beginning of the line.": (
            {"sets.match": "sets.search"},
            lambda notebook, name: tag_settings(notebook, rf".*\b{name}"),
        ),
        "With a type it is a setting too: epochs: int = 100.": (
            {"(:[^=]*)?": ""},
            {"sets.match(line) for line in cell.source.splitlines()": 'f"{name} =" in line for line in cell.source.splitlines()'},
        ),
        "Blanks around the equals sign are a matter of taste: seed=42 sets the name too.": {
            "sets.match(line)": 'line.startswith((f"{name} = ", f"{name}: "))'
        },
        "The other tags stay in their order, and yours comes last.": {
            'if "parameters" not in tags:\n                tags.append("parameters")': (
                'cell.metadata["tags"] = sorted({*tags, "parameters"})'
            )
        },
        "Every line of a cell counts, not its first alone.": {"cell.source.splitlines()": "cell.source.splitlines()[:1]"},
        "papermill takes the first cell that is tagged: stop at the first that sets the name.": {
            "enumerate(notebook.cells)": "reversed(list(enumerate(notebook.cells)))"
        },
        "The number of the cell is asked for; the first one is number 0.": {"return number": "return number + 1"},
        "The tag has another name: parameters.": {'"parameters"': '"parameter"'},
        "Only the number is right: the notebook itself must be changed, not a copy of it.": {
            'tags.append("parameters")': 'list(tags).append("parameters")'
        },
    },
)

"""The start page's map: the lessons by the parts of the course, each with its question and its time."""

import re
from itertools import groupby

from course_pages.lessons import number_of
from helpers.reruns.errors import CourseError
from helpers.reruns.lessons import part_of

# A row of the README's table: | part | [lesson](notebooks/lesson.ipynb) | question | time | ...
ROW = re.compile(r"^\|[^|]*\| \[(\w+)\]\(notebooks/\w+\.ipynb\) \| ([^|]+) \| ([^|]+) \|", flags=re.MULTILINE)


def read_rows(readme: str) -> dict[str, tuple[str, str]]:
    """By lesson's name, its question and the time to read and try it, from the text of the README."""
    return {name: (question.strip(), time.strip()) for name, question, time in ROW.findall(readme)}


def title_of(cell: str) -> str:
    """The lesson's title, from the text of its first cell.

    Raises:
        CourseError: the text does not begin with a heading.
    """
    found = re.match(r"# (.+)", cell)
    if not found:
        raise CourseError(f"A lesson's first cell must begin with '# ' and its title, but it begins with {cell[:40]!r}.")
    return found[1].strip()


def lesson_map(titles: dict[str, str], readme: str) -> str:
    """The map as Markdown: for each part a heading, a list of its lessons, and its branch of the navigation.

    Args:
        titles: by lesson's name, its title, in the course's order.
        readme: the text of the README, whose table has the questions.

    Raises:
        CourseError: the table has no row for a lesson.
    """
    rows = read_rows(readme)
    missing = [name for name in titles if name not in rows]
    if missing:
        raise CourseError(f"The README's table of lessons has no row for {', '.join(missing)}.")
    return "\n".join(_part(part, list(names), titles, rows) for part, names in groupby(titles, key=part_of))


def _part(part: str, names: list[str], titles: dict[str, str], rows: dict[str, tuple[str, str]]) -> str:
    caption = part or "More"
    lines = [f"### {caption}", ""]
    for name in names:
        question, time = rows[name]
        about = "" if question == titles[name] else f": {question}"
        lines.append(f"- {number_of(name)} [{titles[name]}]({name}.ipynb){about} *{time}*")
    entries = "\n".join(names)
    return "\n".join([*lines, "", f"```{{toctree}}\n:caption: {caption}\n:hidden:\n:titlesonly:\n\n{entries}\n```", ""])

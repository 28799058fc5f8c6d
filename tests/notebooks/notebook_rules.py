"""What every lesson must keep to, as functions from a notebook to its faults.

Each rule takes a notebook (as nbformat reads it) and returns one line per fault. ``test_notebook_structure``
applies them to the lessons, and to notebooks broken on purpose.
"""

import ast
import itertools
import re
from collections.abc import Callable

from nbformat import NotebookNode

from helpers.settings import RESULT_MIME
from helpers.settings import RULES as SETTING_RULES

Rule = Callable[[NotebookNode], list[str]]


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def prose(notebook: NotebookNode) -> str:
    """All markdown, without its code blocks."""
    text = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    return re.sub(r"^```.*?^```", "", text, flags=re.S | re.M)


def output_texts(notebook: NotebookNode) -> list[str]:
    texts = []
    for cell in code_cells(notebook):
        for output in cell.outputs:
            texts.append(output.get("text", ""))
            texts.extend(value for key, value in output.get("data", {}).items() if key.startswith("text/"))
    return texts


def parameters_source(notebook: NotebookNode) -> list[str]:
    return [cell.source for cell in code_cells(notebook) if "parameters" in cell.metadata.get("tags", [])]


def one_parameters_cell_of_typed_literals(notebook: NotebookNode) -> list[str]:
    sources = parameters_source(notebook)
    if len(sources) != 1:
        return [f"{len(sources)} parameters cells"]
    faults = []
    for line in sources[0].splitlines():
        match = re.fullmatch(r"\w+: (int|float|str|bool) = ([^#]+?)  # .+", line)
        try:
            ast.literal_eval(match[2] if match else "(")
        except (ValueError, SyntaxError):
            faults.append(f"no 'name: type = literal  # comment': {line}")
    return faults


def every_parameter_has_a_rule_and_is_checked(notebook: NotebookNode) -> list[str]:
    names = [line.partition(":")[0] for source in parameters_source(notebook) for line in source.splitlines()]
    checked: set[str] = set()
    for cell in code_cells(notebook):
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "start_lesson":
                checked |= {keyword.arg for keyword in node.keywords if keyword.arg}
    faults = [f"{name} has no rule in helpers.settings" for name in names if name not in SETTING_RULES]
    return faults + [f"{name} is not passed to start_lesson" for name in names if name not in checked]


def executed_from_top_to_bottom(notebook: NotebookNode) -> list[str]:
    counts = [cell.execution_count for cell in code_cells(notebook)]
    return [] if counts == list(range(1, len(counts) + 1)) else [f"execution counts are {counts}"]


def no_stored_error_or_warning(notebook: NotebookNode) -> list[str]:
    faults = []
    for cell in code_cells(notebook):
        for output in cell.outputs:
            if output.output_type == "error":
                faults.append(f"{cell.id}: a stored error")
            if output.get("name") == "stderr":
                faults.append(f"{cell.id}: output on stderr")
    return faults + [f"a warning: {text[:60]}" for text in output_texts(notebook) if re.search(r"\w*Warning\b", text)]


def no_machine_path(notebook: NotebookNode) -> list[str]:
    pattern = r"(?<![\w.:/])/(?:root|home|work|tmp|Users|private|var)/|[A-Z]:\\+Users"
    texts = [*output_texts(notebook), *(cell.source for cell in notebook.cells)]
    return [f"a machine's path: {match[0]}" for text in texts for match in re.finditer(pattern, text)]


def no_frozen_bar(notebook: NotebookNode) -> list[str]:
    """A text bar shows "nn%|"; what is stored must have reached 100 %, once, with no earlier state left over."""
    faults = []
    for text in output_texts(notebook):
        states = re.findall(r"(\d+)%\|", text)
        if any(state != "100" for state in states):
            faults.append(f"a bar at {states[0]} %")
    for cell in code_cells(notebook):
        faults.extend(f"{cell.id}: a widget" for out in cell.outputs if any("widget" in key for key in out.get("data", {})))
    return faults


def headings_in_order(notebook: NotebookNode) -> list[str]:
    levels = [len(match[1]) for match in re.finditer(r"^(#+) ", prose(notebook), flags=re.M)]
    faults = [] if levels.count(1) == 1 and levels[0] == 1 else ["there must be one top heading, first"]
    skipped = any(after - before > 1 for before, after in itertools.pairwise(levels))
    return faults + ["a heading level is skipped"] * skipped


def sections_are_counted(notebook: NotebookNode) -> list[str]:
    """A section whose heading is lost hides in the one before, and every "section 9" in the text leads nowhere."""
    numbers = [int(number) for number in re.findall(r"^## (\d+)\. ", prose(notebook), flags=re.M)]
    return [] if numbers == list(range(1, len(numbers) + 1)) and numbers else [f"the sections are {numbers}"]


def every_question_has_a_cell(notebook: NotebookNode) -> list[str]:
    """Whoever is asked to guess before the next cell runs must find a cell there, and not the next subject."""
    return [
        f"{cell.id}: asks before a cell that does not follow"
        for cell, following in zip(notebook.cells, [*notebook.cells[1:], None], strict=True)
        if cell.cell_type == "markdown" and "**Before you run it" in cell.source.rpartition("\n")[2]
        if following is None or following.cell_type != "code"
    ]


def every_exercise_has_its_task(notebook: NotebookNode) -> list[str]:
    """Between the check before it and its stub stands what an exercise asks for."""
    faults, told = [], ""
    for cell in notebook.cells:
        stub = re.fullmatch(r"exercise-(\d\d)-(\d+)-stub", cell.id)
        if cell.cell_type == "markdown":
            told += cell.source
        elif cell.id.endswith("-check"):
            told = ""
        elif stub and f"**Exercise {stub[1]}.{stub[2]}" not in told:
            faults.append(f"{cell.id}: no text says what is asked for")
    return faults


def every_image_has_alt_text(notebook: NotebookNode) -> list[str]:
    markdown = re.findall(r"!\[(\s*)\]\(", prose(notebook))
    html = [tag for tag in re.findall(r"<img\b[^>]*>", prose(notebook)) if not re.search(r"alt=[\"'][^\"']", tag)]
    return ["an image without alt text"] * (len(markdown) + len(html))


def no_magics_or_shell_lines(notebook: NotebookNode) -> list[str]:
    lines = [line for cell in code_cells(notebook) for line in cell.source.splitlines()]
    return [f"a magic or shell line: {line}" for line in lines if re.match(r"\s*[%!]", line) or re.search(r"get_ipython\(", line)]


def kernel_is_python3(notebook: NotebookNode) -> list[str]:
    name = notebook.metadata.get("kernelspec", {}).get("name")
    return [] if name == "python3" else [f"the kernel is {name}"]


def no_tag_that_hides_a_failure(notebook: NotebookNode) -> list[str]:
    hiding = {"raises-exception", "nbval-skip", "nbval-ignore-output", "skip-execution", "nbval-raises-exception"}
    tags = [tag for cell in notebook.cells for tag in cell.metadata.get("tags", [])]
    return [f"the tag {tag}" for tag in tags if tag in hiding]


def cells_have_names(notebook: NotebookNode) -> list[str]:
    """A failing run names the cell by its id: "loop" says more than "3f2a9c01"."""
    ids = [cell.id for cell in notebook.cells]
    faults = [f"an id made by a program: {name}" for name in ids if re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f-]+)?", name)]
    return faults + [f"the id {name} twice" for name in sorted({name for name in ids if ids.count(name) > 1})]


def every_figure_is_read(notebook: NotebookNode) -> list[str]:
    faults = []
    for cell, following in zip(notebook.cells, [*notebook.cells[1:], None], strict=True):
        figure = cell.cell_type == "code" and any("image/png" in output.get("data", {}) for output in cell.outputs)
        if figure and (following is None or following.cell_type != "markdown" or following.source.startswith("#")):
            faults.append(f"{cell.id}: a figure that is not read right after")
    return faults


def results_are_named(notebook: NotebookNode) -> list[str]:
    stored = [
        output.data[RESULT_MIME]["name"]
        for cell in code_cells(notebook)
        for output in cell.outputs
        if RESULT_MIME in output.get("data", {})
    ]
    faults = [] if stored else ["no named result"]
    return faults + [f"the result {name} twice" for name in sorted({name for name in stored if stored.count(name) > 1})]


def some_outputs_are_compared(notebook: NotebookNode) -> list[str]:
    tagged = [cell for cell in code_cells(notebook) if "nbval-check-output" in cell.metadata.get("tags", [])]
    faults = [] if tagged else ["no cell is tagged nbval-check-output"]
    return faults + [f"{cell.id}: tagged nbval-check-output without a stored output" for cell in tagged if not cell.outputs]


RULES: tuple[Rule, ...] = (
    one_parameters_cell_of_typed_literals,
    every_parameter_has_a_rule_and_is_checked,
    executed_from_top_to_bottom,
    no_stored_error_or_warning,
    no_machine_path,
    no_frozen_bar,
    headings_in_order,
    sections_are_counted,
    every_question_has_a_cell,
    every_exercise_has_its_task,
    every_image_has_alt_text,
    no_magics_or_shell_lines,
    kernel_is_python3,
    no_tag_that_hides_a_failure,
    cells_have_names,
    every_figure_is_read,
    results_are_named,
    some_outputs_are_compared,
)

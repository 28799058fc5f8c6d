"""Every lesson keeps the rules, and every rule finds a lesson that breaks it."""

import copy

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from helpers.reruns.lessons import all_lessons
from helpers.settings import RESULT_MIME
from tests.notebooks import notebook_rules as rules

LESSONS = all_lessons()


def read(path):
    return nbformat.read(path, as_version=4)


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_keeps_the_rule(lesson, rule):
    assert rule(read(lesson)) == []


def code(notebook, place=1):
    return rules.code_cells(notebook)[place]


def add_text(text):
    return lambda notebook: notebook.cells.append(new_markdown_cell(text))


def add_output(**output):
    return lambda notebook: code(notebook).outputs.append(new_output(**output))


def add_tag(tag):
    return lambda notebook: code(notebook)["metadata"].update(tags=[tag])


def set_source(source, place=0):
    return lambda notebook: code(notebook, place).update(source=source)


BROKEN = [
    (rules.one_parameters_cell_of_typed_literals, add_tag("parameters")),
    (rules.one_parameters_cell_of_typed_literals, set_source("epochs = 3  # no type")),
    (rules.one_parameters_cell_of_typed_literals, set_source("epochs: int = 3")),
    (rules.one_parameters_cell_of_typed_literals, set_source("epochs: int = 2 * n  # derived")),
    (rules.every_parameter_has_a_rule_and_is_checked, set_source("wheels: int = 3  # has no rule")),
    (rules.every_parameter_has_a_rule_and_is_checked, set_source("start_lesson(epochs=epochs)", place=1)),
    (rules.executed_from_top_to_bottom, lambda notebook: code(notebook).update(execution_count=7)),
    (rules.executed_from_top_to_bottom, lambda notebook: code(notebook).update(execution_count=None)),
    (rules.no_stored_error_or_warning, add_output(output_type="error", ename="ValueError", evalue="", traceback=[])),
    (rules.no_stored_error_or_warning, add_output(output_type="stream", name="stderr", text="note")),
    (rules.no_stored_error_or_warning, add_output(output_type="stream", text="x.py:3: UserWarning: old")),
    (rules.no_machine_path, add_output(output_type="stream", text="saved to /home/ada/model.pt")),
    (rules.no_machine_path, add_output(output_type="stream", text=r"saved to C:\Users\ada")),
    (rules.no_machine_path, add_text("see `/tmp/x`")),
    (rules.no_frozen_bar, add_output(output_type="stream", text=" 40%|####      | 4/10")),
    (rules.no_frozen_bar, add_output(output_type="stream", text=" 40%|####      | 4/10\r100%|#| 10/10")),
    (rules.no_frozen_bar, add_output(output_type="display_data", data={"application/vnd.jupyter.widget-view+json": {}})),
    (rules.headings_in_order, add_text("# A second top heading")),
    (rules.headings_in_order, add_text("#### Two levels down")),
    (rules.sections_are_counted, add_text("## 99. After a lost heading")),
    (rules.sections_are_counted, add_text("## 1. The first section again")),
    (rules.every_question_has_a_cell, add_text("Now the last. **Before you run it:** what comes?")),
    (rules.every_exercise_has_its_task, lambda notebook: notebook.cells.append(new_code_cell("...", id="exercise-01-9-stub"))),
    (rules.every_image_has_alt_text, add_text("![](loss.png)")),
    (rules.every_image_has_alt_text, add_text('<img src="loss.png" alt="">')),
    (rules.no_magics_or_shell_lines, set_source("x = 1\n%matplotlib inline", place=1)),
    (rules.no_magics_or_shell_lines, set_source("!pip install torch", place=1)),
    (rules.kernel_is_python3, lambda notebook: notebook.metadata.kernelspec.update(name="torch-env")),
    (rules.no_tag_that_hides_a_failure, add_tag("raises-exception")),
    (rules.no_tag_that_hides_a_failure, add_tag("nbval-skip")),
    (rules.cells_have_names, lambda notebook: code(notebook).update(id="3f2a9c01")),
    (rules.cells_have_names, lambda notebook: code(notebook).update(id=notebook.cells[0].id)),
    (rules.every_figure_is_read, lambda notebook: notebook.cells.append(figure_cell())),
    (rules.results_are_named, lambda notebook: [cell.update(outputs=[]) for cell in rules.code_cells(notebook)]),
    (rules.results_are_named, lambda notebook: notebook.cells.extend(result_cell() for _ in range(2))),
    (rules.some_outputs_are_compared, lambda notebook: [cell["metadata"].update(tags=[]) for cell in notebook.cells]),
    (rules.some_outputs_are_compared, lambda notebook: notebook.cells.append(tagged_cell())),
]


def figure_cell():
    return new_code_cell("plot()", outputs=[new_output("display_data", data={"image/png": "iVBORw0KGgo="})])


def result_cell():
    data = {RESULT_MIME: {"name": "twice", "value": 1}}
    return new_code_cell("record()", outputs=[new_output("display_data", data=data)])


def tagged_cell():
    return new_code_cell("x = 1", metadata={"tags": ["nbval-check-output"]})


@pytest.mark.parametrize(("rule", "breaks"), BROKEN, ids=[f"{rule.__name__}-{i}" for i, (rule, _) in enumerate(BROKEN)])
def test_a_rule_finds_a_lesson_that_breaks_it(rule, breaks):
    notebook = copy.deepcopy(read(LESSONS[0]))
    assert rule(notebook) == []
    breaks(notebook)
    assert rule(notebook) != []


def test_every_rule_was_broken_once():
    assert {rule for rule, _ in BROKEN} == set(rules.RULES)

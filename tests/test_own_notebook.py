"""Tests of helpers/own_notebook.py."""

import nbformat
import pytest

from helpers.own_notebook import DIGITS, digits_score, write_digits_notebook, write_notebook
from helpers.reruns.parameters import read_parameters


def test_a_notebook_holds_the_cells_in_order_and_no_tag(tmp_path):
    path = write_notebook(tmp_path / "own.ipynb", {"first": "a: int = 1  # one", "second": "print(a)"})
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert [(cell.id, cell.source, dict(cell.metadata)) for cell in notebook.cells] == [
        ("first", "a: int = 1  # one", {}),
        ("second", "print(a)", {}),
    ]


def test_the_settings_of_the_digits_notebook_can_be_read_once_they_are_tagged(tmp_path):
    path = write_digits_notebook(tmp_path / "my_digits.ipynb")
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[list(DIGITS).index("settings")].metadata["tags"] = ["parameters"]
    nbformat.write(notebook, path)
    found = {name: parameter.default for name, parameter in read_parameters(path).items()}
    assert found == {"learning_rate": 0.1, "hidden_size": 32, "epochs": 100, "seed": 42, "open_test": False}


def test_the_digits_notebook_scores_its_test_part_only_when_asked(capsys):
    space = {}
    for source in DIGITS.values():
        exec(source.replace("epochs: int = 100", "epochs: int = 2"), space)
    assert "test_accuracy" not in capsys.readouterr().out
    sizes = {name: len(space[name]) for name in ("train", "validation", "test")}
    assert sizes == {"train": 200, "validation": 100, "test": 1000}
    assert not set(space["test"]) & (set(space["train"]) | set(space["validation"]))
    assert not set(space["train"]) & set(space["validation"])


def test_a_notebook_without_cells_is_refused(tmp_path):
    with pytest.raises(ValueError, match="at least one cell"):
        write_notebook(tmp_path / "empty.ipynb", {})
    assert not (tmp_path / "empty.ipynb").exists()


@pytest.mark.parametrize(("rate", "seed"), [(0.5, 42), (0.3, 7)])
def test_the_score_without_a_kernel_is_the_notebooks(rate, seed, capsys):
    space = {}
    changes = {"learning_rate: float = 0.1": f"learning_rate = {rate}", "seed: int = 42": f"seed = {seed}"}
    for source in DIGITS.values():
        for default, value in changes.items():
            source = source.replace(default, value)
        exec(source, space)
    assert digits_score(rate, seed) == pytest.approx(space["accuracy"](space["validation"]), abs=1e-6)
    assert digits_score(rate, seed, open_test=True) == pytest.approx(space["accuracy"](space["test"]), abs=1e-6)

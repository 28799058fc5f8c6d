"""A notebook of one's own, anywhere: it is run where it lies, as in Jupyter, and its results are found."""

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from helpers.app.cli import app
from helpers.reruns.sweep import make_sweep
from helpers.reruns.sweep_run import run_sweep
from helpers.reruns.table import read_table

# No type, no helpers: a notebook that somebody wrote for papermill and scrapbook.
PARAMETERS = "import math\nfactor = 2\nname = 'a'  # of the data\nlayers = [64, 32]"
GLUED = """
from IPython.display import display
def glue(name, data):
    scrap = {"name": name, "data": data, "encoder": "json", "version": 1}
    display({"application/scrapbook.scrap.json+json": scrap}, raw=True)
"""


def course(*words):
    return CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)


@pytest.fixture
def beside(tmp_path):
    """Data and a module, as they lie beside a notebook and in the folder above."""
    folder = tmp_path / "my project" / "notebooks"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "numbers.txt").write_text("20")
    (folder / "own_module.py").write_text("def add(x): return x + 1")
    (folder.parent / "above.txt").write_text("300")
    return folder


READS = """
from own_module import add
size = add(factor * int(open("data/numbers.txt").read())) + int(open("../above.txt").read())
"""


def own(make_notebook, folder, *cells):
    made = make_notebook("mine", GLUED, READS, *cells, "glue('size', size)\nglue('curve', [1, 2])", parameters=PARAMETERS)
    return made.rename(folder / "mine.ipynb")


def test_relative_paths_and_modules_are_those_of_the_notebook(make_notebook, beside, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # wherever the command is called
    notebook = own(make_notebook, beside)
    result = course("sweep", notebook.relative_to(tmp_path), "--grid", "factor=1,2", "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    rows = read_table(tmp_path / "out" / "results.csv")
    assert [(row["factor"], row["name"], row["size"]) for row in rows] == [(1, "a", 321), (2, "a", 341)]
    assert "curve" not in rows[0], "a list is no cell of a table"
    assert "changed while the runs worked there" not in result.output


def test_course_run_runs_it_there_too(make_notebook, beside, tmp_path):
    result = course("run", own(make_notebook, beside), "-p", "factor=3", "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    record = json.loads((tmp_path / "out" / "results.json").read_text())["mine"]
    assert (record["parameters"], record["results"]) == ({"factor": 3, "name": "a"}, {"size": 361})


def test_runs_that_write_over_each_other_s_files_are_told_of_and_apart_they_do_not(make_notebook, tmp_path):
    writes = "open('best.txt', 'w').write(str(factor))\nglue('own', 'best.txt' in __import__('os').listdir())"
    notebook = make_notebook("mine", GLUED, writes, parameters=PARAMETERS)
    shared = course("sweep", notebook, "--grid", "factor=1,2", "--out", tmp_path / "out")
    assert shared.exit_code == 0
    assert f"Files in {tmp_path} changed while the runs worked there (best.txt)" in shared.output
    (tmp_path / "best.txt").unlink()
    apart = course("sweep", notebook, "--grid", "factor=1,2", "--out", tmp_path / "apart", "--apart")
    assert "changed while" not in apart.output
    assert not (tmp_path / "best.txt").exists()
    assert [row["own"] for row in read_table(tmp_path / "apart" / "results.csv")] == [True, True]


def test_a_change_of_what_it_imports_makes_it_another_sweep(make_notebook, beside):
    notebook = own(make_notebook, beside)
    before = make_sweep(str(notebook), {"factor": "1,2"}).fingerprint
    (beside / "other.py").write_text("")
    assert make_sweep(str(notebook), {"factor": "1,2"}).fingerprint == before
    (beside / "own_module.py").write_text("def add(x): return x + 2")
    assert make_sweep(str(notebook), {"factor": "1,2"}).fingerprint != before


def test_the_folder_of_a_sweep_with_another_module_is_refused(make_notebook, beside, tmp_path):
    notebook = own(make_notebook, beside)
    assert course("sweep", notebook, "--grid", "factor=1", "--out", tmp_path / "out").exit_code == 0
    (beside / "own_module.py").write_text("def add(x): return x + 2")
    result = course("sweep", notebook, "--grid", "factor=1", "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "what it imports has changed: choose another folder" in result.stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["none.ipynb", "--grid", "factor=1,2"], "There is no lesson 'none.ipynb'"),
        (["sub/none.ipynb", "--grid", "factor=1,2"], "There is no notebook sub/none.ipynb."),
        (["train.py", "--grid", "factor=1,2"], "train.py is no notebook: the name of one ends in .ipynb."),
        (["broken.ipynb", "--grid", "factor=1,2"], "broken.ipynb cannot be read as a notebook"),
        (["bare.ipynb", "--grid", "factor=1,2"], "bare.ipynb has no parameters cell: put its settings into one cell"),
        (["mine.ipynb", "--grid", "factor=0.5,1"], "factor is '0.5', but it must be of type int, like its default 2."),
        (["mine.ipynb", "--grid", "facter=1,2"], "mine has no parameter 'facter'; its parameters are: factor, name."),
        (
            ["mine.ipynb", "--grid", "layers=1,2"],
            "layers cannot be set: the parameters cell of mine.ipynb reads layers = [64, 32]",
        ),
        (["silent.ipynb", "--grid", "factor=1,2"], "silent records no named results, so a sweep would have nothing to compare"),
    ],
)
def test_what_cannot_be_swept_is_refused_in_one_sentence(make_notebook, tmp_path, monkeypatch, words, sentence):
    monkeypatch.chdir(tmp_path)
    make_notebook("mine", GLUED, "glue('x', 1)", parameters=PARAMETERS)
    make_notebook("bare", GLUED, "glue('x', 1)")
    make_notebook("silent", "1", parameters=PARAMETERS)
    (tmp_path / "broken.ipynb").write_text("no notebook")
    (tmp_path / "train.py").touch()
    result = course("sweep", *words, "--out", tmp_path / "out")
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_a_sobol_sample_that_is_stopped_goes_on(make_notebook, tmp_path):
    notebook = make_notebook("mine", GLUED, "glue('x', factor)", parameters=PARAMETERS)
    words = ["sweep", notebook, "--range", "factor=1:1000:log", "--sample", 4, "--sampler", "sobol", "--out", tmp_path / "out"]
    assert course(*words).exit_code == 0
    rows = read_table(tmp_path / "out" / "results.csv")
    assert [type(row["factor"]) for row in rows] == [int] * 4
    (tmp_path / "out" / "runs" / rows[1]["run"] / "run.json").unlink()
    again = course(*words)
    assert "4 run(s) of mine, 3 finished already; 1 at once" in again.output
    without_times = [{**row, "seconds": 0} for row in rows]
    assert [{**row, "seconds": 0} for row in read_table(tmp_path / "out" / "results.csv")] == without_times
    more = [word if word != 4 else 6 for word in words]
    assert "6 run(s) of mine, 4 finished already" in course(*more).output


def test_python_finds_the_same(make_notebook, tmp_path):
    notebook = make_notebook("mine", GLUED, "glue('x', factor / 4)", parameters=PARAMETERS)
    result = run_sweep(make_sweep(str(notebook), {"factor": [1, 2]}), tmp_path / "out", announce=len)
    assert [run.results for run in result.runs.values()] == [{"x": 0.25}, {"x": 0.5}]


def test_scrapbook_is_not_needed():
    program = "import helpers.reruns.results, sys; print('scrapbook' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "False\n"

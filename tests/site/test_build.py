import os
import subprocess
import sys

import nbformat
import pytest

from helpers.paths import NOTEBOOKS
from tests.site import SITE, need

need("sphinx", "myst_nb", "furo")

LESSON = "01_train_on_iris"


def run_build(*arguments, **environment):
    return subprocess.run(
        [sys.executable, str(SITE / "build.py"), *map(str, arguments)],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def built_from(folder, target, **environment):
    """Builds from other lessons than the course's."""
    program = f"import sys; sys.path.insert(0, {str(SITE)!r}); from pathlib import Path; import build\n"
    program += f"try:\n    build.build(Path({str(target)!r}), Path({str(folder)!r}))\n"
    program += "except build.CourseError as error:\n    sys.exit(str(error))"
    return subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )


def short_lesson(folder, *cells, outputs=()):
    """A lesson under the name of the first, whose row the README has."""
    folder.mkdir()
    code = nbformat.v4.new_code_cell("print(1)", id="code", outputs=list(outputs))
    texts = [nbformat.v4.new_markdown_cell(text, id=f"text-{place}") for place, text in enumerate(cells)]
    notebook = nbformat.v4.new_notebook(cells=[*texts, code], metadata={"language_info": {"name": "python"}})
    nbformat.write(notebook, folder / f"{LESSON}.ipynb")
    return folder


@pytest.mark.parametrize("arguments", [("one", "two"), ("--help",)])
def test_arguments_that_are_not_understood(arguments):
    done = run_build(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("Usage: ")
    assert done.stderr.count("\n") == 1


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path):
    (tmp_path / "thesis.tex").write_text("mine", encoding="utf-8")
    done = run_build(tmp_path)
    assert done.returncode == 1
    assert done.stderr == f"{tmp_path} is there already, and is no web site of the course: name another folder.\n"
    assert (tmp_path / "thesis.tex").read_text(encoding="utf-8") == "mine"


def test_an_address_that_is_none_is_refused(tmp_path):
    done = run_build(tmp_path / "site", COURSE_REPOSITORY="no-slash")
    assert done.returncode == 1
    assert done.stderr == "COURSE_REPOSITORY must read owner/name, but it is 'no-slash'.\n"
    assert not (tmp_path / "site").exists()


def test_a_file_that_is_no_notebook_is_named(tmp_path):
    folder = tmp_path / "lessons"
    folder.mkdir()
    (folder / f"{LESSON}.ipynb").write_text("{", encoding="utf-8")
    done = built_from(folder, tmp_path / "site")
    assert done.returncode == 1
    assert f"{LESSON}.ipynb cannot be read as a notebook" in done.stderr
    assert "Traceback" not in done.stderr


def test_every_warning_is_an_error_and_an_earlier_site_stays(tmp_path):
    target = tmp_path / "site"
    for sign in ("_static", "_sources"):
        (target / sign).mkdir(parents=True)
    (target / "index.html").write_text("earlier", encoding="utf-8")
    lesson = nbformat.read(NOTEBOOKS / f"{LESSON}.ipynb", as_version=4)
    pictures = (output for cell in lesson.cells for output in cell.get("outputs", []))
    picture = next(output for output in pictures if "image/png" in output.get("data", {}))
    texts = ("# Title", "See [there](nowhere.md).", "#### Too deep", r"A formula: $\frac{$")
    done = built_from(short_lesson(tmp_path / "lessons", *texts, outputs=[picture]), target)
    assert done.returncode == 1
    for message in ("nowhere", "H1 to H4", "cannot be read", "a figure without words, in cell-code"):
        assert message in done.stderr
    assert done.stderr.endswith("The web site was not built: what Sphinx warned of stands above.\n")
    assert (target / "index.html").read_text(encoding="utf-8") == "earlier"


def test_where_the_repository_is_known_lessons_open_elsewhere(tmp_path):
    target = tmp_path / "site"
    folder = short_lesson(tmp_path / "lessons", "# Title")
    done = built_from(folder, target, COURSE_REPOSITORY="some-one/a.course", COURSE_BRANCH="lessons/new")
    assert done.returncode == 0, done.stderr
    page = (target / f"{LESSON}.html").read_text(encoding="utf-8")
    assert f"https://colab.research.google.com/github/some-one/a.course/blob/lessons/new/notebooks/{LESSON}.ipynb" in page
    assert f"https://mybinder.org/v2/gh/some-one/a.course/lessons/new?labpath=notebooks/{LESSON}.ipynb" in page
    assert "!git clone --quiet --depth 1 --branch lessons/new https://github.com/some-one/a.course\n%cd a.course\n" in page
    assert 'href="https://github.com/some-one/a.course"' in (target / "index.html").read_text(encoding="utf-8")

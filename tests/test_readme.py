"""The README tells what is there: its lessons, its picture, its files, its commands."""

import ast
import re
import subprocess
import sys

import nbformat
import pytest
from typer.testing import CliRunner

from helpers.app.cli import app
from helpers.paths import COURSE_ROOT
from helpers.reruns.lessons import all_lessons, expected_seconds, part_of
from helpers.reruns.parameters import check_parameters, read_parameters
from helpers.reruns.results import named_results
from tests.readme_picture import FOLDER, PICTURES, stored_figure

README = (COURSE_ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PICTURES)
def test_each_picture_is_the_one_stored_in_its_lesson(name):
    assert (FOLDER / name).read_bytes() == stored_figure(*PICTURES[name]), "run make notebooks"
    assert f"](.github/{name})" in README


def test_it_is_a_shop_window():
    assert len(README.splitlines()) < 120
    assert len(re.findall(r"^!\[[^\]]+\]\(\S+\.png\)$", README, flags=re.M)) == 3


def test_the_table_lists_every_lesson_and_no_other():
    rows = re.findall(r"^\|[^|]*\| \[(\d\d_\w+)\]\(notebooks/(\d\d_\w+)\.ipynb\)", README, flags=re.M)
    assert [name for name, _ in rows] == [path.stem for path in all_lessons()]
    assert all(name == target for name, target in rows)


def test_the_table_names_each_part_where_it_begins():
    named = re.findall(r"^\| (?:\*\*(\w+)\*\* )?\| \[(\d\d_\w+)\]", README, flags=re.M)
    part = ""
    for begins, lesson in named:
        assert begins != part
        part = begins or part
        assert part_of(lesson) == part


def test_every_linked_file_is_there():
    pages = [
        COURSE_ROOT / "README.md",
        COURSE_ROOT / "INSTALL.md",
        COURSE_ROOT / "CONTRIBUTING.md",
        COURSE_ROOT / "benchmarks" / "README.md",
        COURSE_ROOT / "data" / "README.md",
        COURSE_ROOT / "notebooks" / "README.md",
    ]
    for page in pages:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_course_command_of_the_readme_exists():
    pages = README + "".join((COURSE_ROOT / name).read_text(encoding="utf-8") for name in ("INSTALL.md", "notebooks/README.md"))
    used = set(re.findall(r"\bcourse (\w+)", "\n".join(re.findall(r"`[^`]*`|^```.*?^```", pages, flags=re.S | re.M))))
    assert {"run", "sweep", "lab", "doctor"} <= used
    for command in used:
        assert CliRunner().invoke(app, [command, "--help"]).exit_code == 0, command


def test_every_make_target_of_the_pages_exists():
    targets = set(re.findall(r"^([a-z-]+):", (COURSE_ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.M))
    pages = "".join((COURSE_ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "INSTALL.md", "CONTRIBUTING.md"))
    used = set(re.findall(r"`(?:\w+=\S+ )?make ([a-z-]+)", pages)) | set(
        re.findall(r"^(?:\w+=\S+ )?make ([a-z-]+)", pages, flags=re.M)
    )
    assert {"run", "test", "notebooks", "lock"} <= used
    assert used <= targets


def test_the_first_cell_of_a_lesson_says_how_long_it_takes():
    for path in all_lessons():
        assert re.search(r"\*\*Time:\*\* about \d+ minutes", nbformat.read(path, as_version=4).cells[0].source), path.stem


PROGRAMS = (COURSE_ROOT / "notebooks" / "README.md").read_text(encoding="utf-8")


def entries():
    """What notebooks/README.md says of each lesson, by its name."""
    names_and_texts = re.split(r"^## (\d\d_\w+)\n", PROGRAMS, flags=re.M)[1:]
    return dict(zip(names_and_texts[::2], names_and_texts[1::2], strict=True))


def test_every_lesson_has_an_entry_with_its_parameters():
    assert list(entries()) == [path.stem for path in all_lessons()]
    for path in all_lessons():
        listed = re.findall(r"^\| `(\w+)` \| `(.+?)` \| \S", entries()[path.stem], flags=re.M)
        told = {name: ast.literal_eval(default) for name, default in listed}
        assert told == {name: parameter.default for name, parameter in read_parameters(path).items()}, path.stem


def papermill_line(lesson):
    [line] = re.findall(r"^```\n(.+)\n```$", entries()[lesson], flags=re.M)
    return line.split()


def test_every_entry_has_a_papermill_line_that_fits():
    for path in all_lessons():
        program, notebook, output, *options = papermill_line(path.stem)
        assert program == ".venv/bin/papermill"
        assert COURSE_ROOT / notebook == path
        assert output == f"runs/{path.name}"
        assert options[:3] == ["-k", "python3", "-p"]
        check_parameters(path, {options[3]: options[4]})


def test_papermill_alone_runs_a_lesson_and_does_not_see_a_misspelt_name(tmp_path):
    _, notebook, _, *options = papermill_line("01_train_on_iris")
    output = tmp_path / "out.ipynb"
    line = [sys.executable, "-m", "papermill", notebook, str(output), *options[:4], "50", "-p", "sede", "3"]
    done = subprocess.run(line, cwd=COURSE_ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "sede" in done.stderr
    assert named_results(nbformat.read(output, as_version=4))["test_accuracy"] >= 0


def test_the_times_are_those_that_a_sweep_announces():
    told = dict(re.findall(r"^\|[^|]*\| \[(\d\d_\w+)\].*?\| (\d+) s \|[^|]*\|$", README, flags=re.M))
    assert list(told) == [path.stem for path in all_lessons()]
    for path in all_lessons():
        assert expected_seconds(path) == int(told[path.stem])
        assert 0 < expected_seconds(path, "quick") <= expected_seconds(path)

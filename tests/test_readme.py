"""The README tells what is there: its chapters, its picture, its files, its commands."""

import re

import nbformat
from typer.testing import CliRunner

from helpers.cli import app
from helpers.paths import COURSE_ROOT
from helpers.reruns.chapters import all_chapters
from tests.readme_picture import PICTURE, stored_figure

README = (COURSE_ROOT / "README.md").read_text(encoding="utf-8")


def test_the_picture_is_the_one_stored_in_the_chapter():
    assert PICTURE.read_bytes() == stored_figure(), "run make notebooks"
    assert PICTURE.relative_to(COURSE_ROOT).as_posix() in README


def test_the_table_lists_every_chapter_and_no_other():
    rows = re.findall(r"^\| \[(\d\d_\w+)\]\(notebooks/(\d\d_\w+)\.ipynb\)", README, flags=re.M)
    assert [name for name, _ in rows] == [path.stem for path in all_chapters()]
    assert all(name == target for name, target in rows)


def test_every_linked_file_is_there():
    pages = [COURSE_ROOT / "README.md", COURSE_ROOT / "CONTRIBUTING.md", COURSE_ROOT / "data" / "README.md"]
    for page in pages:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_course_command_of_the_readme_exists():
    used = set(re.findall(r"\bcourse (\w+)", "\n".join(re.findall(r"`[^`]*`|^```.*?^```", README, flags=re.S | re.M))))
    assert {"run", "lab", "doctor"} <= used
    for command in used:
        assert CliRunner().invoke(app, [command, "--help"]).exit_code == 0, command


def test_every_make_target_of_the_pages_exists():
    targets = set(re.findall(r"^([a-z-]+):", (COURSE_ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.M))
    pages = README + (COURSE_ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    used = set(re.findall(r"`(?:\w+=\S+ )?make ([a-z-]+)", pages)) | set(
        re.findall(r"^(?:\w+=\S+ )?make ([a-z-]+)", pages, flags=re.M)
    )
    assert {"run", "test", "notebooks", "lock"} <= used
    assert used <= targets


def test_the_first_cell_of_a_chapter_says_how_long_it_takes():
    for path in all_chapters():
        assert re.search(r"\*\*Time:\*\* about \d+ minutes", nbformat.read(path, as_version=4).cells[0].source), path.stem

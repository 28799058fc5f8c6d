"""A group whose first word is a command of its own, or else the beginning of what is meant without one."""

import pytest
import typer
from typer.testing import CliRunner

from helpers.app.first_word import ELSE, FirstWordGroup

app = typer.Typer(add_completion=False)
group = typer.Typer(cls=FirstWordGroup, rich_markup_mode=None)
app.add_typer(group, name="do")


@app.callback()
def _top():
    """So that "do" is a command among others."""


@group.command(ELSE)
def _other(what: str, times: int = 1):
    """Do something."""
    typer.echo(f"other {what} {times}")


@group.command("status")
def _status(what: str):
    """Say something."""
    typer.echo(f"status {what}")


def call(*words):
    return CliRunner().invoke(app, ["do", *words])


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        (["x"], "other x 1"),
        (["--times", "3", "x"], "other x 3"),
        (["x", "--times", "3"], "other x 3"),
        (["status", "x"], "status x"),
        (["statuses"], "other statuses 1"),
        (["--", "status"], "other status 1"),
        (["--times", "2", "status"], "other status 2"),
    ],
)
def test_the_first_word_decides(words, printed):
    assert call(*words).stdout == f"{printed}\n"


def test_what_is_meant_without_a_word_looks_like_the_group():
    told = call("--help").stdout
    assert "Usage: root do [OPTIONS]" in told
    assert "Do something." in told
    assert ELSE not in told
    assert call().exit_code == 2
    assert "Usage: root do status" in call("status", "--help").stdout
    assert call(ELSE, "x").exit_code == 2

"""The pages for a person: Jinja is set up here and nowhere else, with the words that pages share."""

from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from helpers.whole_files import write_whole

STATUS_WORDS = {"ok": "✓ passed", "stopped": "■ stopped early", "failed": "✗ failed", "interrupted": "– interrupted"}


def status_words(status: str) -> str:
    """How pages name a run's status; one that they do not know keeps its name."""
    return STATUS_WORDS.get(status, f"– {status}")


def shown(value: object) -> str:
    """A value as pages show it: floats with six digits."""
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def shortened(text: str, length: int) -> str:
    """The text in one line, with an ellipsis where it was longer than ``length`` characters."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("helpers.reruns", ""),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"shown": shown, "shortened": shortened, "status": status_words}
    return environment


def write_page(page: Path, template: str, **values: Any) -> Path:
    """Fill a template of this package in and write it. Texts are escaped, in a script too: none of them can become markup.

    Args:
        page: the target; its folder exists.
        template: the file's name, beside this module.
        values: by name, what the template uses; one that is not given is an error.
    """
    pieces = _environment().get_template(template).generate(values)
    # Encoded piece by piece: a large page is never in memory twice. A text with half a surrogate pair has no UTF-8; it must
    # not cost the page.
    write_whole(page, b"".join(piece.encode("utf-8", errors="backslashreplace") for piece in pieces))
    return page

"""The folder of a notebook of one's own, in which all its runs work: which files changed there while they did."""

from contextlib import suppress
from pathlib import Path

_MOST_NAMED = 5


def look_at(folder: Path) -> dict[str, int]:
    """The files in a folder, hidden ones and notebooks left out, and when each was changed last."""
    found = {}
    for path in folder.iterdir():
        with suppress(OSError):  # a run may have removed it a moment ago
            if path.is_file() and not path.name.startswith(".") and path.suffix != ".ipynb":
                found[path.name] = path.stat().st_mtime_ns
    return found


def changed_words(folder: Path, before: dict[str, int]) -> str:
    """A sentence about files that are new or changed; empty if there are none."""
    changed = sorted(name for name, time in look_at(folder).items() if before.get(name) != time)
    if not changed:
        return ""
    named = ", ".join(changed[:_MOST_NAMED]) + (", ..." if len(changed) > _MOST_NAMED else "")
    return (
        f"Files in {folder} changed while the runs worked there ({named}): if runs wrote them, each wrote over the others'. "
        "With --apart, each run has an empty folder of its own."
    )

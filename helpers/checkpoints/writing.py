"""Writing: the file of before is there and whole until the new one is, whatever happens in between."""

import errno
import os
import re
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from helpers.checkpoints.files import Refused, is_whole, previous_of

try:
    import fcntl
except ImportError:  # Windows: folders cannot be opened there, neither to lock nor to flush them
    fcntl = None

WITHOUT_FLUSH = {errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP}


def write(path: Path, content: bytes, *, keep_previous: bool) -> None:
    """Put ``content`` into the file ``path`` in one step; a link is followed to the file it names.

    A file that replaces another has its mode: a private one stays private. Written beside the target, flushed to the
    disk (``fsync``), moved into place (``os.replace``), and the folder flushed, so that the move survives a power cut
    too. At no moment is ``path`` missing or half written.

    Args:
        path: the target; its folder exists.
        content: all of it.
        keep_previous: keep what ``path`` holds, if it is whole, as ``previous_of(path)``.

    Raises:
        Refused: the target may not be replaced, or the system reported an error; ``path`` is then as it was.
    """
    try:
        path = Path(os.path.realpath(path))
    except (OSError, ValueError) as error:
        raise Refused("cannot be the name of a file", "choose another name") from error
    if not path.name:
        raise Refused("is a folder", "give the path of a file in it")
    _refuse_odd_targets(path, previous_of(path) if keep_previous else path)
    kept = "the one of before is untouched" if path.exists() else "nothing was written"
    moved = False
    try:
        with _opened(path.parent) as (folder, alone), _temporary(path) as temporary:
            if alone:
                _tidy_up(path)
            if folder is not None:
                _lock(folder, fcntl.LOCK_SH)
            with open(temporary, "xb") as file:
                _make_as_private(temporary, path)
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            # A damaged file must not push out a whole previous one.
            if keep_previous and is_whole(path):
                _keep(path, previous_of(path))
            os.replace(temporary, path)
            moved = True
            _flush_folder(folder)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        if moved:
            raise Refused(f"is saved, but perhaps not safe from a power cut ({reason})", "save it again") from error
        advice = "make room on the disk" if error.errno == errno.ENOSPC else "mend that or choose another folder"
        raise Refused(f"could not be saved ({reason}) and {kept}", f"{advice}, then save again") from error


def _refuse_odd_targets(path: Path, previous: Path) -> None:
    try:
        if not path.parent.is_dir():
            raise Refused(f"cannot be saved, because there is no folder {path.parent.name}", "create it first")
        for target in dict.fromkeys((path, previous)):
            if not target.exists():
                continue
            if not target.is_file():
                raise Refused(f"cannot be saved, because {target.name} is no ordinary file", "choose another name")
            # os.replace would put a new file in the place of a protected one; torch.save would not, and nor do we.
            if not target.stat().st_mode & stat.S_IWUSR:
                raise Refused(f"cannot be saved, because {target.name} is write-protected", "choose another name")
    except OSError as error:
        raise Refused(f"cannot be saved ({error.strerror})", "mend that or choose another folder") from error


@contextmanager
def _opened(folder: Path) -> Iterator[tuple[int | None, bool]]:
    """The folder opened, and whether temporary files in it can only be left over from dead processes.

    Everybody who saves holds a shared lock on the folder; who gets it alone knows that nobody else is saving. A lock
    goes with its process, however that ends. Where there are no locks (some network drives), nobody can know.
    Windows has none either, but refuses by itself to remove a file that is being written.
    """
    if fcntl is None:
        yield None, True
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        yield descriptor, _lock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    finally:
        try:
            _lock(descriptor, fcntl.LOCK_UN)  # closing alone does not free it if a forked worker has it too
        finally:
            os.close(descriptor)


def _lock(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind)
    except OSError:
        return False
    return True


def _tidy_up(path: Path) -> None:
    """Remove what processes left that were killed while they saved to ``path``."""
    ours = re.compile(rf"\.{re.escape(path.name)}\.[0-9a-f]{{16}}\.tmp")
    with suppress(OSError):
        for entry in os.scandir(path.parent):
            if ours.fullmatch(entry.name):
                with suppress(OSError):
                    Path(entry.path).unlink()


@contextmanager
def _temporary(path: Path) -> Iterator[Path]:
    """A name beside ``path`` that nobody else uses; whatever has it at the end is removed."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}.tmp")
    try:
        yield temporary
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _make_as_private(new: Path, path: Path) -> None:
    """Give a new and empty file the mode of ``path``, if there is one."""
    if path.exists():
        new.chmod(stat.S_IMODE(path.stat().st_mode))


def _keep(path: Path, previous: Path) -> None:
    """Give the file a second name first, so that it never loses its own."""
    with _temporary(path) as second:
        try:
            os.link(path, second)
        except OSError:  # some file systems have no second names
            with open(path, "rb") as source, open(second, "xb") as copy:
                _make_as_private(second, path)
                shutil.copyfileobj(source, copy)
                copy.flush()
                os.fsync(copy.fileno())
        os.replace(second, previous)


def _flush_folder(descriptor: int | None) -> None:
    if descriptor is None:
        return
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in WITHOUT_FLUSH:  # some file systems cannot flush a folder
            raise

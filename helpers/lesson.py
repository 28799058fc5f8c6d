"""What only a notebook needs: checked settings, progress, expected errors, named results, a value an epoch."""

import importlib
import json
import math
import os
import re
import runpy
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import chdir, contextmanager, suppress
from pathlib import Path
from traceback import extract_tb

import threadpoolctl
from IPython.display import display
from tqdm import tqdm

from helpers.median_rule import WATCH_VARIABLE, RunStopped, Watch, judge
from helpers.settings import RESULT_MIME, RESULTS_PROCESS, RESULTS_VARIABLE, check_settings


def start_lesson(**settings: object) -> None:
    """Check a lesson's settings and print the ones in force. Introduced in lesson 01.

    NumPy's matrix products get one thread: the fast functions multiply small matrices thousands of times, and a second thread
    that spins while it waits makes that several times slower as soon as another program wants a core (lesson 19).

    Args:
        settings: every parameter of the lesson, by name.

    Raises:
        SettingError: a value is not allowed. In a notebook it shows as one line, without a traceback.
    """
    check_settings(**settings)
    threadpoolctl.threadpool_limits(1, user_api="blas")
    print("settings: " + ", ".join(f"{name} = {value!r}" for name, value in settings.items()))


def progress_bar(total: int, unit: str = "epoch") -> tqdm:
    """A text progress bar of ``total`` steps on standard output. Introduced in lesson 01.

    Text, not a widget: a stored notebook then shows how the bar ended. ``with progress_bar(n) as bar``
    and ``bar.update()`` after each step; the bar ends where the steps ended.

    Raises:
        ValueError: ``total`` is below 1.
    """
    if total < 1:
        raise ValueError(f"A progress bar needs at least 1 step, but total is {total}.")
    return tqdm(total=total, unit=unit, file=sys.stdout, ncols=88, mininterval=0.5)


@contextmanager
def expected_error(*types: type[BaseException], whole_message: bool = False, traceback: bool = False) -> Iterator[None]:
    """Run a block that must fail, print the error's type and first line, and go on. Introduced in lesson 01.

    Where the first line only announces the others, as torch's "Error(s) in loading ...:", two more are printed.

    Args:
        types: the exception types that may come. Any other type passes through.
        whole_message: print every line of the message, wrapped.
        traceback: print first, as Python does, the lines that led to the error; long paths are shortened.

    Raises:
        AssertionError: the block did not fail. An example of a mistake that works is itself a mistake.
    """
    try:
        yield
    except types as error:
        # Torch prints some words in bold: the signs for that would stand in the stored output.
        text = re.sub(r"\x1b\[[0-9;]*m", "", str(error))
        first_line, *others = text.splitlines() or [""]
        if traceback:
            _print_traceback(error)
        if whole_message:
            for line in f"{type(error).__name__}: {text}".splitlines():
                print(textwrap.fill(line.strip(), 96))
            return
        print(f"{type(error).__name__}: {first_line}")
        for line in others[:2] if first_line.rstrip().endswith(":") else []:
            print(f"  {line.strip()}")
    else:
        names = " or ".join(kind.__name__ for kind in types)
        raise AssertionError(f"{names} was expected here, but nothing was raised.")


def _print_traceback(error: BaseException) -> None:
    """The lines between the block and the error, as Python shows them; folders of this machine are left out."""
    print("Traceback (most recent call last):")
    for frame in extract_tb(error.__traceback__)[1:]:  # the first is expected_error itself
        path = Path(frame.filename)
        if "site-packages" in path.parts:
            place = "/".join(path.parts[path.parts.index("site-packages") + 1 :])
        else:
            place = "this notebook" if "ipykernel" in frame.filename else path.name
        print(f'  File "{place}", line {frame.lineno}, in {frame.name}')
        print(f"    {frame.line}")


def run_script(path: Path, new_process: bool = True) -> None:
    """Run a Python file as somebody else would, and print what it prints. Introduced in lesson 04.

    It runs in its own folder, whose modules it can import, and knows nothing of the notebook: its main module is a new one.

    Args:
        path: the file.
        new_process: start a second Python for it. False runs it in this process, which saves the time to load torch anew.

    Raises:
        FileNotFoundError: there is no such file.
        RuntimeError: the script failed in the new process; the message ends with its last line.
    """
    path = Path(path).resolve()
    if not path.is_file():
        raise FileNotFoundError(f"There is no script {path.name} in the folder {path.parent.name}.")
    if not new_process:
        _run_here(path)
        return
    done = subprocess.run([sys.executable, path.name], cwd=path.parent, capture_output=True, text=True, check=False)
    print(done.stdout, end="")
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise RuntimeError(f"{path.name} failed with exit code {done.returncode}: {last}")


def _run_here(path: Path) -> None:
    """In this process: modules of the script's folder are found, and forgotten afterwards."""
    folder, known = str(path.parent), set(sys.modules)
    importlib.invalidate_caches()  # a module that was written a moment ago is found too
    sys.path.insert(0, folder)
    try:
        with chdir(folder):
            runpy.run_path(path.name, run_name="__main__")
    finally:
        sys.path.remove(folder)
        for name in set(sys.modules) - known:
            if str(getattr(sys.modules[name], "__file__", "") or "").startswith(folder):
                del sys.modules[name]


def record_result(name: str, value: float | str | bool) -> None:
    """Show a named result and store it in the notebook's output, where ``course run`` finds it. Introduced in lesson 01.

    Args:
        name: a valid Python name, for example ``test_accuracy``.
        value: a number, a text or a truth value; a 0-dim tensor or NumPy scalar is converted. NaN and
            infinities are stored as the texts "nan", "inf", "-inf": JSON has no such numbers.

    Raises:
        ValueError: ``name`` is not a valid name.
        TypeError: ``value`` is something else, a list or a tensor with several elements.
    """
    if not name.isidentifier():
        raise ValueError(f"A result's name must be a valid Python name, but it is {name!r}.")
    value = _plain(value)
    if not isinstance(value, bool | int | float | str):
        raise TypeError(f"Result {name} must be a number, a text or a truth value, but it is a {type(value).__name__}.")
    stored = str(value) if isinstance(value, float) and not math.isfinite(value) else value
    file = os.environ.get(RESULTS_VARIABLE)
    if file and os.environ.get(RESULTS_PROCESS) == str(os.getpid()):
        with suppress(OSError), open(file, "a", encoding="utf-8", errors="backslashreplace") as results:
            results.write(json.dumps({"name": name, "value": stored}) + "\n")
    display({RESULT_MIME: {"name": name, "value": stored}, "text/plain": f"{name} = {value}"}, raw=True)


def _plain(value: object) -> object:
    """Python's own number where NumPy or torch have theirs."""
    return value.item() if hasattr(value, "item") and getattr(value, "ndim", None) == 0 else value


_reported: dict[str, dict[int, float]] = {}


def report_value(name: str, value: float, step: int) -> None:
    """Report a value that is measured again and again, once an epoch for example; ``reported_values`` has them all.

    In a sweep with ``--stop-early median``, the run ends here if the value is worse than the median of the other runs at
    the same step. Elsewhere nothing more happens. A step that came before begins the curve anew from there.

    Args:
        name: a valid Python name, for example ``validation_accuracy``.
        value: a number, NaN too; a 0-dim tensor or NumPy scalar is converted.
        step: the epoch, or whatever is counted: a whole number from 0.

    Raises:
        ValueError: ``name`` is not a valid name, or ``step`` is below 0.
        TypeError: ``value`` is no number, or ``step`` no whole one.
        RunStopped: the sweep stops this run. Let it pass: ``except Exception`` does not catch it.
    """
    if not name.isidentifier():
        raise ValueError(f"A reported value's name must be a valid Python name, but it is {name!r}.")
    value, step = _plain(value), _plain(step)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"Reported value {name} must be a number, but it is a {type(value).__name__}.")
    if isinstance(step, bool) or not isinstance(step, int):
        raise TypeError(f"The step of {name} must be a whole number, but it is a {type(step).__name__}.")
    if step < 0:
        raise ValueError(f"The step of {name} must be a whole number from 0, but it is {step}.")
    curve = _reported.setdefault(name, {})
    while curve and next(reversed(curve)) >= step:
        curve.popitem()
    curve[step] = float(value)
    text = os.environ.get(WATCH_VARIABLE)
    # What a notebook starts inherits its environment, and is not the run.
    if text and os.environ.get(RESULTS_PROCESS) == str(os.getpid()):
        watch = Watch.from_text(text)
        if watch.rule.name == name and (reason := judge(watch, float(value), step)):
            raise RunStopped(reason)


def reported_values(name: str) -> dict[int, float]:
    """What was reported under a name so far, by step; empty if there is nothing. ``plt.plot(*zip(*found.items()))`` draws it."""
    return dict(_reported.get(name, {}))

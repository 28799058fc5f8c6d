"""What several test files share. Loaded before torch, so that the thread settings still count."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import hypothesis
import nbformat
import pytest
from jupyter_client.provisioning import KernelProvisionerFactory
from nbformat.v4 import new_code_cell, new_notebook

from helpers.reruns.lessons import all_lessons, expected_seconds

# pytest-xdist runs one worker per core. More threads than cores would make every test wait for the others.
os.environ["OMP_WAIT_POLICY"] = "PASSIVE"
os.environ["OMP_NUM_THREADS"] = "1"
# A terminal inside `course lab` says that someone turns the knobs; the tests look at figures.
os.environ.pop("COURSE_LIVE", None)
# Nor is what they check a student's progress.
os.environ["COURSE_PROGRESS"] = ""
# Servers of tests are on this machine: no proxy of the user's stands between.
os.environ["NO_PROXY"] = os.environ["no_proxy"] = "localhost,127.0.0.1,::1"

# A slow moment of the machine is no failure.
hypothesis.settings.register_profile("course", deadline=None)
hypothesis.settings.load_profile("course")

# Where the tests of one file need not stay on one worker, because each of them takes long.
SPREAD = ("tests/notebooks/test_notebooks.py", "tests/reruns/test_cluster.py", "tests/reruns/test_sweep_run.py")
# And where those of one lesson stay together, whose exercises remember what their solutions do.
BY_LESSON = "tests/exercises/test_every_exercise.py"
# What takes longest comes first, so that no worker is left alone with it in the end: the lessons, then these.
LONG = (*SPREAD, BY_LESSON, "tests/site/test_pages.py", "tests/site/test_slides.py", "tests/test_readme.py")

# A reason that begins so stands in red at the very end: what it names was not looked at.
NOT_RUN = "NOT RUN:"

MakeNotebook = Callable[..., Path]


def pytest_configure() -> None:
    """nbval's kernels are forked from one that has loaded torch, where that is possible."""
    KernelProvisionerFactory.instance().default_provisioner_name = "course-warm"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort, without taking the cells of a lesson apart."""
    lessons = {path.name: expected_seconds(path) or 0.0 for path in all_lessons()}

    def place(item: pytest.Item) -> tuple[float, int]:
        file = item.nodeid.partition("::")[0]
        return -lessons.get(item.path.name, 0.0), LONG.index(file) if file in LONG else len(LONG)

    items.sort(key=place)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One red line for each reason that somebody should know of, however many tests it skipped."""
    skipped = [report.longrepr for report in terminalreporter.stats.get("skipped", []) if isinstance(report.longrepr, tuple)]
    for reason in sorted({reason.removeprefix("Skipped: ") for _, _, reason in skipped}):
        if reason.startswith(NOT_RUN):
            terminalreporter.write_line(reason, red=True, bold=True)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """A scheduler that keeps the tests of a file together, but for those that are spread one by one, or by lesson."""
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            if nodeid.startswith(SPREAD):
                return nodeid
            lesson = re.search(r"[\[-](\d\d)(\.\d+)?[]-]", nodeid) if nodeid.startswith(BY_LESSON) else None
            return f"{BY_LESSON}, lesson {lesson[1]}" if lesson else super()._split_scope(nodeid)

    return Scheduling(config, log)


@pytest.fixture
def make_notebook(tmp_path: Path) -> MakeNotebook:
    """Write a tiny notebook: its name, the source of its cells, and the source of a parameters cell if there is one."""

    def make(name: str, *sources: str, parameters: str | None = None) -> Path:
        cells = [new_code_cell(source, id=f"cell-{number}") for number, source in enumerate(sources, start=1)]
        if parameters is not None:
            cells.insert(0, new_code_cell(parameters, id="parameters", metadata={"tags": ["parameters"]}))
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        notebook = new_notebook(cells=cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}})
        path = tmp_path / f"{name}.ipynb"
        nbformat.write(notebook, path)
        return path

    return make


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Iterator[list]:
    """The figures that plt.show() was called for, drawn in the course's style; afterwards every one must be closed."""
    import matplotlib as mpl

    mpl.use("agg")
    import matplotlib.pyplot as plt

    from helpers.plots import use_course_style

    figures = []
    monkeypatch.setattr(plt, "show", lambda: figures.append(plt.gcf()))
    with plt.rc_context():
        use_course_style()
        yield figures
    assert not plt.get_fignums()


@pytest.fixture
def mnist_files(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """A small MNIST, packed, whose checksums count as the right ones in this test."""
    from helpers.data.mnist import CHECKSUMS
    from tests.data.mnist import md5, packed, small_mnist

    content = small_mnist()
    for name, numbers in content.items():
        monkeypatch.setitem(CHECKSUMS, name, (md5(packed(numbers)), md5(numbers)))
    return {f"{name}.gz": packed(numbers) for name, numbers in content.items()}


@pytest.fixture
def mirrors(monkeypatch: pytest.MonkeyPatch, mnist_files: dict[str, bytes]) -> Iterator[Callable[..., list]]:
    """Puts servers on this machine in the place of torchvision's mirrors, one for each behaviour that is named."""
    from torchvision.datasets import MNIST

    from tests.data.mnist import Mirror, serving

    with ExitStack() as stack:

        def start(*behaviours: str) -> list[Mirror]:
            servers = [stack.enter_context(serving(Mirror(mnist_files, behaviour))) for behaviour in behaviours]
            monkeypatch.setattr(MNIST, "mirrors", [server.address for server in servers])
            return servers

        yield start

"""Which room a module belongs to, and which rooms it may import from. What is not stated here fails."""

import ast
import subprocess
import sys

import pytest

from helpers.paths import COURSE_ROOT

BASE = {"settings", "paths", "palette", "whole_files", "median_rule"}
# Functions that a loop calls, and what each needs of the others.
FUNCTIONS = {
    "batch_company": set(),
    "checkpoints": {"state_copies"},
    "comparisons": set(),
    "compiling": set(),
    "data": {"paths"},
    "early_stopping": {"state_copies"},
    "ensembles": set(),
    "first_aid": {"mean_losses", "training"},
    "graph_memory": set(),
    "mean_losses": set(),
    "medians": set(),
    "models": set(),
    "noise_scores": {"small_network"},
    "optimizers": set(),
    "patients": {"models", "reproducibility"},
    "profiling": set(),
    "reproducibility": set(),
    "rule_trials": {"data", "optimizers", "stacked_mlp"},
    "side_by_side": {"data", "optimizers", "stacked_mlp"},
    "small_network": {"models"},
    "softmax_regression": set(),
    "stacked_mlp": {"models"},
    "state_copies": set(),
    "thread_contest": set(),
    "timing": set(),
    "training": {"mean_losses"},
    "trials": {"comparisons", "data", "small_network"},
    "tuning": {"models"},
    "watched_runs": {"data", "models"},
    # A training that is killed while it saves: for a lesson, the tests and `make torture`.
    "killed_training": {"checkpoints", "models", "reproducibility", "training"},
    "kill_saving": {"checkpoints", "data", "killed_training"},
}
# Room -> rooms that it may import. Inside a room everything may import everything.
ROOMS = {
    **{room: set() for room in BASE},
    **FUNCTIONS,
    "progress": {"paths", "whole_files"},
    "lesson_map": {"paths", "reruns"},
    "start_page": {"lesson_map", "progress", "whole_files"},
    "plots": {"palette"},
    "lesson": {"settings", "median_rule", "reproducibility", "plots"},
    "own_notebook": {"small_network"},
    "number_knob": set(),
    "play": {"number_knob", "reproducibility", "plots", "palette"},
    "exercises.engine": set(),
    "exercises.failing_case": {"exercises.engine", "palette", "plots"},
    "exercises": {"exercises.engine", "exercises.failing_case", "lesson_map", "palette", "progress", "start_page", *FUNCTIONS},
    "reruns": BASE,
    "app": {*BASE, *FUNCTIONS, "plots", "lesson", "lesson_map", "play", "progress", "start_page", "exercises", "reruns"},
}
MODULES = sorted((COURSE_ROOT / "helpers").rglob("*.py"))


def name_of(path):
    """The module's name without "helpers": ``reruns.run``; empty for the package itself."""
    parts = path.relative_to(COURSE_ROOT / "helpers").with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def room_of(module):
    """The longest room that a module's name begins with, or None."""
    fitting = [room for room in ROOMS if module == room or module.startswith(f"{room}.")]
    return max(fitting, key=len, default=None)


def imported_modules(source, modules):
    """The modules of helpers that a source imports, late imports inside functions too."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports name the whole path"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            if name == "helpers" or name.startswith("helpers."):
                inner = name.removeprefix("helpers").removeprefix(".")
                # from helpers.x import function: the module is x
                found.add(inner if inner in modules else inner.rpartition(".")[0])
    return found


def faults(module, source, modules):
    """What a module imports from rooms that its own may not import from."""
    room = room_of(module)
    if room is None:
        return [f"{module} stands in no room"]
    rooms = {name: room_of(name) for name in imported_modules(source, modules)}
    return [
        f"{module} ({room}) imports {name} ({other})"
        for name, other in sorted(rooms.items())
        if other != room and other not in ROOMS[room]
    ]


NAMES = {name_of(path) for path in MODULES}


@pytest.mark.parametrize("path", [path for path in MODULES if name_of(path)], ids=name_of)
def test_a_module_imports_only_what_its_room_may(path):
    assert faults(name_of(path), path.read_text(encoding="utf-8"), NAMES) == []


def test_every_room_is_there():
    assert {room for room in ROOMS if room not in {room_of(name) for name in NAMES}} == set()


@pytest.mark.parametrize(
    ("module", "source", "message"),
    [
        ("training", "from helpers.plots import loss_curves", "training (training) imports plots (plots)"),
        ("reruns.run", "def f():\n    from helpers.reproducibility import choose_device", "imports reproducibility"),
        ("plots.curves", "import helpers.lesson", "imports lesson"),
        ("exercises.engine.exercise", "from helpers.models import MLP", "imports models"),
        ("exercises.lesson_01.x", "from helpers import reruns", "imports reruns"),
        ("training", "from helpers.app import cli", "imports app.cli (app)"),
        ("something_new", "", "stands in no room"),
    ],
)
def test_an_import_that_runs_the_wrong_way_is_found(module, source, message):
    [fault] = faults(module, source, NAMES)
    assert message in fault


def loaded_by(statement):
    program = f"{statement}\nimport sys\nprint(*sorted(sys.modules))"
    return set(subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split())


def test_reruns_load_no_torch():
    modules = [f"helpers.reruns.{path.stem}" for path in MODULES if path.parent.name == "reruns" and path.stem != "__init__"]
    loaded = loaded_by("import " + ", ".join(modules))
    assert loaded >= set(modules)
    assert "torch" not in loaded


def test_the_palette_loads_no_library():
    assert not loaded_by("import helpers.palette") & {"torch", "matplotlib", "helpers.plots"}


def test_mnist_and_batches_do_not_load_scikit_learn():
    assert "sklearn" not in loaded_by("import helpers.data, helpers.training, helpers.softmax_regression")


def test_widgets_are_loaded_only_where_someone_turns_them():
    assert "ipywidgets" not in loaded_by("import helpers.play")


def test_the_judges_load_no_scikit_learn():
    assert "sklearn" not in loaded_by("import helpers.exercises.engine")

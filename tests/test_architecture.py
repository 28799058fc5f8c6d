"""Which way imports run, and how long modules grow."""

import subprocess
import sys

from helpers.paths import COURSE_ROOT

MODULES = sorted((COURSE_ROOT / "helpers").rglob("*.py"))


def loaded_by(statement: str) -> set[str]:
    program = f"{statement}\nimport sys\nprint(*sorted(sys.modules))"
    return set(subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split())


def test_reruns_import_no_torch_and_no_training():
    modules = [f"helpers.reruns.{path.stem}" for path in MODULES if path.parent.name == "reruns" and path.stem != "__init__"]
    assert len(modules) >= 5
    loaded = loaded_by("import " + ", ".join(modules))
    assert loaded >= set(modules)
    assert not loaded & {"torch", "helpers.training", "helpers.lesson"}


def test_the_palette_loads_no_library():
    assert not loaded_by("import helpers.palette") & {"torch", "matplotlib", "helpers.plots"}


def test_training_knows_nothing_of_runs_lessons_or_plots():
    ours = "training, optimizers, models, data, reproducibility, early_stopping, checkpoints, softmax_regression"
    loaded = loaded_by("import " + ", ".join(f"helpers.{name}" for name in ours.split(", ")))
    assert not {
        name for name in loaded if name.startswith(("helpers.reruns", "helpers.lesson", "helpers.plots", "helpers.exercises"))
    }


def test_mnist_and_batches_do_not_load_scikit_learn():
    assert "sklearn" not in loaded_by("import helpers.data, helpers.training, helpers.softmax_regression")

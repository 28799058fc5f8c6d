"""What a lesson's parameters may be: one rule a name, the same in every lesson.

Two callers share the rules. A notebook checks its own settings before it trains; the runner checks
them before it starts a kernel. This module imports nothing, so that both can do so at once.
"""

from collections.abc import Callable
from dataclasses import dataclass

# A notebook shows a named result in an output of this type, and the runner finds it there.
RESULT_MIME = "application/vnd.pytorch-training-course.result+json"
# In a run, the file that the environment names with this variable gets it too: outputs can be lost on their way.
RESULTS_VARIABLE = "COURSE_RESULTS"
# The process that this file is for: whatever a notebook starts inherits the environment, and has results of its own.
RESULTS_PROCESS = "COURSE_RESULTS_PROCESS"
# Set where a notebook of one's own runs in the folder in which it lies: it imports the modules there, as in Jupyter.
IMPORTS_VARIABLE = "COURSE_IMPORTS_BESIDE"


class SettingError(ValueError):
    """A parameter has a value that its rule does not allow. The message is one sentence."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows instead of a traceback: the reader set a value, and needs to know which."""
        return [f"{type(self).__name__}: {self}"]


@dataclass(frozen=True)
class Rule:
    """What one parameter may be.

    ``allowed`` completes the sentence "it must be ..."; ``accepts`` decides.
    """

    allowed: str
    accepts: Callable[[object], bool]


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    return _is_integer(value) or isinstance(value, float)


def _integer(low: int, high: int) -> Rule:
    return Rule(f"a whole number from {low:,} to {high:,}", lambda value: _is_integer(value) and low <= value <= high)


def _is_device_name(value: object) -> bool:
    if not isinstance(value, str):
        return False
    kind, colon, index = value.partition(":")
    return kind in {"auto", "cpu", "cuda", "mps"} and (not colon or (kind == "cuda" and index.isdecimal()))


RULES: dict[str, Rule] = {
    "epochs": _integer(1, 10_000_000),
    # Torch stores it in 32 bits; far below that limit every network of the course has long diverged.
    "learning_rate": Rule("a number above 0 and at most 1,000,000", lambda value: _is_number(value) and 0 < value <= 1_000_000),
    "hidden_size": _integer(1, 100_000),
    "batch_size": _integer(1, 100_000),
    # At 1 nothing is left; above 0.9 so little that every lesson's network learns next to nothing.
    "dropout": Rule("a number from 0 to 0.9", lambda value: _is_number(value) and 0 <= value <= 0.9),
    "seed": _integer(0, 2**32 - 1),
    # Below 0.05 of 150 flowers the test score jumps in steps of 14 points; above 0.9 a class may be missing from training.
    "test_size": Rule("a number from 0.05 to 0.9", lambda value: _is_number(value) and 0.05 <= value <= 0.9),
    "evaluate_every": _integer(1, 10_000_000),
    "patience": _integer(1, 10_000_000),
    # Lesson 06 follows the images with a wrong label: below 0.05 of 200 there are too few of them to draw.
    "wrong_labels": Rule("a number from 0.05 to 0.9", lambda value: _is_number(value) and 0.05 <= value <= 0.9),
    "noisy_epochs": _integer(1, 10_000),
    # One run has no spread, and so no interval.
    "runs": _integer(2, 10_000),
    "iris_epochs": _integer(1, 10_000_000),
    # Lesson 02 sets 1,000 of 1,797 digits aside to learn from.
    "train_examples": _integer(20, 1_000),
    "label_noise": Rule("a number from 0 to 1", lambda value: _is_number(value) and 0 <= value <= 1),
    # Lesson 03: at 1 and a learning rate of 1, weight decay leaves nothing of a weight.
    "weight_decay": Rule("a number from 0 to 1", lambda value: _is_number(value) and 0 <= value <= 1),
    "l1_strength": Rule("a number from 0 to 1", lambda value: _is_number(value) and 0 <= value <= 1),
    "shift_share": Rule("a number from 0 to 1", lambda value: _is_number(value) and 0 <= value <= 1),
    # A spread needs two.
    "repeats": _integer(2, 1_000),
    "divisions": _integer(2, 100),
    # The experiments of lessons 17 and 18 were tried with 100 to 500 steps.
    "short_run": _integer(100, 500),
    "epochs_before": _integer(1, 10_000_000),
    "epochs_after": _integer(1, 10_000_000),
    "kills": _integer(1, 100_000),
    # Lessons 09 and 10: beyond these the penalty is all there is, or next to none.
    "penalty_c": Rule("a number from 0.01 to 10,000", lambda value: _is_number(value) and 0.01 <= value <= 10_000),
    "miss_cost": Rule("a number from 0.001 to 1,000,000", lambda value: _is_number(value) and 0.001 <= value <= 1_000_000),
    # Lesson 10: the share of ill people in a place; where there are none, or nobody else, an alarm says nothing.
    "prevalence": Rule("a number from 0.0001 to 0.9999", lambda value: _is_number(value) and 0.0001 <= value <= 0.9999),
    "dataset": Rule("one of auto, mnist, digits", lambda value: value in ("auto", "mnist", "digits")),
    # Lesson 11: a step is a batch.
    "softmax_steps": _integer(1, 1_000_000),
    "mlp_steps": _integer(1, 1_000_000),
    "conv_steps": _integer(1, 1_000_000),
    # Lesson 08: how often a network sees the digits that may lie anywhere.
    "anywhere_epochs": _integer(1, 10_000),
    # Below 100 a digit may be missing; MNIST has 60,000.
    "train_limit": Rule(
        "0 (all) or a whole number from 100 to 60,000",
        lambda value: _is_integer(value) and (value == 0 or 100 <= value <= 60_000),
    ),
    # More folds than 20 leave the smallest study of lesson 15 too few examples of a class in each.
    "folds": _integer(2, 20),
    "tuning_epochs": _integer(1, 10_000_000),
    # Lesson 15 also trains with a fifth of them.
    "long_epochs": _integer(5, 10_000_000),
    # Values of each setting in a grid: of two settings 4 make 16 candidates, of three 64.
    "grid_side": _integer(2, 6),
    # Lesson 20: each run of its sweep is a kernel of its own.
    "sweep_epochs": _integer(1, 10_000),
    "sweep_seeds": _integer(1, 20),
    # It compares the first six, twenty and so on with all.
    "many_seeds": _integer(20, 2_000),
    "on_a_cluster": Rule("True or False", lambda value: isinstance(value, bool)),
    # The lesson takes no more than the machine has cores and memory for.
    "workers": _integer(1, 1_000),
    # Lesson 19: how many small networks are trained at once, in powers of 4 up to this one.
    "networks": _integer(4, 1_000),
    # How long each contestant in its section on threads trains; 0 leaves the contest out.
    "contest_seconds": Rule(
        "0 or a number from 0.05 to 60", lambda value: _is_number(value) and (value == 0 or 0.05 <= value <= 60)
    ),
    # Lesson 04: a second Python, or a new main module in this one.
    "new_process": Rule("True or False", lambda value: isinstance(value, bool)),
    "compile_steps": Rule("True or False", lambda value: isinstance(value, bool)),
    "device": Rule("one of auto, cpu, cuda, cuda:0, cuda:1, ..., mps", _is_device_name),
}


def check_settings(**settings: object) -> None:
    """Refuse the first setting that breaks its rule.

    Introduced in lesson 01.

    Args:
        settings: parameter names and values. A name without a rule is not judged.

    Raises:
        SettingError: a value is not allowed; the message names it and what is.
    """
    for name, value in settings.items():
        rule = RULES.get(name)
        if rule is not None and not rule.accepts(value):
            raise SettingError(f"{name} is {value!r}, but it must be {rule.allowed}.")

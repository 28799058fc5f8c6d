"""When to stop: patience counted in evaluations, and the best weights kept. Introduced in lesson 06."""

import math
from collections.abc import Sequence
from numbers import Integral, Real
from types import TracebackType
from typing import Any, NamedTuple, Self

import numpy as np
import torch
from torch import nn

from helpers.state_copies import copy_of_state

MODES = ("min", "max")
STATE = ("mode", "evaluations", "best_evaluation", "best_value", "best_weights")


def is_improvement(value: float, best: float | None, min_delta: float = 0.0, mode: str = "min") -> bool:
    """Whether ``value`` is better than ``best`` by more than ``min_delta``. Introduced in lesson 06.

    An equal value is no improvement. A value that is not finite (NaN, either infinity) never is one.

    Args:
        value: what was just measured.
        best: the best so far; None before the first improvement, and then any finite value is better.
        min_delta: by how much ``value`` must be better, and a little more.
        mode: ``"min"`` where lower is better (a loss), ``"max"`` where higher is (an accuracy).
    """
    if not math.isfinite(value):
        return False
    if best is None:
        return True
    gain = best - value if mode == "min" else value - best
    return gain > min_delta


class Stop(NamedTuple):
    """Where a run ends, and what it keeps, as places in the list of its evaluations, counted from 0.

    ``kept`` is the place of the last improvement, None if there was none. ``ended`` is the place of the last evaluation that
    was made: patience was used up there, or the list ends.
    """

    kept: int | None
    ended: int


def replay(values: Sequence[float], patience: int, min_delta: float = 0.0, mode: str = "min") -> Stop:
    """What ``EarlyStopping`` would have done with values that are already there. Introduced in lesson 06.

    Args:
        values: at least one, in the order of the evaluations; also those after the stop.
        patience: that many evaluations in a row without improvement end the run; at least 1.
        min_delta: an improvement must be larger than this.
        mode: ``"min"`` for losses, ``"max"`` for accuracies.

    Raises:
        TypeError: ``patience`` or ``min_delta`` is no number of the right kind.
        ValueError: there is no value, or ``patience``, ``min_delta`` or ``mode`` is not allowed.
    """
    _check_settings(patience, min_delta, mode)
    if not len(values):
        raise ValueError("There is nothing to replay: at least one value is needed.")
    best, kept = None, None
    for place, value in enumerate(values):
        if is_improvement(value, best, min_delta, mode):
            best, kept = value, place
        if place - (-1 if kept is None else kept) >= patience:
            break
    return Stop(kept, place)


def replay_runs(
    values: Sequence[Sequence[float]], patience: int, min_delta: float = 0.0, mode: str = "min"
) -> tuple[np.ndarray, np.ndarray]:
    """``replay`` for several runs: what each of them keeps, and where each of them ends. Introduced in lesson 06.

    Args:
        values: one row a run, as in ``replay``.
        patience: as in ``replay``.
        min_delta: as in ``replay``.
        mode: as in ``replay``.

    Returns:
        Two arrays of places, counted from 0, one for each run.

    Raises:
        TypeError: as ``replay``.
        ValueError: as ``replay``; or there is no run, or one without a single finite value, which keeps nothing.
    """
    stops = [replay(row, patience, min_delta, mode) for row in values]
    if not stops:
        raise ValueError("There is nothing to replay: at least one run is needed.")
    for number, stop in enumerate(stops):
        if stop.kept is None:
            raise ValueError(f"Run {number} keeps nothing: it has no finite value before it ends.")
    return np.array([stop.kept for stop in stops]), np.array([stop.ended for stop in stops])


class EarlyStopping:
    """Counts evaluations without improvement, and keeps a copy of the best weights. Introduced in lesson 06.

    Training should stop after ``patience`` evaluations in a row without improvement. An evaluation is one call
    of ``update``, however many epochs lie between two of them. The loop stays yours::

        with EarlyStopping(model, patience=10) as stopper:
            for epoch in range(epochs):
                train_one_epoch(...)
                stopper.update(validation_loss)
                if stopper.should_stop:
                    break

    Leaving the ``with`` block puts the best weights into the model, whichever way it is left: patience used up,
    last epoch, Ctrl-C or any other exception, which then goes on. So a checkpoint to resume from, which needs the
    *last* weights, is saved inside the block. If no value ever improved, the model stays as it is.

    Args:
        model: the network whose weights are kept; its buffers (running means, for example) are kept too.
        patience: that many evaluations in a row without improvement end the training; at least 1.
        min_delta: an improvement must be larger than this; finite, at least 0, in the value's own unit.
        mode: ``"min"`` for a loss, ``"max"`` for an accuracy.

    Attributes:
        evaluations: calls of ``update`` so far.
        best_evaluation: which of them, counted from 1, was the last improvement; 0 before the first.
        best_value: its value; None before the first.

    Raises:
        TypeError: ``model`` is no module, or ``patience`` or ``min_delta`` is no number of the right kind.
        ValueError: ``patience``, ``min_delta`` or ``mode`` is not allowed.
    """

    def __init__(self, model: nn.Module, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        if not isinstance(model, nn.Module):
            raise TypeError(f"model must be a torch.nn.Module, but it is a {type(model).__name__}.")
        _check_settings(patience, min_delta, mode)
        self.model, self.mode = model, mode
        self.patience, self.min_delta = int(patience), float(min_delta)
        self.evaluations = 0
        self.best_evaluation = 0
        self.best_value: float | None = None
        self._best_weights: dict[str, Any] | None = None

    @property
    def waited(self) -> int:
        """Evaluations in a row without improvement, up to now."""
        return self.evaluations - self.best_evaluation

    @property
    def should_stop(self) -> bool:
        """Whether patience is used up."""
        return self.waited >= self.patience

    def update(self, value: float | torch.Tensor) -> bool:
        """Count one evaluation; if it is an improvement, copy the model's weights. Return whether it is.

        Args:
            value: a number or a tensor with one element: the loss or score on the validation part.

        Raises:
            TypeError: ``value`` is neither.
        """
        number = _as_float(value)
        improved = is_improvement(number, self.best_value, self.min_delta, self.mode)
        if improved:
            # A copy: state_dict() alone refers to the very tensors that the next step changes.
            self._best_weights = copy_of_state(self.model.state_dict())
            self.best_value, self.best_evaluation = number, self.evaluations + 1
        self.evaluations += 1
        return improved

    def restore(self) -> None:
        """Put the best weights into the model. Leaving the ``with`` block does this."""
        if self._best_weights is not None:
            self.model.load_state_dict(self._best_weights)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.restore()

    def state_dict(self) -> dict[str, Any]:
        """A copy of the counters and the best weights, for a checkpoint.

        It holds only types that ``torch.load(weights_only=True)`` accepts. ``patience`` and ``min_delta`` are not
        in it: whoever resumes may choose to wait longer.
        """
        return {
            "mode": self.mode,
            "evaluations": self.evaluations,
            "best_evaluation": self.best_evaluation,
            "best_value": self.best_value,
            "best_weights": copy_of_state(self._best_weights),
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from ``state_dict()``. The model's own weights are not changed. A refused state changes nothing.

        Raises:
            ValueError: it is no such state, one of another mode, or one whose weights do not fit the model.
        """
        if not isinstance(state, dict) or set(state) != set(STATE):
            found = ", ".join(map(str, state)) or "nothing" if isinstance(state, dict) else f"a {type(state).__name__}"
            raise ValueError(f"A state of EarlyStopping holds {', '.join(STATE)}, but this one holds {found}.")
        if state["mode"] != self.mode:
            raise ValueError(f"The state was saved with mode={state['mode']}, but this stopper has mode={self.mode}.")
        evaluations, best = state["evaluations"], state["best_evaluation"]
        if not (isinstance(evaluations, int) and isinstance(best, int) and 0 <= best <= evaluations):
            raise ValueError(f"The state is damaged: the best evaluation cannot be number {best} of {evaluations}.")
        if not (best > 0) == (state["best_weights"] is not None) == isinstance(state["best_value"], float):
            raise ValueError("The state is damaged: best_evaluation, best_value and best_weights do not fit together.")
        if state["best_weights"] is not None and _shapes(state["best_weights"]) != _shapes(self.model.state_dict()):
            raise ValueError("The best weights of the state do not fit the model: other names or shapes.")
        self.evaluations, self.best_evaluation = evaluations, best
        self.best_value, self._best_weights = state["best_value"], copy_of_state(state["best_weights"])


def _check_settings(patience: object, min_delta: object, mode: object) -> None:
    if not isinstance(patience, Integral) or isinstance(patience, bool):
        raise TypeError(f"patience must be a whole number of evaluations, but it is {patience!r}.")
    if patience < 1:
        raise ValueError(f"patience must be at least 1 evaluation, but it is {patience}.")
    if not isinstance(min_delta, Real) or isinstance(min_delta, bool):
        raise TypeError(f"min_delta must be a number, but it is {min_delta!r}.")
    if not 0 <= min_delta < math.inf:
        raise ValueError(f"min_delta must be a finite number that is at least 0, but it is {min_delta}.")
    if mode not in MODES:
        raise ValueError(f"mode must be min or max, but it is {mode!r}.")


def _as_float(value: float | torch.Tensor) -> float:
    if isinstance(value, torch.Tensor) and value.numel() == 1:
        return float(value)
    if isinstance(value, Real) and not isinstance(value, bool):
        return float(value)
    shape = f" of shape {tuple(value.shape)}" if isinstance(value, torch.Tensor) else ""
    raise TypeError(f"update needs one number, but it was given a {type(value).__name__}{shape}.")


def _shapes(weights: dict[str, Any]) -> dict[str, Any]:
    return {name: getattr(value, "shape", None) for name, value in weights.items()}

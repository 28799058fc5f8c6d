"""A whole run: saved after an epoch, and gone on with as if there had been no interruption."""

import os
from numbers import Integral
from pathlib import Path
from typing import Any

import torch
from torch import nn

from helpers.checkpoints.files import Refused, naming, read
from helpers.checkpoints.plain import packed, plain_history, stamped
from helpers.checkpoints.random_states import devices_differ
from helpers.checkpoints.states import Run, check, collect, put_back
from helpers.checkpoints.writing import write

FORMAT = "checkpoint 1"
ENTRIES = {
    "format", "epoch", "model", "optimizer", "scheduler", "early_stopping", "parameters",
    "history", "random", "generators", "torch", "saved",
}  # fmt: skip


def save_checkpoint(
    path: str | os.PathLike[str],
    *,
    epoch: int,
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    scheduler: Any = None,
    early_stopping: Any = None,
    history: dict[Any, Any] | None = None,
    generators: dict[str, torch.Generator] | None = None,
) -> Path:
    """Write everything that ``resume`` needs, after an epoch is finished. Introduced in lesson 05.

    Saved are the states of model, optimiser, scheduler and early stopping, their classes, the history, where every
    stream of random numbers stands (Python's, NumPy's global one, torch's on every device, the generators), torch's
    version and the time. Everything is loaded back and compared before anything is written. The file is written in one
    step: until the new one is complete and on the disk, the one of before is there. That one is kept: beside ``run.pt``,
    as ``run.previous.pt``.

    Args:
        path: where to; the folder exists. A link is followed.
        epoch: the last finished epoch, counted from 1; 0 before the first.
        model: the network.
        optimizer: holds the model's parameters.
        scheduler: changes the optimiser's learning rate.
        early_stopping: or anything else with ``state_dict`` and ``load_state_dict``.
        history: numbers, strings, and lists or dictionaries of them; NumPy's numbers are converted.
        generators: the loaders' generators, by names of yours. A loader with ``persistent_workers=True`` keeps random states
            in its worker processes, which nobody can read: with it a run goes on, but not as if nothing had happened.

    Returns:
        ``path`` as a ``Path``.

    Raises:
        TypeError: an argument is of the wrong type.
        ValueError: ``epoch`` is negative, or the scheduler or early stopping belongs to another optimiser or model, or the
            optimiser holds a parameter that the model has not.
        CheckpointError: something cannot be stored, or the file could not be written; the one of before is untouched.
    """
    path, epoch = Path(path), _whole_number("epoch", epoch)
    run = Run(model, optimizer, scheduler, early_stopping, history, generators)
    with naming(path):
        try:
            content = packed(contents_of(run, epoch))
        except RecursionError as error:
            raise Refused("cannot be saved, because something in it contains itself", "take it out") from error
        write(path, content, keep_previous=True)
    return path


def resume(
    path: str | os.PathLike[str],
    *,
    epochs: int,
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    scheduler: Any = None,
    early_stopping: Any = None,
    history: dict[Any, Any] | None = None,
    generators: dict[str, torch.Generator] | None = None,
) -> int:
    """Put a saved run back, and return the epoch to go on with. Introduced in lesson 05.

    Hand over the same kinds of objects as were saved, freshly made. Everything is checked before anything is
    changed. Prints one line that says where the run stands. ``for epoch in range(resume(...), epochs + 1)`` goes on.

    Args:
        path: a file of ``save_checkpoint``.
        epochs: how many the whole run shall have, those already done included.
        model: a network of the same class, names, shapes and types.
        optimizer: one of the same class, over the same parameters in the same groups.
        scheduler: of the same class; it steps this optimiser.
        early_stopping: of the same class.
        history: emptied, and filled with a copy of the saved one.
        generators: under the same names as they were saved.

    Returns:
        The next epoch, counted from 1; larger than ``epochs`` if there is nothing left to train.

    Raises:
        TypeError: an argument is of the wrong type.
        ValueError: ``epochs`` is negative, or the scheduler or early stopping belongs to another optimiser or model.
        CheckpointError: the file is missing or damaged, or does not fit what was handed over; nothing of it, nor
            any random state, is then changed. If the previous checkpoint is whole, the message names it.
    """
    path, epochs = Path(path), _whole_number("epochs", epochs)
    run = Run(model, optimizer, scheduler, early_stopping, history, generators)
    with naming(path):
        saved = read(path)
        _check_format(saved)
        try:
            check(run, saved)
        except Refused:
            raise
        except Exception as error:  # whole, but written by another hand
            raise Refused(f"does not hold what save_checkpoint writes ({type(error).__name__})", "start anew") from error
        put_back(run, saved)
    if history is not None:
        history.clear()
        history.update(saved["history"])
    done, stopped = saved["epoch"], bool(getattr(early_stopping, "should_stop", False))
    print(f"{path.name}: {_standing(done, epochs, stopped)}{_note(saved)}")
    return epochs + 1 if stopped and done < epochs else done + 1


def contents_of(run: Run, epoch: int) -> dict[str, Any]:
    """What ``save_checkpoint`` writes. References, not copies, but for the history."""
    return stamped(FORMAT, {"epoch": epoch, **collect(run), "history": plain_history(run.history)})


def _check_format(saved: dict[str, Any]) -> None:
    kind = saved.get("format")
    if isinstance(kind, str) and kind.startswith("weights"):
        raise Refused("holds weights alone, not a run", "use load_weights, or start anew")
    whole = set(saved) == ENTRIES and type(saved["epoch"]) is int and saved["epoch"] >= 0
    if kind != FORMAT or not whole:
        raise Refused("was not written by save_checkpoint", "take a file that save_checkpoint wrote")


def _standing(done: int, epochs: int, stopped: bool) -> str:
    if done >= epochs:
        return f"all {epochs} epochs are done; nothing is left to train."
    if stopped:
        return f"the run had stopped early after epoch {done}; nothing is left to train."
    return f"epoch {done} of {epochs} is done; going on with epoch {done + 1}."


def _note(saved: dict[str, Any]) -> str:
    difference = devices_differ(saved["random"])
    return f" (Random numbers on a GPU will differ: {difference}.)" if difference else ""


def _whole_number(name: str, value: Any) -> int:
    if not isinstance(value, Integral) or isinstance(value, bool):
        raise TypeError(f"{name} must be a whole number, but it is {value!r}.")
    if value < 0:
        raise ValueError(f"{name} must be at least 0, but it is {value}.")
    return int(value)

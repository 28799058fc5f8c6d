"""Weights alone: what a network has learnt, and how to build one that fits."""

import os
from pathlib import Path
from typing import Any

from torch import nn

from helpers.checkpoints.files import Refused, naming, read
from helpers.checkpoints.fit import check_weights
from helpers.checkpoints.plain import packed, stamped
from helpers.checkpoints.states import class_name
from helpers.checkpoints.writing import write
from helpers.state_copies import copy_of_state

FORMAT = "weights 1"
ENTRIES = {"format", "class", "hyperparameters", "state_dict", "torch", "saved"}


def save_weights(path: str | os.PathLike[str], model: nn.Module, /, **hyperparameters: Any) -> Path:
    """Write a network's weights and buffers, and the arguments that it was built with. Introduced in lesson 04.

    The file is written in one step, as in ``save_checkpoint``, but no previous one is kept.

    Args:
        path: where to; the folder exists.
        model: the network; it is not changed.
        **hyperparameters: whole or broken numbers, strings, truth values, None, or lists or tuples of them.

    Returns:
        ``path`` as a ``Path``.

    Raises:
        TypeError: ``model`` is no module, or a hyperparameter is of another type.
        CheckpointError: the file could not be written; one of before is untouched.
    """
    path = Path(path)
    if not isinstance(model, nn.Module):
        raise TypeError(f"model must be a torch.nn.Module, but it is a {type(model).__name__}.")
    for name, value in hyperparameters.items():
        _check_hyperparameter(name, value)
    contents = {"class": class_name(model), "hyperparameters": hyperparameters, "state_dict": model.state_dict()}
    with naming(path):
        write(path, packed(stamped(FORMAT, contents)), keep_previous=False)
    return path


def read_weights(path: str | os.PathLike[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Hyperparameters and state dict, to build the network from the file alone. Introduced in lesson 04.

    ``hyperparameters, weights = read_weights(path)``, then ``model = MLP(**hyperparameters)`` and
    ``model.load_state_dict(weights)``. Every tensor is on the CPU.

    Raises:
        CheckpointError: the file is missing, damaged, or none that ``save_weights`` wrote.
    """
    path = Path(path)
    with naming(path):
        state = read(path)
        if str(state.get("format", "")).startswith("checkpoint"):
            raise Refused("is a checkpoint, not a file of weights", "use resume")
        if state.get("format") != FORMAT or set(state) != ENTRIES or not isinstance(state["state_dict"], dict):
            raise Refused("was not written by save_weights", "if it is a bare state_dict, use torch.load and load_state_dict")
    return state["hyperparameters"], state["state_dict"]


def load_weights(path: str | os.PathLike[str], model: nn.Module) -> None:
    """Put saved weights and buffers into a network, on whatever device it is. Introduced in lesson 04.

    Raises:
        TypeError: ``model`` is no module.
        CheckpointError: the file is missing or damaged, or a name, shape or type does not fit; the network is
            then as it was.
    """
    path = Path(path)
    if not isinstance(model, nn.Module):
        raise TypeError(f"model must be a torch.nn.Module, but it is a {type(model).__name__}.")
    weights = read_weights(path)[1]
    with naming(path):
        check_weights(model, weights)
        before = copy_of_state(model.state_dict())
        try:
            model.load_state_dict(weights)
        except Exception as error:
            model.load_state_dict(before)
            raise Refused(f"does not fit ({type(error).__name__})", "build the network as it was built then") from error


def _check_hyperparameter(name: str, value: Any) -> None:
    if type(value) in (list, tuple):
        for entry in value:
            _check_hyperparameter(name, entry)
    elif type(value) not in (int, float, str, bool, type(None)):
        raise TypeError(
            f"{name} must be an int, float, str, bool or None, or a list or tuple of them, but it holds a {type(value).__name__}."
        )

"""Seeds, the choice of a device, and a line that says what a result was made with."""

import platform
import random

import numpy as np
import torch


def seed_everything(seed: int, offset: int = 0) -> None:
    """Start the random numbers of Python, NumPy and torch (all devices) at ``seed``, or ``offset`` seeds after it.

    Introduced in lesson 01. A loader that owns a ``torch.Generator`` is not reached: seed that one too.

    Args:
        seed: a whole number from 0 to 2**32 - 1 (NumPy's limit).
        offset: how many seeds further on, for the next run of several; after the largest seed comes 0 again.

    Raises:
        ValueError: ``seed`` lies outside that range.
    """
    if not 0 <= seed < 2**32:
        raise ValueError(f"Seed must be between 0 and 2**32 - 1, but it is {seed}.")
    seed = (seed + offset) % 2**32
    np.random.seed(seed)  # noqa: NPY002  scikit-learn and others draw from the old global generator
    random.seed(seed)
    torch.manual_seed(seed)


def choose_device(name: str = "auto") -> torch.device:
    """Turn a device's name into a device that this machine has.

    Introduced in lesson 01.

    Args:
        name: ``"auto"`` takes CUDA if there is one, else Apple's MPS, else the CPU. ``"cpu"``, ``"cuda"``,
            ``"cuda:1"`` or ``"mps"`` ask for that device and nothing else.

    Raises:
        ValueError: the name is unknown.
        RuntimeError: the device was asked for by name and is not there. The course never falls back in silence.
    """
    if name == "auto":
        if torch.cuda.is_available():
            return torch.device("cuda")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    try:
        device = torch.device(name)
    except RuntimeError as error:
        raise ValueError(f"device is {name!r}, but it must be one of auto, cpu, cuda, cuda:0, ..., mps.") from error
    if device.type == "cuda":
        count = torch.cuda.device_count() if torch.cuda.is_available() else 0
        if (device.index or 0) >= count:
            found = "torch finds no CUDA GPU" if count == 0 else f"torch finds {count} CUDA device(s), numbered from 0"
            raise RuntimeError(f"device is {name!r}, but {found} on this machine; use device=auto or device=cpu.")
    elif device.type == "mps" and not torch.backends.mps.is_available():
        raise RuntimeError(f"device is {name!r}, but torch finds no Apple GPU on this machine; use device=auto or device=cpu.")
    elif device.type not in {"cpu", "mps"}:
        raise ValueError(f"device is {name!r}, but the course uses only cpu, cuda and mps.")
    return device


def describe_device(device: torch.device) -> str:
    """Name a device in words: its type, and the model of the GPU where there is one. Introduced in lesson 01."""
    if device.type == "cuda":
        return f"cuda ({torch.cuda.get_device_name(device)})"
    return (
        f"cpu ({torch.get_num_threads()} thread{'s' * (torch.get_num_threads() != 1)})" if device.type == "cpu" else device.type
    )


def describe_environment(device: torch.device) -> str:
    """One line that belongs beside every reported number: torch, Python, system, device. Introduced in lesson 01."""
    return f"torch {torch.__version__}, Python {platform.python_version()}, {platform.system()}, {describe_device(device)}"

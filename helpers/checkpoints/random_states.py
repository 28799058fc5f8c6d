"""Where every stream of random numbers stands: Python's, NumPy's global one, torch's on every device, the loaders'."""

import random
from typing import Any

import numpy as np
import torch

from helpers.checkpoints.files import Refused


def random_states() -> dict[str, Any]:
    """The state of every global generator, in types that ``weights_only=True`` accepts. Draws nothing.

    Raises:
        Refused: NumPy's global generator was exchanged for another kind.
    """
    numpy_state = np.random.get_state(legacy=False)  # noqa: NPY002  scikit-learn and others draw from it
    if numpy_state["bit_generator"] != "MT19937":
        raise Refused(f"cannot hold the state of NumPy's {numpy_state['bit_generator']}", "use NumPy's own global generator")
    keys, position = numpy_state["state"]["key"].tolist(), numpy_state["state"]["pos"]
    return {
        "python": random.getstate(),
        "numpy": [keys, position, numpy_state["has_gauss"], numpy_state["gauss"]],
        "torch": torch.get_rng_state(),
        "cuda": torch.cuda.get_rng_state_all() if torch.cuda.is_available() else [],
        "mps": torch.mps.get_rng_state() if torch.backends.mps.is_available() else None,
    }


def check_random_states(states: dict[str, Any]) -> None:
    """Put the states into generators of this function's own, so that one which does not fit raises here."""
    random.Random().setstate(states["python"])
    np.random.RandomState().set_state(_for_numpy(states["numpy"]))
    torch.Generator().set_state(states["torch"])
    for number, state in enumerate(states["cuda"][: _cuda_devices()]):
        torch.Generator(f"cuda:{number}").set_state(state)


def set_random_states(states: dict[str, Any]) -> None:
    """Put back what ``random_states`` gave. Devices that this machine has not are left out."""
    random.setstate(states["python"])
    np.random.set_state(_for_numpy(states["numpy"]))  # noqa: NPY002
    torch.set_rng_state(states["torch"])
    for number, state in enumerate(states["cuda"][: _cuda_devices()]):
        torch.cuda.set_rng_state(state, number)
    if states["mps"] is not None and torch.backends.mps.is_available():
        torch.mps.set_rng_state(states["mps"])


def devices_differ(states: dict[str, Any]) -> str | None:
    """What cannot be put back, in words, where this machine has other graphics processors than the one that saved."""
    here = random_states()
    if len(states["cuda"]) != len(here["cuda"]):
        return f"CUDA devices: {len(states['cuda'])} when it was saved, {len(here['cuda'])} here"
    if (states["mps"] is None) != (here["mps"] is None):
        return "an Apple GPU only here" if states["mps"] is None else "an Apple GPU only when it was saved"
    return None


def generator_states(generators: dict[str, torch.Generator]) -> dict[str, dict[str, Any]]:
    """Device and state of each generator, by name."""
    return {name: {"device": generator.device.type, "state": generator.get_state()} for name, generator in generators.items()}


def check_generators(generators: dict[str, torch.Generator], saved: dict[str, dict[str, Any]]) -> None:
    """Raise if names or devices differ, or a state is none; the generators are not touched."""
    if set(saved) != set(generators):
        raise Refused(
            f"holds the generators {_listed(saved)}, but handed over were {_listed(generators)}",
            "hand over the same generators under the same names",
        )
    for name, generator in generators.items():
        if saved[name]["device"] != generator.device.type:
            raise Refused(
                f"holds generator {name} of the device {saved[name]['device']}, but it is on {generator.device.type} here",
                "make it on the same kind of device",
            )
        torch.Generator(generator.device).set_state(saved[name]["state"])


def _listed(names: dict[str, Any]) -> str:
    return ", ".join(sorted(names)) or "none"


def _for_numpy(state: list[Any]) -> tuple[Any, ...]:
    keys, position, has_gauss, gauss = state
    return ("MT19937", np.array(keys, dtype=np.uint32), position, has_gauss, gauss)


def _cuda_devices() -> int:
    return torch.cuda.device_count() if torch.cuda.is_available() else 0

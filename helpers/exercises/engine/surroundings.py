"""What lies around a judged answer: switches and random states, the same for every call, and put back afterwards."""

import contextlib
import os
import random
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch

SEED = 614_657  # none that an answer is likely to set (0, 1, 42): setting it again would go unseen


@contextlib.contextmanager
def fixed_surroundings(seed: int = SEED) -> Iterator[None]:
    """Run a block as in a fresh notebook: gradients recorded, 32-bit floats, seeded; then put everything back.

    Whatever the block, or the notebook before it, did to torch's switches, to the random numbers of torch, NumPy and
    Python, to warnings or to the working folder: afterwards all of it is as it was.

    Args:
        seed: for ``seed_all``.
    """
    recording, dtype, threads = torch.is_grad_enabled(), torch.get_default_dtype(), torch.get_num_threads()
    device, deterministic = torch.get_default_device(), torch.are_deterministic_algorithms_enabled()
    only_warn = torch.is_deterministic_algorithms_warn_only_enabled()
    torch_state, numpy_state, python_state = torch.get_rng_state(), np.random.get_state(), random.getstate()  # noqa: NPY002
    folder, environment = os.getcwd(), _environment()  # noqa: PTH109
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what torch warns of, the judge says in its own words
        try:
            torch.set_grad_enabled(True)
            torch.set_default_dtype(torch.float32)
            if device.type != "cpu":  # a default device that is set, even this one, makes every call of torch slower
                torch.set_default_device(None)
            if deterministic:  # asked first, since the switch imports a compiler, which takes seconds
                torch.use_deterministic_algorithms(False)
            seed_all(seed)
            yield
        finally:
            torch.set_grad_enabled(recording)
            torch.set_default_dtype(dtype)
            if torch.get_default_device() != device:
                torch.set_default_device(None if device.type == "cpu" else device)
            if torch.are_deterministic_algorithms_enabled() != deterministic:
                torch.use_deterministic_algorithms(deterministic, warn_only=only_warn)
            if torch.get_num_threads() != threads:
                torch.set_num_threads(threads)
            torch.set_rng_state(torch_state)
            np.random.set_state(numpy_state)  # noqa: NPY002
            random.setstate(python_state)
            os.chdir(folder)
            if _environment() != environment:
                os.environ.clear()
                os.environ.update({os.environ.decodekey(name): os.environ.decodevalue(environment[name]) for name in environment})


def _environment() -> dict:
    """The environment's variables as Python stores them: to decode all of them for every case would take a third of the time."""
    return dict(os.environ._data)


def seed_all(seed: int = SEED) -> None:
    """Seed torch, NumPy and Python."""
    torch.default_generator.manual_seed(seed)  # unlike torch.manual_seed, it looks for no accelerator
    np.random.seed(seed)  # noqa: NPY002
    random.seed(seed)


def observe_surroundings() -> dict[str, Any]:
    """The switches and random states that an answer may have changed, by the words for them."""
    numpy_state = np.random.get_state()  # noqa: NPY002
    return {
        "torch's recording of gradients": torch.is_grad_enabled(),
        "torch's default type of numbers": str(torch.get_default_dtype()),
        "torch's number of threads": torch.get_num_threads(),
        "torch's random numbers": torch.get_rng_state(),
        "NumPy's random numbers": (numpy_state[1].tobytes(), numpy_state[2]),
        "Python's random numbers": hash(random.getstate()),
        "the working folder": os.getcwd(),  # noqa: PTH109
    }

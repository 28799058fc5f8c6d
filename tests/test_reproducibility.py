import random

import numpy as np
import pytest
import torch

from helpers.reproducibility import choose_device, describe_device, describe_environment, seed_everything


def draws():
    return random.random(), np.random.random(), torch.rand(1).item()  # noqa: NPY002


def test_a_seed_repeats_all_three_generators():
    seed_everything(7)
    first = draws()
    second = draws()
    seed_everything(7)
    assert draws() == first
    assert all(a != b for a, b in zip(first, second, strict=True))


@pytest.mark.parametrize("seed", [-1, 2**32])
def test_a_seed_out_of_range_is_refused(seed):
    with pytest.raises(ValueError, match="Seed must be between"):
        seed_everything(seed)


@pytest.mark.parametrize(("seed", "offset", "same_as"), [(7, 0, 7), (7, 3, 10), (2**32 - 1, 1, 0), (0, -1, 2**32 - 1)])
def test_an_offset_counts_on_and_comes_round(seed, offset, same_as):
    seed_everything(seed, offset)
    first = draws()
    seed_everything(same_as)
    assert draws() == first


def test_an_offset_does_not_mend_a_seed_out_of_range():
    with pytest.raises(ValueError, match="Seed must be between"):
        seed_everything(-1, offset=1)


def test_auto_takes_the_best_device_there_is():
    best = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
    assert choose_device("auto").type == best


def test_a_device_that_is_missing_is_refused_by_name(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    assert choose_device("auto") == torch.device("cpu")
    for name in ("cuda", "cuda:0", "mps"):
        with pytest.raises(RuntimeError, match=f"device is '{name}', but torch finds no .* use device=auto or device=cpu"):
            choose_device(name)


def test_a_gpu_with_too_high_a_number_is_refused(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    assert choose_device("cuda:0") == torch.device("cuda:0")
    with pytest.raises(RuntimeError, match=r"torch finds 1 CUDA device"):
        choose_device("cuda:1")


@pytest.mark.parametrize("name", ["gpu", "", "cpu:zero"])
def test_an_unknown_device_is_refused(name):
    with pytest.raises(ValueError, match="it must be one of"):
        choose_device(name)


def test_a_device_that_the_course_does_not_use_is_refused():
    with pytest.raises(ValueError, match="uses only cpu, cuda and mps"):
        choose_device("meta")


def test_the_environment_names_torch_and_the_device():
    line = describe_environment(torch.device("cpu"))
    assert f"torch {torch.__version__}" in line
    assert line.endswith(describe_device(torch.device("cpu")))
    assert "cpu (1 thread)" in line

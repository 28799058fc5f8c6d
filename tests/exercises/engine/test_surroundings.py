"""What lies around a judged answer."""

import random

import numpy as np
import pytest
import torch

from helpers.exercises.engine.surroundings import fixed_surroundings, observe_surroundings


@pytest.mark.parametrize(
    ("name", "draw"),
    [
        ("torch's random numbers", lambda: torch.rand(1)),
        ("NumPy's random numbers", np.random.rand),
        ("Python's random numbers", random.random),
    ],
)
def test_a_drawn_number_is_seen(name, draw):
    with fixed_surroundings():
        before = observe_surroundings()
        draw()
        after = observe_surroundings()
    assert not np.array_equal(np.asarray(before[name], dtype=object), np.asarray(after[name], dtype=object))


def test_every_block_starts_from_the_same_numbers_and_leaves_none_behind():
    torch.manual_seed(5)
    random.seed(5)
    outside = torch.get_rng_state(), random.getstate()
    found = []
    for _ in range(2):
        with fixed_surroundings():
            found.append((torch.rand(3).tolist(), np.random.rand(3).tolist(), random.random()))  # noqa: NPY002
    assert found[0] == found[1]
    assert torch.equal(torch.get_rng_state(), outside[0])
    assert random.getstate() == outside[1]


def test_torch_is_seeded_as_a_notebook_would():
    with fixed_surroundings(seed=7):
        inside = torch.rand(3)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(7)
        assert torch.equal(inside, torch.rand(3))


@pytest.mark.parametrize("outside", [None, "meta"])
def test_a_default_device_stays_inside_its_block(outside):
    torch.set_default_device(outside)
    try:
        with fixed_surroundings():
            assert torch.zeros(1).device.type == "cpu"
            torch.set_default_device("meta")
        assert torch.zeros(1).device.type == (outside or "cpu")
    finally:
        torch.set_default_device(None)


@pytest.mark.parametrize("seed", [0, 1, 42])
def test_a_seed_that_many_set_is_seen(seed):
    with fixed_surroundings():
        before = observe_surroundings()
        torch.manual_seed(seed)
        np.random.seed(seed)  # noqa: NPY002
        random.seed(seed)
        after = observe_surroundings()
    assert not torch.equal(before["torch's random numbers"], after["torch's random numbers"])
    for name in ("NumPy's random numbers", "Python's random numbers"):
        assert before[name] != after[name]


def test_the_switch_for_deterministic_algorithms_is_put_back():
    torch.use_deterministic_algorithms(True, warn_only=True)
    try:
        with fixed_surroundings():
            assert not torch.are_deterministic_algorithms_enabled()
        assert torch.are_deterministic_algorithms_enabled()
        assert torch.is_deterministic_algorithms_warn_only_enabled()
    finally:
        torch.use_deterministic_algorithms(False)

"""Tests of helpers/data/shifts.py."""

import pytest
import torch

from helpers.data.shifts import random_shifts


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def test_an_image_comes_to_each_of_nine_places_and_loses_what_moves_out():
    image = torch.arange(1.0, 10.0).reshape(1, 9)
    moved = random_shifts(image.expand(500, 9), generator(), side=3).reshape(-1, 3, 3)
    expected = set()
    for down in (-1, 0, 1):
        for right in (-1, 0, 1):
            place = torch.zeros(3, 3)
            for row in range(3):
                for column in range(3):
                    if 0 <= row + down < 3 and 0 <= column + right < 3:
                        place[row + down, column + right] = image[0, 3 * row + column]
            expected.add(tuple(place.flatten().tolist()))
    assert {tuple(each.flatten().tolist()) for each in moved} == expected


@pytest.mark.parametrize(("share", "low", "high"), [(0.0, 0, 0), (0.5, 380, 510), (1.0, 830, 940)])
def test_so_many_images_are_moved(share, low, high):
    images = torch.rand(1000, 64, generator=generator(1))
    before = images.clone()
    changed = (random_shifts(images, generator(), share) != images).any(dim=1).sum()
    assert low <= changed <= high  # one place in nine is an image's own
    assert torch.equal(images, before)


def test_the_generator_decides_and_goes_on():
    images, draws = torch.rand(20, 64), generator()
    first, second = random_shifts(images, draws), random_shifts(images, draws)
    assert torch.equal(first, random_shifts(images, generator()))
    assert not torch.equal(first, second)


@pytest.mark.parametrize(
    ("inputs", "share", "message"),
    [
        (torch.zeros(2, 63), 1.0, r"\(examples, 64\)"),
        (torch.zeros(2, 8, 8), 1.0, r"\(2, 8, 8\)"),
        (torch.zeros(2, 64), 1.5, "share is 1.5"),
    ],
)
def test_other_inputs_are_refused(inputs, share, message):
    with pytest.raises(ValueError, match=message):
        random_shifts(inputs, generator(), share)

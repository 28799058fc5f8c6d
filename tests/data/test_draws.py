"""Tests of helpers/data/draws.py."""

import pytest
import torch

from helpers.data import digits_split
from helpers.data.draws import noisy_draw

POOL = digits_split(train_examples=1387, test_examples=400)


def test_the_first_examples_are_the_same_however_many_are_drawn():
    few, many = noisy_draw(POOL, 5, 200), noisy_draw(POOL, 5, 1000)
    for a, b in zip((*few.part, few.truth), (*many.part, many.truth), strict=True):
        assert torch.equal(a, b[:200])
    assert torch.equal(few.validation[0], many.validation[0])
    assert (len(many.part[1]), len(few.validation[1])) == (1000, 387)


def test_a_wrong_label_is_never_right_by_luck_and_validation_stays_right():
    everything = noisy_draw(POOL, 5, 1000, label_noise=1.0)
    assert (everything.part[1] != everything.truth).all()
    assert set(everything.part[1].tolist()) == set(range(10))
    noisy, clean = noisy_draw(POOL, 5, 1000), noisy_draw(POOL, 5, 1000, label_noise=0.0)
    assert 0.15 < (noisy.part[1] != noisy.truth).float().mean() < 0.25
    assert torch.equal(clean.part[1], clean.truth)
    assert torch.equal(noisy.truth, clean.truth)
    assert torch.equal(noisy.validation[1], clean.validation[1])
    together = torch.cat([noisy.part[0], noisy.validation[0]])
    assert torch.equal(together.sum(dim=0).round(decimals=2), POOL.train_inputs.sum(dim=0).round(decimals=2))


def test_checked_examples_move_to_the_training_part_with_their_right_labels():
    before, after = noisy_draw(POOL, 5, 200), noisy_draw(POOL, 5, 200, checked=300)
    assert torch.equal(after.part[0][:200], before.part[0])
    assert torch.equal(after.part[1][:200], before.part[1])
    assert torch.equal(after.part[0][200:], before.validation[0][:300])
    assert torch.equal(after.part[1][200:], before.validation[1][:300])
    assert torch.equal(after.validation[0], before.validation[0][300:])
    assert len(noisy_draw(POOL, 5, checked=387).validation[1]) == 0


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"examples": 0}, "cannot be drawn"),
        ({"examples": 1001}, "cannot be drawn"),
        ({"most": 1387}, "cannot be drawn"),
        ({"checked": -1}, "checked is -1"),
        ({"checked": 388}, "from 0 to 387"),
        ({"label_noise": 1.5}, "label_noise is 1.5"),
    ],
)
def test_what_cannot_be_drawn_is_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        noisy_draw(POOL, 5, **changes)

"""The three parts divided anew."""

import pytest
import torch

from helpers.data import digits_parts, split_again


@pytest.mark.parametrize("size", [0, 1, 40, 399])
def test_the_same_images_are_divided_anew(size):
    parts = digits_parts(wrong_labels=0.2)
    again = split_again(parts, size)
    assert len(again.validation_labels) == len(again.validation_inputs) == size
    for name in ("inputs", "labels"):
        before = torch.cat([getattr(parts, f"train_{name}"), getattr(parts, f"validation_{name}")])
        after = torch.cat([getattr(again, f"train_{name}"), getattr(again, f"validation_{name}")])
        assert torch.equal(before, after)
        assert getattr(again, f"test_{name}") is getattr(parts, f"test_{name}")
    assert len(parts.train_labels) == 200  # the old parts are as they were
    assert again.class_names == parts.class_names


@pytest.mark.parametrize("size", [-1, 400, 500])
def test_a_size_that_leaves_nothing_is_refused(size):
    with pytest.raises(ValueError, match=f"validation_size is {size}, but it must be from 0 to 399"):
        split_again(digits_parts(), size)

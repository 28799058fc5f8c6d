"""What of a result counts."""

import numpy as np
import pytest
import torch

from helpers.exercises.engine.viewing import as_truth


@pytest.mark.parametrize("result", [True, torch.tensor(True), torch.tensor([True]), np.array(True), np.array([[True]])])
def test_one_truth_value_is_true_in_every_form(result):
    assert as_truth(result) is True


@pytest.mark.parametrize("result", [1, None, "True", torch.tensor(1), torch.tensor([True, True]), np.array([1.0])])
def test_what_is_no_single_truth_value_stays_as_it_is(result):
    assert as_truth(result) is result

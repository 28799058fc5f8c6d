"""What is observed of a value."""

import numpy as np
import torch

from helpers.exercises.engine.observing import Leaf, observe


def test_an_empty_list_has_a_length_that_a_list_of_tensors_has_too():
    tensors, nothing = observe([torch.zeros(2)], "gradients"), observe([], "gradients")
    assert tensors[Leaf("gradients", "length")] == 1
    assert nothing[Leaf("gradients", "length")] == 0
    assert nothing[Leaf("gradients", "value")] == []


def test_the_type_of_every_number_of_a_model_is_seen():
    leaves = observe(torch.nn.BatchNorm1d(2).double(), "model")
    assert leaves[Leaf("model", "kind")] == "a model"
    types = {str(leaf): value for leaf, value in leaves.items() if leaf.aspect == "type"}
    assert types["model.weight: type"] == types["model.running_mean: type"] == "torch.float64"
    assert types["model.num_batches_tracked: type"] == "torch.int64"


def test_whether_a_number_is_whole_is_seen_where_types_count():
    assert Leaf("epoch", "type") not in observe(3, "epoch")
    assert observe(3, "epoch", exact=True)[Leaf("epoch", "type")] == "int"
    assert observe(np.float64(3), "epoch", exact=True)[Leaf("epoch", "type")] == "float"
    assert Leaf("epoch", "type") not in observe(True, "epoch", exact=True)

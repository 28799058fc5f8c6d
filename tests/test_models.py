import pytest
import torch

from helpers.models import MLP, count_parameters


def test_the_mlp_returns_one_logit_a_class():
    logits = MLP(in_features=4, hidden_size=10, out_features=3)(torch.rand(7, 4))
    assert logits.shape == (7, 3)
    assert (logits.sum(dim=1) - 1).abs().max() > 1e-3  # logits, no probabilities


def test_the_mlp_is_the_two_layers_written_out():
    model, inputs = MLP(), torch.rand(5, 4)
    hidden = (inputs @ model.hidden.weight.T + model.hidden.bias).clamp(min=0)
    assert torch.allclose(model(inputs), hidden @ model.output.weight.T + model.output.bias)


def test_its_parameters_are_counted():
    model = MLP(in_features=4, hidden_size=10, out_features=3)
    assert count_parameters(model) == 4 * 10 + 10 + 10 * 3 + 3 == 83
    model.hidden.weight.requires_grad_(False)
    assert count_parameters(model) == 43


def test_inputs_of_another_width_are_refused():
    with pytest.raises(RuntimeError, match="shapes cannot be multiplied"):
        MLP(in_features=4)(torch.rand(5, 3))

import pytest
import torch
from torch import nn

from helpers.models import MLP, ImageClassifier, count_parameters, seen_pixels


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


def test_the_image_classifier_makes_feature_maps_and_logits():
    model = ImageClassifier(out_features=7)
    features = model.stem(torch.rand(3, 1, 28, 28))
    assert features.shape == (3, 256, 4, 4)
    assert features.min() == 0  # after ReLU
    logits = model.head(features)
    assert logits.shape == (3, 7)
    assert (logits.sum(dim=1) - 1).abs().max() > 1e-3  # logits, no probabilities
    assert [tuple(layer.weight.shape) for layer in model.head if hasattr(layer, "weight")] == [(128, 4096), (7, 128)]


def test_in_evaluation_mode_an_image_does_not_depend_on_its_batch():
    model, images = ImageClassifier().eval(), torch.rand(4, 1, 28, 28)
    assert torch.allclose(model(images)[:1], model(images[:1]), atol=1e-5)
    model.train()
    assert not torch.allclose(model(images)[:1], model(images[:1]), atol=1e-5)


def test_every_weight_of_the_image_classifier_gets_a_gradient():
    model = ImageClassifier()
    torch.nn.functional.cross_entropy(model(torch.rand(4, 1, 28, 28)), torch.tensor([0, 1, 2, 3])).backward()
    assert all(parameter.grad is not None for parameter in model.parameters())


def test_images_of_another_size_are_refused():
    with pytest.raises(RuntimeError, match="shapes cannot be multiplied"):
        ImageClassifier()(torch.rand(2, 1, 32, 40))


def test_without_dropout_the_mlp_draws_the_random_numbers_of_lesson_01():
    torch.manual_seed(0)
    hidden, output = torch.nn.Linear(4, 10), torch.nn.Linear(10, 3)
    expected = torch.rand(1)
    torch.manual_seed(0)
    model = MLP(dropout=0.0)
    assert list(model.state_dict()) == ["hidden.weight", "hidden.bias", "output.weight", "output.bias"]
    assert torch.equal(model.hidden.weight, hidden.weight)
    assert torch.equal(model.output.bias, output.bias)
    inputs = torch.ones(2, 4)
    assert torch.equal(model(inputs), output(hidden(inputs).relu()))
    assert torch.equal(torch.rand(1), expected)  # neither making nor using it drew more


def test_dropout_takes_hidden_units_out_in_training_only():
    torch.manual_seed(0)
    model, inputs = MLP(hidden_size=50, dropout=0.5), torch.rand(1, 4)
    assert not torch.equal(model(inputs), model(inputs))
    model.eval()
    assert torch.equal(model(inputs), model(inputs))
    plain = MLP(hidden_size=50)
    plain.load_state_dict(model.state_dict())
    assert torch.equal(model(inputs), plain(inputs))


@pytest.mark.parametrize("dropout", [-0.1, 1.0, 1.5, float("nan")])
def test_a_dropout_that_is_no_probability_below_one_is_refused(dropout):
    with pytest.raises(ValueError, match="dropout is"):
        MLP(dropout=dropout)


def test_the_pixels_behind_one_number_are_as_many_as_the_windows_reach():
    windows = nn.Sequential(nn.Conv2d(1, 4, 3, stride=2, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.Conv2d(4, 4, 3, padding=1))
    windows[1].eval()  # each part has a mode of its own, and keeps it
    pictures = torch.rand(20, 1, 16, 16)
    seen = seen_pixels(windows, pictures)
    assert seen.shape == (16, 16)
    assert seen[5:12, 5:12].all()
    assert seen.sum() == 7 * 7
    assert [part.training for part in windows] == [True, False, True, True]
    assert all(parameter.grad is None for parameter in windows.parameters())
    assert not pictures.requires_grad


@pytest.mark.parametrize("shape", [(4, 16, 16), (0, 1, 16, 16)])
def test_pictures_of_another_shape_are_refused(shape):
    with pytest.raises(ValueError, match="must be"):
        seen_pixels(nn.Conv2d(1, 1, 3), torch.zeros(shape))

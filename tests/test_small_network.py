"""The network whose gradient is written out starts where torch starts, and goes where torch goes."""

import math
import warnings

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from helpers.data import iris_split
from helpers.models import MLP
from helpers.reproducibility import seed_everything
from helpers.small_network import train_small_network


@pytest.fixture(scope="module")
def flowers():
    """Two measurements of the 120 training flowers, and their species."""
    split = iris_split()
    return split.train_inputs[:, 2:], split.train_labels


def by_torch(inputs, labels, hidden_size, learning_rate, steps, seed=42):
    """The model after training, and its loss after 0, 1, ... steps."""
    seed_everything(seed)
    model = MLP(inputs.shape[1], hidden_size, int(labels.max()) + 1)
    optimizer, loss_function = torch.optim.SGD(model.parameters(), lr=learning_rate), nn.CrossEntropyLoss()
    losses = []
    for step in range(steps + 1):
        loss = loss_function(model(inputs), labels)
        losses.append(loss.item())
        if step < steps:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return model, losses


def parameters(network):
    return network.hidden_weight, network.hidden_bias, network.output_weight, network.output_bias


@pytest.mark.parametrize(
    ("hidden_size", "learning_rate", "steps"), [(10, 0.1, 1000), (10, 0.5, 1000), (50, 0.1, 300), (1, 0.01, 50), (10, 0.1, 0)]
)
def test_it_goes_the_way_of_autograd_and_sgd(flowers, hidden_size, learning_rate, steps):
    network = train_small_network(*flowers, hidden_size, learning_rate, steps, record_every=1)
    model, losses = by_torch(*flowers, hidden_size, learning_rate, steps)
    np.testing.assert_allclose(network.losses, losses, atol=1e-5)
    for mine, theirs in zip(parameters(network), model.parameters(), strict=True):
        np.testing.assert_allclose(mine, theirs.detach().numpy(), atol=1e-5)
    with torch.no_grad():
        logits = model(flowers[0])
    np.testing.assert_allclose(network.probabilities(flowers[0]), logits.softmax(dim=1).numpy(), atol=1e-5)
    assert (network.predict(flowers[0]) == logits.argmax(dim=1).numpy()).all()


@settings(max_examples=30)
@given(
    examples=st.integers(1, 20),
    features=st.integers(1, 6),
    hidden_size=st.integers(1, 12),
    classes=st.integers(1, 6),
    seed=st.integers(0, 2**32 - 1),
)
def test_it_is_torch_s_on_any_data(examples, features, hidden_size, classes, seed):
    draw = torch.Generator().manual_seed(seed)
    inputs = torch.randn(examples, features, generator=draw)
    labels = torch.randint(classes, (examples,), generator=draw)
    network = train_small_network(inputs, labels, hidden_size, 0.1, steps=5, seed=seed, record_every=1)
    model, losses = by_torch(inputs, labels, hidden_size, 0.1, steps=5, seed=seed)
    np.testing.assert_allclose(network.losses, losses, atol=1e-5)
    for mine, theirs in zip(parameters(network), model.parameters(), strict=True):
        assert mine.shape == theirs.shape
        np.testing.assert_allclose(mine, theirs.detach().numpy(), atol=1e-5)


def test_a_hidden_unit_that_is_off_for_all_is_left_as_it_is():
    inputs, labels = torch.zeros(3, 2), torch.tensor([0, 1, 2])  # a unit with a negative bias is off
    before, after = (train_small_network(inputs, labels, 20, 0.5, steps) for steps in (1, 50))
    off = before.hidden_bias < 0
    assert 0 < off.sum() < 20
    assert (before.hidden_bias[off] == after.hidden_bias[off]).all()
    assert (before.output_weight[:, off] == after.output_weight[:, off]).all()


def test_it_learns_and_says_what_it_learnt(flowers):
    inputs, labels = flowers
    network = train_small_network(inputs, labels, 10, 0.5, 1000)
    assert network.losses[-1] < 0.1 < network.losses[0]
    assert (network.predict(inputs) == labels.numpy()).mean() > 0.93
    shares = network.probabilities(inputs)
    assert shares.shape == (120, 3)
    np.testing.assert_allclose(shares.sum(axis=1), 1, rtol=1e-5)
    assert [each.shape for each in network.weights] == [(10, 2), (3, 10)]


@pytest.mark.parametrize(
    ("steps", "record_every", "expected"),
    [(0, 10, [0]), (30, 10, [0, 10, 20, 30]), (25, 10, [0, 10, 20, 25]), (3, 10, [0, 3]), (3, 1, [0, 1, 2, 3])],
)
def test_losses_are_recorded_at_the_start_on_the_way_and_at_the_end(flowers, steps, record_every, expected):
    network = train_small_network(*flowers, 5, 0.1, steps, record_every=record_every)
    assert network.steps == expected
    assert len(network.losses) == len(expected)


def test_arrays_lists_and_tensors_are_the_same_to_it(flowers):
    inputs, labels = flowers
    one = train_small_network(inputs, labels, 5, 0.1, 20)
    other = train_small_network(inputs.double().numpy(), labels.tolist(), 5, 0.1, 20)
    assert one.losses == other.losses
    assert (one.predict(inputs) == other.predict(inputs.numpy())).all()


def test_the_seed_decides_and_no_global_random_number_is_drawn(flowers):
    torch.manual_seed(7)
    np.random.seed(7)  # noqa: NPY002
    expected = torch.rand(3), np.random.random(3)  # noqa: NPY002
    torch.manual_seed(7)
    np.random.seed(7)  # noqa: NPY002
    losses = [train_small_network(*flowers, 5, 0.1, 5, seed=seed).losses for seed in (1, 1, 2)]
    assert torch.equal(torch.rand(3), expected[0])
    assert (np.random.random(3) == expected[1]).all()  # noqa: NPY002
    assert losses[0] == losses[1] != losses[2]


@pytest.mark.parametrize("learning_rate", [1e4, 1e20, 1e38])
def test_a_training_that_diverges_warns_nobody_and_leaves_nan(flowers, learning_rate):
    with warnings.catch_warnings(), np.errstate(all="raise"):
        warnings.simplefilter("error")
        network = train_small_network(*flowers, 10, learning_rate, 200)
        answers, shares = network.predict(flowers[0]), network.probabilities(flowers[0])
    assert math.isfinite(network.losses[0])
    assert not any(math.isinf(loss) for loss in network.losses)
    assert answers.shape == (120,)
    assert set(answers) <= {0, 1, 2}
    assert shares.shape == (120, 3)
    if learning_rate > 1e10:
        assert math.isnan(network.losses[-1])
        assert set(answers) == {0}


def test_the_caller_s_data_stay_as_they_are(flowers):
    inputs, labels = (part.clone() for part in flowers)
    train_small_network(inputs, labels, 5, 0.1, 20)
    assert torch.equal(inputs, flowers[0])
    assert torch.equal(labels, flowers[1])


@pytest.mark.parametrize(
    ("inputs", "labels", "message"),
    [
        (np.zeros((3, 2)), [0, 1], "Inputs of shape"),
        (np.zeros(3), [0, 1, 2], "Inputs of shape"),
        (np.zeros((0, 2)), [], "Inputs of shape"),
        (np.zeros((3, 0)), [0, 1, 2], "Inputs of shape"),
        (np.zeros((3, 2)), [[0], [1], [2]], "Inputs of shape"),
        (np.array([[1.0], [math.nan]]), [0, 1], "must be a finite number"),
        (np.array([[1.0], [math.inf]]), [0, 1], "must be a finite number"),
        (np.zeros((2, 2)), [0, -1], "must be class numbers"),
        (np.zeros((2, 2)), [0.0, 1.0], "must be class numbers"),
    ],
)
def test_data_that_do_not_fit_are_refused(inputs, labels, message):
    with pytest.raises(ValueError, match=message):
        train_small_network(inputs, labels, 5, 0.1, 10)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("hidden_size", 0),
        ("hidden_size", 2.5),
        ("hidden_size", math.nan),
        ("steps", -1),
        ("steps", 10.0),
        ("record_every", 0),
        ("learning_rate", 0.0),
        ("learning_rate", -1.0),
        ("learning_rate", math.inf),
        ("learning_rate", math.nan),
    ],
)
def test_a_number_outside_its_range_is_refused_by_its_name(flowers, name, value):
    numbers = {"hidden_size": 5, "learning_rate": 0.1, "steps": 10, "record_every": 5} | {name: value}
    with pytest.raises(ValueError, match=f"^{name} is {value}"):
        train_small_network(*flowers, **numbers)


@pytest.mark.parametrize("points", [np.zeros((3, 3)), np.zeros(2), np.zeros((2, 2, 2))])
def test_points_with_other_features_are_refused(flowers, points):
    network = train_small_network(*flowers, 5, 0.1, 1)
    for ask in (network.predict, network.probabilities):
        with pytest.raises(ValueError, match=r"must be \(points, 2\)"):
            ask(points)


def test_the_validation_loss_is_the_loss_there_and_nothing_is_learnt_from_it(flowers):
    inputs, labels = flowers
    learnt, watched = (inputs[:90], labels[:90]), (inputs[90:], labels[90:])
    network = train_small_network(*learnt, 5, 0.5, steps=30, record_every=10, validation=watched)
    alone = train_small_network(*learnt, 5, 0.5, steps=30, record_every=10)
    assert np.array_equal(network.hidden_weight, alone.hidden_weight)
    assert network.losses == alone.losses
    assert alone.validation_losses == []
    assert network.history == {
        "epoch": [0, 10, 20, 30],
        "train_loss": network.losses,
        "validation_loss": network.validation_losses,
    }
    for steps, loss in zip(network.steps, network.validation_losses, strict=True):
        there = train_small_network(*learnt, 5, 0.5, steps).probabilities(watched[0])
        expected = -np.log(there[np.arange(30), watched[1]]).mean()
        assert loss == pytest.approx(float(expected), abs=1e-5)


def test_a_class_of_the_validation_part_alone_has_an_output_too(flowers):
    inputs, labels = flowers
    two = labels < 2
    network = train_small_network(inputs[two], labels[two], 4, 0.5, 20, validation=(inputs, labels))
    assert network.output_bias.shape == (3,)
    assert np.isfinite(network.validation_losses).all()


def test_a_training_that_diverges_leaves_nan_on_the_validation_part_too(flowers):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        network = train_small_network(*flowers, 4, 1e30, 40, validation=flowers)
    assert math.isnan(network.validation_losses[-1])


@pytest.mark.parametrize(
    ("validation", "message"),
    [
        ((np.zeros((3, 5)), [0, 1, 2]), "has 5 features, but the training part has 2"),
        ((np.zeros((3, 2)), [0, 1]), "The validation part: Inputs of shape"),
        ((np.zeros((0, 2)), []), "The validation part: Inputs of shape"),
        ((np.full((1, 2), np.nan), [0]), "The validation part: Every input must be"),
        ((np.zeros((1, 2)), [-1]), "The validation part: Labels must be"),
    ],
)
def test_a_validation_part_that_does_not_fit_is_refused(flowers, validation, message):
    with pytest.raises(ValueError, match=message):
        train_small_network(*flowers, 4, 0.5, 10, validation=validation)


# Lesson 03: cures of overfitting.


@pytest.fixture(scope="module")
def cured_parts():
    split = iris_split()
    return (split.train_inputs, split.train_labels), (split.test_inputs, split.test_labels)


@pytest.mark.parametrize(("weight_decay", "l1"), [(0.02, 0.0), (0.0, 0.003), (0.02, 0.003)])
def test_penalties_are_those_of_torch(cured_parts, weight_decay, l1):
    part, validation = cured_parts
    network = train_small_network(*part, 10, 0.3, 100, record_every=50, validation=validation, weight_decay=weight_decay, l1=l1)
    seed_everything(42)
    model = MLP(4, 10, 3)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.3, weight_decay=weight_decay)
    cross_entropy, losses = nn.CrossEntropyLoss(), []
    for step in range(101):
        if step % 50 == 0:
            losses.append(cross_entropy(model(validation[0]), validation[1]).item())
        size = model.hidden.weight.abs().sum() + model.output.weight.abs().sum()
        loss = cross_entropy(model(part[0]), part[1]) + l1 * size
        if step < 100:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    np.testing.assert_allclose(network.validation_losses, losses, atol=1e-4)
    for mine, theirs in zip(parameters(network), model.parameters(), strict=True):
        np.testing.assert_allclose(mine, theirs.detach().numpy(), atol=2e-3)


def test_a_pull_that_ends_at_zero_is_softshrink_after_each_step(cured_parts):
    part, _ = cured_parts
    network = train_small_network(*part, 10, 0.3, 100, l1_to_zero=0.01)
    seed_everything(42)
    model = MLP(4, 10, 3)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.3)
    for _ in range(100):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(part[0]), part[1]).backward()
        optimizer.step()
        with torch.no_grad():
            for weight in (model.hidden.weight, model.output.weight):
                weight.copy_(nn.functional.softshrink(weight, 0.3 * 0.01))
    assert 0 < (network.hidden_weight == 0).sum() == (model.hidden.weight == 0).sum()
    for mine, theirs in zip(parameters(network), model.parameters(), strict=True):
        np.testing.assert_allclose(mine, theirs.detach().numpy(), atol=2e-3)


def test_the_network_at_its_lowest_point_is_kept(cured_parts):
    part, validation = cured_parts
    network = train_small_network(*part, 10, 0.3, 200, validation=validation, dropout=0.5)
    lowest = int(np.argmin(network.validation_losses))
    again = train_small_network(*part, 10, 0.3, network.steps[lowest], dropout=0.5)
    assert network.at_lowest.steps == [network.steps[lowest]]
    for mine, theirs in zip(parameters(network.at_lowest), parameters(again), strict=True):
        np.testing.assert_array_equal(mine, theirs)
    assert train_small_network(*part, 10, 0.3, 10).at_lowest is None


def test_networks_on_the_way_are_those_of_shorter_trainings(cured_parts):
    part, validation = cured_parts
    network = train_small_network(*part, 10, 0.3, 25, validation=validation, keep=True)
    assert [each.steps for each in network.on_the_way] == [[0], [10], [20], [25]]
    for mine, theirs in zip(parameters(network.on_the_way[1]), parameters(train_small_network(*part, 10, 0.3, 10)), strict=True):
        np.testing.assert_array_equal(mine, theirs)
    assert train_small_network(*part, 10, 0.3, 10).on_the_way == []


def test_dropout_changes_the_training_and_not_the_scores(cured_parts):
    part, _ = cured_parts
    plain, dropped, again = (train_small_network(*part, 10, 0.3, 200, dropout=p) for p in (0.0, 0.5, 0.5))
    assert plain.losses[0] == dropped.losses[0]  # measured with every unit
    assert plain.losses[-1] < dropped.losses[-1] < 0.9
    assert dropped.losses == again.losses
    right = dropped.probabilities(part[0])[np.arange(len(part[1])), part[1]]
    np.testing.assert_allclose(dropped.losses[-1], -np.log(right).mean(), atol=1e-5)


def test_one_step_with_dropout_is_that_of_the_units_that_were_left():
    inputs, labels = np.array([[1.0, 2.0]], np.float32), [1]
    p, seed = 0.5, 3
    before = train_small_network(inputs, labels, 6, 0.1, 0, seed=seed)
    after = train_small_network(inputs, labels, 6, 0.1, 1, seed=seed, dropout=p)
    kept = torch.tensor(np.random.default_rng(seed).random((6, 1), dtype=np.float32) >= p)[:, 0]
    assert 0 < kept.sum() < 6
    weights = [torch.tensor(each, requires_grad=True) for each in parameters(before)]
    hidden = torch.relu(torch.tensor(inputs) @ weights[0].T + weights[1]) * kept / (1 - p)
    nn.functional.cross_entropy(hidden @ weights[2].T + weights[3], torch.tensor(labels)).backward()
    for mine, theirs in zip(parameters(after), weights, strict=True):
        np.testing.assert_allclose(mine, (theirs - 0.1 * theirs.grad).detach().numpy(), atol=1e-6)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"weight_decay": -0.1}, "weight_decay is -0.1"),
        ({"l1": float("nan")}, "l1 is nan"),
        ({"l1_to_zero": -1.0}, "l1_to_zero is -1.0"),
        ({"dropout": 1.0}, "dropout is 1.0"),
        ({"dropout": float("nan")}, "dropout is nan"),
    ],
)
def test_cures_outside_their_range_are_refused(cured_parts, wrong, message):
    with pytest.raises(ValueError, match=message):
        train_small_network(*cured_parts[0], 3, 0.1, 1, **wrong)


def test_changed_inputs_are_learnt_from_and_not_measured_on(flowers):
    inputs, labels = flowers
    seed_everything(42)
    model = MLP(2, 10, 3)
    optimizer, loss_function = torch.optim.SGD(model.parameters(), lr=0.3), nn.CrossEntropyLoss()
    for _ in range(50):
        optimizer.zero_grad()
        loss_function(model(inputs.flip(1)), labels).backward()
        optimizer.step()
    network = train_small_network(inputs, labels, 10, 0.3, 50, change=lambda inputs: inputs.flip(1))
    for mine, theirs in zip(parameters(network), model.parameters(), strict=True):
        np.testing.assert_allclose(mine, theirs.detach().numpy(), atol=1e-5)
    assert network.losses[-1] == pytest.approx(loss_function(model(inputs), labels).item(), abs=1e-5)
    same = train_small_network(inputs, labels, 10, 0.3, 50, change=lambda inputs: inputs, dropout=0.5)
    plain = train_small_network(inputs, labels, 10, 0.3, 50, dropout=0.5)
    np.testing.assert_allclose(same.losses, plain.losses, atol=1e-6)
    with pytest.raises(ValueError, match="change made"):
        train_small_network(inputs, labels, 10, 0.3, 50, change=lambda inputs: inputs[1:])


def test_validation_accuracy_is_the_share_that_predict_has_right(flowers):
    inputs, labels = flowers
    network = train_small_network(inputs[::2], labels[::2], 10, 0.3, 55, validation=(inputs[1::2], labels[1::2]))
    assert len(network.validation_accuracies) == len(network.steps)
    right = (network.predict(inputs[1::2]) == labels[1::2].numpy()).mean()
    assert network.validation_accuracies[-1] == pytest.approx(right)

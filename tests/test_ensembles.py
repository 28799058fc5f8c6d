import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from helpers.data import iris_split
from helpers.ensembles import Ensemble, part_weights
from helpers.models import MLP

IRIS = iris_split()
INPUTS, LABELS = IRIS.train_inputs.double(), IRIS.train_labels
EACH = nn.CrossEntropyLoss(reduction="none")
PARTS = [range(120), range(80), [*range(40), *range(90, 120)], range(100, 110)]


def nets(seeds, hidden_size=6):
    models = []
    for seed in seeds:
        torch.manual_seed(seed)
        models.append(MLP(4, hidden_size, 3).double())
    return models


def train_alone(model, part, steps, rate, decay=0.0, l1=0.0):
    """The loop of lesson 01 on the part's rows alone, with torch's own optimiser."""
    rows = list(part)
    optimizer = torch.optim.SGD(model.parameters(), lr=rate, weight_decay=decay)
    for _ in range(steps):
        loss = nn.functional.cross_entropy(model(INPUTS[rows]), LABELS[rows])
        penalty = sum(weight.abs().sum() for weight in model.parameters() if weight.dim() > 1)
        optimizer.zero_grad()
        (loss + l1 * penalty).backward()
        optimizer.step()
    return model


def exact_weights(parts):
    """1/n in 64 bits: rounded to 32 it would differ by 1e-8, and so would the results."""
    weights = part_weights(parts, len(INPUTS)).double()
    return weights / weights.sum(dim=1, keepdim=True)


def train_together(models, parts, steps, **settings):
    ensemble, count = Ensemble(models), len(models)
    weights = exact_weights(parts)
    for _ in range(steps):
        losses = ensemble.step(INPUTS.expand(count, -1, -1), LABELS.expand(count, -1), weights, EACH, **settings)
    return ensemble, losses


def largest_difference(ensemble, models):
    return max(
        (values - ensemble.parameters[name][number]).abs().max().item()
        for number, model in enumerate(models)
        for name, values in model.named_parameters()
    )


RATES, DECAYS, L1S = (0.5, 0.1, 0.02, 0.3), (0.0, 0.01, 0.1, 0.001), (0.0, 0.003, 0.0, 0.01)


@pytest.mark.parametrize(
    ("rates", "decays", "l1s"),
    [
        ((0.1,) * 4, (0.0,) * 4, (0.0,) * 4),
        (RATES, (0.0,) * 4, (0.0,) * 4),
        ((0.1,) * 4, DECAYS, (0.0,) * 4),
        ((0.1,) * 4, (0.0,) * 4, L1S),
        (RATES, DECAYS, L1S),
    ],
    ids=["one setting", "rates", "weight decay", "L1", "all three"],
)
def test_together_equals_one_after_another(rates, decays, l1s):
    seeds = (0, 7, 7, 3)
    settings = {"learning_rate": rates, "weight_decay": decays, "l1": l1s}
    together, _ = train_together(
        nets(seeds), PARTS, 200, **{k: torch.tensor(v, dtype=torch.float64) for k, v in settings.items()}
    )
    alone = [train_alone(*each) for each in zip(nets(seeds), PARTS, [200] * 4, rates, decays, l1s, strict=True)]
    assert largest_difference(together, alone) < 1e-9
    assert largest_difference(together, nets(seeds)) > 0.01  # something was learnt


@given(
    seeds=st.lists(st.integers(0, 1000), min_size=1, max_size=5),
    hidden_size=st.integers(1, 9),
    rate=st.floats(0.001, 0.5),
    decay=st.floats(0.0, 0.2),
    data=st.data(),
)
@settings(max_examples=10)
def test_any_parts_and_settings_give_the_weights_of_training_alone(seeds, hidden_size, rate, decay, data):
    part = st.lists(st.integers(0, 119), min_size=1, max_size=60, unique=True)
    parts = [data.draw(part) for _ in seeds]
    together, _ = train_together(nets(seeds, hidden_size), parts, 10, learning_rate=rate, weight_decay=decay)
    alone = [train_alone(model, p, 10, rate, decay) for model, p in zip(nets(seeds, hidden_size), parts, strict=True)]
    assert largest_difference(together, alone) < 1e-9


def test_rows_of_weight_zero_and_other_models_have_no_say():
    part, others = PARTS[1], INPUTS.clone()
    others[80:] += 100
    weights = exact_weights([part])
    ends = []
    for rows in (INPUTS, others):
        ensemble = Ensemble(nets([3]))
        for _ in range(20):
            ensemble.step(rows[None], LABELS[None], weights, EACH, 0.1)
        ends.append(ensemble.parameters)
    together, _ = train_together(nets([3, 4]), [part, PARTS[3]], 20, learning_rate=torch.tensor([0.1, 99.0], dtype=torch.float64))
    for name, values in ends[0].items():
        assert torch.equal(values, ends[1][name])
        assert torch.allclose(values[0], together.parameters[name][0], atol=1e-12)


def test_losses_are_those_before_the_step_and_without_penalties():
    _, losses = train_together(nets([0, 1]), PARTS[:2], 1, learning_rate=0.1, weight_decay=5.0, l1=5.0)
    wanted = [
        nn.functional.cross_entropy(model(INPUTS[list(part)]), LABELS[list(part)]).item()
        for model, part in zip(nets([0, 1]), PARTS[:2], strict=True)
    ]
    assert losses.tolist() == pytest.approx(wanted)


def test_an_output_of_one_column_is_one_loss_for_each_example():
    torch.manual_seed(0)
    model, goals = MLP(4, 6, 1).double(), LABELS.double().unsqueeze(1)
    loss = Ensemble([model]).step(INPUTS[None], goals[None], exact_weights(PARTS[:1]), nn.MSELoss(reduction="none"), 0.1)
    assert loss.item() == pytest.approx(nn.functional.mse_loss(model(INPUTS), goals).item())


def test_predictions_and_unstacked_models_agree_and_the_given_models_stay():
    models = nets([0, 1, 2])
    before = [values.clone() for model in models for values in model.parameters()]
    ensemble, _ = train_together(models, PARTS[:3], 20, learning_rate=0.2)
    assert all(map(torch.equal, before, [values for model in models for values in model.parameters()]))
    assert len(ensemble) == 3
    outputs = ensemble.predict(INPUTS.expand(3, -1, -1))
    assert outputs.shape == (3, 120, 3)
    assert not outputs.requires_grad
    single = ensemble.unstack()
    for output, model in zip(outputs, single, strict=True):
        assert torch.allclose(output, model(INPUTS), atol=1e-12)
    with torch.no_grad():
        single[0].output.bias += 1  # a copy: the ensemble stays
    assert torch.equal(ensemble.predict(INPUTS.expand(3, -1, -1)), outputs)


@pytest.mark.parametrize(
    ("models", "message"),
    [
        ([], "at least one model"),
        ([MLP(4, 6, 3), MLP(4, 7, 3)], "model 1 differs from model 0"),
        ([MLP(4, 6, 3), nn.Linear(4, 3)], "model 1 differs from model 0"),
        ([MLP(4, 6, 3, dropout=0.5)], "Dropout cannot"),
        ([nn.Sequential(nn.Linear(4, 3), nn.BatchNorm1d(3))], "BatchNorm1d cannot"),
    ],
)
def test_models_that_cannot_be_stacked_are_refused(models, message):
    with pytest.raises(ValueError, match=message):
        Ensemble(models)


class Tied(nn.Module):
    """Two layers that share one weight."""

    def __init__(self, tied=True):
        super().__init__()
        self.first, self.second = nn.Linear(4, 4), nn.Linear(4, 4)
        if tied:
            self.second.weight = self.first.weight

    def forward(self, inputs):
        return self.second(torch.tanh(self.first(inputs)))


class Unseen(nn.Module):
    """Keeps a layer in a plain list, where nothing finds it."""

    def __init__(self):
        super().__init__()
        self.output, self.hidden = nn.Linear(4, 3), [nn.Linear(4, 4)]


def frozen(model, *names):
    for name, parameter in model.named_parameters():
        if name in names:
            parameter.requires_grad_(False)
    return model


# The kind: a network that is not quite what a stack takes for granted must train as it does alone, or be refused.


def test_frozen_parameters_stay_and_the_others_learn_as_they_do_alone():
    together, alone = ([frozen(model, "hidden.weight", "output.bias") for model in nets([0, 5])] for _ in range(2))
    ensemble, _ = train_together(together, PARTS[:2], 30, learning_rate=0.3, weight_decay=0.1, l1=0.01)
    alone = [train_alone(model, part, 30, 0.3, 0.1, 0.01) for model, part in zip(alone, PARTS[:2], strict=True)]
    assert largest_difference(ensemble, alone) < 1e-9
    single = ensemble.unstack()
    assert torch.equal(single[1].hidden.weight, together[1].hidden.weight)
    assert not single[1].hidden.weight.requires_grad
    assert single[1].hidden.bias.requires_grad


def test_tied_weights_stay_tied():
    torch.manual_seed(0)
    models = [Tied().double() for _ in range(2)]
    ensemble, _ = train_together(models, PARTS[:2], 30, learning_rate=0.3)
    alone = [train_alone(model, part, 30, 0.3) for model, part in zip(models, PARTS[:2], strict=True)]
    assert largest_difference(ensemble, alone) < 1e-9
    for model, other in zip(ensemble.unstack(), alone, strict=True):
        assert model.second.weight is model.first.weight
        assert torch.allclose(model(INPUTS), other(INPUTS), atol=1e-9)


@pytest.mark.parametrize(
    ("one", "other", "difference"),
    [
        (nn.LeakyReLU(0.1), nn.LeakyReLU(0.2), "negative_slope"),
        (nn.ReLU(), nn.Tanh(), "other layers"),
        (nn.Softmax(dim=0), nn.Softmax(dim=1), "dim"),
        (nn.Conv1d(1, 1, 1), nn.Conv1d(1, 1, 1, padding_mode="circular"), "padding_mode"),
        (nn.Linear(4, 3), nn.Linear(4, 3).double(), "float64"),
        (nn.Linear(4, 3), nn.Linear(4, 3).requires_grad_(False), "frozen"),
        (Tied(), Tied(tied=False), "tied to first.weight"),
        (Unseen(), Unseen(), "hidden"),
        (nn.Linear(4, 3), nn.Linear(4, 3, bias=False), "bias is none"),
        (nn.Linear(4, 3, bias=False), nn.Linear(4, 3), "bias"),
    ],
)
def test_models_that_differ_in_more_than_their_weights_are_refused(one, other, difference):
    with pytest.raises(ValueError, match=f"model 1 differs from model 0: .*{difference}"):
        Ensemble([one, other])


@pytest.mark.parametrize(
    "layer", [nn.LSTM(4, 4, num_layers=2, dropout=0.5), nn.MultiheadAttention(4, 2, dropout=0.1), nn.AlphaDropout(0.1)]
)
def test_dropout_inside_a_layer_is_refused(layer):
    with pytest.raises(ValueError, match=f"{type(layer).__name__} cannot be trained in a stack"):
        Ensemble([nn.Sequential(nn.Linear(4, 4), layer)])


def test_outputs_and_targets_that_would_be_compared_each_with_each_are_refused():
    ensemble, targets = Ensemble([nn.Linear(4, 1).double()]), LABELS.double()[None]
    with pytest.raises(ValueError, match=r"one loss for each of 120 examples.*\(120, 1\) and targets of the shape \(120,\)"):
        ensemble.step(INPUTS[None], targets, exact_weights(PARTS[:1]), lambda outputs, goals: (outputs - goals) ** 2, 0.1)


@pytest.mark.parametrize("name", ["inputs", "targets", "weights", "learning_rate", "weight_decay", "l1"])
def test_a_tensor_for_another_number_of_models_is_refused(name):
    given = {
        "inputs": INPUTS.expand(2, -1, -1),
        "targets": LABELS.expand(2, -1),
        "weights": part_weights(PARTS[:2], 120),
        "learning_rate": torch.tensor([0.1, 0.1]),
        "weight_decay": torch.zeros(2),
        "l1": torch.zeros(2),
    }
    given[name] = torch.cat([given[name], given[name][:1]])
    with pytest.raises(ValueError, match=rf"{name} has the shape \(3.*the 2 models"):
        Ensemble(nets([0, 1])).step(loss_function=EACH, **given)


def test_inputs_for_another_number_of_models_cannot_be_predicted():
    with pytest.raises(ValueError, match="inputs has the shape"):
        Ensemble(nets([0, 1])).predict(INPUTS)


@given(st.lists(st.lists(st.integers(0, 30), min_size=1, unique=True), min_size=1, max_size=4))
def test_part_weights_sum_to_one_inside_the_part(parts):
    weights = part_weights(parts, 31)
    assert weights.shape == (len(parts), 31)
    for row, part in zip(weights, parts, strict=True):
        assert row.sum().item() == pytest.approx(1)
        assert set(row.nonzero().flatten().tolist()) == set(part)
        assert len(set(row[part].tolist())) == 1


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ([], "at least one model"),
        ([[0], []], "Part 1 must hold"),
        ([[0, 3]], "Part 0 must hold places from 0 to 2"),
        ([[-1]], "Part 0"),
        ([[1, 1]], "none of them twice"),
    ],
)
def test_parts_that_make_no_sense_are_refused(parts, message):
    with pytest.raises(ValueError, match=message):
        part_weights(parts, 3)

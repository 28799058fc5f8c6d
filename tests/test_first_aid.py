import copy
import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from helpers.data import digits_parts
from helpers.first_aid import (
    first_loss,
    four_looks,
    gradient_norm,
    gradient_norms,
    ladder_of_questions,
    look_at_inputs,
    overfit_one_batch,
    relative_steps,
    unmoved_parameters,
    unregistered_parameters,
)
from helpers.models import MLP
from helpers.reproducibility import seed_everything

PARTS = digits_parts(100, 100, seed=0)
BATCH = PARTS.train_inputs[:16], PARTS.train_labels[:16]


def new_model(dropout=0.0):
    seed_everything(0)
    return MLP(64, 32, 10, dropout=dropout)


def with_gradients(model):
    nn.functional.cross_entropy(model(BATCH[0]), BATCH[1]).backward()
    return model


def test_inputs_are_described_as_they_are():
    report = look_at_inputs(torch.tensor([[0.0, 5.0, 1.0], [0.0, 7.0, 2.0]]))
    assert report == ((2, 3), torch.float32, 0.0, 7.0, 2.5, pytest.approx(math.sqrt(41.5 / 6)), 1, 0)


def test_constant_columns_of_pictures_and_whole_numbers_are_counted():
    pictures = torch.zeros(5, 1, 2, 2, dtype=torch.int64)
    pictures[:, 0, 1, 1] = torch.arange(5)
    report = look_at_inputs(pictures)
    assert (report.shape, report.dtype, report.constant_columns) == ((5, 1, 2, 2), torch.int64, 3)
    assert look_at_inputs(PARTS.train_inputs).constant_columns >= 3  # three pixels are blank in all 1,797 images


def test_numbers_that_are_not_finite_are_counted():
    inputs = torch.tensor([[1.0, math.nan], [math.inf, -math.inf]])
    assert look_at_inputs(inputs).not_finite == 3


@pytest.mark.parametrize("inputs", [torch.zeros(0, 3), torch.zeros(3, 0), torch.tensor(1.0)])
def test_no_numbers_are_refused(inputs):
    with pytest.raises(ValueError, match="at least one example"):
        look_at_inputs(inputs)


@given(classes=st.integers(2, 50))
def test_a_network_of_zeros_knows_nothing(classes):
    model = nn.Linear(3, classes)
    nn.init.zeros_(model.weight)
    nn.init.zeros_(model.bias)
    found = first_loss(model, torch.randn(4, 3), torch.randint(classes, (4,)))
    assert found.loss == pytest.approx(found.know_nothing, abs=1e-5)
    assert found.know_nothing == math.log(classes)


def test_the_first_loss_is_taken_without_dropout_and_leaves_no_trace():
    model = new_model(dropout=0.9)
    model.hidden.eval()  # frozen, and to stay so
    modes = [module.training for module in model.modules()]
    assert first_loss(model, *BATCH) == first_loss(new_model(), *BATCH)
    assert [module.training for module in model.modules()] == modes
    assert all(parameter.grad is None for parameter in model.parameters())


def test_one_batch_is_learnt_by_heart():
    losses = overfit_one_batch(new_model(), *BATCH)
    assert len(losses) == 201
    assert losses[-1] < 0.01 < losses[0]


def test_one_batch_is_learnt_with_dropout_too():
    assert overfit_one_batch(new_model(dropout=0.9), *BATCH)[-1] < 0.01


class Sequences(nn.Module):
    """Looks at each picture as eight rows, one after the other; drops most of what lies between its layers."""

    def __init__(self, kind):
        super().__init__()
        self.kind = kind
        if kind == "lstm":
            self.layer = nn.LSTM(8, 32, num_layers=2, dropout=0.9, batch_first=True)
        elif kind == "encoder":
            self.layer = nn.TransformerEncoderLayer(8, 2, 32, dropout=0.9, batch_first=True)
        elif kind == "attention":
            self.layer = nn.MultiheadAttention(8, 2, dropout=0.9, batch_first=True)
        self.output = nn.Linear(32 if kind == "lstm" else 64, 10)

    def forward(self, inputs):
        rows = inputs.reshape(-1, 8, 8)
        if self.kind == "lstm":
            return self.output(self.layer(rows)[0][:, -1])
        if self.kind == "function":
            rows = nn.functional.dropout(rows, 0.9, training=self.training)
        elif self.kind == "own attention":
            rows = rows + nn.functional.scaled_dot_product_attention(rows, rows, rows, dropout_p=0.9 if self.training else 0.0)
        elif self.kind == "attention":
            rows = rows + self.layer(rows, rows, rows, need_weights=False)[0]
        else:
            rows = self.layer(rows)
        return self.output(rows.flatten(1))


# The kind: dropout stands in many places, and must be off in all of them.
@pytest.mark.parametrize("kind", ["lstm", "encoder", "attention", "own attention", "function"])
def test_dropout_is_switched_off_wherever_it_stands(kind):
    seed_everything(0)
    model = Sequences(kind)
    first, second = overfit_one_batch(model, *BATCH, steps=3), overfit_one_batch(model, *BATCH, steps=3)
    assert first == second  # which a mask at random would not give
    state = torch.get_rng_state()
    assert overfit_one_batch(model, *BATCH, learning_rate=0.02)[-1] < 0.01
    assert torch.equal(torch.get_rng_state(), state)
    if kind in ("lstm", "attention"):
        assert model.layer.dropout == 0.9


class Noise(nn.Module):
    def forward(self, inputs):
        return inputs + 0.01 * torch.randn_like(inputs)


def test_a_layer_that_draws_random_numbers_leaves_those_of_others_alone():
    model = nn.Sequential(Noise(), new_model())
    state = torch.get_rng_state()
    overfit_one_batch(model, *BATCH, steps=3)
    assert torch.equal(torch.get_rng_state(), state)


def test_predictions_and_goals_of_two_shapes_are_refused():
    with pytest.raises(ValueError, match=r"\(16, 1\) and \(16,\)"):
        overfit_one_batch(nn.Linear(64, 1), BATCH[0], BATCH[1].float(), nn.functional.mse_loss)


def test_softmax_before_the_loss_is_found_and_so_is_a_wrong_loss():
    floor = math.log(1 + 9 / math.e)
    assert overfit_one_batch(nn.Sequential(new_model(), nn.Softmax(dim=1)), *BATCH)[-1] >= floor - 1e-4
    upside_down = overfit_one_batch(new_model(), *BATCH, loss_function=lambda z, y: -nn.functional.cross_entropy(z, y), steps=5)
    assert upside_down[-1] < upside_down[0] < 0


def test_the_patient_and_the_random_numbers_stay_as_they_are():
    model = with_gradients(new_model(dropout=0.5)).eval()
    before, gradients = copy.deepcopy(model.state_dict()), gradient_norms(model)
    state = torch.get_rng_state()
    overfit_one_batch(model, *BATCH, steps=3)
    assert torch.equal(torch.get_rng_state(), state)
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    assert gradient_norms(model) == gradients
    assert not any(module.training for module in model.modules())


@pytest.mark.parametrize("steps", [0, -1])
def test_no_steps_are_refused(steps):
    with pytest.raises(ValueError, match="at least 1"):
        overfit_one_batch(new_model(), *BATCH, steps=steps)


def test_a_parameter_without_a_gradient_is_named_with_none():
    model = new_model()
    assert set(gradient_norms(model).values()) == {None}
    assert gradient_norm(model) == 0.0
    model.hidden.requires_grad_(False)
    found = gradient_norms(with_gradients(model))
    assert [name for name, norm in found.items() if norm is None] == ["hidden.weight", "hidden.bias"]
    assert all(norm > 0 for name, norm in found.items() if name.startswith("output"))
    assert gradient_norms(nn.ReLU()) == {}


def test_a_gradient_that_is_not_finite_is_shown_as_it_is():
    model = with_gradients(new_model())
    model.hidden.bias.grad[0] = math.nan
    assert math.isnan(gradient_norms(model)["hidden.bias"])
    assert math.isnan(gradient_norm(model))


@given(seed=st.integers(0, 1000), scale=st.floats(1e-3, 1e3))
def test_the_length_is_the_one_that_torch_clips_by(seed, scale):
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(3, 4), nn.Linear(4, 2))
    for parameter in model.parameters():
        parameter.grad = scale * torch.randn_like(parameter)
    assert gradient_norm(model) == pytest.approx(nn.utils.clip_grad_norm_(model.parameters(), math.inf).item(), rel=1e-5)


def step(model, optimizer):
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(BATCH[0]), BATCH[1]).backward()
    optimizer.step()


@pytest.mark.parametrize(
    ("held", "frozen", "unmoved"),
    [
        (("hidden", "output"), (), []),
        (("hidden",), (), ["output.weight", "output.bias"]),
        (("hidden", "output"), ("hidden",), ["hidden.weight", "hidden.bias"]),
    ],
)
def test_what_does_not_move_is_named(held, frozen, unmoved):
    model = new_model()
    for name in frozen:
        getattr(model, name).requires_grad_(False)
    optimizer = torch.optim.SGD([p for name in held for p in getattr(model, name).parameters()], lr=0.5)
    assert unmoved_parameters(model, lambda: step(model, optimizer)) == unmoved


def test_without_a_step_nothing_moves():
    model = new_model()
    assert unmoved_parameters(model, lambda: with_gradients(model)) == [name for name, _ in model.named_parameters()]


def test_a_parameter_that_turns_nan_has_moved():
    model = nn.Linear(1, 1)
    with torch.no_grad():
        assert unmoved_parameters(model, lambda: model.weight.fill_(math.nan)) == ["bias"]


class Hiding(nn.Module):
    """Keeps layers and weights where a module does not look."""

    def __init__(self):
        super().__init__()
        self.seen = nn.Linear(2, 2)
        self.layers = [nn.Linear(2, 2, bias=False), nn.Sequential(nn.Linear(2, 1))]
        self.by_name = {"a": (nn.Linear(1, 1, bias=False),), "b": "no layer"}
        self._scale = torch.ones(1, requires_grad=True)
        self.goal = torch.zeros(1)  # learns nothing
        self.again = [self.seen, self.layers[0], self]

    def forward(self, inputs):
        return self.by_name["a"][0](self.layers[1](self.layers[0](self.seen(inputs)))) * self._scale


HIDDEN = ["layers[0].weight", "layers[1].0.weight", "layers[1].0.bias", "by_name['a'][0].weight", "_scale"]


def test_parameters_that_a_module_does_not_know_are_found():
    assert list(unregistered_parameters(Hiding())) == HIDDEN
    assert list(unregistered_parameters(nn.Sequential(nn.ReLU(), Hiding()))) == [f"1.{name}" for name in HIDDEN]


@pytest.mark.parametrize(
    "model",
    [
        new_model(),
        nn.ModuleList([nn.Linear(1, 1)]),
        nn.ModuleDict({"a": nn.Linear(1, 1)}),
        nn.ParameterList([nn.Parameter(torch.ones(1))]),
        nn.LSTM(2, 2),
        nn.MultiheadAttention(2, 1),
        nn.BatchNorm1d(2),
    ],
    ids=lambda model: type(model).__name__,
)
def test_a_module_of_torch_hides_nothing(model):
    assert unregistered_parameters(model) == {}


def sgd_step(model, parameters):
    optimizer = torch.optim.SGD(parameters, lr=0.1)
    loss = (model(torch.ones(3, 2)) - 5).square().mean()
    loss.backward()
    optimizer.step()


def test_layers_in_a_list_are_named_as_unmoved():
    torch.manual_seed(0)
    model = Hiding()
    assert unmoved_parameters(model, lambda: sgd_step(model, model.parameters())) == HIDDEN


def test_whoever_hands_them_to_the_optimiser_moves_them():
    torch.manual_seed(0)
    model = Hiding()
    everything = [*model.parameters(), *unregistered_parameters(model).values()]
    assert unmoved_parameters(model, lambda: sgd_step(model, everything)) == []


def test_a_step_is_measured_by_the_length_of_what_was_there():
    model = nn.Linear(2, 1)
    with torch.no_grad():
        model.weight.copy_(torch.tensor([[3.0, 4.0]]))
        model.bias.zero_()

    def move():
        with torch.no_grad():
            model.weight += torch.tensor([[0.0, 0.5]])
            model.bias += moved

    moved = 0.0
    assert relative_steps(model, move) == {"weight": pytest.approx(0.1), "bias": 0.0}
    moved = 1.0
    assert relative_steps(model, move)["bias"] == math.inf


def test_a_step_into_nan_is_shown_as_it_is():
    model = nn.Linear(1, 1)
    with torch.no_grad():
        assert math.isnan(relative_steps(model, lambda: model.weight.fill_(math.nan))["weight"])


def test_steps_of_hidden_layers_are_measured_too():
    model = Hiding()
    shares = relative_steps(model, lambda: sgd_step(model, model.parameters()))
    assert [shares[name] for name in HIDDEN] == [0.0] * len(HIDDEN)
    assert shares["seen.weight"] > 0


def test_four_looks_are_the_single_looks_and_leave_the_model_after_one_step():
    model, twin = new_model(), new_model()

    def step_of(network):
        optimizer = torch.optim.SGD(network.parameters(), lr=0.5)

        def step():
            optimizer.zero_grad()
            nn.functional.cross_entropy(network(PARTS.train_inputs), PARTS.train_labels).backward()
            optimizer.step()

        return step

    looks = four_looks(model, PARTS.train_inputs, PARTS.train_labels, step_of(model), by_heart_steps=20)
    assert looks.largest_input == look_at_inputs(PARTS.train_inputs).high == 1.0
    assert looks.first_loss == first_loss(twin, PARTS.train_inputs, PARTS.train_labels).loss
    assert looks.by_heart == overfit_one_batch(twin, *BATCH, steps=20)[-1]
    moved = relative_steps(twin, step_of(twin))
    assert (looks.least_step, looks.most_step) == (min(moved.values()), max(moved.values()))
    assert 0 < looks.least_step < looks.most_step < 0.2
    assert all(map(torch.equal, model.parameters(), twin.parameters()))


def test_every_question_of_the_ladder_leads_off_and_on():
    questions, ending = ladder_of_questions()
    assert len({words for words, _, _ in questions}) == 6
    assert all(answers and onwards for _, answers, onwards in questions)
    assert all("section" in advice for _, answers, _ in questions for _, advice in answers)
    assert "section" in ending

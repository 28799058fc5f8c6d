import copy

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from helpers.data import iris_split
from helpers.models import MLP
from helpers.training import evaluate, evaluation_mode, finite_loss, predict, train_one_epoch

CROSS_ENTROPY = nn.CrossEntropyLoss()


def seeded_model(seed: int = 0) -> MLP:
    torch.manual_seed(seed)
    return MLP()


def cut(inputs: torch.Tensor, labels: torch.Tensor, sizes: list[int]) -> list[tuple[torch.Tensor, torch.Tensor]]:
    return list(zip(inputs.split(sizes), labels.split(sizes), strict=True))


def test_it_is_the_loop_written_out_bit_for_bit():
    split, model = iris_split(), seeded_model()
    twin = copy.deepcopy(model)
    batches = cut(split.train_inputs, split.train_labels, [50, 50, 20])
    optimizers = [torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9) for net in (model, twin)]
    for _ in range(20):
        mean = train_one_epoch(model, batches, CROSS_ENTROPY, optimizers[0])
        total = 0.0
        for inputs, labels in batches:
            optimizers[1].zero_grad()
            loss = CROSS_ENTROPY(twin(inputs), labels)
            loss.backward()
            optimizers[1].step()
            total += loss.item() * len(labels)
        assert mean.item() == pytest.approx(total / 120, rel=1e-6)
    for name, weights in model.state_dict().items():
        assert torch.equal(weights, twin.state_dict()[name])


def test_one_batch_returns_its_own_loss_without_a_graph():
    split, model = iris_split(), seeded_model()
    expected = CROSS_ENTROPY(model(split.train_inputs), split.train_labels).item()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    loss = train_one_epoch(model, [(split.train_inputs, split.train_labels)], CROSS_ENTROPY, optimizer)
    assert loss.item() == expected
    assert not loss.requires_grad


def test_it_puts_the_model_into_training_mode():
    split, model = iris_split(), seeded_model().eval()
    train_one_epoch(model, [(split.train_inputs, split.train_labels)], CROSS_ENTROPY, torch.optim.SGD(model.parameters(), lr=0.1))
    assert all(module.training for module in model.modules())


@settings(max_examples=50)
@given(sizes=st.lists(st.integers(1, 40), min_size=1, max_size=6), seed=st.integers(0, 10_000))
def test_the_score_does_not_depend_on_how_the_examples_are_cut(sizes, seed):
    generator = torch.Generator().manual_seed(seed)
    inputs = torch.rand(sum(sizes), 4, generator=generator)
    labels = torch.randint(3, (sum(sizes),), generator=generator)
    model = seeded_model(seed)
    whole = evaluate(model, [(inputs, labels)], CROSS_ENTROPY)
    pieces = evaluate(model, cut(inputs, labels, sizes), CROSS_ENTROPY)
    assert pieces.correct == whole.correct == (predict(model, inputs).argmax(dim=1) == labels).sum()
    assert pieces.accuracy == whole.accuracy == whole.correct / sum(sizes)
    assert pieces.loss == pytest.approx(whole.loss, rel=1e-5)


@pytest.mark.parametrize("batches", [[], [(torch.empty(0, 4), torch.empty(0, dtype=torch.int64))]])
def test_no_examples_are_refused(batches):
    model = seeded_model()
    with pytest.raises(ValueError, match="at least one example"):
        evaluate(model, batches, CROSS_ENTROPY)
    with pytest.raises(ValueError, match="at least one example"):
        train_one_epoch(model, batches, CROSS_ENTROPY, torch.optim.SGD(model.parameters(), lr=0.1))


def test_evaluation_restores_the_mode_of_every_part():
    model = nn.Sequential(nn.Linear(4, 4), nn.Dropout(), nn.Sequential(nn.BatchNorm1d(4)))
    model.train()
    model[2].eval()  # frozen on purpose
    before = [module.training for module in model.modules()]
    with evaluation_mode(model):
        assert not any(module.training for module in model.modules())
        assert not torch.is_grad_enabled()
        with evaluation_mode(model):
            pass
        assert not any(module.training for module in model.modules())
    assert [module.training for module in model.modules()] == before
    assert torch.is_grad_enabled()


def fail_inside(model):
    with evaluation_mode(model):
        raise KeyError("inside")


def test_evaluation_restores_the_mode_after_an_exception():
    model = seeded_model()
    with pytest.raises(KeyError, match="inside"):
        fail_inside(model)
    assert all(module.training for module in model.modules())
    assert torch.is_grad_enabled()


def test_predict_leaves_no_graph_and_repeats_itself():
    model = nn.Sequential(nn.Linear(4, 50), nn.Dropout(), nn.Linear(50, 3))
    inputs = torch.rand(5, 4)
    assert not predict(model, inputs).requires_grad
    assert torch.equal(predict(model, inputs), predict(model, inputs))
    assert not torch.equal(model(inputs), model(inputs))


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_loss_that_is_no_number_is_refused(value):
    assert finite_loss(torch.tensor(0.5), epoch=3) == 0.5
    with pytest.raises(FloatingPointError, match=rf"The loss is {value} at epoch 3: .* smaller learning rate"):
        finite_loss(torch.tensor(value), epoch=3)


@pytest.mark.parametrize("sizes", [[4], [1, 3]])
def test_one_logit_counts_by_its_sign(sizes):
    model = nn.Linear(1, 1)
    with torch.no_grad():
        model.weight.fill_(1.0)
        model.bias.fill_(0.0)
    inputs, labels = torch.tensor([[3.0], [-2.0], [0.5], [-1.0]]), torch.tensor([[1.0], [0.0], [0.0], [1.0]])
    evaluation = evaluate(model, cut(inputs, labels, sizes), nn.BCEWithLogitsLoss())
    assert (evaluation.correct, evaluation.examples, evaluation.accuracy) == (2, 4, 0.5)  # argmax would say 0 everywhere
    assert evaluation.loss == pytest.approx(nn.functional.binary_cross_entropy_with_logits(inputs, labels).item())


def test_one_logit_may_have_labels_of_one_dimension():
    def loss(logits, labels):
        return nn.functional.binary_cross_entropy_with_logits(logits.squeeze(1), labels.float())

    model = nn.Linear(2, 1)
    inputs, labels = torch.randn(6, 2), torch.tensor([0, 1, 0, 1, 1, 1])
    evaluation = evaluate(model, [(inputs, labels)], loss)
    assert evaluation.correct == ((predict(model, inputs).squeeze(1) > 0) == labels.bool()).sum()

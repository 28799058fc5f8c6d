"""Mean losses of batches made into one: against torch's own mean of everything at once."""

import functools

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from helpers.mean_losses import MeanLoss, counting_labels, mean_loss, mean_weight
from helpers.training import accumulate_gradients, evaluate, finite_loss, train_one_epoch

WEIGHTS = torch.tensor([1.0, 10.0, 0.3])
# Losses whose mean is not over the number of examples, in each form in which they can be seen.
LOSSES = {
    "plain": nn.CrossEntropyLoss(),
    "weights": nn.CrossEntropyLoss(weight=WEIGHTS),
    "ignored": nn.CrossEntropyLoss(ignore_index=1),
    "weights and ignored": nn.CrossEntropyLoss(weight=WEIGHTS, ignore_index=0),
    "smoothing": nn.CrossEntropyLoss(label_smoothing=0.1),
    "function": F.cross_entropy,
    "partial": functools.partial(F.cross_entropy, weight=WEIGHTS, ignore_index=2),
    "partial of a partial": functools.partial(functools.partial(F.cross_entropy, ignore_index=2), weight=WEIGHTS),
    "negative log-likelihood": nn.NLLLoss(weight=WEIGHTS),
}


def examples(sizes, seed, ignored):
    generator = torch.Generator().manual_seed(seed)
    inputs = torch.randn(sum(sizes), 4, generator=generator)
    labels = torch.randint(3, (sum(sizes),), generator=generator)
    labels[torch.rand(len(labels), generator=generator) < ignored] = -100
    return inputs, labels, list(zip(inputs.split(sizes), labels.split(sizes), strict=True))


def network(seed=0):
    torch.manual_seed(seed)
    return nn.Linear(4, 3)


@settings(max_examples=60)
@given(
    sizes=st.lists(st.integers(1, 9), min_size=1, max_size=5),
    seed=st.integers(0, 1000),
    loss=st.sampled_from(sorted(LOSSES)),
    ignored=st.sampled_from([0.0, 0.4]),
)
def test_pieces_are_the_whole_however_they_are_cut(sizes, seed, loss, ignored):
    function = LOSSES[loss]
    inputs, labels, pieces = examples(sizes, seed, 0.0 if "ignore" in loss or "partial" in loss else ignored)
    model = network(seed)
    whole = function(model(inputs), labels)
    if not torch.isfinite(whole):  # every label is ignored
        with pytest.raises(ValueError, match="ignores all of them"):
            evaluate(model, pieces, function)
        with pytest.raises(ValueError, match="ignores all of them"):
            accumulate_gradients(model, pieces, function)
        return
    whole.backward()
    gradient = model.weight.grad.clone()
    model.zero_grad()
    assert accumulate_gradients(model, pieces, function).item() == pytest.approx(whole.item(), abs=1e-5)
    assert torch.allclose(model.weight.grad, gradient, atol=1e-5)
    evaluation = evaluate(model, pieces, function)
    counting = counting_labels(function, labels)
    assert evaluation.loss == pytest.approx(whole.item(), abs=1e-5)
    assert evaluation.examples == counting.sum()
    assert evaluation.correct == ((model(inputs).argmax(dim=1) == labels) & counting).sum()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.0)
    assert train_one_epoch(model, pieces, function, optimizer).item() == pytest.approx(whole.item(), abs=1e-5)


def test_a_label_of_each_place_counts_once():
    logits, labels = torch.randn(5, 3, 7), torch.randint(3, (5, 7))
    evaluation = evaluate(nn.Identity(), [(logits[:2], labels[:2]), (logits[2:], labels[2:])], F.cross_entropy)
    assert evaluation.examples == 35
    assert evaluation.correct == (logits.argmax(dim=1) == labels).sum()
    assert evaluation.accuracy == evaluation.correct / 35
    assert evaluation.loss == pytest.approx(F.cross_entropy(logits, labels).item())


# The kind: one of two shapes is stretched to fit the other, and every example is compared with every other.
@pytest.mark.parametrize("shape", [(100, 1), (1, 100), (100, 3), (100, 1, 1), ()])
def test_labels_of_another_shape_than_the_predictions_are_refused(shape):
    labels = torch.randint(2, shape)
    with pytest.raises(ValueError, match=r"for labels of the shape \(100,\), but the labels have the shape"):
        evaluate(nn.Linear(4, 3), [(torch.randn(100, 4), labels)], lambda logits, labels: logits.mean())


@pytest.mark.parametrize("shape", [(1, 100), (100, 2), (100, 1, 1)])
def test_labels_of_another_shape_than_one_logit_s_are_refused(shape):
    with pytest.raises(ValueError, match="but the labels have the shape"):
        evaluate(nn.Linear(4, 1), [(torch.randn(100, 4), torch.randint(2, shape))], lambda logits, labels: logits.mean())


@pytest.mark.parametrize("loss", [nn.MSELoss(), nn.L1Loss(), nn.SmoothL1Loss(), nn.HuberLoss(), F.mse_loss, F.l1_loss])
def test_numbers_are_compared_with_as_many_numbers(loss):
    model, inputs, goals = nn.Linear(4, 1), torch.randn(6, 4), torch.randn(6)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for use in (
        lambda: train_one_epoch(model, [(inputs, goals)], loss, optimizer),
        lambda: accumulate_gradients(model, [(inputs, goals)], loss),
        lambda: mean_loss(functools.partial(loss), model(inputs), goals),
    ):
        with pytest.raises(ValueError, match=r"\(6, 1\) and \(6,\)"):
            use()
    assert model.weight.grad is None
    train_one_epoch(model, [(inputs, goals.unsqueeze(1))], loss, optimizer)


@pytest.mark.parametrize("loss", [nn.CrossEntropyLoss(reduction="sum"), functools.partial(F.cross_entropy, reduction="none")])
def test_a_loss_that_is_no_mean_is_refused(loss):
    with pytest.raises(ValueError, match='reduction="mean"'):
        mean_loss(loss, torch.randn(4, 3), torch.tensor([0, 1, 2, 0]))


def test_a_loss_of_several_numbers_is_refused():
    with pytest.raises(ValueError, match=r"must be one number.*\(4,\)"):
        mean_loss(lambda logits, labels: logits[:, 0], torch.randn(4, 3), torch.tensor([0, 1, 2, 0]))


# Half precision ends at 65,504 and counts by 2 above 2,048: a mean that is summed in it is infinite or wrong.
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_means_of_half_precision_are_summed_in_32_bits(dtype):
    model = nn.Linear(1, 10).to(dtype)
    batch = torch.zeros(64, 1, dtype=dtype), torch.zeros(64, dtype=torch.int64)
    one = evaluate(model, [batch], F.cross_entropy).loss
    assert evaluate(model, [batch] * 1100, F.cross_entropy).loss == pytest.approx(one, rel=1e-6)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.0)
    assert finite_loss(train_one_epoch(model, [batch] * 1100, F.cross_entropy, optimizer), 1) == pytest.approx(one, rel=1e-6)
    assert accumulate_gradients(model, [batch] * 1100, F.cross_entropy).item() == pytest.approx(one, rel=1e-6)


def test_the_loss_of_a_regression_is_right_whatever_its_labels_are():
    outputs, goals = torch.randn(5, 1), torch.tensor([[152.0], [3.0], [-1.0], [0.0], [1.0]])
    pieces = [(outputs[:2], goals[:2]), (outputs[2:], goals[2:])]
    assert evaluate(nn.Identity(), pieces, nn.MSELoss()).loss == pytest.approx(F.mse_loss(outputs, goals).item())


def test_probabilities_as_labels_count_each():
    logits, labels = torch.randn(6, 3), torch.rand(6, 3).softmax(dim=1)
    mean = MeanLoss(F.cross_entropy)
    for one, other in zip(logits.split([4, 2]), labels.split([4, 2]), strict=True):
        mean.add(F.cross_entropy(one, other), other)
    assert mean.mean().item() == pytest.approx(F.cross_entropy(logits, labels).item())
    assert mean_weight(F.cross_entropy, labels) == labels.numel()


def test_a_batch_in_which_nothing_counts_is_passed_over():
    inputs, labels = torch.randn(6, 4), torch.tensor([0, 1, 2, -100, -100, -100])
    model, pieces = network(), [(inputs[:3], labels[:3]), (inputs[3:], labels[3:])]
    expected = F.cross_entropy(model(inputs), labels).item()
    assert evaluate(model, pieces, F.cross_entropy).loss == pytest.approx(expected)
    assert accumulate_gradients(model, pieces, F.cross_entropy).item() == pytest.approx(expected)

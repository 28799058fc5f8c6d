"""Exercises of lesson 01: accuracy, scaling, one step of SGD, one step of training.

What students typically write instead stands in ``answers_01``.
"""

import copy

import torch
from torch import nn

from helpers.exercises.exercise import Exercise, NotAttempted, WrongAnswer, as_number, as_tensors, call
from helpers.models import MLP


def accuracy(logits, labels):
    """Share of the examples whose largest logit is that of the right class."""
    predictions = logits.argmax(dim=1)
    return (predictions == labels).float().mean().item()


def judge_accuracy(answer):
    """Five examples with 3, then 5 right; three examples with 1 right."""
    logits = torch.tensor([[2.5, 1.0, 0.0], [0.1, 0.3, 0.2], [5.5, 0.0, 4.0], [0.0, 1.0, 3.5], [1.5, 0.0, -1.0]])
    for labels, right in (([0, 1, 2, 2, 2], 3), ([0, 1, 0, 2, 0], 5), ([0, 2, 1], 1)):
        count = len(labels)
        expected = f"{right / count:.4g} for {count} examples with {right} right"
        number = as_number(call(answer, logits[:count].clone(), torch.tensor(labels)), expected)
        if abs(number - right / count) <= 1e-6:
            continue
        looks = {
            float(right): "That is how many are right; divide by the number of examples.",
            100 * right / count: "That is per cent; a share lies between 0 and 1.",
            1 - right / count: "That is the share of wrong predictions.",
        }
        neutral = "Compare logits.argmax(dim=1) with the labels, and divide by the number of examples."
        raise WrongAnswer(expected, f"{number:.4g}", looks.get(round(number, 4), neutral))


def scale(train, test):
    """Scale every column to 0..1 by the smallest and largest value in the training part."""
    low = train.min(dim=0).values
    span = train.max(dim=0).values - low
    return (train - low) / span, (test - low) / span


def judge_scale(answer):
    """Two columns of different size, and test values beyond the training range on both sides."""
    train = torch.tensor([[1.0, 10.0], [3.0, 20.0], [2.0, 50.0]])
    test = torch.tensor([[2.0, 60.0], [0.0, 20.0]])
    got = as_tensors(call(answer, train.clone(), test.clone()), ("scaled_train", "scaled_test"))
    if [part.shape for part in got] != [train.shape, test.shape]:
        shapes = [tuple(part.shape) for part in got]
        raise WrongAnswer("the shapes (3, 2) and (2, 2)", shapes, "Scaling keeps the shape; the training part comes first.")
    wanted = scale(train, test)
    if all(torch.allclose(part, right, atol=1e-6) for part, right in zip(got, wanted, strict=True)):
        return
    both = torch.cat([train, test])
    looks = {
        "The test part is scaled with the training part's range, not with its own.": (
            scale(train, train)[0],
            scale(test, test)[0],
        ),
        "The range comes from the training part alone.": scale(both, train)[1:] + scale(both, test)[1:],
        "Each column has a range of its own: use dim=0.": tuple(
            (p - train.min()) / (train.max() - train.min()) for p in (train, test)
        ),
        "That is another scaling, by mean and standard deviation.": tuple(
            (p - train.mean(0)) / train.std(0) for p in (train, test)
        ),
        "A clipped value is a changed measurement: above 1 or below 0 is right here.": tuple(part.clamp(0, 1) for part in wanted),
        "The smallest value must become 0: subtract it first.": tuple(part / train.max(0).values for part in (train, test)),
    }
    neutral = "Subtract the training column's smallest value, then divide by its largest minus its smallest."
    matching = (
        look for look, mistake in looks.items() if all(torch.allclose(g, m, atol=1e-4) for g, m in zip(got, mistake, strict=True))
    )
    look = next(matching, neutral)
    shown = [[round(value, 3) for value in part[:, 1].tolist()] for part in got]
    raise WrongAnswer("the second columns as [0.0, 0.25, 1.0] and [1.25, 0.25]", f"{shown[0]} and {shown[1]}", look)


def sgd_step(parameters, learning_rate):
    """Move each parameter a small step against its gradient, in place."""
    with torch.no_grad():
        for parameter in parameters:
            parameter -= learning_rate * parameter.grad


def judge_sgd_step(answer):
    """Three parameters, two learning rates; the very tensors that were handed over must have moved."""
    for rate in (0.1, 0.5):
        start = [torch.tensor([1.0, -2.0]), torch.tensor([[0.5]]), torch.tensor([[3.0, 1.0], [0.0, 2.0]])]
        originals = [value.clone().requires_grad_() for value in start]
        (originals[0].square().sum() + 3 * originals[1].sum() + originals[2].pow(3).sum()).backward()
        gradients = [parameter.grad.clone() for parameter in originals]
        result = call(answer, list(originals), rate, returns=False)
        moved = [parameter.detach() - value for parameter, value in zip(originals, start, strict=True)]
        if result is ... and not any(change.any() for change in moved):
            raise NotAttempted
        for change, gradient in zip(moved, gradients, strict=True):
            if torch.allclose(change, -rate * gradient, atol=1e-5):
                continue
            look = "How far a step goes is the learning rate times the gradient, for each number in the tensor."
            if not change.any():
                look = (
                    "It did not move: p = p - ... makes a new tensor, p -= ... changes the old one. Is every parameter reached?"
                )
            elif torch.allclose(change, rate * gradient, atol=1e-5):
                look = "That walks uphill: the gradient points to where the loss grows."
            wanted, shown = ([round(value, 3) for value in part.flatten().tolist()] for part in (-rate * gradient, change))
            raise WrongAnswer(f"a parameter to change by {wanted} at learning rate {rate}", shown, look)
        if not all(parameter.requires_grad for parameter in originals):
            look = "Switch the recording off around the step with torch.no_grad(), not in the parameter."
            raise WrongAnswer("parameters that can still be trained", "requires_grad=False", look)
        for parameter, gradient in zip(originals, gradients, strict=True):
            if parameter.grad is None or not parameter.grad.any() or torch.equal(parameter.grad, gradient):
                continue
            raise WrongAnswer(
                "gradients as they were, or cleared", "others", "The step reads the gradients; it does not change them."
            )


def training_step(model, inputs, labels, optimizer):
    """One step of training; returns the loss before the step as a number."""
    logits = model(inputs)
    loss = nn.functional.cross_entropy(logits, labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def judge_training_step(answer):
    """Three steps on a small net, beside the same steps by the reference."""
    generator = torch.Generator().manual_seed(0)
    inputs, labels = torch.rand(12, 4, generator=generator), torch.arange(12) % 3
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        model = MLP()
    twin = copy.deepcopy(model)
    # Momentum: only the optimizer that is handed over knows how far its next step goes.
    optimizers = [torch.optim.SGD(net.parameters(), lr=0.5, momentum=0.5) for net in (model, twin)]
    for step in (1, 2, 3):
        before = copy.deepcopy(model.state_dict())
        with torch.random.fork_rng(devices=[]):
            got = call(answer, model, inputs.clone(), labels.clone(), optimizers[0], returns=False)
        wanted = training_step(twin, inputs, labels, optimizers[1])
        largest = max((model.state_dict()[name] - before[name]).abs().max().item() for name in before)
        if got is ... and largest == 0:
            raise NotAttempted
        expected = f"loss {wanted:.6f} in step {step}"
        loss = as_number(got, expected)
        if not abs(loss - wanted) <= 1e-5:  # a NaN is not close to anything
            look = "The loss is cross-entropy on the raw logits (no softmax), not rounded, from before the step."
            if abs(loss - len(labels) * wanted) < 1e-3:
                look = "That is the sum over the examples; the mean does not grow with their number."
            raise WrongAnswer(expected, f"{loss:.6f}", look)
        if largest == 0:
            look = "Gradients are there: does optimizer.step() come after backward()?"
            if all(parameter.grad is None or not parameter.grad.any() for parameter in model.parameters()):
                look = (
                    "The step found no gradient: backward() makes it, and a zero_grad() between backward() and step() clears it."
                )
            raise WrongAnswer("changed weights", f"the same weights after step {step}", look)
        error = max((model.state_dict()[name] - twin.state_dict()[name]).abs().max().item() for name in before)
        if not error <= 1e-5:
            look = "One call is one step of the optimizer that was given: nothing more, nothing else."
            if step > 1:
                look = "backward() adds to the gradients that are there: clear them once in every step."
            raise WrongAnswer(f"the weights of the reference after step {step}", f"a difference of {error:.2g}", look)


EXERCISES = (
    Exercise(
        "01.1",
        "logits.argmax(dim=1) gives one class number per flower. Compare with labels: True counts as 1, False as 0.",
        accuracy,
        judge_accuracy,
    ),
    Exercise(
        "01.2",
        "train.min(dim=0).values is the smallest value of each column. Take it and the largest from train, for test too.",
        scale,
        judge_scale,
    ),
    Exercise(
        "01.3",
        "Under torch.no_grad(), go through the parameters and use -= with the learning rate times parameter.grad.",
        sgd_step,
        judge_sgd_step,
    ),
    Exercise(
        "01.4",
        "Five lines: logits, loss, zero_grad, backward, step. Keep the loss as a plain number with .item().",
        training_step,
        judge_training_step,
    ),
)

"""Exercises of chapter 01: accuracy, scaling, one step of SGD, one step of training.

What students typically write instead stands in ``answers_01``.
"""

import copy

import torch
from torch import nn

from helpers.exercises.exercise import Exercise, WrongAnswer, as_number, call
from helpers.models import MLP


def accuracy(logits, labels):
    """Share of the examples whose largest logit is that of the right class."""
    predictions = logits.argmax(dim=1)
    return (predictions == labels).float().mean().item()


def judge_accuracy(answer):
    """Five examples with 3, then 5, then 0 of them right."""
    logits = torch.tensor([[2.5, 1.0, 0.0], [0.1, 0.3, 0.2], [5.5, 0.0, 4.0], [0.0, 1.0, 3.5], [1.5, 0.0, -1.0]])
    for labels, right in (([0, 1, 2, 2, 2], 3), ([0, 1, 0, 2, 0], 5), ([1, 2, 1, 0, 2], 0)):
        got = call(answer, logits.clone(), torch.tensor(labels))
        expected = f"{right / 5} for 5 examples with {right} right"
        number = as_number(got, expected)
        if abs(number - right / 5) < 1e-6:
            continue
        look = "One row of logits belongs to one example: along which dim must argmax run?"
        if number == right:
            look = "That is how many are right; divide by the number of examples."
        elif abs(number - 20 * right) < 1e-3:
            look = "That is per cent; a share lies between 0 and 1."
        elif number == 0:
            look = (
                "A class number must be compared with a class number: argmax gives the place of the largest logit, max its value."
            )
        raise WrongAnswer(expected, f"{number:.4g}", look)


def scale(train, test):
    """Scale every column to 0..1 by the smallest and largest value in the training part."""
    low = train.min(dim=0).values
    span = train.max(dim=0).values - low
    return (train - low) / span, (test - low) / span


def judge_scale(answer):
    """Two columns of different size, and test values beyond the training range."""
    train = torch.tensor([[1.0, 10.0], [3.0, 30.0], [2.0, 50.0]])
    test = torch.tensor([[2.0, 60.0], [4.0, 20.0]])
    got = call(answer, train.clone(), test.clone())
    if not (isinstance(got, tuple | list) and len(got) == 2 and all(isinstance(part, torch.Tensor) for part in got)):
        raise WrongAnswer("two tensors", f"a {type(got).__name__}", "Return both parts: return scaled_train, scaled_test.")
    scaled_train, scaled_test = (part.float() for part in got)
    if scaled_train.shape != train.shape or scaled_test.shape != test.shape:
        raise WrongAnswer("two tensors of the given shapes", [tuple(part.shape) for part in got], "Scaling keeps the shape.")
    wanted_train, wanted_test = scale(train, test)
    if not torch.allclose(scaled_train, wanted_train, atol=1e-6):
        look = "Do smallest and largest value come from the training part alone?"
        if scaled_train.min() < 0:
            look = "Mean and standard deviation make another scaling; use the smallest and the largest value."
        elif scaled_train[:, 0].max() < 0.1:
            look = "Each column has a range of its own: use dim=0."
        shown = [round(value, 3) for value in scaled_train[:, 1].tolist()]
        raise WrongAnswer("the training column 10, 30, 50 as 0, 0.5, 1", shown, look)
    if not torch.allclose(scaled_test, wanted_test, atol=1e-6):
        look = "The test part is scaled with the training part's range, not with its own."
        if torch.allclose(scaled_test, wanted_test.clamp(0, 1), atol=1e-6):
            look = "A clipped value is a changed measurement: above 1 is right here."
        raise WrongAnswer("the test value 60 as 1.25", f"{scaled_test[0, 1]:.3g}", look)


def sgd_step(parameters, learning_rate):
    """Move each parameter a small step against its gradient, in place."""
    with torch.no_grad():
        for parameter in parameters:
            parameter -= learning_rate * parameter.grad


def judge_sgd_step(answer):
    """Two parameters with gradients; both must have moved, by the right amount, in place."""
    start = [torch.tensor([1.0, -2.0]), torch.tensor([[0.5]])]
    parameters = [value.clone().requires_grad_() for value in start]
    (parameters[0].square().sum() + 3 * parameters[1].sum()).backward()
    gradients = [parameter.grad.clone() for parameter in parameters]
    call(answer, parameters, 0.1, returns=False)
    moved = [(parameter.detach() - value).flatten().tolist() for parameter, value in zip(parameters, start, strict=True)]
    for change, gradient in zip(moved, (gradient.flatten().tolist() for gradient in gradients), strict=True):
        ratio = change[0] / gradient[0]
        if abs(ratio + 0.1) < 1e-5:
            continue
        look = "How far a step goes is the learning rate times the gradient."
        if not any(change):
            look = "It did not move: p = p - ... makes a new tensor, p -= ... changes the old one. Is every parameter reached?"
        elif ratio > 0:
            look = "That walks uphill: the gradient points to where the loss grows."
        expected = f"gradient {gradient[0]:g} at learning rate 0.1 to move a parameter by {-0.1 * gradient[0]:g}"
        raise WrongAnswer(expected, f"{round(change[0], 4):g}", look)


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
    optimizers = [torch.optim.SGD(net.parameters(), lr=0.5) for net in (model, twin)]
    for step in (1, 2, 3):
        before = copy.deepcopy(model.state_dict())
        with torch.random.fork_rng(devices=[]):
            got = call(answer, model, inputs.clone(), labels.clone(), optimizers[0])
        wanted = training_step(twin, inputs, labels, optimizers[1])
        expected = f"loss {wanted:.4f} in step {step}"
        loss = as_number(got, expected)
        if abs(loss - wanted) > 1e-5:
            look = "The loss is cross-entropy on the raw logits (no softmax), from before the step."
            if abs(loss - len(labels) * wanted) < 1e-3:
                look = "That is the sum over the examples; the mean does not grow with their number."
            raise WrongAnswer(expected, f"{loss:.4f}", look)
        largest = max((model.state_dict()[name] - before[name]).abs().max().item() for name in before)
        if largest == 0:
            look = "Gradients are there: does optimizer.step() come after backward()?"
            if all(parameter.grad is None or not parameter.grad.any() for parameter in model.parameters()):
                look = "The step found no gradient: backward() fills it in, zero_grad() before step() clears it again."
            raise WrongAnswer("changed weights", f"the same weights after step {step}", look)
        error = max((model.state_dict()[name] - twin.state_dict()[name]).abs().max().item() for name in before)
        if error > 1e-5:
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

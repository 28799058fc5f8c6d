"""Exercises of lesson 17: a loss without broadcasting, the gradient's length, clipping, a diagnosis.

What students typically write instead stands in ``answers_17``; two judges stand in ``judges_17``, one in ``diagnosis``.
"""

import torch

from helpers.exercises.diagnosis import judge_diagnosis
from helpers.exercises.exercise import Exercise, WrongAnswer, call
from helpers.exercises.judges_17 import judge_clip, judge_gradient_norm


def squared_error(predictions, targets):
    """One column against one column; different numbers of examples are refused."""
    if len(predictions) != len(targets):
        raise ValueError(f"{len(predictions)} predictions for {len(targets)} targets")
    return (predictions.flatten() - targets.flatten()).square().mean()


def judge_squared_error(answer):
    """All four combinations of shapes, several sizes, one example; value, slope, untouched inputs; then unequal numbers."""
    generator = torch.Generator().manual_seed(0)
    for size in (5, 3, 1, 8):
        for prediction_shape in ((size,), (size, 1)):
            for target_shape in ((size,), (size, 1)):
                predictions = torch.randn(prediction_shape, generator=generator)
                targets = torch.randn(target_shape, generator=generator)
                _judge_one_loss(answer, predictions, targets)
    for predictions, targets in ((5, 3), (5, 1), (1, 5), (4, 8)):
        _judge_refusal(answer, torch.randn(predictions, 1, generator=generator), torch.randn(targets, generator=generator))


def _judge_one_loss(answer, predictions, targets):
    """Value, slope and untouched inputs for one pair of shapes."""
    given, given_targets = predictions.clone().requires_grad_(), targets.clone()
    difference = predictions.flatten() - targets.flatten()
    wanted = difference.square().mean()
    shapes = f"{tuple(predictions.shape)} and {tuple(targets.shape)}"
    try:
        got = call(answer, given, given_targets)
    except WrongAnswer as finding:
        if not isinstance(finding.__cause__, ValueError):
            raise
        look = "(N,) and (N, 1) hold the same number of examples: compare the numbers, not the shapes."
        raise WrongAnswer(f"a loss for the shapes {shapes}", "a ValueError", look) from finding
    if given.grad is not None:
        raise WrongAnswer("the loss alone", "a loss after backward()", "Leave backward() to whoever calls the function.")
    expected = f"the error {wanted:.4f} for shapes {shapes}"
    if not isinstance(got, torch.Tensor):
        look = "Return the tensor itself, without .item(): backward() needs it."
        raise WrongAnswer("one number as a tensor", f"a value of type {type(got).__name__}", look)
    if got.numel() != 1:
        raise WrongAnswer("one number", f"the shape {tuple(got.shape)}", "Take the mean over all examples.")
    value = got.detach().reshape(()).float()
    if not abs(value - wanted) <= 1e-5 * max(1, wanted):
        looks = {
            "Each target met each prediction: give both the same shape before you subtract.": (
                (predictions.flatten()[:, None] - targets.flatten()).square().mean()
            ),
            "That is the sum: divide by the number of examples.": difference.square().sum(),
            "That is the absolute error: square the differences.": difference.abs().mean(),
            "The root is not asked for.": wanted.sqrt(),
            "Square each difference first, then take the mean.": difference.mean().square(),
            "That is half of it.": wanted / 2,
        }
        neutral = "Flatten both, subtract, square, take the mean."
        look = next((text for text, other in looks.items() if torch.allclose(value, other, rtol=1e-4)), neutral)
        raise WrongAnswer(expected, f"{value:.4f}", look)
    if not got.requires_grad:
        look = "Compute with torch's own operations from beginning to end, and detach nothing."
        raise WrongAnswer("a loss that backward() can start from", "one without a graph", look)
    got.backward()
    slope = (2 * difference / len(difference)).reshape(predictions.shape)
    if given.grad is None or not torch.allclose(given.grad, slope, atol=1e-5):
        raise WrongAnswer("the slope 2 (prediction - target) / N", "another one", "Is a part of the computation detached?")
    if not (torch.equal(given.detach(), predictions) and torch.equal(given_targets, targets)):
        look = "The sign -= and names that end in _ change the tensor itself: subtract with a minus."
        raise WrongAnswer("predictions and targets as they were", "changed ones", look)


def _judge_refusal(answer, predictions, targets):
    """Unequal numbers of examples must end in a ValueError."""
    case = f"a ValueError for {len(predictions)} predictions and {len(targets)} targets"
    try:
        got = answer(predictions.requires_grad_(), targets)
    except ValueError:
        return
    except (Exception, SystemExit) as error:
        look = "Compare the two lengths first, and raise ValueError yourself."
        raise WrongAnswer(case, type(error).__name__, look) from error
    look = "Compare len(predictions) with len(targets) before you compute."
    if 1 in (len(predictions), len(targets)):
        look = "A single one is repeated for all the others in silence: compare the two lengths yourself."
    raise WrongAnswer(case, f"a result of type {type(got).__name__}", look)


def gradient_norm(model):
    """The root of the sum of all squares, over the gradients that are there."""
    squares = [parameter.grad.square().sum().item() for parameter in model.parameters() if parameter.grad is not None]
    return sum(squares) ** 0.5


def clip(model, limit):
    """One factor for all gradients, and only if together they are too long."""
    gradients = [parameter.grad for parameter in model.parameters() if parameter.grad is not None]
    length = sum(gradient.square().sum().item() for gradient in gradients) ** 0.5
    if length > limit:
        for gradient in gradients:
            gradient *= limit / length


def diagnosis(model, step):
    """What moved in one step, and whether the gradient grows with every further one."""
    before = [parameter.detach().clone() for parameter in model.parameters()]
    step()
    moved = [not torch.equal(old, new) for old, new in zip(before, model.parameters(), strict=True)]
    if not any(moved):
        return "no step"
    if not all(moved):
        return "stuck"
    once = gradient_norm(model)
    step()
    return "no zero_grad" if gradient_norm(model) > 1.5 * once else "fine"


EXERCISES = [
    Exercise(
        id="17.1",
        hint="flatten() makes one column of (N,) and of (N, 1) alike. And torch repeats a single number as often as it likes.",
        solution=squared_error,
        judge=judge_squared_error,
    ),
    Exercise(
        id="17.2",
        hint="Square every number of every gradient, add them all up, and take one root at the end. grad may be None.",
        solution=gradient_norm,
        judge=judge_gradient_norm,
    ),
    Exercise(
        id="17.3",
        hint="First the length of all gradients together (17.2). The factor limit / length is the same for every tensor.",
        solution=clip,
        judge=judge_clip,
    ),
    Exercise(
        id="17.4",
        hint="Copy all parameters (clone!), call step(), compare. For the last fault: how long is the gradient after the "
        "first step, and after the second?",
        solution=diagnosis,
        judge=judge_diagnosis,
    ),
]

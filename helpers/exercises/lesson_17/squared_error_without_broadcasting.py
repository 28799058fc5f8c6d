"""Exercise 17.1: a mean squared error in which each prediction meets its own target alone."""

import torch

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed, with_slopes


def squared_error(predictions, targets):
    """One column against one column; different numbers of examples are refused."""
    if len(predictions) != len(targets):
        raise ValueError(f"{len(predictions)} predictions for {len(targets)} targets")
    return (predictions.flatten() - targets.flatten()).square().mean()


def cases():
    """All four pairs of shapes, several sizes, one example, a slope left over, the output of a layer; unequal numbers."""
    generator = torch.Generator().manual_seed(0)

    def column(size, dimensions):
        return torch.randn((size, 1)[:dimensions], generator=generator)

    for size in (3, 5, 1, 8):
        for dimensions in ((1, 1), (2, 2), (2, 1), (1, 2)):
            predictions, targets = (column(size, number) for number in dimensions)
            predictions.requires_grad_()
            if size == 5:
                predictions.grad = torch.ones_like(predictions)
            if size == 8:
                predictions = 2 * predictions
            shapes = f"predictions of shape {tuple(predictions.shape)} and targets of shape {tuple(targets.shape)}"
            yield Case(predictions, targets, title=shapes)
    for size, other in ((5, 3), (5, 1), (1, 5), (4, 8)):
        predictions, targets = column(size, 2).requires_grad_(), column(other, 1)
        yield Case(predictions, targets, title=f"{size} predictions and {other} targets")


def view(result):
    """One number in a tensor of any shape is one number."""
    things = result.observed()
    loss = things["loss"]
    return Observed(things | {"loss": loss.reshape(()) if loss.numel() == 1 else loss})


def _refuses(loss):
    """Add the refusal of unequal numbers to a loss of two columns."""

    def answer(predictions, targets):
        if len(predictions) != len(targets):
            raise ValueError("other numbers of examples")
        return loss(predictions, targets)

    return answer


def _of_differences(loss):
    return _refuses(lambda predictions, targets: loss(predictions.flatten() - targets.flatten()))


def _in_place(predictions, targets):
    loss = squared_error(predictions, targets)
    targets -= predictions.detach().reshape(targets.shape)
    return loss


def _shapes_must_agree(predictions, targets):
    if predictions.shape != targets.shape:
        raise ValueError("other shapes")
    return squared_error(predictions, targets)


def _cuts_to_the_shorter(predictions, targets):
    size = min(len(predictions), len(targets))
    return squared_error(predictions[:size], targets[:size])


def _asserts(predictions, targets):
    assert len(predictions) == len(targets)
    return squared_error(predictions, targets)


def _backward(predictions, targets):
    loss = squared_error(predictions, targets)
    loss.backward()
    return loss


def _backward_with_the_graph_kept(predictions, targets):
    loss = squared_error(predictions, targets)
    loss.backward(retain_graph=True)
    return loss


EXERCISE = Exercise(
    id="17.1",
    solution=squared_error,
    cases=cases,
    use=with_slopes,
    view=view,
    hint="flatten() makes one column of (N,) and of (N, 1) alike. And torch repeats a single number as often as it likes.",
    otherwise="Compare the two lengths, flatten both, subtract, square each difference, and take the mean.",
    mistakes={
        "Each target met each prediction: give both the same shape before you subtract.": (
            _refuses(lambda predictions, targets: (predictions - targets).square().mean()),
            _refuses(lambda predictions, targets: (predictions.flatten() - targets.reshape(-1, 1)).square().mean()),
        ),
        "That is the sum: divide by the number of examples.": _of_differences(lambda difference: difference.square().sum()),
        "That is the absolute error: square the differences.": _of_differences(lambda difference: difference.abs().mean()),
        "The root is not asked for.": _of_differences(lambda difference: difference.square().mean().sqrt()),
        "Square each difference first, then take the mean.": _of_differences(lambda difference: difference.mean().square()),
        "That is half of it: take the mean of the squares, without dividing by 2.": _of_differences(
            lambda difference: difference.square().mean() / 2
        ),
        "That is a loss for each example: take the mean of them.": _of_differences(lambda difference: difference.square()),
        "The loss no longer leads back to the predictions: detach nothing, and compute with torch from beginning to end.": (
            lambda predictions, targets: squared_error(predictions.detach(), targets)
        ),
        "The caller's targets were changed: -= and names that end in _ work in place, so subtract with a minus.": _in_place,
        "(N,) and (N, 1) hold the same number of examples: compare the numbers, not the shapes.": _shapes_must_agree,
        "Compare the two lengths and raise a ValueError: torch repeats a single target in silence, and raises another error for "
        "other lengths.": (lambda predictions, targets: (predictions.flatten() - targets.flatten()).square().mean()),
        "What is left over was cut off in silence: raise a ValueError if the numbers differ.": _cuts_to_the_shorter,
        "An assert raises an AssertionError, and python -O leaves it out: write if ...: raise ValueError(...).": _asserts,
        "Leave backward() to whoever calls the function: return the loss alone.": (
            _backward,
            _backward_with_the_graph_kept,
        ),
    },
)

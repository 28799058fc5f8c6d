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


EXERCISE = Exercise(
    id="17.1",
    solution=squared_error,
    cases=cases,
    use=with_slopes,
    view=view,
    hint="flatten() makes one column of (N,) and of (N, 1) alike. And torch repeats a single number as often as it likes.",
    more_hints=(
        "First compare len(predictions) with len(targets), and raise a ValueError if they differ. Then flatten both, subtract, "
        "square each difference, and take the mean. Everything with torch, so that backward() finds its way.",
    ),
    otherwise="Compare the two lengths, flatten both, subtract, square each difference, and take the mean.",
    mistakes={
        "Each target met each prediction: give both the same shape before you subtract.": (
            {"predictions.flatten() - targets.flatten()": "predictions - targets"},
            {"targets.flatten()": "targets.reshape(-1, 1)"},
        ),
        "That is the sum: divide by the number of examples.": {"mean()": "sum()"},
        "That is the absolute error: square the differences.": {"square()": "abs()"},
        "The root is not asked for.": {"mean()": "mean().sqrt()"},
        "Square each difference first, then take the mean.": {"square().mean()": "mean().square()"},
        "That is half of it: take the mean of the squares, without dividing by 2.": {"mean()": "mean() / 2"},
        "That is a loss for each example: take the mean of them.": {".mean()": ""},
        "The loss no longer leads back to the predictions: detach nothing, and compute with torch from beginning to end.": {
            "predictions.flatten()": "predictions.detach().flatten()"
        },
        "The caller's targets were changed: -= and names that end in _ work in place, so subtract with a minus.": {
            "return (predictions.flatten() - targets.flatten())": (
                "difference = targets.flatten()\n    difference -= predictions.flatten()\n    return difference"
            )
        },
        "(N,) and (N, 1) hold the same number of examples: compare the numbers, not the shapes.": {
            "len(predictions) != len(targets)": "predictions.shape != targets.shape"
        },
        "Compare the two lengths and raise a ValueError: torch repeats a single target in silence, and raises another error for "
        "other lengths.": {"len(predictions) != len(targets)": "False"},
        "What is left over was cut off in silence: raise a ValueError if the numbers differ.": {
            "len(predictions) != len(targets)": "False",
            "predictions.flatten()": "predictions.flatten()[: len(targets)]",
            "targets.flatten()": "targets.flatten()[: len(predictions)]",
        },
        "An assert raises an AssertionError, and python -O leaves it out: write if ...: raise ValueError(...).": {
            "ValueError": "AssertionError"
        },
        "Leave backward() to whoever calls the function: return the loss alone.": {
            "return (": "loss = (",
            "mean()": "mean()\n    loss.backward()\n    return loss",
        },
    },
)

"""Exercise 01.2: scale both parts, by the range of the training part alone."""

import torch

from helpers.exercises.engine import Case, Exercise


def scale(train, test):
    """Scale every column to 0..1 by the smallest and largest value in the training part."""
    low = train.min(dim=0).values
    span = train.max(dim=0).values - low
    return (train - low) / span, (test - low) / span


def cases():
    """Columns of different size, test values beyond the training range on both sides, several shapes, negative numbers."""
    train = torch.tensor([[1.0, 10.0], [3.0, 20.0], [2.0, 50.0]])
    yield Case(train, torch.tensor([[2.0, 60.0], [0.0, 20.0]]))
    generator = torch.Generator().manual_seed(0)
    for rows, columns, more in ((5, 4, 2), (9, 1, 3), (4, 7, 4)):
        sizes, shifts = torch.arange(1.0, columns + 1), torch.randn(columns, generator=generator) * 20
        yield Case(*(torch.randn(count, columns, generator=generator) * sizes + shifts for count in (rows, more)))
    yield Case(-train, torch.tensor([[-5.0, -5.0]]))


def _each_by_itself(train, test):
    return scale(train, train)[0], scale(test, test)[0]


def _in_place(train, test):
    low, high = train.min(dim=0).values, train.max(dim=0).values
    for part in (train, test):
        part -= low
        part /= high - low
    return train, test


def _rows(train, test):
    return tuple(scale(part.T, part.T)[0].T for part in (train, test))


EXERCISE = Exercise(
    id="01.2",
    solution=scale,
    cases=cases,
    parts=("scaled train", "scaled test"),
    hint=(
        "train.min(dim=0).values is the smallest value of each column, train.max(dim=0).values the largest. "
        "Which part do both numbers come from when you scale test?"
    ),
    otherwise="Subtract the training column's smallest value, then divide by its largest minus its smallest.",
    mistakes={
        "The test part must be scaled with the range of the training part, not with its own.": _each_by_itself,
        "The range comes from the training part alone; here test flowers had a say in it.": {
            "train.min": "torch.cat([train, test]).min",
            "train.max": "torch.cat([train, test]).max",
        },
        "Each column has a range of its own: use dim=0.": {"(dim=0).values": "()"},
        "That is another scaling, by mean and standard deviation.": {
            "train.min(dim=0).values": "train.mean(dim=0)",
            "train.max(dim=0).values - low": "train.std(dim=0)",
        },
        "A clipped value is a changed measurement: above 1 or below 0 is right here.": {
            "(test - low) / span": "((test - low) / span).clamp(0, 1)"
        },
        "The smallest value must become 0: subtract it first.": (
            {"low = train.min(dim=0).values": "low = 0"},
            {"(train - low)": "train", "(test - low)": "test"},
        ),
        "Scale down the columns (dim=0), not along the rows: a row mixes different measurements.": _rows,
        "The caller's own tensors were changed: write (train - low) / span, without -= and /=.": _in_place,
        "The training part comes first in what is returned.": {
            "return (train - low) / span, (test - low) / span": "return (test - low) / span, (train - low) / span"
        },
    },
)

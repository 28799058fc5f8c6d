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
        parts = [torch.randn(count, columns, generator=generator) * sizes + shifts for count in (rows, more)]
        yield Case(*parts)
    yield Case(-train, torch.tensor([[-5.0, -5.0]]))


def _scaled(train, test, low, high):
    return (train - low) / (high - low), (test - low) / (high - low)


def _by_all(train, test):
    both = torch.cat([train, test])
    return _scaled(train, test, both.amin(0), both.amax(0))


def _each_by_itself(train, test):
    return scale(train, train)[0], scale(test, test)[0]


def _one_range_for_all(train, test):
    return _scaled(train, test, train.min(), train.max())


def _standardised(train, test):
    return _scaled(train, test, train.mean(0), train.mean(0) + train.std(0))


def _clipped(train, test):
    return tuple(part.clamp(0, 1) for part in scale(train, test))


def _divided_by_the_largest(train, test):
    return train / train.amax(0), test / train.amax(0)


def _divided_by_the_span(train, test):
    span = train.amax(0) - train.amin(0)
    return train / span, test / span


def _rows(train, test):
    return tuple(
        (part - part.amin(1, keepdim=True)) / (part.amax(1, keepdim=True) - part.amin(1, keepdim=True)) for part in (train, test)
    )


def _in_place(train, test):
    low = train.min(dim=0).values
    span = train.max(dim=0).values - low
    for part in (train, test):
        part -= low
        part /= span
    return train, test


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
        "The range comes from the training part alone; here test flowers had a say in it.": _by_all,
        "Each column has a range of its own: use dim=0.": _one_range_for_all,
        "That is another scaling, by mean and standard deviation.": _standardised,
        "A clipped value is a changed measurement: above 1 or below 0 is right here.": _clipped,
        "The smallest value must become 0: subtract it first.": (_divided_by_the_largest, _divided_by_the_span),
        "Scale down the columns (dim=0), not along the rows: a row mixes different measurements.": _rows,
        "The caller's own tensors were changed: write (train - low) / span, without -= and /=.": _in_place,
        "The training part comes first in what is returned.": lambda train, test: scale(train, test)[::-1],
    },
)

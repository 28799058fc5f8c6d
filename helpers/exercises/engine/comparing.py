"""Are two observations the same? And if not, which leaf differs first?"""

import math
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from typing import Any, NamedTuple

import torch

from helpers.exercises.engine.observing import Leaf, Leaves


class Difference(NamedTuple):
    """A leaf that two observations do not share, with both values; ``ABSENT`` where one of them has none."""

    leaf: Leaf
    expected: Any
    got: Any


class _Absent:
    """Stands for a leaf that is not there."""

    def __repr__(self) -> str:
        return "nothing"


ABSENT = _Absent()


def same(one: Any, other: Any, tolerance: float) -> bool:
    """Whether two leaves hold the same value; numbers may differ by ``tolerance``, absolutely or relatively. NaN equals NaN."""
    if isinstance(one, torch.Tensor) and isinstance(other, torch.Tensor):
        if one.shape != other.shape:
            return False
        if not (one.is_floating_point() or one.is_complex() or other.is_floating_point() or other.is_complex()):
            return bool(torch.equal(one.long(), other.long()))
        return torch.allclose(
            one.to(torch.complex128), other.to(torch.complex128), atol=tolerance, rtol=tolerance, equal_nan=True
        )
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return one == other or (one != one and other != other) or _close(one, other, tolerance)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(same(a, b, tolerance) for a, b in zip(one, other, strict=True))
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(one[key], other[key], tolerance) for key in one)
    return type(one) is type(other) and bool(one == other)


def _close(one: float, other: float, tolerance: float) -> bool:
    try:
        return math.isclose(one, other, rel_tol=tolerance, abs_tol=tolerance)
    except OverflowError:  # a whole number beyond the largest float
        return False


def differences(expected: Leaves, got: Leaves, tolerance: float, free: tuple[str, ...] = ()) -> Iterator[Difference]:
    """The leaves, in the order of ``expected``, in which two observations differ; leaves that match ``free`` do not count.

    Args:
        expected: what the solution did.
        got: what the answer did.
        tolerance: for numbers.
        free: patterns like ``"model.*: gradient"`` of leaves that may be anything.
    """
    for leaf in expected | got:
        if any(fnmatch(str(leaf), pattern) for pattern in free):
            continue
        one, other = expected.get(leaf, ABSENT), got.get(leaf, ABSENT)
        if one is ABSENT or other is ABSENT or not same(one, other, tolerance):
            yield Difference(leaf, one, other)


def first_difference(expected: Leaves, got: Leaves, tolerance: float, free: tuple[str, ...] = ()) -> Difference | None:
    """The first of ``differences``, or None if two observations are the same."""
    return next(differences(expected, got, tolerance, free), None)


def places_apart(one: torch.Tensor, other: torch.Tensor, tolerance: float) -> torch.Tensor:
    """For two tensors of one shape, True in each place where they differ by more than the tolerance. NaN equals NaN."""
    return ~torch.isclose(one.double(), other.double(), atol=tolerance, rtol=tolerance, equal_nan=True)

"""Images moved by a pixel: new examples made of old ones."""

from functools import cache

import torch
from torch.nn.functional import pad


def random_shifts(inputs: torch.Tensor, generator: torch.Generator, share: float = 1.0, side: int = 8) -> torch.Tensor:
    """Each image moved by at most one pixel, down or up and right or left, or left as it is. Introduced in lesson 03.

    What moves out of the picture is lost, what moves in is paper (0). Of the nine places that an image may come to, one is
    its own.

    Args:
        inputs: ``(examples, side * side)``, each image row by row; it stays as it is.
        generator: decides which images move, and where to. It lives on the CPU.
        share: probability that an image is moved at all, from 0 to 1.
        side: height and width in pixels.

    Returns:
        New images of the same shape, on the device of ``inputs``.

    Raises:
        ValueError: the inputs are no images of this side, or ``share`` is none.
    """
    if inputs.ndim != 2 or inputs.shape[1] != side * side:
        raise ValueError(f"The inputs have the shape {tuple(inputs.shape)}, but it must be (examples, {side * side}).")
    if not 0 <= share <= 1:
        raise ValueError(f"share is {share!r}, but it must be a number from 0 to 1.")
    count = (len(inputs),)
    moved = torch.rand(count, generator=generator) < share
    down, right = (torch.randint(3, count, generator=generator).where(moved, 1) for _ in range(2))
    sources = _sources(side).index_select(0, 3 * down + right).to(inputs.device)
    return pad(inputs, (0, 1)).gather(1, sources)  # the last pixel of each image is now paper


@cache
def _sources(side: int) -> torch.Tensor:
    """For each of the nine places: where each pixel comes from ``(9, side * side)``; from ``side * side`` comes paper."""
    numbers = torch.arange(side * side).reshape(side, side)
    framed = pad(numbers, (1, 1, 1, 1), value=side * side)
    windows = [framed[down : down + side, right : right + side].flatten() for down in range(3) for right in range(3)]
    return torch.stack(windows)

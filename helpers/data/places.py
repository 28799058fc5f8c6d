"""Small images laid at random places, or at every place, of larger, empty ones."""

import torch


def at_random_places(images: torch.Tensor, side: int, generator: torch.Generator) -> torch.Tensor:
    """Lay each image somewhere in an empty picture (0 is paper), every place as likely. Introduced in lesson 08.

    Args:
        images: ``(examples, 1, height, width)``; they stay as they are.
        side: height and width of the new pictures in pixels.
        generator: decides where each image comes to lie. It lives on the CPU; the global random numbers are not drawn.

    Returns:
        ``(examples, 1, side, side)``, on the device of ``images``.

    Raises:
        ValueError: the images have another shape, or do not fit into a picture of that side.
    """
    height, width = _sizes(images, side)
    count = len(images)
    down = torch.randint(side - height + 1, (count,), generator=generator)
    right = torch.randint(side - width + 1, (count,), generator=generator)
    pictures = images.new_zeros(count, 1, side, side)
    for picture, image, row, column in zip(pictures, images, down.tolist(), right.tolist(), strict=True):
        picture[:, row : row + height, column : column + width] = image
    return pictures


def at_every_place(images: torch.Tensor, side: int) -> torch.Tensor:
    """Lay all images at each place of larger, empty pictures (0 is paper) in turn, row by row. Introduced in lesson 08.

    Args:
        images: ``(examples, 1, height, width)``; they stay as they are.
        side: height and width of the new pictures in pixels.

    Returns:
        ``(places, examples, 1, side, side)``, on the device of ``images``. With n places in a row, place r · n + c has the
        image's upper left corner in row r and column c.

    Raises:
        ValueError: the images have another shape, or do not fit into a picture of that side.
    """
    height, width = _sizes(images, side)
    corners = [(row, column) for row in range(side - height + 1) for column in range(side - width + 1)]
    everywhere = images.new_zeros(len(corners), len(images), 1, side, side)
    for pictures, (row, column) in zip(everywhere, corners, strict=True):
        pictures[:, :, row : row + height, column : column + width] = images
    return everywhere


def _sizes(images: torch.Tensor, side: int) -> tuple[int, int]:
    """Height and width of the images, once it is sure that they fit."""
    if images.ndim != 4 or images.shape[1] != 1:
        raise ValueError(f"The images have the shape {tuple(images.shape)}, but it must be (examples, 1, height, width).")
    height, width = images.shape[2:]
    if not max(height, width) <= side:
        raise ValueError(f"Images of {height} x {width} pixels do not fit into {side} x {side}.")
    return height, width

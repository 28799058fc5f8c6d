"""Small images laid at random places of larger, empty ones."""

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
    if images.ndim != 4 or images.shape[1] != 1:
        raise ValueError(f"The images have the shape {tuple(images.shape)}, but it must be (examples, 1, height, width).")
    count, _, height, width = images.shape
    if not max(height, width) <= side:
        raise ValueError(f"Images of {height} x {width} pixels do not fit into {side} x {side}.")
    down = torch.randint(side - height + 1, (count,), generator=generator)
    right = torch.randint(side - width + 1, (count,), generator=generator)
    pictures = images.new_zeros(count, 1, side, side)
    for picture, image, row, column in zip(pictures, images, down.tolist(), right.tolist(), strict=True):
        picture[:, row : row + height, column : column + width] = image
    return pictures

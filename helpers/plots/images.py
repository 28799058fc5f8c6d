"""Figures of pictures."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np


def image_row(images: np.ndarray, titles: Sequence[str]) -> None:
    """Draw grey pictures in a row, each framed and with a title; 0 is white, 1 is black. Introduced in lesson 07.

    Args:
        images: ``(pictures, height, width)``, values in 0..1.
        titles: one for each picture.

    Raises:
        ValueError: there is no picture, or not one title for each.
    """
    images = np.asarray(images)
    if images.ndim != 3 or not len(images) or len(images) != len(titles):
        raise ValueError(f"Pictures of shape {images.shape} and {len(titles)} titles do not fit together.")
    figure, row = plt.subplots(1, len(images), figsize=(max(2.0, 0.9 * len(images)), 1.5), squeeze=False)
    for axes, image, title in zip(row[0], images, titles, strict=True):
        axes.imshow(image, cmap="gray_r", vmin=0, vmax=1)
        axes.set_title(title, fontsize=11)
        axes.set(xticks=[], yticks=[])
        axes.spines[:].set(visible=True, color="0.7")  # without it one does not see where in its picture a digit lies
    plt.show()
    plt.close(figure)
    height, width = images.shape[1:]
    print(f"Figure: {len(images)} pictures of {height} x {width} pixels: {', '.join(titles).replace(chr(10), ' ')}.")

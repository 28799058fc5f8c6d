"""Figures of small images."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np


def labelled_digits(images: np.ndarray, labels: Sequence[int], true_labels: Sequence[int]) -> None:
    """Draw images in a row, each under its label; a wrong label says what is right. Introduced in lesson 02.

    Args:
        images: ``(examples, height, width)``, drawn from white (smallest) to black (largest).
        labels: the labels to print, ``(examples,)``.
        true_labels: what the images show, ``(examples,)``.

    Raises:
        ValueError: there is no image, or the three lengths differ.
    """
    if not len(images) == len(labels) == len(true_labels) or not len(images):
        raise ValueError(
            f"{len(images)} images, {len(labels)} labels and {len(true_labels)} true labels: "
            "there must be the same number of each, and at least one."
        )
    figure, row = plt.subplots(1, len(images), figsize=(7, 1.6), squeeze=False)
    for axes, image, label, truth in zip(row[0], images, labels, true_labels, strict=True):
        axes.imshow(image, cmap="gray_r")
        wrong = label != truth
        axes.set_title(f"{label}\n(is {truth})" if wrong else f"{label}\n", fontsize=11, fontweight="bold" if wrong else "normal")
        axes.set(xticks=[], yticks=[])
        axes.grid(visible=False)
        for side in axes.spines.values():
            side.set(visible=True, linewidth=2.5 if wrong else 0.5)
    plt.show()
    plt.close(figure)
    wrong = sum(label != truth for label, truth in zip(labels, true_labels, strict=True))
    print(f"Figure: {len(images)} images, {wrong} with a wrong label.")

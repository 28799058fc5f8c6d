"""Figures of examples and their classes."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np

from helpers.plots.style import COLOURS, MARKERS


def predicted_classes(
    points: np.ndarray,
    labels: Sequence[int],
    predictions: Sequence[int],
    class_names: Sequence[str],
    axis_labels: tuple[str, str],
) -> None:
    """Draw examples by true class and mark the ones that were predicted wrongly. Introduced in lesson 01.

    Args:
        points: ``(examples, 2)``, the two measurements to draw.
        labels: true class numbers, ``(examples,)``.
        predictions: predicted class numbers, ``(examples,)``.
        class_names: by class number.
        axis_labels: names of the two measurements, with units.

    Raises:
        ValueError: the three lengths differ.
    """
    labels, predictions = np.asarray(labels), np.asarray(predictions)
    if not len(points) == len(labels) == len(predictions):
        raise ValueError(f"{len(points)} points, {len(labels)} labels and {len(predictions)} predictions do not fit together.")
    figure, axes = plt.subplots()
    for number, name in enumerate(class_names):
        chosen = points[labels == number]
        axes.scatter(
            chosen[:, 0], chosen[:, 1], s=45, marker=MARKERS[number], color=COLOURS[number], alpha=0.75, label=f"{name} (true)"
        )
    wrong = np.flatnonzero(labels != predictions)
    if len(wrong):
        axes.scatter(
            points[wrong, 0],
            points[wrong, 1],
            s=220,
            facecolors="none",
            edgecolors="black",
            linewidths=1.8,
            label="predicted wrongly",
        )
    axes.set(title=f"{len(wrong)} of {len(labels)} test examples predicted wrongly", xlabel=axis_labels[0], ylabel=axis_labels[1])
    axes.legend(loc="upper left")
    plt.show()
    plt.close(figure)
    listed = "; ".join(
        f"example {index}: {class_names[labels[index]]} taken for {class_names[predictions[index]]}" for index in wrong
    )
    print(f"Figure: {len(wrong)} of {len(labels)} wrong. {listed or 'No mistake'}.")


def examples_by_class(
    points: np.ndarray, labels: Sequence[int], class_names: Sequence[str], axis_labels: tuple[str, str], title: str = ""
) -> None:
    """Draw examples by their class, before anything is predicted. Introduced in lesson 01.

    Args:
        points: ``(examples, 2)``, the two measurements to draw.
        labels: class numbers, ``(examples,)``.
        class_names: by class number.
        axis_labels: names of the two measurements, with units.
        title: what the figure asks or shows.

    Raises:
        ValueError: the two lengths differ.
    """
    labels = np.asarray(labels)
    if len(points) != len(labels):
        raise ValueError(f"{len(points)} points and {len(labels)} labels do not fit together.")
    figure, axes = plt.subplots()
    for number, name in enumerate(class_names):
        chosen = points[labels == number]
        axes.scatter(chosen[:, 0], chosen[:, 1], s=45, marker=MARKERS[number], color=COLOURS[number], alpha=0.7, label=name)
    axes.set(title=title, xlabel=axis_labels[0], ylabel=axis_labels[1])
    figure.legend(loc="outside right center")
    plt.show()
    plt.close(figure)
    spans = "; ".join(
        f"{name} {points[labels == number, 0].min():.1f} to {points[labels == number, 0].max():.1f} and "
        f"{points[labels == number, 1].min():.1f} to {points[labels == number, 1].max():.1f}"
        for number, name in enumerate(class_names)
        if (labels == number).any()
    )
    print(f"Figure: {axis_labels[0]} and {axis_labels[1]} by class: {spans}.")

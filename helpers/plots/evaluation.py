"""Figures of a classifier's answers: which classes it confuses, how well it ranks them, which pictures it misreads."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np

from helpers.plots.style import COLOURS, LINE_STYLES, MARKERS


def confusion_counts(matrix: np.ndarray, class_names: Sequence[str], title: str) -> None:
    """Draw a confusion matrix of many classes: counts, and mistakes shaded by their share of the row. Introduced in lesson 11.

    Args:
        matrix: ``(classes, classes)`` counts; a row is a true class, a column a predicted one.
        class_names: by class number.
        title: says what was classified.

    Raises:
        ValueError: the matrix does not fit the names, or holds no example.
    """
    matrix = np.asarray(matrix)
    if matrix.shape != (len(class_names), len(class_names)) or not matrix.sum():
        raise ValueError(f"A matrix of shape {matrix.shape} with {matrix.sum()} examples does not fit {len(class_names)} names.")
    mistakes = np.where(np.eye(len(matrix), dtype=bool), 0, matrix)
    shares = mistakes / np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    top = shares.max() or 1.0
    figure, axes = plt.subplots(figsize=(7, 5.6))
    picture = axes.imshow(shares, cmap="Oranges", vmin=0, vmax=top)
    for (true, predicted), count in np.ndenumerate(matrix):
        if count:
            look = {"fontweight": "bold"} if true == predicted else {}
            dark = shares[true, predicted] > 0.77 * top
            axes.text(
                predicted, true, str(count), ha="center", va="center", color="white" if dark else "black", fontsize=10, **look
            )
    figure.colorbar(picture, label="mistakes: share of the row", shrink=0.85)
    axes.set(title=f"{title} (empty: 0)", xlabel="predicted class", ylabel="true class")
    axes.set_xticks(range(len(class_names)), class_names)
    axes.set_yticks(range(len(class_names)), class_names)
    axes.grid(visible=False)
    plt.show()
    plt.close(figure)
    order = np.argsort(-mistakes, axis=None, kind="stable")[:3]
    places = [place for place in zip(*np.unravel_index(order, matrix.shape), strict=True) if mistakes[place]]
    listed = ", ".join(f"{class_names[true]} taken for {class_names[got]} ({matrix[true, got]})" for true, got in places)
    print(f"Figure: {np.trace(matrix)} of {matrix.sum()} on the diagonal. Most frequent mistakes: {listed or 'none'}.")


def accuracy_intervals(rows: Mapping[str, tuple[float, float, float]], xlabel: str, title: str = "") -> None:
    """Draw accuracies one below the other, each with its interval. Introduced in lesson 11.

    Args:
        rows: by name, the accuracy and the low and the high end of its interval, 0..1.
        xlabel: what the numbers are, with their unit.
        title: says what was scored.

    Raises:
        ValueError: there is no row, or an accuracy lies outside its interval.
    """
    if not rows or not all(low <= share <= high for share, low, high in rows.values()):
        raise ValueError(f"Rows {dict(rows)}: at least one is needed, and each accuracy lies inside its interval.")
    figure, axes = plt.subplots(figsize=(7, 1.3 + 0.5 * len(rows)))
    for place, (share, low, high) in enumerate(rows.values()):
        colour = COLOURS[place % len(COLOURS)]
        axes.errorbar(
            100 * share, place, xerr=[[100 * (share - low)], [100 * (high - share)]], color=colour, capsize=6, linewidth=2,
            marker=MARKERS[place % len(MARKERS)], markersize=8,
        )  # fmt: skip
        axes.annotate(f"{share:.2%}", (100 * share, place), xytext=(0, 9), textcoords="offset points", ha="center", fontsize=10)
    axes.set_yticks(range(len(rows)), list(rows))
    axes.set(xlabel=xlabel, title=title, ylim=(len(rows) - 0.5, -0.7))
    axes.grid(visible=False, axis="y")
    plt.show()
    plt.close(figure)
    told = "; ".join(f"{name} {share:.2%} ({low:.2%} to {high:.2%})" for name, (share, low, high) in rows.items())
    print(f"Figure: {told}.")


def one_vs_rest_roc(curves: Mapping[str, tuple[Sequence[float], Sequence[float], float]], title: str) -> None:
    """Draw a ROC curve for each class against the rest, whole and its corner. Introduced in lesson 11.

    The smallest and the largest area are named, the other curves are thin and grey.

    Args:
        curves: by class name: false alarm rates, recalls, and the area under the curve.
        title: says whose curves these are.

    Raises:
        ValueError: there is no curve, or one that is empty or of two lengths.
    """
    if not curves or not all(len(across) and len(across) == len(up) for across, up, _ in curves.values()):
        raise ValueError("There is nothing to draw: each class needs as many false alarm rates as recalls, and at least one.")
    areas = {name: area for name, (_, _, area) in curves.items()}
    lowest, highest = min(areas, key=areas.__getitem__), max(areas, key=areas.__getitem__)
    figure, (whole, corner) = plt.subplots(1, 2, figsize=(8.4, 4.2))
    grey = []
    for axes in (whole, corner):
        for name, (across, up, _) in curves.items():
            if name not in (lowest, highest):
                others = "the other classes" if axes is whole and not grey else None
                grey += axes.plot(across, up, "-", color="0.7", linewidth=1, label=others)
        for number, (name, text) in enumerate(((highest, "largest"), (lowest, "smallest"))):
            across, up, area = curves[name]
            axes.plot(
                across, up, linestyle=LINE_STYLES[number], color=COLOURS[number],
                label=f"{name}, {text} area: {area:.4f}" if axes is whole else None,
            )  # fmt: skip
        axes.set_xlabel("false alarm rate (share of the other classes)")
    whole.plot([0, 1], [0, 1], ":", color="0.5", linewidth=1, label="guessing")
    whole.set(title=title, ylabel="recall (share of the class)", xlim=(-0.03, 1.03), ylim=(-0.03, 1.03))
    corner.set(title="its upper left corner", ylabel="recall", xlim=(-0.003, 0.1), ylim=(0.8, 1.004))
    figure.legend(loc="outside lower center", ncols=3)
    plt.show()
    plt.close(figure)
    print("Figure: areas " + ", ".join(f"{name}: {area:.4f}" for name, area in areas.items()) + ".")


def answers_grid(
    images: np.ndarray, predictions: Sequence[int], labels: Sequence[int], confidences: Sequence[float], columns: int = 8
) -> None:
    """Draw pictures in rows, each under its answer, how sure that was, and its label. Introduced in lesson 11.

    Answers that differ from the label stand in bold, in a thick frame.

    Args:
        images: ``(pictures, height, width)``, values in 0..1 (0 is paper, 1 is ink).
        predictions: predicted class numbers.
        labels: the class numbers that somebody gave them.
        confidences: the probability that each answer was given, 0..1.
        columns: pictures in a row.

    Raises:
        ValueError: there is no picture, or the lengths differ.
    """
    lengths = [len(part) for part in (images, predictions, labels, confidences)]
    if len(set(lengths)) > 1 or not lengths[0]:
        raise ValueError(f"{lengths} pictures, answers, labels and confidences: the same number of each, and at least one.")
    rows = -(-lengths[0] // columns)
    figure, grid = plt.subplots(rows, columns, figsize=(8.4, 1.55 * rows), squeeze=False)
    for axes in grid.flat:
        axes.set_axis_off()
    for axes, image, answer, truth, confidence in zip(grid.flat, images, predictions, labels, confidences, strict=False):
        wrong = answer != truth
        axes.set_axis_on()
        axes.imshow(image, cmap="gray_r", vmin=0, vmax=1)
        axes.set_title(
            f"{answer} ({_percent(confidence)})\nlabel {truth}", fontsize=9.5, fontweight="bold" if wrong else "normal"
        )
        axes.set(xticks=[], yticks=[])
        axes.grid(visible=False)
        for side in axes.spines.values():
            side.set(visible=True, linewidth=2.5 if wrong else 0.5)
    plt.show()
    plt.close(figure)
    wrong = sum(int(answer != truth) for answer, truth in zip(predictions, labels, strict=True))
    sure = f"{_percent(min(confidences))} to {_percent(max(confidences))}"
    print(f"Figure: {lengths[0]} pictures, {wrong} answered wrongly; answers given with {sure}.")


def _percent(share: float) -> str:
    """A share as per cent, with one decimal from 98.5 % on; what is not quite 100 % does not read "100%"."""
    return ">99.9%" if share > 0.999 else f"{share:.1%}" if share >= 0.985 else f"{share:.0%}"

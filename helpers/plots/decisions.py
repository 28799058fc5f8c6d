"""Figures on the way from a probability to a decision: thresholds, what they cost, and what is found."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np

from helpers.plots.style import COLOURS, LINE_STYLES, MARKERS


def threshold_scores(
    thresholds: Sequence[float], scores: Mapping[str, Sequence[float]], costs: Sequence[float], marked: Mapping[str, float]
) -> None:
    """Draw scores and the cost against the threshold, one over the other. Introduced in lesson 09.

    Args:
        thresholds: in rising order.
        scores: by name, one number in 0..1 (or NaN) for each threshold.
        costs: per patient, one for each threshold.
        marked: by name, the thresholds to mark.

    Raises:
        ValueError: there is nothing to draw, or the lengths differ.
    """
    rows = [*scores.values(), costs]
    if not len(thresholds) or any(len(row) != len(thresholds) for row in rows):
        raise ValueError(f"{len(thresholds)} thresholds, but rows of {[len(row) for row in rows]} numbers.")
    figure, (above, below) = plt.subplots(2, 1, figsize=(7, 5.4), sharex=True)
    for number, (name, row) in enumerate(scores.items()):
        look = {"color": COLOURS[number], "linestyle": LINE_STYLES[number], "marker": MARKERS[number]}
        above.plot(thresholds, row, **look, markevery=max(1, len(thresholds) // 10), markersize=5, label=name)
    below.plot(thresholds, costs, "-", color="black", label="cost")
    for number, (name, threshold) in enumerate(marked.items()):
        for axes in (above, below):
            axes.axvline(
                threshold, color=COLOURS[3 + number], linestyle=(":", "--", "-.")[number % 3],
                label=f"{name}: {threshold:.2f}" if axes is below else None,
            )  # fmt: skip
    above.set(ylabel="score (share)", ylim=(-0.03, 1.05))
    top = min(max(costs), 3 * float(np.median(costs)) or max(costs)) or 1.0  # at the ends the cost may tower above the rest
    below.set(xlabel="threshold (malignant from this probability on)", ylabel="cost per patient", ylim=(0, 1.1 * top))
    figure.legend(loc="outside lower center", ncols=3, fontsize=10)
    plt.show()
    plt.close(figure)
    texts = []
    for name, threshold in marked.items():
        place = int(np.abs(np.asarray(thresholds) - threshold).argmin())
        found = ", ".join(f"{score} {row[place]:.2f}" for score, row in scores.items())
        texts.append(f"{name}, {threshold:.2f}: {found}, cost {costs[place]:.3f}")
    print("Figure:", "; ".join(texts) + ".")


def roc_and_precision_recall(
    roc: tuple[Sequence[float], Sequence[float]],
    precision_recall: tuple[Sequence[float], Sequence[float]],
    points: Mapping[str, tuple[float, float, float]],
    positive_share: float,
) -> None:
    """Draw both curves side by side with chosen thresholds marked on them. Introduced in lesson 09.

    Args:
        roc: false alarm rates and recalls.
        precision_recall: recalls and precisions.
        points: by name, (false alarm rate, recall, precision) of a threshold.
        positive_share: share of positive examples: the precision of calling everyone positive.

    Raises:
        ValueError: a curve is empty, or its two lengths differ.
    """
    for across, up in (roc, precision_recall):
        if not len(across) or len(across) != len(up):
            raise ValueError(f"A curve of {len(across)} and {len(up)} numbers cannot be drawn.")
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 4.4))
    left.plot(*roc, "-", color=COLOURS[0])
    left.plot([0, 1], [0, 1], ":", color="0.5", label="guessing")
    right.plot(*precision_recall, "-", color=COLOURS[0])
    right.axhline(positive_share, linestyle=":", color="0.5")
    for number, (name, (false_alarms, recall, precision)) in enumerate(points.items()):
        look = {"marker": MARKERS[number], "color": COLOURS[number + 1], "markersize": 9, "linestyle": "none"}
        left.plot(false_alarms, recall, **look, label=name)
        right.plot(recall, precision, **look)
    left.set(title="ROC", xlabel="false alarm rate (share of benign)", ylabel="recall (share of malignant)")
    right.set(title="Precision and recall", xlabel="recall (share of malignant)", ylabel="precision (share of alarms)")
    for axes in (left, right):
        axes.set(xlim=(-0.03, 1.03), ylim=(-0.03, 1.03))
    figure.legend(loc="outside lower center", ncols=3)
    plt.show()
    plt.close(figure)
    texts = [f"{name}: false alarm rate {f:.3f}, recall {r:.3f}, precision {p:.3f}" for name, (f, r, p) in points.items()]
    print("Figure:", "; ".join(texts) + ".")


def calibration(groups: Mapping[str, Sequence[tuple[float, float, float, float, int]]]) -> None:
    """Draw observed shares against predicted probabilities, with intervals. Introduced in lesson 09.

    Args:
        groups: by name, one (mean prediction, observed share, interval's low, interval's high, examples) for each bin.

    Raises:
        ValueError: there is no group, or one without bins.
    """
    if not groups or not all(len(bins) for bins in groups.values()):
        raise ValueError("There is nothing to draw: every group needs at least one bin.")
    figure, row = plt.subplots(1, len(groups), figsize=(4.2 * len(groups), 4.2), sharey=True, squeeze=False)
    for number, (axes, (name, bins)) in enumerate(zip(row[0], groups.items(), strict=True)):
        predicted, share, low, high, _ = (np.array(column) for column in zip(*bins, strict=True))
        axes.plot([0, 1], [0, 1], ":", color="0.5", label="predicted = observed")
        axes.errorbar(predicted, share, yerr=(share - low, high - share), fmt=MARKERS[number], color=COLOURS[number], capsize=4)
        axes.set(title=name, xlabel="mean predicted probability", xlim=(-0.04, 1.04), ylim=(-0.04, 1.04))
    row[0, 0].set_ylabel("observed share of malignant")
    row[0, 0].legend(loc="upper left")
    plt.show()
    plt.close(figure)
    texts = [
        f"{name}: " + ", ".join(f"{predicted:.2f} -> {share:.2f} ({count})" for predicted, share, _, _, count in bins)
        for name, bins in groups.items()
    ]
    print("Figure: predicted -> observed (patients);", "; ".join(texts) + ".")


def confusion_rates(matrix: np.ndarray, class_names: Sequence[str], title: str) -> None:
    """Draw a confusion matrix with counts and the rate in each row. Introduced in lesson 09.

    Args:
        matrix: ``(classes, classes)`` counts; a row is a true class, a column a predicted one.
        class_names: by class number.
        title: says what was classified.

    Raises:
        ValueError: the matrix does not fit the names, or a class has no examples.
    """
    matrix = np.asarray(matrix)
    if matrix.shape != (len(class_names), len(class_names)) or not matrix.sum(axis=1).all():
        raise ValueError(f"A matrix of shape {matrix.shape} and {len(class_names)} names; every row needs an example.")
    rates = matrix / matrix.sum(axis=1, keepdims=True)
    figure, axes = plt.subplots(figsize=(5, 3.8))
    axes.imshow(rates, cmap="Blues", vmin=0, vmax=1)
    for (true, predicted), count in np.ndenumerate(matrix):
        rate = rates[true, predicted]
        text = f"{count}\n{rate:.1%}\nof {class_names[true]}"
        axes.text(predicted, true, text, ha="center", va="center", color="white" if rate > 0.5 else "black")
    axes.set(title=title, xlabel="predicted class", ylabel="true class")
    axes.set_xticks(range(len(class_names)), class_names)
    axes.set_yticks(range(len(class_names)), class_names, rotation=90, va="center")
    axes.grid(visible=False)
    plt.show()
    plt.close(figure)
    listed = "; ".join(
        f"{class_names[true]} predicted {class_names[predicted]}: {count}" for (true, predicted), count in np.ndenumerate(matrix)
    )
    print(f"Figure: {listed}.")

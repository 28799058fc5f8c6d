"""Figures on the way from a probability to a decision: thresholds, what they cost, and what is found."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Patch, Rectangle

from helpers.plots.style import COLOURS, LINE_STYLES, MARKERS

KINDS = (("left in peace", "false alarm"), ("miss", "found"))  # by true class, then by answer


def answers_at_threshold(
    probabilities: Sequence[float], labels: Sequence[int], threshold: float, class_names: Sequence[str], title: str = ""
) -> None:
    """Draw every example at its probability, cut by the threshold, and beside it the confusion matrix. Introduced in lesson 10.

    The four heaps of the picture stand where the four numbers of the matrix stand. No mark hides another: where a row has
    no room left, some stand a little aside, towards the middle.

    Args:
        probabilities: of class 1, one for each example.
        labels: 0 or 1 for each.
        threshold: from it on, the answer is class 1.
        class_names: of class 0 and class 1.
        title: says what was classified.

    Raises:
        ValueError: there is nothing to draw, or the lengths differ.
    """
    probabilities, labels = _examples(probabilities, labels)
    matrix = _counts(probabilities, labels, threshold)
    crowded = len(probabilities) > 40
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4.6 if crowded else 3.5), width_ratios=(2, 1))
    for true in (0, 1):
        chosen = np.sort(probabilities[labels == true])
        places, heights = _spread(chosen, width=0.013, rows=17) if crowded else _spread(chosen, width=0.017, rows=9)
        left.plot(
            places, true + heights, MARKERS[true], color=COLOURS[true], markersize=4.6 if crowded else 7, markeredgecolor="white",
            markeredgewidth=0.6, linestyle="none",
        )  # fmt: skip
        left.axhspan(true - 0.47, true + 0.47, color=COLOURS[true], alpha=0.06, linewidth=0)
        for answer, side in enumerate(("left", "right")):
            text = f"{KINDS[true][answer]}: {matrix[true, answer]}"
            behind = {"facecolor": "white", "alpha": 0.8, "linewidth": 0, "pad": 1.5}  # the threshold may pass there
            left.text(answer, true - 0.43, text, ha=side, va="top", fontsize=10, bbox=behind)
    left.axvline(threshold, color="black", linestyle="--")
    left.set(title=title, xlabel=f"predicted probability of {class_names[1]}", xlim=(-0.03, 1.03), ylim=(1.5, -0.5))
    left.set_yticks((0, 1), [f"is {name}" for name in class_names])
    left.grid(visible=False)
    _draw_matrix(right, matrix, class_names)
    right.set_title(f"threshold {threshold:.3g}")
    plt.show()
    plt.close(figure)
    print(f"Figure: threshold {threshold:.3g}; {_in_words(matrix)}.")


def matrix_words(matrix: np.ndarray, class_names: Sequence[str]) -> None:
    """Draw a confusion matrix once for each word, with the numbers that the word divides. Introduced in lesson 10.

    Args:
        matrix: ``(2, 2)`` counts; a row is a true class, a column an answer.
        class_names: of class 0 and class 1.

    Raises:
        ValueError: the matrix is none of two classes.
    """
    matrix = np.asarray(matrix)
    if matrix.shape != (2, 2):
        raise ValueError(f"A matrix of shape {matrix.shape}, but the words are for two classes: it must be (2, 2).")
    words = {  # by word: the cells above the fraction line, and below it
        "recall": ([(1, 1)], [(1, 0), (1, 1)]),
        "false alarm rate": ([(0, 1)], [(0, 0), (0, 1)]),
        "precision": ([(1, 1)], [(0, 1), (1, 1)]),
        "accuracy": ([(0, 0), (1, 1)], [(0, 0), (0, 1), (1, 0), (1, 1)]),
    }
    figure, row = plt.subplots(1, 4, figsize=(9.6, 2.9))
    texts = []
    for axes, (word, (above, below)) in zip(row, words.items(), strict=True):
        counted, of = sum(matrix[cell] for cell in above), sum(matrix[cell] for cell in below)
        for cell in below:
            axes.add_patch(Rectangle((cell[1] - 0.5, cell[0] - 0.5), 1, 1, facecolor="#cfe3f1", edgecolor="none"))
        for cell in above:
            axes.add_patch(
                Rectangle((cell[1] - 0.46, cell[0] - 0.46), 0.92, 0.92, facecolor="none", edgecolor=COLOURS[1], linewidth=3)
            )
        for (true, answer), count in np.ndenumerate(matrix):
            weight = "bold" if (true, answer) in above else "normal"
            axes.text(answer, true, str(count), ha="center", va="center", fontsize=15, weight=weight)
        share = f"{counted / of:.2f}" if of else "undefined"
        axes.set(xlim=(-0.5, 1.5), ylim=(1.5, -0.5), aspect="equal", title=f"{word}\n{counted} of {of} = {share}")
        axes.set_xticks((0, 1), [f"says\n{name}" for name in class_names], fontsize=9)
        axes.set_yticks((0, 1), [f"is {name}" for name in class_names] if axes is row[0] else ["", ""], fontsize=9)
        axes.set_xticks([0.5], minor=True)
        axes.set_yticks([0.5], minor=True)
        axes.grid(visible=False)
        axes.grid(visible=True, which="minor", color="0.4", alpha=1)
        axes.tick_params(which="both", length=0)
        axes.spines[["top", "right"]].set_visible(True)
        texts.append(f"{word} {counted} of {of} = {share}")
    handles = [
        Patch(facecolor="none", edgecolor=COLOURS[1], linewidth=3, label="framed: counted"),
        Patch(facecolor="#cfe3f1", label="shaded: out of these"),
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=2)
    plt.show()
    plt.close(figure)
    print("Figure:", "; ".join(texts) + ".")


def roc_staircase(probabilities: Sequence[float], labels: Sequence[int], class_names: Sequence[str]) -> None:
    """Draw the ROC curve of a few examples as stairs, and under it the pairs in the right order. Introduced in lesson 10.

    Each square is a pair, one example of each class; those under the stairs have the higher probability at class 1.

    Args:
        probabilities: of class 1, all different.
        labels: 0 or 1 for each.
        class_names: of class 0 and class 1.

    Raises:
        ValueError: there is nothing to draw, the lengths differ, a class is missing, or two probabilities are equal.
    """
    probabilities, labels = _examples(probabilities, labels)
    if len(np.unique(labels)) < 2 or len(np.unique(probabilities)) < len(probabilities):
        raise ValueError("Stairs need an example of each class, and probabilities that are all different.")
    order = np.argsort(-probabilities)
    ups, rights = np.cumsum(labels[order] == 1), np.cumsum(labels[order] == 0)
    figure, axes = plt.subplots(figsize=(6.4, 4.6))
    below = 0
    for place, number in enumerate(order):
        if labels[number] == 0:
            below += ups[place]
            for height in range(ups[place]):
                axes.add_patch(Rectangle((rights[place] - 1, height), 1, 1, facecolor="#cfe3f1", edgecolor="white", linewidth=2))
    axes.plot([0, *rights], [0, *ups], "-o", color=COLOURS[0], markersize=6, zorder=3)
    for place, number in enumerate(order):
        up = labels[number] == 1
        axes.annotate(
            f"{probabilities[number]:.2f}", (rights[place], ups[place]), xytext=(-5, 4) if up else (4, -5),
            textcoords="offset points", ha="right" if up else "left", va="bottom" if up else "top", fontsize=10,
        )  # fmt: skip
    axes.set(
        xlabel=f"false alarms (of {rights[-1]} {class_names[0]})", ylabel=f"found (of {ups[-1]} {class_names[1]})",
        xlim=(-0.5, rights[-1] + 0.6), ylim=(-0.3, ups[-1] + 0.5), title="Each point: the threshold beside it",
    )  # fmt: skip
    axes.set_xticks(range(rights[-1] + 1))
    axes.set_yticks(range(ups[-1] + 1))
    plt.show()
    plt.close(figure)
    pairs = int(ups[-1] * rights[-1])
    print(
        f"Figure: {ups[-1]} steps up, {rights[-1]} to the right; "
        f"{below} of {pairs} squares lie under the stairs: {below / pairs:.3f}."
    )


def precision_recall_walk(probabilities: Sequence[float], labels: Sequence[int], class_names: Sequence[str]) -> None:
    """Draw precision against recall of a few examples, a point for each threshold on the way down. Introduced in lesson 10.

    Args:
        probabilities: of class 1, all different.
        labels: 0 or 1 for each.
        class_names: of class 0 and class 1.

    Raises:
        ValueError: there is nothing to draw, the lengths differ, a class is missing, or two probabilities are equal.
    """
    probabilities, labels = _examples(probabilities, labels)
    if len(np.unique(labels)) < 2 or len(np.unique(probabilities)) < len(probabilities):
        raise ValueError("A walk needs an example of each class, and probabilities that are all different.")
    order = np.argsort(-probabilities)
    right = labels[order] == 1
    found = np.cumsum(right)
    recalls, precisions = found / found[-1], found / np.arange(1, len(order) + 1)
    figure, axes = plt.subplots(figsize=(6.4, 4.4))
    axes.plot(recalls, precisions, "-", color=COLOURS[0])
    for true in (1, 0):
        look = {"marker": MARKERS[true], "color": COLOURS[true], "markersize": 7, "linestyle": "none"}
        name = f"an alarm for a {class_names[true]} one"
        axes.plot(recalls[right == true], precisions[right == true], **look, label=name, zorder=3)
    for number, recall, precision in zip(order, recalls, precisions, strict=True):
        up = labels[number] == 1
        axes.annotate(
            f"{probabilities[number]:.2f}", (recall, precision), xytext=(3, 6) if up else (-8, 0), textcoords="offset points",
            ha="left" if up else "right", va="bottom" if up else "center", fontsize=10,
        )  # fmt: skip
    axes.set(
        xlabel=f"recall (of {found[-1]} {class_names[1]})", ylabel="precision (of the alarms)", xlim=(0, 1.12),
        ylim=(precisions.min() - 0.1, 1.12), title="Each point: the threshold beside it",
    )  # fmt: skip
    figure.legend(loc="outside lower center", ncols=2)
    plt.show()
    plt.close(figure)
    steps = "; ".join(
        f"{probabilities[number]:.2f}: recall {recall:.2f}, precision {precision:.2f}"
        for number, recall, precision in zip(order, recalls, precisions, strict=True)
    )
    print(f"Figure: {steps}.")


def threshold_path(
    probabilities: Sequence[float], labels: Sequence[int], threshold: float, miss_cost: float, class_names: Sequence[str]
) -> None:
    """Draw what one threshold does: the confusion matrix, the cost, the point on both curves. Introduced in lesson 10.

    The part of each curve that a threshold coming down from 1 has walked so far is drawn thick. As long as the point is in
    the good corner, only the corner is drawn. Redraws fast, for a knob.

    Args:
        probabilities: of class 1, one for each example.
        labels: 0 or 1 for each.
        threshold: from it on, the answer is class 1.
        miss_cost: what a miss costs; a false alarm costs 1.
        class_names: of class 0 and class 1.

    Raises:
        ValueError: there is nothing to draw, the lengths differ, or a class is missing.
    """
    probabilities, labels = _examples(probabilities, labels)
    if len(np.unique(labels)) < 2:
        raise ValueError("Both curves need an example of each class.")
    matrix = _counts(probabilities, labels, threshold)
    places = np.unique(np.append(probabilities, [threshold, np.inf]))[::-1]
    found = np.array([((probabilities >= place) & (labels == 1)).sum() for place in places])
    alarms = np.array([((probabilities >= place) & (labels == 0)).sum() for place in places])
    recalls, rates = found / (labels == 1).sum(), alarms / (labels == 0).sum()
    precisions = np.divide(found, found + alarms, out=np.ones(len(found)), where=found + alarms > 0)
    walked = places >= threshold
    cost = (miss_cost * matrix[1, 0] + matrix[0, 1]) / len(labels)
    figure, (first, second, third) = plt.subplots(1, 3, figsize=(10, 3.7), layout="none")  # fixed places: faster
    figure.subplots_adjust(left=0.08, right=0.985, bottom=0.16, top=0.8, wspace=0.36)
    _draw_matrix(first, matrix, class_names)
    for axes, across, up in ((second, rates, recalls), (third, recalls, precisions)):
        axes.plot(across, up, "-", color="0.65", linewidth=1.5)
        axes.plot(across[walked], up[walked], "-", color=COLOURS[0], linewidth=4)
        axes.plot(across[walked][-1], up[walked][-1], "o", color=COLOURS[1], markersize=11, zorder=3)
    rate, recall, precision = rates[walked][-1], recalls[walked][-1], precisions[walked][-1]
    corner = rate <= 0.3 and recall >= 0.7 and precision >= 0.7
    low = 0.7 if corner else 0.0
    margin = 0.04 * (1 - low)
    ticks = (0.7, 0.8, 0.9, 1) if corner else (0, 0.5, 1)  # few: faster
    second.set(xlim=(-margin, 1 - low + margin), xticks=(0, 0.1, 0.2, 0.3) if corner else (0, 0.5, 1))
    third.set(xlim=(low - margin, 1 + margin), xticks=ticks)
    for axes in (second, third):
        axes.set(ylim=(low - margin, 1 + margin), yticks=ticks)
    second.set(
        title="ROC" + (", upper left corner" if corner else ""),
        xlabel=f"false alarm rate (of {class_names[0]})",
        ylabel=f"recall (of {class_names[1]})",
    )
    third.set(
        title="precision and recall" + (", corner" if corner else ""),
        xlabel=f"recall (of {class_names[1]})",
        ylabel="precision (of alarms)",
    )
    figure.suptitle(f"threshold {threshold:.3g}; a miss costs {miss_cost:g}: cost per patient {cost:.3f}", y=0.97)
    plt.show()
    plt.close(figure)
    print(
        f"Figure: threshold {threshold:.3g}; {_in_words(matrix)}; cost per patient {cost:.3f}; "
        f"false alarm rate {rates[walked][-1]:.3f}, recall {recalls[walked][-1]:.3f}, precision {precisions[walked][-1]:.3f}."
    )


def cost_curves(thresholds: Sequence[float], curves: Sequence[Sequence[float]], marked: Mapping[str, float]) -> None:
    """Draw the cost against the threshold, a curve for each cut, with a star at its lowest point. Introduced in lesson 10.

    Args:
        thresholds: in rising order.
        curves: for each cut, one cost per patient for each threshold.
        marked: by name, thresholds to mark.

    Raises:
        ValueError: there is nothing to draw, or the lengths differ.
    """
    curves = np.asarray(curves, dtype=float)
    if curves.ndim != 2 or not curves.size or curves.shape[1] != len(thresholds):
        raise ValueError(f"{len(thresholds)} thresholds, but curves of shape {curves.shape}.")
    figure, axes = plt.subplots(figsize=(7.4, 4.2))
    axes.plot(thresholds, curves.T, "-", color="0.7", linewidth=1)
    axes.plot([], [], "-", color="0.7", linewidth=1, label="one cut")
    axes.plot(thresholds, curves.mean(axis=0), "-", color="black", label="mean of all cuts")
    lowest = curves.argmin(axis=1)
    places = np.asarray(thresholds)[lowest]
    axes.plot(
        places, curves.min(axis=1), "*", color=COLOURS[0], markersize=11, linestyle="none", label="lowest of a cut", zorder=3
    )
    for number, (name, place) in enumerate(marked.items()):
        axes.axvline(place, color=COLOURS[1 + number], linestyle=(":", "--", "-.")[number % 3], label=f"{name}: {place:.3g}")
    top = min(curves.max(), 4 * float(np.median(curves)) or curves.max()) or 1.0
    axes.set(xlabel="threshold (malignant from this probability on)", ylabel="cost per patient", ylim=(-0.02 * top, 1.05 * top))
    figure.legend(loc="outside lower center", ncols=3, fontsize=10)
    plt.show()
    plt.close(figure)
    print(
        f"Figure: {len(curves)} cost curves; their lowest points lie at thresholds from {places.min():.2f} to {places.max():.2f}."
    )


def hundred_alarms(shares: Mapping[str, float]) -> None:
    """Draw a hundred alarms as marks, true ones filled, once for each place. Introduced in lesson 10.

    Args:
        shares: by name of the place, the share of true alarms, 0 to 1.

    Raises:
        ValueError: there is no place, or a share is none.
    """
    if not shares or not all(0 <= share <= 1 for share in shares.values()):
        raise ValueError(f"Shares must lie between 0 and 1, at least one, but they are {dict(shares)}.")
    figure, row = plt.subplots(1, len(shares), figsize=(4.2 * len(shares), 4), squeeze=False)
    down, across = np.divmod(np.arange(100), 10)
    for axes, (name, share) in zip(row[0], shares.items(), strict=True):
        true = np.arange(100) < round(100 * share)
        axes.plot(across[true], down[true], "s", color=COLOURS[1], markersize=13, linestyle="none", label="ill")
        look = {"markerfacecolor": "none", "markeredgecolor": COLOURS[0], "markersize": 12, "linestyle": "none"}
        axes.plot(across[~true], down[~true], "o", **look, label="not ill")
        axes.set(title=f"{name}: {round(100 * share)} of 100 alarms are true", xlim=(-0.7, 9.7), ylim=(9.7, -0.7), aspect="equal")
        axes.set_axis_off()
    handles, names = row[0, 0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside lower center", ncols=2)
    plt.show()
    plt.close(figure)
    print("Figure: of 100 alarms", "; ".join(f"{name}: {round(100 * share)} true" for name, share in shares.items()) + ".")


def threshold_scores(
    thresholds: Sequence[float], scores: Mapping[str, Sequence[float]], costs: Sequence[float], marked: Mapping[str, float]
) -> None:
    """Draw scores and the cost against the threshold, one over the other. Introduced in lesson 10.

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
    """Draw both curves whole, side by side, with chosen thresholds and what guessing gives. Introduced in lesson 10.

    Args:
        roc: false alarm rates and recalls.
        precision_recall: recalls and precisions.
        points: by name, (false alarm rate, recall, precision) of a threshold.
        positive_share: share of positive examples: the precision of alarms given by chance.

    Raises:
        ValueError: a curve is empty, or its two lengths differ.
    """
    for across, up in (roc, precision_recall):
        if not len(across) or len(across) != len(up):
            raise ValueError(f"A curve of {len(across)} and {len(up)} numbers cannot be drawn.")
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.8, 4.7))
    left.plot(*roc, "-", color=COLOURS[0])
    right.plot(*precision_recall, "-", color=COLOURS[0])
    left.plot([0, 1], [0, 1], ":", color="0.4", label="guessing")
    right.plot([0, 1], [positive_share, positive_share], ":", color="0.4")
    for number, (name, (false_alarms, recall, precision)) in enumerate(points.items()):
        look = {
            "marker": MARKERS[number], "markeredgecolor": COLOURS[number + 1], "markerfacecolor": "none", "markersize": 10,
            "markeredgewidth": 2.2, "linestyle": "none", "clip_on": False, "zorder": 3,
        }  # fmt: skip
        left.plot(false_alarms, recall, **look, label=name)
        right.plot(recall, precision, **look)
    left.set(title="ROC", xlabel="false alarm rate (share of benign)", ylabel="recall (share of malignant)")
    right.set(title="Precision and recall", xlabel="recall (share of malignant)", ylabel="precision (share of alarms)")
    for axes in (left, right):
        axes.set(xlim=(-0.03, 1.03), ylim=(-0.03, 1.03))
    figure.legend(loc="outside lower center", ncols=4)
    plt.show()
    plt.close(figure)
    texts = [f"{name}: false alarm rate {f:.3f}, recall {r:.3f}, precision {p:.3f}" for name, (f, r, p) in points.items()]
    texts.append(f"guessing: recall equal to the false alarm rate, precision {positive_share:.3f}")
    print("Figure:", "; ".join(texts) + ".")


def calibration(
    probabilities: Mapping[str, Sequence[float]], labels: Sequence[int], edges: Sequence[float], at_least: int = 5
) -> None:
    """Draw observed shares against predicted probabilities, group by group, with 95 % intervals. Introduced in lesson 10.

    The intervals are Wilson's. A group holds the probabilities from one edge up to the next; the last one holds its end, too.

    Args:
        probabilities: by the name of a machine, what it gave to each example.
        labels: 0 or 1 for each.
        edges: the ends of the groups, in rising order.
        at_least: groups of fewer examples are left out.

    Raises:
        ValueError: there is nothing to draw, the lengths differ, or the edges do not rise.
    """
    if not probabilities or len(edges) < 2 or np.any(np.diff(edges) <= 0):
        raise ValueError(f"There is nothing to draw: {len(probabilities)} machines, edges {list(edges)}.")
    groups = {name: _groups(*_examples(given, labels), edges, at_least) for name, given in probabilities.items()}
    if not all(groups.values()):
        raise ValueError(f"There is nothing to draw: a machine has no group of {at_least} examples.")
    figure, row = plt.subplots(1, len(groups), figsize=(4.2 * len(groups), 4.2), sharey=True, squeeze=False)
    for number, (axes, (name, bins)) in enumerate(zip(row[0], groups.items(), strict=True)):
        predicted, share, low, high, _ = (np.array(column) for column in zip(*bins, strict=True))
        axes.plot([0, 1], [0, 1], ":", color="0.5", label="predicted = observed")
        reach = np.maximum(0, (share - low, high - share))  # rounding may leave less than nothing
        axes.errorbar(predicted, share, yerr=reach, fmt=MARKERS[number], color=COLOURS[number], capsize=4)
        axes.set(title=name, xlabel="mean predicted probability", xlim=(-0.04, 1.04), ylim=(-0.04, 1.04))
    row[0, 0].set_ylabel("observed share of malignant")
    row[0, 0].legend(loc="upper left")
    plt.show()
    plt.close(figure)
    texts = [
        f"{name}: "
        + ", ".join(f"{p:.2f} -> {share:.2f}, {low:.2f} to {high:.2f} ({count})" for p, share, low, high, count in bins)
        for name, bins in groups.items()
    ]
    print("Figure: predicted -> observed, interval (patients);", "; ".join(texts) + ".")


def _groups(
    probabilities: np.ndarray, labels: np.ndarray, edges: Sequence[float], at_least: int
) -> list[tuple[float, float, float, float, int]]:
    """For each group: mean prediction, observed share, the interval's ends, examples."""
    from scipy.stats import binomtest  # takes half a second to load

    found = []
    places = np.searchsorted(edges, probabilities, side="right")
    places[probabilities == edges[-1]] = len(edges) - 1
    for place in range(1, len(edges)):
        inside = places == place
        of, ill = int(inside.sum()), int(labels[inside].sum())
        if of >= max(1, at_least):
            low, high = binomtest(ill, of).proportion_ci(method="wilson")
            found.append((float(probabilities[inside].mean()), ill / of, float(low), float(high), of))
    return found


def _examples(probabilities: Sequence[float], labels: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
    """Both as arrays of one length."""
    probabilities, labels = np.asarray(probabilities, dtype=float), np.asarray(labels)
    if probabilities.ndim != 1 or not len(probabilities) or probabilities.shape != labels.shape:
        raise ValueError(f"Probabilities of shape {probabilities.shape} and labels of shape {labels.shape} do not fit together.")
    return probabilities, labels


def _counts(probabilities: np.ndarray, labels: np.ndarray, threshold: float) -> np.ndarray:
    """Rows are true classes, columns answers."""
    return np.array(
        [[((labels == true) & ((probabilities >= threshold) == answer)).sum() for answer in (0, 1)] for true in (0, 1)]
    )


def _in_words(matrix: np.ndarray) -> str:
    return ", ".join(f"{KINDS[true][answer]} {count}" for (true, answer), count in np.ndenumerate(matrix))


def _spread(chosen: np.ndarray, width: float, rows: int) -> tuple[np.ndarray, np.ndarray]:
    """Places and heights for marks in rising order, so that those at nearly one place lie over each other, or aside."""
    row_order = sorted(range(rows), key=lambda row: (abs(row - rows // 2), row))  # the middle one first
    taken: list[list[float]] = [[] for _ in range(rows)]
    places, heights = np.array(chosen, dtype=float), np.zeros(len(chosen))
    ends_first = np.argsort(-np.abs(places - 0.5), kind="stable")
    for number in ends_first:
        inwards = 1 if places[number] < 0.5 else -1
        while True:
            free = [row for row in row_order if all(abs(other - places[number]) >= width for other in taken[row])]
            if free:
                break
            places[number] += inwards * width / 4
        taken[free[0]].append(places[number])
        heights[number] = (free[0] - rows // 2) * 0.6 / (rows - 1) - 0.02
    return places, heights


def _draw_matrix(axes: Axes, matrix: np.ndarray, class_names: Sequence[str]) -> None:
    """Four counts with their names; mistakes have a hatched ground."""
    for (true, answer), count in np.ndenumerate(matrix):
        wrong = true != answer
        axes.add_patch(
            Rectangle(
                (answer - 0.5, true - 0.5), 1, 1, facecolor="#fbe3d6" if wrong else "#dcebf6",
                edgecolor=COLOURS[1] if wrong else COLOURS[0], hatch="//" if wrong else None, alpha=0.5, linewidth=0,
            )
        )  # fmt: skip
        axes.text(answer, true - 0.08, str(count), ha="center", va="center", fontsize=18)
        ground = {"facecolor": "white", "edgecolor": "none", "pad": 1.5, "alpha": 0.75}
        axes.text(answer, true + 0.3, KINDS[true][answer], ha="center", va="center", fontsize=9.5, bbox=ground)
    axes.set(xlim=(-0.5, 1.5), ylim=(1.5, -0.5))
    axes.set_xticks((0, 1), [f"says {name}" for name in class_names], fontsize=9)
    axes.set_yticks((0, 1), [f"is {name}" for name in class_names], rotation=90, va="center", fontsize=9)
    axes.tick_params(length=0)
    axes.grid(visible=False)
    axes.spines[["top", "right"]].set_visible(True)

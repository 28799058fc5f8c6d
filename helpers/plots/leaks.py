"""Figures of test examples whose brothers the training has seen, and of what they do to the score (lesson 18)."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt

from helpers.plots.style import COLOURS, LINE_STYLES, MARKERS


def score_by_known_share(
    counts: tuple[int, int], shares: Sequence[float], scores: Mapping[str, Sequence[float]], chance: float
) -> None:
    """Draw a test part with its known and its new examples, and below it the scores by the share of known ones.

    Introduced in lesson 18.

    Args:
        counts: how many test examples stand in the training part too, and how many do not.
        shares: shares of known examples, rising from 0 to 1.
        scores: by the name of the labels, the score (share right) at each of ``shares``.
        chance: the score of guessing, drawn as a line.

    Raises:
        ValueError: there is no example or no curve, a count is below 0, or a curve has another length than ``shares``.
    """
    known, new = counts
    if known < 0 or new < 0 or not known + new:
        raise ValueError(f"{known} known and {new} new examples are no test part: there must be at least one, and none below 0.")
    if not scores or any(len(values) != len(shares) for values in scores.values()) or not len(shares):
        raise ValueError(f"Every curve needs one score for each of the {len(shares)} shares, and there must be a curve.")
    share = known / (known + new)
    figure, (bar, axes) = plt.subplots(2, figsize=(7, 4.4), height_ratios=(1, 5), sharex=True)
    parts = (("known", 0.0, share, COLOURS[1], "///", known), ("new", share, 1 - share, COLOURS[0], "", new))
    for name, left, width, colour, hatch, count in parts:
        bar.barh(0, width, left=left, facecolor=(colour, 0.3), edgecolor=colour, hatch=hatch)
        if width >= 0.12:
            box = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
            bar.text(left + width / 2, 0, f"{name}: {count}", ha="center", va="center", fontsize=10, bbox=box)
    bar.set(title=f"The test part: {known} images stand in the training part too, {new} are new", yticks=[], xlim=(-0.02, 1.02))
    bar.title.set_fontsize(11)
    bar.spines["left"].set_visible(False)
    bar.grid(visible=False)
    axes.axhline(chance, color="black", linestyle=":", linewidth=1.5, label="guessing")
    axes.axvline(share, color="0.5", linewidth=1)
    for place, (name, values) in enumerate(scores.items()):
        look = {"color": COLOURS[place + 2], "linestyle": LINE_STYLES[place], "marker": MARKERS[place]}
        axes.plot(shares, values, label=name, markersize=6, **look)
    axes.set(xlabel="share of the test part that stands in the training part too", ylabel="score (share right)", ylim=(0, 1.05))
    figure.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=3)
    plt.show()
    plt.close(figure)
    told = "; ".join(f"{name}: {values[0]:.2f} with none known, {values[-1]:.2f} with all" for name, values in scores.items())
    print(f"Figure: {known} known and {new} new test images ({share:.0%} known). Score by the share known: {told}.")


def scores_by_die(scores: Mapping[str, Mapping[str, float]], same_answers: Mapping[str, Mapping[str, float]]) -> None:
    """Draw what a network scores on labels drawn by dice: a group for who shares a die, a bar for each way to cut.

    Introduced in lesson 18.

    Args:
        scores: by who shares a die, by what the data was cut by, the share right. Every group has the same cuts.
        same_answers: of the same shape, what anybody scores who always gives the same answer; a mark across each bar.

    Raises:
        ValueError: there is no bar, the groups have different cuts, or a bar has no mark.
    """
    cuts = [list(row) for row in scores.values()]
    if not cuts or not cuts[0] or any(names != cuts[0] for names in cuts):
        raise ValueError(f"Every group needs the same cuts, and at least one, but the cuts are {cuts}.")
    if {who: list(row) for who, row in same_answers.items()} != {who: list(row) for who, row in scores.items()}:
        raise ValueError(
            "Every bar needs the score of always the same answer: same_answers must have the groups and cuts of scores."
        )
    figure, axes = plt.subplots(figsize=(7, 4))
    width, looks = 0.8 / len(cuts[0]), (("", 0), ("///", 1), ("...", 2), ("xx", 3))
    for number, cut in enumerate(cuts[0]):
        hatch, colour = looks[number % len(looks)]
        places = [group + (number - (len(cuts[0]) - 1) / 2) * width for group in range(len(scores))]
        heights = [row[cut] for row in scores.values()]
        marks = [row[cut] for row in same_answers.values()]
        look = {"facecolor": (COLOURS[colour], 0.35), "edgecolor": COLOURS[colour], "hatch": hatch}
        axes.bar(places, heights, 0.9 * width, label=f"cut by {cut}", **look)
        ends = [place - width / 2 for place in places], [place + width / 2 for place in places]
        axes.hlines(marks, *ends, color="black", linewidth=2.5, label=None if number else "always the same answer")
        for place, height, mark in zip(places, heights, marks, strict=True):
            axes.text(place, max(height, mark) + 0.02, f"{height:.0%}", ha="center", va="bottom", fontsize=10)
    axes.set_xticks(range(len(scores)), [f"a die for each {name}" for name in scores])
    axes.set(title="Labels drawn by dice: what does the test say?", ylabel="score (share right)", ylim=(0, 1.1))
    axes.grid(visible=False, axis="x")
    figure.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=2)
    plt.show()
    plt.close(figure)
    told = "; ".join(
        f"a die for each {name}: "
        + ", ".join(f"{score:.0%} cut by {cut} ({same_answers[name][cut]:.0%})" for cut, score in row.items())
        for name, row in scores.items()
    )
    print(f"Figure: scores on labels drawn by dice (always the same answer in brackets). {told[0].upper()}{told[1:]}.")

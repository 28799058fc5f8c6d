"""Figures of cures against overfitting: what they do to a network, to the curves, and to the score."""

from collections.abc import Callable, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from helpers.plots.panels import Panel, line_panels
from helpers.plots.style import COLOURS, END, LOWEST, MARKERS

# By the name of a comparison: one difference for each seed, and the interval (mean, low, high).
Effects = Mapping[str, tuple[Sequence[float], tuple[float, float, float]]]
# One colour and one mark a meaning, in every figure of the lesson.
BASELINE, CURE = "0.45", COLOURS[2]
LOOKS = (END, LOWEST, (COLOURS[4], MARKERS[3]))
# One scale for each comparison in every figure; it grows where a difference lies beyond. The lowest points lie close together.
SCALES, LOSSES = ((-0.9, 0.4), (-0.32, 0.14), (-0.9, 0.4)), 2.5
BETTER = "difference in validation loss (nats), left of 0 is better; each column has its own scale"


def paired_scores(
    seeds: Sequence[int], scores: Mapping[str, Sequence[float]], ylabel: str, title: str = "", pair: str = "seed"
) -> None:
    """Draw the scores of two ways, seed by seed, with a line between the two of a pair. Introduced in lesson 02.

    Args:
        seeds: one for each pair.
        scores: the scores of both ways, by name, in the order of the seeds.
        ylabel: what the score is, with its unit.
        title: what is compared.
        pair: what the number below a pair is called.

    Raises:
        ValueError: there are not two ways, or not one score for each seed.
    """
    if len(scores) != 2 or not len(seeds) or any(len(row) != len(seeds) for row in scores.values()):
        raise ValueError(
            f"{[len(row) for row in scores.values()]} scores do not fit: two ways are needed, {len(seeds)} scores each."
        )
    (old_name, old), (new_name, new) = scores.items()
    figure, axes = plt.subplots(figsize=(7, 3.6))
    places = np.arange(len(seeds))
    axes.vlines(places, old, new, color="0.6", linewidth=1.5, zorder=1)
    axes.plot(places, old, "o", color=BASELINE, markersize=9, linestyle="none", label=old_name)
    axes.plot(places, new, "s", color=CURE, markersize=9, linestyle="none", label=new_name)
    axes.set_xticks(places, [str(seed) for seed in seeds])
    axes.set(title=title, xlabel=pair, ylabel=ylabel)
    figure.legend(loc="outside lower center", ncols=2)
    plt.show()
    plt.close(figure)
    lower = sum(float(b) < float(a) for a, b in zip(old, new, strict=True))
    print(
        f"Figure: {old_name} from {min(old):.3f} to {max(old):.3f}, {new_name} from {min(new):.3f} to {max(new):.3f}; "
        f"{new_name} is lower in {lower} of {len(seeds)} pairs."
    )


def cure_effect(
    name: str,
    epochs: Sequence[int],
    baseline: tuple[Sequence[Sequence[float]], Sequence[Sequence[float]]],
    cure: tuple[Sequence[Sequence[float]], Sequence[Sequence[float]]],
    effects: Effects,
) -> None:
    """Draw what one cure does: the mean curves beside the baseline's, and the paired differences. Introduced in lesson 03.

    Args:
        name: of the cure.
        epochs: when the losses were measured.
        baseline: training and validation losses, ``(runs, epochs)`` each.
        cure: the same of the cure.
        effects: by name, the differences of all seeds and their interval (mean, low, high).

    Raises:
        ValueError: a row of losses does not fit the epochs, or there is nothing to compare.
    """
    means = []
    for losses in (*baseline, *cure):
        rows = np.asarray(losses, dtype=float)
        if rows.ndim != 2 or not len(rows) or rows.shape[1] != len(epochs):
            raise ValueError(f"Losses of shape {rows.shape} for {len(epochs)} epochs: it must be (runs, epochs).")
        means.append(rows.mean(axis=0))
    _check_effects({name: effects})
    rows = [["curves", place] for place in range(len(effects))]
    figure, panels = plt.subplot_mosaic(rows, figsize=(9, 3.9), width_ratios=(1.15, 1))
    figure.get_layout_engine().set(wspace=0.08, hspace=0.08)
    left = panels["curves"]
    every = max(1, len(epochs) // 6)
    looks = (
        ("baseline, training", BASELINE, ":", None),
        ("baseline, validation", BASELINE, "--", "o"),
        (f"{name}, training", CURE, "-.", None),
        (f"{name}, validation", CURE, "-", "s"),
    )
    for losses, (label, colour, style, marker) in zip(means, looks, strict=True):
        left.plot(epochs, losses, style, color=colour, marker=marker, markevery=every, markersize=5, linewidth=1.8, label=label)
    left.set(title=f"Both curves, mean of {len(baseline[0])} seeds", xlabel="epoch", ylabel="cross-entropy loss (nats)")
    left.set_ylim(0, max(LOSSES, 1.05 * max(float(np.nanmax(losses)) for losses in means)))
    for place, (what, effect) in enumerate(effects.items()):
        _draw_effect(panels[place], place, effect, 0.0)
        panels[place].set_yticks([0], [what])
        panels[place].set_ylim(0.75, -0.35)
        panels[place].grid(visible=False, axis="y")
    panels[0].set_title("Minus the baseline, seed by seed")
    panels[len(effects) - 1].set_xlabel("difference in validation loss (nats)\nleft of 0 is better; mind the two scales")
    handles, labels = left.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=4, fontsize=9, columnspacing=1.2)
    plt.show()
    plt.close(figure)
    told = "; ".join(f"{what} {_told(interval)}" for what, (_, interval) in effects.items())
    print(
        f"Figure: {name}, mean losses at epoch {epochs[-1]}: training {means[2][-1]:.3f} (baseline {means[0][-1]:.3f}), "
        f"validation {means[3][-1]:.3f} (baseline {means[1][-1]:.3f}). Difference in validation loss {told}."
    )


def effect_rows(effects: Mapping[str, Effects], title: str = "", xlabel: str = BETTER) -> None:
    """Draw the differences of several ways from one baseline: a row for each way, a column and a scale for each comparison.

    Introduced in lesson 03.

    Args:
        effects: by way, and in it by the name of a comparison (the same names in every way, at most three), the differences
            of all seeds and their interval (mean, low, high).
        title: what was compared.
        xlabel: the difference, with its unit.

    Raises:
        ValueError: there is nothing to compare, the names differ between ways, or an interval is reversed.
    """
    _check_effects(effects)
    names = list(next(iter(effects.values())))
    if any(list(row) != names for row in effects.values()) or len(names) > len(LOOKS):
        raise ValueError(f"Every way needs the same comparisons, at most {len(LOOKS)}; the first has {names}.")
    size = (2.2 + 3.4 * len(names), 1.2 + 0.62 * len(effects))
    figure, panels = plt.subplots(1, len(names), figsize=size, sharey=True, squeeze=False)
    for place, (axes, name) in enumerate(zip(panels[0], names, strict=True)):
        for row, comparisons in enumerate(effects.values()):
            _draw_effect(axes, place, comparisons[name], row - 0.2)
            if row:
                axes.axhline(row - 0.5, color="0.85", linewidth=0.8)
        axes.grid(visible=False, axis="y")
        axes.set_title(name)
    panels[0, 0].set_yticks(range(len(effects)), list(effects))
    panels[0, 0].set_ylim(len(effects) - 0.5, -0.5)
    figure.suptitle(title)
    figure.supxlabel(xlabel, fontsize="medium")
    plt.show()
    plt.close(figure)
    told = "; ".join(
        f"{way}: " + ", ".join(f"{name} {_told(interval)}" for name, (_, interval) in comparisons.items())
        for way, comparisons in effects.items()
    )
    print(f"Figure: {told}.")


def curves_round_an_exception(
    points: Sequence[float], labels: Sequence[int], exception: int, places: Sequence[float], curves: Mapping[str, Sequence[float]]
) -> None:
    """Draw examples on a line, one of them with a wrong label, and what networks make of it: a panel for each network.

    Introduced in lesson 03.

    Args:
        points: where the examples lie, ``(examples,)``.
        labels: 0 or 1 for each.
        exception: the number of the example whose label is wrong.
        places: where the networks were asked, in rising order.
        curves: by a network's name, its probability of the label 1 at every place.

    Raises:
        ValueError: there is no network, an example has no label, a place no probability, or there is no such exception.
    """
    points, labels, places = (np.asarray(each, dtype=float) for each in (points, labels, places))
    found = {name: np.asarray(curve, dtype=float) for name, curve in curves.items()}
    if points.shape != labels.shape or not 0 <= exception < len(points):
        raise ValueError(f"{points.shape} points and {labels.shape} labels have no example number {exception}.")
    if not found or len(places) < 2 or any(curve.shape != places.shape for curve in found.values()):
        shapes = [curve.shape for curve in found.values()]
        raise ValueError(f"Curves of shapes {shapes} for {places.shape} places: each needs one probability a place.")
    figure, panels = plt.subplots(1, len(found), figsize=(4.5 * len(found), 3.2), sharey=True, squeeze=False)
    usual = np.arange(len(points)) != exception
    told = []
    for axes, (name, curve) in zip(panels[0], found.items(), strict=True):
        axes.plot(places, curve, color=CURE, linewidth=2, label="what the network says")
        axes.plot(points[usual], labels[usual], "o", color=BASELINE, markersize=6, label="right label")
        axes.plot(points[exception], labels[exception], "X", color=COLOURS[1], markersize=11, label="wrong label")
        steepest = float(np.abs(np.diff(curve) / np.diff(places)).max())
        axes.set(title=name, xlabel="place on the line", ylim=(-0.08, 1.08))
        told.append(f"{name}: {np.interp(points[exception], places, curve):.2f} at the exception, steepest slope {steepest:.1f}")
    panels[0, 0].set_ylabel("probability of the label 1")
    handles, names = panels[0, 0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside lower center", ncols=3)
    plt.show()
    plt.close(figure)
    print(f"Figure: {'; '.join(told)}.")


def pulled_weights(
    pulls: Mapping[str, Callable[[float], float]], starts: Sequence[float] = (0.95, 0.25), steps: int = 14
) -> None:
    """Draw where weights go that have no slope and are pulled in every step: a panel for each kind of pull.

    Introduced in lesson 03.

    Args:
        pulls: by name, what one step makes of a weight.
        starts: a large weight and a small one.
        steps: how often they are pulled.
    """
    panels = []
    for title, pull in pulls.items():
        curves = {}
        for name, start in zip(("a large weight", "a small weight"), starts, strict=True):
            path = [start]
            for _ in range(steps):
                path.append(pull(path[-1]))
            curves[name] = range(steps + 1), path
        panels.append(Panel(title, "step", "weight", curves, ylim=(-0.15, 1)))
    line_panels(panels, width=3)


def unit_images(weights: Mapping[str, np.ndarray], units: int = 6, side: int = 8) -> None:
    """Draw what hidden units look at: the weights of each as an image, a row for each network. Introduced in lesson 03.

    A pixel with a positive weight holds a +, one with a negative weight a -, unless the weight is next to 0. Of each network
    the units with the largest weights are drawn.

    Args:
        weights: by title, the weights of a first layer, ``(hidden, side * side)``.
        units: how many units are drawn of each network.
        side: height and width of an image in pixels.

    Raises:
        ValueError: there is no network, its weights do not fit, or it has too few units.
    """
    found = {name: np.asarray(each.detach().cpu() if hasattr(each, "detach") else each, float) for name, each in weights.items()}
    if not found or any(each.ndim != 2 or each.shape[1] != side**2 or len(each) < units for each in found.values()):
        shapes = [each.shape for each in found.values()]
        raise ValueError(f"Weights of shapes {shapes}: at least {units} units with {side * side} weights each are needed.")
    limit = max(float(np.abs(each).max()) for each in found.values()) or 1.0
    figure, rows = plt.subplots(len(found), units, figsize=(1.25 * units + 1.0, 1.25 * len(found) + 0.35), squeeze=False)
    texts = []
    for row, (name, each) in zip(rows, found.items(), strict=True):
        largest = each[np.argsort(-np.square(each).sum(axis=1), kind="stable")[:units]]
        for axes, unit in zip(row, largest, strict=True):
            picture = axes.imshow(unit.reshape(side, side), cmap="PuOr_r", vmin=-limit, vmax=limit)
            for marker, places in (("+", np.flatnonzero(unit > 0.08 * limit)), ("_", np.flatnonzero(unit < -0.08 * limit))):
                axes.plot(places % side, places // side, marker, color="black", markersize=4, markeredgewidth=0.8)
            axes.set(xticks=[], yticks=[])
            axes.grid(visible=False)
        row[0].set_ylabel(name, fontsize=10)
        share = float((np.abs(each) < 0.01).mean())
        texts.append(f"{name}: {share:.0%} of the weights are within 0.01 of 0, the largest is {np.abs(each).max():.2f} in size")
    figure.colorbar(picture, ax=rows, label="weight", shrink=0.85)
    plt.show()
    plt.close(figure)
    print("Figure:", "; ".join(texts) + ".")


def crossed_out_networks(kept: Sequence[Sequence[bool]], inputs: int = 4, outputs: int = 3) -> None:
    """Draw a network several times, each time with other hidden units crossed out. Introduced in lesson 03.

    Args:
        kept: for each drawing, whether each hidden unit takes part.
        inputs: how many inputs are drawn.
        outputs: how many outputs are drawn.

    Raises:
        ValueError: there is no drawing, the numbers of units differ, or a layer has no unit.
    """
    rows = [list(map(bool, row)) for row in kept]
    if not rows or not rows[0] or len({len(row) for row in rows}) > 1 or min(inputs, outputs) < 1:
        raise ValueError("Every drawing needs the same number of units, at least one in each layer.")
    figure, panels = plt.subplots(1, len(rows), figsize=(2.6 * len(rows) + 0.4, 3.1), squeeze=False)
    hidden = len(rows[0])
    places = [np.linspace(-1, 1, count) if count > 1 else np.zeros(1) for count in (inputs, hidden, outputs)]
    for number, (axes, row) in enumerate(zip(panels[0], rows, strict=True), start=1):
        for unit, here in zip(row, places[1], strict=True):
            for across, others in ((0, places[0]), (2, places[2])):
                for there in others:
                    look = {"color": "0.55", "linewidth": 0.8} if unit else {"color": "0.9", "linewidth": 0.6}
                    axes.plot([across, 1], [there, here], "-", zorder=1, **look)
        for layer, (colour, heights) in enumerate(zip((COLOURS[0], COLOURS[4], COLOURS[2]), places, strict=True)):
            for unit, height in enumerate(heights):
                out = layer == 1 and not row[unit]
                axes.plot(layer, height, "o", markersize=15, color="white", zorder=2)
                face, edge = ("white", "0.7") if out else ((colour, 0.3), colour)
                axes.plot(
                    layer, height, "o", markersize=15, markerfacecolor=face, markeredgecolor=edge, markeredgewidth=1.6, zorder=3
                )
                if out:
                    axes.plot(layer, height, "x", markersize=15, color="black", markeredgewidth=2, zorder=4)
        axes.set(title=f"step {number}: {sum(row)} of {hidden} units", xlim=(-0.3, 2.3), ylim=(-1.25, 1.2))
        axes.set_axis_off()
    plt.show()
    plt.close(figure)
    told = "; ".join(f"step {number}: {sum(row)} of {hidden} hidden units take part" for number, row in enumerate(rows, start=1))
    print(f"Figure: {told}.")


def framed_images(images: np.ndarray, titles: Sequence[str]) -> None:
    """Draw small images in a row, each in a frame, so that one sees where in it the ink lies. Introduced in lesson 03.

    Args:
        images: ``(images, height, width)``, values in 0..1; 0 is white, 1 is black.
        titles: one for each image.

    Raises:
        ValueError: there is no image, or not one title for each.
    """
    images = np.asarray(images)
    if images.ndim != 3 or not len(images) or len(images) != len(titles):
        raise ValueError(f"Images of shape {images.shape} and {len(titles)} titles do not fit together.")
    figure, row = plt.subplots(1, len(images), figsize=(1.25 * len(images), 1.7), squeeze=False)
    for axes, image, title in zip(row[0], images, titles, strict=True):
        axes.imshow(image, cmap="gray_r", vmin=0, vmax=1)
        axes.set_title(title, fontsize=11)
        axes.set(xticks=[], yticks=[])
        axes.grid(visible=False)
        axes.spines[:].set(visible=True, color="0.4")
    plt.show()
    plt.close(figure)
    height, width = images.shape[1:]
    print(f"Figure: {len(images)} images of {height} x {width} pixels: {'; '.join(titles)}.")


def _draw_effect(axes: Axes, look: int, effect: tuple[Sequence[float], tuple[float, float, float]], height: float) -> None:
    """The mean as a dark mark, the interval as a bar with ends, and below them every seed's difference as a pale mark.

    Neighbours among the pale marks lie at three heights, so that each of them is seen.
    """
    differences, (mean, low, high) = effect
    colour, marker = LOOKS[look]
    if not axes.containers:
        axes.axvline(0, color="black", linewidth=1)
        axes.set_xlim(SCALES[look])
    left, right = axes.get_xlim()
    axes.set_xlim(min(left, 1.1 * min(*differences, low)), max(right, 1.1 * max(*differences, high)))
    heights = [height + 0.3 + 0.12 * (place % 3) for place in range(len(differences))]
    axes.plot(sorted(differences), heights, marker, color=colour, alpha=0.4, markersize=5, linestyle="none")
    axes.errorbar(
        mean,
        height,
        xerr=[[mean - low], [high - mean]],
        fmt=marker,
        color=colour,
        markersize=10,
        capsize=5,
        elinewidth=2,
        zorder=3,
    )


def _check_effects(effects: Mapping[str, Effects]) -> None:
    if not effects or not all(effects.values()):
        raise ValueError("There is nothing to draw: every way needs at least one comparison.")
    for comparisons in effects.values():
        for name, (differences, (mean, low, high)) in comparisons.items():
            if not len(differences) or not low <= mean <= high:
                raise ValueError(
                    f"{name!r} has {len(differences)} differences and the interval {low:g} to {high:g} around {mean:g}."
                )


def _told(interval: tuple[float, float, float]) -> str:
    mean, low, high = interval
    return f"{mean:+.3f} ({low:+.3f} to {high:+.3f})"

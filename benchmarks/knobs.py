"""How long a knob waits: one redraw of lesson 01's knob figure, training and drawing.

    python -m benchmarks.knobs [--rounds 15]

A redraw trains a network on two measurements of the 120 training flowers, 1,000 steps on all of them, draws its decision
regions beside its losses, and makes the PNG as ``helpers.play`` does. It is done with 10 and with 50 hidden units, in turns, so
that a slow moment of the machine hits both; the first round is not counted. The goal is a median below 0.3 s: from there on
a slider feels as if it drags the figure along.

Threads sleep while they wait, as in every kernel that ``course lab`` starts.
"""

import argparse
import contextlib
import io
import os
import statistics
import time

os.environ["OMP_WAIT_POLICY"] = "PASSIVE"  # before torch is loaded

import matplotlib as mpl
import matplotlib.pyplot as plt
import torch

from helpers.data import iris_split
from helpers.play import quick_png
from helpers.plots import regions_and_curve, use_course_style
from helpers.reproducibility import describe_environment
from helpers.small_network import train_small_network

GOAL = 0.3  # seconds
HIDDEN_SIZES = (10, 50)
STEPS = 1000


def one_redraw(hidden_size: int, learning_rate: float) -> dict[str, float]:
    """Seconds of the training, and of all."""
    split = iris_split()
    petals = split.train_inputs[:, 2:]
    start = time.perf_counter()
    network = train_small_network(petals, split.train_labels, hidden_size, learning_rate, STEPS)
    trained = time.perf_counter()
    regions_and_curve(
        network.predict,
        petals,
        split.train_labels,
        split.class_names,
        ("petal length (scaled to 0..1)", "petal width (scaled to 0..1)"),
        network.losses,
        title=f"{hidden_size} hidden units, learning rate {learning_rate:g}",
        steps=network.steps,
    )
    return {"training": trained - start, "redraw": time.perf_counter() - start}


def show_as_a_knob_does() -> None:
    """The picture that a notebook would get; nobody sees it."""
    quick_png(plt.gcf())


def measure(rounds: int) -> dict[int, dict[str, list[float]]]:
    """By the number of hidden units, the seconds of each round."""
    seconds = {size: {"training": [], "redraw": []} for size in HIDDEN_SIZES}
    for turn in range(rounds + 1):
        for size in HIDDEN_SIZES:
            with contextlib.redirect_stdout(io.StringIO()):  # the text twin
                found = one_redraw(size, learning_rate=0.1 + 0.02 * turn)
            for part, taken in found.items():
                if turn:
                    seconds[size][part].append(taken)
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15)
    rounds = max(1, parser.parse_args().rounds)
    mpl.use("agg")
    plt.show = show_as_a_knob_does
    use_course_style()
    print(describe_environment(torch.device("cpu")))
    for size, parts in measure(rounds).items():
        medians = {part: statistics.median(taken) for part, taken in parts.items()}
        verdict = "below" if medians["redraw"] < GOAL else "NOT below"
        print(
            f"{size} hidden units: median of {rounds} redraws {medians['redraw']:.3f} s ({min(parts['redraw']):.3f} to "
            f"{max(parts['redraw']):.3f}), {medians['training']:.3f} s of it training; {verdict} the goal of {GOAL} s"
        )


if __name__ == "__main__":
    main()

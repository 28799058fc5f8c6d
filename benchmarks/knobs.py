"""How long a knob waits: one redraw of a lesson's knob figure, training and drawing.

    python -m benchmarks.knobs [--rounds 15]

Lesson 01: a network learns two measurements of the 120 training flowers in 1,000 steps, and its decision regions are drawn
beside its losses, with 10 and with 50 hidden units. Lesson 02: a network learns digits in 300 steps, and its losses on them
and on 200 others are drawn, at the defaults and with all knobs at the slow end. Lesson 04: four differences are drawn, and a
tolerance; nothing is trained. Lesson 07: a network with BatchNorm and dropout scores 450 images in training mode, in batches of
five sizes; nothing is trained. Lesson 08: a kernel slides over a digit.
Lesson 09: a line and its sigmoid are drawn over 341 lumps, and the loss over weight and bias.
Lesson 11: softmax regression, trained beforehand, is scored on 1,000 pictures of 28 x 28 pixels and on 5,000 others (the small
digits, again and again), and its weights are drawn.
Lesson 14: five networks learn 1,000 digits in batches of 32 for eight epochs, side by side, and their losses are drawn.
Lesson 10: 114 probabilities and a threshold: matrix, cost, and the point on two curves.
Lesson 12: prices and slopes of four losses, and a logit; nothing is trained.
Lesson 13: forty steps with momentum in a valley of two numbers.
Lesson 20: the best of up to 30 scores is drawn 4,000 times, and shown beside single scores.
Lesson 17: a network learns 400 digits in 200 steps, and its losses are drawn.
Each redraw makes the PNG as ``helpers.play`` does. They are done in turns, so that a slow moment of the machine hits all of
them; the first round is not counted. The goal is a median below 0.3 s: from there on a slider feels as if it drags the figure
along.

Threads sleep while they wait, as in every kernel that ``course lab`` starts.
"""

import argparse
import contextlib
import io
import itertools
import math
import os
import statistics
import time
from collections.abc import Callable

os.environ["OMP_WAIT_POLICY"] = "PASSIVE"  # before torch is loaded

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import torch
from torch import nn

from helpers.batch_company import scores_in_company
from helpers.data import Batches, breast_cancer_split, digits_images, digits_parts, iris_split
from helpers.optimizers import momentum
from helpers.play import quick_png
from helpers.plots import (
    Panel,
    errors_and_weights,
    kernel_results,
    line_and_slopes,
    line_panels,
    loss_beside_healthy,
    prices_and_slopes,
    regions_and_curve,
    schedule_and_losses,
    score_by_known_share,
    threshold_path,
    tolerance_verdicts,
    two_curves,
    use_course_style,
    valley_paths,
    winner_scores,
)
from helpers.reproducibility import describe_environment
from helpers.side_by_side import train_side_by_side
from helpers.small_network import train_small_network
from helpers.softmax_regression import train_softmax_epoch

GOAL = 0.3  # seconds
Redraw = Callable[[float], dict[str, float]]


def flowers(hidden_size: int) -> Redraw:
    """Lesson 01's figure: a function of the learning rate that returns the seconds of the training, and of all."""
    split = iris_split()
    petals = split.train_inputs[:, 2:]

    def redraw(learning_rate: float) -> dict[str, float]:
        start = time.perf_counter()
        network = train_small_network(petals, split.train_labels, hidden_size, learning_rate, steps=1000)
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

    return redraw


def digits(hidden_size: int, images: int) -> Redraw:
    """Lesson 02's figure, in the same way."""
    parts = digits_parts(train_size=1000, validation_size=400)
    inputs, labels = parts.train_inputs[:images].numpy(), parts.train_labels[:images].numpy()
    validation = parts.validation_inputs[:200].numpy(), parts.validation_labels[:200].numpy()

    def redraw(learning_rate: float) -> dict[str, float]:
        start = time.perf_counter()
        network = train_small_network(inputs, labels, hidden_size, learning_rate, steps=300, validation=validation)
        trained = time.perf_counter()
        two_curves({f"{hidden_size} units, {images} images": network.history}, top=3.5)
        return {"training": trained - start, "redraw": time.perf_counter() - start}

    return redraw


def differences() -> Redraw:
    """Lesson 04's figure, in the same way; the number that is turned is the tolerance, and nothing is trained."""
    rows = {"one by one": 2e-6, "in 16 bits": 2e-3, "relu dropped": 10.0, "eval() forgotten": 8.0}

    def redraw(tolerance: float) -> dict[str, float]:
        start = time.perf_counter()
        tolerance_verdicts(rows, dict.fromkeys(rows, "382"), tolerance, "right", title="Is it the same network?")
        return {"training": 0.0, "redraw": time.perf_counter() - start}

    return redraw


def batch_cuts() -> Redraw:
    """Lesson 07's figure: dropout moves, the images are sorted; what counts as training is the scoring."""
    split = digits_images(size=8)
    hidden = (nn.Linear(64, 256), nn.BatchNorm1d(256), nn.ReLU(), nn.Dropout())
    model, sizes = nn.Sequential(nn.Flatten(), *hidden, nn.Linear(256, 10)), (2, 10, 30, 90, 150)

    def redraw(dropout: float) -> dict[str, float]:
        start = time.perf_counter()
        scores = scores_in_company(model, split.test_inputs, split.test_labels, sizes, dropout, alike=1.0)
        scored = time.perf_counter()
        curves = {"evaluation mode": (sizes, [0.97] * len(sizes)), "training mode": (sizes, scores)}
        labels_of_axes = ("pictures in a batch", "accuracy (share right)")
        line_panels([Panel(f"dropout {dropout:.2g}", *labels_of_axes, curves, log_x=True, ylim=(0, 1), xticks=sizes)])
        return {"training": scored - start, "redraw": time.perf_counter() - start}

    return redraw


def kernel() -> Redraw:
    """Lesson 08's figure, in the same way; the number that is turned is one of the kernel's."""
    small = digits_parts().train_inputs[0].reshape(1, 1, 8, 8)

    def redraw(number: float) -> dict[str, float]:
        start = time.perf_counter()
        weights = torch.tensor([[-1.0, -1.0, -1.0], [0.0, number, 0.0], [1.0, 1.0, 1.0]])
        picture = (2 * torch.nn.functional.interpolate(small, size=(28, 28), mode="bicubic") - 0.5).clamp(0, 1)
        made = torch.zeros(26, 26)
        for row, column in itertools.product(range(26), range(26)):  # by hand, as in the lesson
            made[row, column] = (picture[0, 0, row : row + 3, column : column + 3] * weights).sum()
        computed = time.perf_counter()
        kernel_results(picture[0, 0], {"your kernel": (weights, made)})
        return {"training": computed - start, "redraw": time.perf_counter() - start}

    return redraw


def line() -> Redraw:
    """Lesson 09's figure, in the same way; the number that is turned is the weight, and nothing is trained."""
    parts = breast_cancer_split()
    radius, labels = parts.train_inputs[:, 0].numpy(), parts.train_labels.numpy()

    def redraw(weight: float) -> dict[str, float]:
        start = time.perf_counter()
        line_and_slopes(radius, labels, weight, 0.5, parts.class_names, "mean radius (standard deviations from the mean)")
        return {"training": 0.0, "redraw": time.perf_counter() - start}

    return redraw


def thresholds() -> Redraw:
    """Lesson 10's figure, in the same way, with probabilities as many and as sure as those of its validation part."""
    labels = torch.arange(114) % 8 < 3
    torch.manual_seed(0)
    probabilities = (6 * labels - 3 + 1.5 * torch.randn(114)).sigmoid().numpy()

    def redraw(threshold: float) -> dict[str, float]:
        start = time.perf_counter()
        threshold_path(probabilities, labels.int().numpy(), threshold, 10.0, ["benign", "malignant"])
        return {"training": 0.0, "redraw": time.perf_counter() - start}

    return redraw


def templates() -> Redraw:
    """Lesson 11's figure, in the same way, with a layer that is trained beforehand; the number that is turned is its scale."""
    split = digits_images()
    inputs, labels = split.train_inputs.flatten(1)[:1000], split.train_labels[:1000]
    others = torch.cat([split.test_inputs.flatten(1)] * 12)[:5000]
    other_labels = torch.cat([split.test_labels] * 12)[:5000]
    names = [str(digit) for digit in range(10)]
    parts = {name: ([20, 100, 300, 1000], [0.4, 0.3, 0.2, 0.1]) for name in ("training part", "validation part")}
    layer = nn.Linear(784, 10)
    for _ in range(25):
        train_softmax_epoch(layer, Batches(inputs, labels, 64, shuffle=True, seed=42), 0.1)

    def redraw(scale: float) -> dict[str, float]:
        start = time.perf_counter()
        with torch.no_grad():
            errors = [
                (layer(some).argmax(dim=1) != truth).double().mean().item()
                for some, truth in ((inputs, labels), (others, other_labels))
            ]
        here = {name: (1000, error) for name, error in zip(parts, errors, strict=True)}
        weights = scale * layer.weight.detach().reshape(10, 28, 28)
        errors_and_weights(parts, here, weights, names, "softmax regression")
        return {"training": 0.0, "redraw": time.perf_counter() - start}

    return redraw


def logit() -> Redraw:
    """Lesson 12's figure, in the same way; the number that is turned is the logit, and nothing is trained."""
    places = torch.linspace(-10, 10, 401)
    rows = {name: places.sigmoid().tolist() for name in ("counting", "absolute error", "squared error", "cross-entropy")}

    def redraw(here: float) -> dict[str, float]:
        start = time.perf_counter()
        prices_and_slopes(places.tolist(), rows, rows, here)
        return {"training": 0.0, "redraw": time.perf_counter() - start}

    return redraw


def valley() -> Redraw:
    """Lesson 13's figure, in the same way; the number that is turned is the rate, and what counts as training is the walk."""

    def redraw(rate: float) -> dict[str, float]:
        start = time.perf_counter()
        w, state = torch.tensor([-4.0, 1.0], dtype=torch.float64), {}
        path = [w.clone()]
        for _ in range(40):
            momentum(w, torch.tensor([1.0, 50.0]) * w, state, rate, beta=0.8)
            path.append(w.clone())
        walked = time.perf_counter()
        valley_paths({f"rate {rate:.3g}, momentum 0.8": (50, torch.stack(path).numpy())})
        return {"training": walked - start, "redraw": time.perf_counter() - start}

    return redraw


def schedule() -> Redraw:
    """Lesson 14's figure: a function of the rate at the start; five seeds are trained under a cosine schedule."""
    parts = digits_parts(train_size=1000, validation_size=300)
    train, validation = (parts.train_inputs, parts.train_labels), (parts.validation_inputs, parts.validation_labels)
    factors = [(1 + math.cos(math.pi * epoch / 8)) / 2 for epoch in range(8)]

    def redraw(rate: float) -> dict[str, float]:
        start = time.perf_counter()
        found = train_side_by_side(train, validation, rates=[rate], seeds=range(42, 47), epochs=8, factors=factors)
        trained = time.perf_counter()
        losses = found.train_losses[0], found.validation_losses[0]
        schedule_and_losses([rate * factor for factor in factors], *losses, title=f"cosine, from {rate:.2g}")

        return {"training": trained - start, "redraw": time.perf_counter() - start}

    return redraw


def sick_training() -> Redraw:
    """Lesson 17's figure, in the same way: 400 digits, pixels from 0 to 16, and every loss is recorded."""
    parts = digits_parts(400, 400)
    inputs = 16 * parts.train_inputs
    healthy = train_small_network(parts.train_inputs, parts.train_labels, 32, 0.5, 200, record_every=1).losses

    def redraw(learning_rate: float) -> dict[str, float]:
        start = time.perf_counter()
        losses = train_small_network(inputs, parts.train_labels, 32, learning_rate, 200, record_every=1).losses
        trained = time.perf_counter()
        loss_beside_healthy(losses, healthy, math.log(10), f"pixels from 0 to 16, rate {learning_rate:.2g}")
        return {"training": trained - start, "redraw": time.perf_counter() - start}

    return redraw


def winners() -> Redraw:
    """Lesson 20's figure, in the same way; the number that is turned says how many runs the best is taken from."""
    scores = np.repeat([26, 27, 28, 29, 30], [8, 25, 52, 67, 48]) / 30

    def redraw(share: float) -> dict[str, float]:
        start = time.perf_counter()
        runs = 1 + round(29 * min(share, 1))
        drawn = np.random.default_rng(42).choice(scores, size=(4000, runs))
        winner_scores(scores, drawn.max(axis=1), runs, "test accuracy (share right)")
        return {"training": 0.0, "redraw": time.perf_counter() - start}

    return redraw


def known_test_images() -> Redraw:
    """Lesson 18's figure, in the same way, with a layer that is not trained; what counts as training is the scoring."""
    parts = digits_parts(400, 400)
    layer, shares = nn.Linear(64, 10), [number / 10 for number in range(11)]

    def score(known: int) -> float:
        inputs = torch.cat([parts.train_inputs[:known], parts.validation_inputs[known:]])
        labels = torch.cat([parts.train_labels[:known], parts.validation_labels[known:]])
        return (layer(inputs).argmax(dim=1) == labels).float().mean().item()

    def redraw(share: float) -> dict[str, float]:
        start = time.perf_counter()
        with torch.no_grad():
            scores = {name: [score(round(400 * part)) for part in shares] for name in ("true labels", "labels by dice")}
        scored = time.perf_counter()
        known = round(400 * share)
        score_by_known_share((known, 400 - known), shares, scores, chance=0.1)
        return {"training": scored - start, "redraw": time.perf_counter() - start}

    return redraw


def show_as_a_knob_does() -> None:
    """The picture that a notebook would get; nobody sees it."""
    quick_png(plt.gcf())


def measure(rounds: int) -> dict[str, dict[str, list[float]]]:
    """By figure, the seconds of each round."""
    redraws = {
        "lesson 01, 10 hidden units": flowers(10),
        "lesson 01, 50 hidden units": flowers(50),
        "lesson 02, 64 hidden units, 200 images": digits(64, 200),
        "lesson 02, 100 hidden units, 300 images": digits(100, 300),
        "lesson 04, four differences": differences(),
        "lesson 07, 450 images in five cuts": batch_cuts(),
        "lesson 08, one kernel": kernel(),
        "lesson 09, one weight": line(),
        "lesson 11, ten images of weights": templates(),
        "lesson 10, 114 lumps at a threshold": thresholds(),
        "lesson 12, four losses at a logit": logit(),
        "lesson 13, forty steps in a valley": valley(),
        "lesson 14, five seeds under a schedule": schedule(),
        "lesson 17, 400 images": sick_training(),
        "lesson 20, the best of 4,000 times k": winners(),
        "lesson 18, eleven test parts": known_test_images(),
    }
    seconds = {name: {"training": [], "redraw": []} for name in redraws}
    for turn in range(rounds + 1):
        for name, redraw in redraws.items():
            with contextlib.redirect_stdout(io.StringIO()):  # the text twin
                found = redraw(0.1 + 0.02 * turn)
            for part, taken in found.items():
                if turn:
                    seconds[name][part].append(taken)
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15)
    rounds = max(1, parser.parse_args().rounds)
    mpl.use("agg")
    plt.show = show_as_a_knob_does
    use_course_style()
    print(describe_environment(torch.device("cpu")))
    for name, parts in measure(rounds).items():
        medians = {part: statistics.median(taken) for part, taken in parts.items()}
        verdict = "below" if medians["redraw"] < GOAL else "NOT below"
        print(
            f"{name}: median of {rounds} redraws {medians['redraw']:.3f} s ({min(parts['redraw']):.3f} to "
            f"{max(parts['redraw']):.3f}), {medians['training']:.3f} s of it training; {verdict} the goal of {GOAL} s"
        )


if __name__ == "__main__":
    main()

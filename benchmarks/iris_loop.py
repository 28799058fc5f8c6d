"""Does a helper cost anything? Lesson 01's loop written out, against the same loop with ``train_one_epoch``.

    python benchmarks/iris_loop.py [EPOCHS] [PAIRS]

Both loops run on one thread and take turns every 500 epochs, so that a slow moment of the machine hits both.
It prints each pair and the median of the ratios, and checks that both loops end every turn in the same weights.
"""

import statistics
import sys
import time

import torch
from torch import nn

from helpers.data import Split, iris_split
from helpers.models import MLP
from helpers.reproducibility import describe_environment, seed_everything
from helpers.training import finite_loss, train_one_epoch

TURN = 500


def bare_loop(split: Split, epochs: int) -> tuple[float, MLP]:
    model, optimizer, loss_function = prepare()
    losses = []
    start = time.perf_counter()
    for epoch in range(epochs):
        logits = model(split.train_inputs)
        loss = loss_function(logits, split.train_labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if epoch % 200 == 0:
            losses.append(finite_loss(loss, epoch))
    return time.perf_counter() - start, model


def helper_loop(split: Split, epochs: int) -> tuple[float, MLP]:
    model, optimizer, loss_function = prepare()
    batches = [(split.train_inputs, split.train_labels)]
    losses = []
    start = time.perf_counter()
    for epoch in range(epochs):
        loss = train_one_epoch(model, batches, loss_function, optimizer)
        if epoch % 200 == 0:
            losses.append(finite_loss(loss, epoch))
    return time.perf_counter() - start, model


def prepare() -> tuple[MLP, torch.optim.Optimizer, nn.Module]:
    seed_everything(42)
    model = MLP()
    return model, torch.optim.SGD(model.parameters(), lr=0.01), nn.CrossEntropyLoss()


def run_pair(split: Split, epochs: int) -> tuple[float, float]:
    """Seconds of both loops over the same number of epochs, in short turns."""
    totals = {bare_loop: 0.0, helper_loop: 0.0}
    for turn in range(max(1, epochs // TURN)):
        models = {}
        for loop in (bare_loop, helper_loop) if turn % 2 == 0 else (helper_loop, bare_loop):
            seconds, models[loop] = loop(split, TURN)
            totals[loop] += seconds
        for name, weights in models[bare_loop].state_dict().items():
            assert torch.equal(weights, models[helper_loop].state_dict()[name]), name
    return totals[bare_loop], totals[helper_loop]


def main() -> None:
    epochs = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    pairs = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    torch.set_num_threads(1)
    split = iris_split()
    print(describe_environment(torch.device("cpu")))
    run_pair(split, 1000)  # warm up
    ratios = []
    for pair in range(pairs):
        bare, helper = run_pair(split, epochs)
        ratios.append(helper / bare)
        print(f"pair {pair + 1}: {epochs} epochs bare {bare:.3f} s, helper {helper:.3f} s, ratio {ratios[-1]:.3f}")
    print(f"median ratio of {pairs} pairs: {statistics.median(ratios):.3f}")


if __name__ == "__main__":
    main()

"""Exercise 01.4, beyond its own mistakes."""

import sys

import torch
from torch import nn

from helpers.exercises.lesson_01.train_until_good_enough import EXERCISE, steps_until
from tests.exercises.judging import accepts, refuses


def with_while(model, inputs, labels, optimizer, target, most):
    steps = 0
    while steps < most and nn.CrossEntropyLoss()(model(inputs), labels) >= target:
        optimizer.zero_grad()
        nn.CrossEntropyLoss()(model(inputs), labels).backward()
        optimizer.step()
        steps += 1
    return steps


def log_softmax(model, inputs, labels, optimizer, target, most):
    steps = 0
    while True:
        optimizer.zero_grad()
        loss = nn.functional.nll_loss(model(inputs).log_softmax(dim=1), labels)
        if loss < target or steps == most:
            return steps
        loss.backward()
        optimizer.step()
        steps += 1


def clips(model, inputs, labels, optimizer, target, most):
    for step in range(most):
        loss = nn.functional.cross_entropy(model(inputs), labels)
        if loss.item() < target:
            return step
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 0.1)
        optimizer.step()
    return most


def spoils_the_weights(model, *given):
    steps = steps_until(model, *given)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.fill_(float("nan"))
    return steps


test_right = accepts(
    EXERCISE,
    {
        "while": with_while,
        "log_softmax": log_softmax,
        "train first": lambda m, *g: (m.train(), steps_until(m, *g))[1],
        "clears at the end too": lambda m, x, y, o, *g: (steps_until(m, x, y, o, *g), o.zero_grad())[0],
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "a tensor": (lambda *g: torch.tensor(steps_until(*g)), "Return a plain number"),
        "the loss": (lambda m, x, y, o, t, n: (steps_until(m, x, y, o, t, n), 0.5)[1], "number of steps so far"),
        "seeds": (lambda *g: (torch.manual_seed(42), steps_until(*g))[1], "what everybody else draws next"),
        "clips": (clips, "one step of the given optimiser"),
        "spoils the weights": (spoils_the_weights, "nan"),
        "ends the program": (lambda *g: sys.exit(1), "SystemExit"),
        "freezes": (lambda m, *g: (steps_until(m, *g), m.requires_grad_(False))[0], "requires_grad"),
        "a hundred steps": (lambda m, x, y, o, t, n: steps_until(m, x, y, o, t, 100), "one step of the given optimiser"),
        "one step fewer": (lambda m, x, y, o, t, n: steps_until(m, x, y, o, t, n - 1), "expected"),
    },
)

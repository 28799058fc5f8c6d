"""Exercise 01.4, beyond its own mistakes."""

import sys

import torch
from torch import nn

from helpers.exercises.lesson_01.one_training_step import EXERCISE, training_step
from tests.exercises.judging import accepts, refuses


def clears_twice(model, inputs, labels, optimizer):
    loss = training_step(model, inputs, labels, optimizer)
    optimizer.zero_grad()
    return loss


def log_softmax(model, inputs, labels, optimizer):
    optimizer.zero_grad()
    loss = nn.NLLLoss()(nn.functional.log_softmax(model(inputs), dim=1), labels)
    loss.backward()
    optimizer.step()
    return float(loss)


def clips(model, inputs, labels, optimizer):
    loss = nn.functional.cross_entropy(model(inputs), labels)
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 0.1)
    optimizer.step()
    return loss.item()


def spoils_the_weights(model, inputs, labels, optimizer):
    loss = training_step(model, inputs, labels, optimizer)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.fill_(float("nan"))
    return loss


def own_optimizer(model, inputs, labels, optimizer):
    return training_step(model, inputs, labels, torch.optim.SGD(model.parameters(), lr=0.5))


test_right = accepts(
    EXERCISE,
    {
        "zero_grad at both ends": clears_twice,
        "log_softmax": log_softmax,
        "train first": lambda m, *g: (m.train(), training_step(m, *g))[1],
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "eval first": (lambda m, *g: (m.eval(), training_step(m, *g))[1], "eval() has no place"),
        "a tensor": (lambda *g: torch.tensor(training_step(*g)), "then call .item()"),
        "seeds": (lambda *g: (torch.manual_seed(42), training_step(*g))[1], "what everybody else draws next"),
        "clips": (clips, "nothing else"),
        "spoils the weights": (spoils_the_weights, "nan"),
        "an optimiser of its own": (own_optimizer, "the optimiser that is handed over"),
        "ends the program": (lambda *g: sys.exit(1), "SystemExit"),
        "freezes": (lambda m, *g: (training_step(m, *g), m.requires_grad_(False))[0], "requires_grad"),
        "a logarithm with base 10": (lambda *g: training_step(*g) / 2.302585, "mean cross-entropy"),
    },
)

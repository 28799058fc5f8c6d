"""Exercise 13.4, beyond its own mistakes."""

import torch

from helpers.exercises.lesson_13.lion_step import EXERCISE, lion
from tests.exercises.judging import accepts, refuses


def one_memory(w, g, state, rate, beta1, beta2, memory={}):  # noqa: B006 (the mistake)
    lion(w, g, memory, rate, beta1, beta2)


def divided_by_its_size(w, g, state, rate, beta1, beta2):
    m = state.get("m", torch.zeros_like(w))
    c = beta1 * m + (1 - beta1) * g
    w -= rate * c / c.abs()
    state["m"] = beta2 * m + (1 - beta2) * g


def in_place(w, g, state, rate, beta1, beta2):
    m = state.setdefault("m", torch.zeros_like(w))
    w.sub_(rate * (beta1 * m + (1 - beta1) * g).sign())
    m.mul_(beta2).add_(g, alpha=1 - beta2)


def from_the_number_0(w, g, state, rate, beta1, beta2):
    m = state.get("exp_avg", 0)
    state["exp_avg"] = beta2 * m + (1 - beta2) * g
    w -= rate * torch.sign(beta1 * m + (1 - beta1) * g)


def remembers_on_the_weight(w, g, state, rate, beta1, beta2):
    memory = {"m": w.m} if hasattr(w, "m") else {}
    lion(w, g, memory, rate, beta1, beta2)
    w.m = memory["m"]


def begins_at_the_slope(w, g, state, rate, beta1, beta2):
    m = state.get("m", g)
    w -= rate * torch.sign(beta1 * m + (1 - beta1) * g)
    state["m"] = beta2 * m + (1 - beta2) * g


def through_a_slice(w, g, state, rate, beta1, beta2):
    m = state.get("m", 0)
    w[:] = w - rate * (beta1 * m + (1 - beta1) * g).sign()
    state["m"] = beta2 * m + (1 - beta2) * g


BY_ID = {}


def remembers_by_id(w, g, state, rate, beta1, beta2):
    lion(w, g, BY_ID.setdefault(id(w), {}), rate, beta1, beta2)


def spoils_the_slopes(w, g, state, rate, beta1, beta2):
    lion(w, g, state, rate, beta1, beta2)
    g.zero_()


test_right = accepts(EXERCISE, {"in place": in_place, "from the number 0": from_the_number_0, "slice": through_a_slice})
test_wrong = refuses(
    EXERCISE,
    {
        "returns the new weight": (
            lambda w, g, state, rate, beta1, beta2: w - rate * torch.sign(g),
            "w has not moved",
        ),
        "one memory for all": (one_memory, "a state of its own"),
        "divided by its size": (divided_by_its_size, "0 / 0"),
        "spoils the slopes": (spoils_the_slopes, "g belongs to the caller"),
        "scales the slopes in place": (
            lambda w, g, state, rate, beta1, beta2: lion(w, g.mul_(1 - beta1), state, rate, beta1, beta2),
            "g belongs to the caller",
        ),
        "remembers on the weight": (remembers_on_the_weight, "nothing else is kept"),
        "remembers by id": (remembers_by_id, "a state of its own"),
        "begins at the slope": (begins_at_the_slope, "m begins at 0"),
        "the usual betas": (lambda w, g, state, rate, beta1, beta2: lion(w, g, state, rate, 0.9, 0.99), "handed over"),
        "never 0": (
            lambda w, g, state, rate, beta1, beta2: lion(w, torch.where(g == 0, 1e-3, g), state, rate, beta1, beta2),
            "step",
        ),
    },
)

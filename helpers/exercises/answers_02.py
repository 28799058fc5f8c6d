"""Answers to chapter 02 that the tests hand to its judges: what students typically write, and other right ways."""

import math

import numpy as np
import torch

from helpers.exercises.chapter_02 import l1_loss, shuffle_labels, verdict


def _first_valley(epochs, losses):
    for place in range(1, len(losses)):
        if losses[place] > losses[place - 1]:
            return epochs[place - 1]
    return epochs[-1]


def _from_the_first_loss(epochs, losses):
    best = 0
    for place in range(1, len(losses)):
        if losses[place] < losses[best]:
            best = place
    return epochs[best]


def _last_of_a_tie(epochs, losses):
    lowest = min(loss for loss in losses if not math.isnan(loss))
    return [epoch for epoch, loss in zip(epochs, losses, strict=True) if loss == lowest][-1]


def _with_numpy(epochs, losses):
    return epochs[int(np.nanargmin(losses))]


def _sorted_pairs(epochs, losses):
    pairs = [(loss, epoch) for epoch, loss in zip(epochs, losses, strict=True) if loss == loss]
    return sorted(pairs)[0][1]


def _rule(small, large, order="small first"):
    """A verdict by other conditions, or asked in another order."""

    def read(train, held_out, know_nothing):
        found = [("too small", small(train, held_out, know_nothing)), ("too large", large(train, held_out, know_nothing))]
        if order != "small first":
            found.reverse()
        return next((word for word, holds in found if holds), "about right")

    return read


def _high(train, held_out, know_nothing):
    return train[-1] > know_nothing / 2


def _turned(train, held_out, know_nothing):
    return held_out[-1] > 1.25 * min(held_out)


def _in_place(inputs, labels, generator):
    labels[:] = labels[torch.randperm(len(labels), generator=generator)]
    return inputs, labels


def _pairs(inputs, labels, generator):
    order = torch.randperm(len(labels), generator=generator)
    return inputs[order], labels[order]


def _seeded_again(inputs, labels, generator):
    return shuffle_labels(inputs, labels, generator.manual_seed(0))


def _numpy_order(inputs, labels, generator):
    return inputs, labels[torch.from_numpy(np.random.default_rng().permutation(len(labels)))]


def _by_sorting_random_numbers(inputs, labels, generator):
    return inputs, labels[torch.rand(len(labels), generator=generator).argsort()]


def _l1_of(size, selects=lambda name: name.endswith("weight"), sign=1):
    def penalised(model, loss, strength):
        return loss + sign * strength * sum(size(value) for name, value in model.named_parameters() if selects(name))

    return penalised


def _first_layer_only(model, loss, strength):
    return loss + strength * next(model.parameters()).abs().sum()


def _without_strength(model, loss, strength):
    return l1_loss(model, loss, 1.0)


def _penalty_alone(model, loss, strength):
    return l1_loss(model, loss, strength) - loss


def _without_a_graph(model, loss, strength):
    with torch.no_grad():
        return l1_loss(model, loss, strength)


def _shrinks_the_weights(model, loss, strength):
    result = l1_loss(model, loss, strength)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= strength * parameter.sign()
    return result


def _by_layers(model, loss, strength):
    for module in model.modules():
        if isinstance(module, torch.nn.Linear):
            loss = loss + strength * torch.linalg.vector_norm(module.weight, 1)
    return loss


WRONG = {
    "02.1": {
        "the place, not the epoch": lambda epochs, losses: int(np.nanargmin(losses)),
        "the loss itself": lambda epochs, losses: min(losses),
        "the first valley": _first_valley,
        "the last of a tie": _last_of_a_tie,
        "argmin takes the NaN": lambda epochs, losses: epochs[int(np.argmin(losses))],
        "compares with a NaN at the start": _from_the_first_loss,
        "the highest": lambda epochs, losses: epochs[losses.index(max(losses))],
        "the last epoch": lambda epochs, losses: epochs[-1],
        "all the lowest": lambda epochs, losses: [e for e, loss in zip(epochs, losses, strict=True) if loss == min(losses)],
        "answers NaN": lambda epochs, losses: math.nan,
    },
    "02.2": {
        "by the gap": _rule(_high, lambda train, held_out, _: held_out[-1] > 1.25 * train[-1]),
        "plus a quarter": _rule(_high, lambda train, held_out, _: held_out[-1] > min(held_out) + 0.25),
        "any rise": _rule(_high, lambda train, held_out, _: held_out[-1] > min(held_out)),
        "asks for too large first": _rule(_high, _turned, order="large first"),
        "half of one for all": _rule(lambda train, held_out, _: train[-1] > 1.15, _turned),
        "the lowest training loss": _rule(lambda train, held_out, nothing: min(train) > nothing / 2, _turned),
        "against the first loss": _rule(_high, lambda train, held_out, _: held_out[-1] > 1.25 * held_out[0]),
        "the highest held-out loss": _rule(_high, lambda train, held_out, _: max(held_out[1:]) > 1.25 * min(held_out[1:])),
        "always the same": lambda *given: "about right",
        "another word": lambda *given: "overfitting",
        "True or False": lambda train, held_out, know_nothing: _turned(train, held_out, know_nothing),
        "capital letters": lambda *given: verdict(*given).capitalize(),
    },
    "02.3": {
        "in place": _in_place,
        "inputs and labels together": _pairs,
        "new random labels": lambda inputs, labels, generator: (
            inputs,
            torch.randint(5, (len(labels),), generator=generator),
        ),
        "without the generator": lambda inputs, labels, generator: (inputs, labels[torch.randperm(len(labels))]),
        "NumPy's numbers": _numpy_order,
        "seeds the generator": _seeded_again,
        "only the labels returned": lambda inputs, labels, generator: shuffle_labels(inputs, labels, generator)[1],
        "labels first": lambda inputs, labels, generator: shuffle_labels(inputs, labels, generator)[::-1],
        "nothing shuffled": lambda inputs, labels, generator: (inputs, labels.clone()),
        "as a list": lambda inputs, labels, generator: (inputs, shuffle_labels(inputs, labels, generator)[1].tolist()),
    },
    "02.4": {
        "biases too": _l1_of(lambda value: value.abs().sum(), selects=lambda name: True),
        "squares": _l1_of(lambda value: value.square().sum()),
        "without abs": _l1_of(lambda value: value.sum()),
        "mean": _l1_of(lambda value: value.abs().mean()),
        "norm": _l1_of(lambda value: value.norm()),
        "first layer only": _first_layer_only,
        "without the strength": _without_strength,
        "subtracted": _l1_of(lambda value: value.abs().sum(), sign=-1),
        "penalty alone": _penalty_alone,
        "penalty as a number": _l1_of(lambda value: value.abs().sum().item()),
        "without a graph": _without_a_graph,
        "moves the weights": _shrinks_the_weights,
        "plain loss": lambda model, loss, strength: loss,
        "not summed": lambda model, loss, strength: loss + strength * next(model.parameters()).abs(),
        "no number": _l1_of(lambda value: value.abs().sum() * float("nan")),
    },
}

ALSO_RIGHT = {
    "02.1": {"with nanargmin": _with_numpy, "sorted pairs": _sorted_pairs},
    "02.2": {"as conditions": _rule(_high, _turned), "by a ratio": _rule(_high, lambda t, h, _: h[-1] / min(h) > 1.25)},
    "02.3": {
        "by sorting random numbers": _by_sorting_random_numbers,
        "copies of both": lambda inputs, labels, generator: list(shuffle_labels(inputs.clone(), labels.clone(), generator)),
    },
    "02.4": {
        "by layers": _by_layers,
        "by dimensions": lambda model, loss, strength: (
            loss + strength * sum(value.abs().sum() for value in model.parameters() if value.ndim > 1)
        ),
    },
}

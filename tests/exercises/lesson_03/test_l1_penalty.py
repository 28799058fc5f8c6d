"""Exercise 03.1, beyond its own mistakes."""

import torch
from torch import nn

from helpers.exercises.lesson_03.l1_penalty import EXERCISE, l1_loss
from tests.exercises.judging import accepts, refuses


def linear(model):
    return [layer.weight for layer in model.modules() if isinstance(layer, nn.Linear)]


def layer_by_layer(model, loss, strength):
    for module in model.modules():
        if isinstance(module, nn.Linear):
            loss = loss + strength * torch.linalg.vector_norm(module.weight, 1)
    return loss


def two_known_names(model, loss, strength):
    return loss + strength * (model.hidden.weight.abs().sum() + model.output.weight.abs().sum())


def clears(model, loss, strength):
    model.zero_grad()
    return l1_loss(model, loss, strength)


def penalty_without_a_graph(model, loss, strength):
    with torch.no_grad():
        penalty = l1_loss(model, 0.0, strength)
    return loss + penalty


def without_a_graph(model, loss, strength):
    with torch.no_grad():
        return l1_loss(model, loss, strength)


def calls_backward_and_keeps_the_graph(model, loss, strength):
    total = l1_loss(model, loss, strength)
    total.backward(retain_graph=True)
    return total


def adds_in_place(model, loss, strength):
    for weight in linear(model):
        loss += strength * weight.abs().sum()
    return loss


def moves_the_weights(model, loss, strength):
    total = l1_loss(model, loss, strength)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= strength * parameter.sign()
    return total


def one_weight_too_few(model, loss, strength):
    return loss + strength * sum(weight.flatten()[: max(1, weight.numel() - 1)].abs().sum() for weight in linear(model))


test_right = accepts(
    EXERCISE,
    {
        "layer by layer": layer_by_layer,
        "by the names of the layers": lambda m, loss, s: (
            loss
            + s * sum(each.weight.abs().sum() for _, each in m.named_modules() if each.__class__.__name__.startswith("Linear"))
        ),
        "norm(1)": lambda m, loss, s: loss + sum(s * weight.norm(1) for weight in linear(m)),
        "state of the sign": lambda m, loss, s: loss.clone() + s * sum((p * p.detach().sign()).sum() for p in linear(m)),
        "where": lambda m, loss, s: loss + s * sum(torch.where(p < 0, -p, p).sum() for p in linear(m)),
        "by two ramps": lambda m, loss, s: loss + s * sum((p.relu() + (-p).relu()).sum() for p in linear(m)),
        "in one row": lambda m, loss, s: torch.cat([s * p.flatten() for p in linear(m)]).abs().sum() + loss,
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "by dimensions": (
            lambda m, loss, s: loss + s * sum(p.abs().sum() for p in m.parameters() if p.ndim == 2),
            "only linear layers pay",
        ),
        "every name with a weight": (
            lambda m, loss, s: loss + s * sum(p.abs().sum() for n, p in m.named_parameters() if "weight" in n),
            "only linear layers pay",
        ),
        "every layer with in_features": (
            lambda m, loss, s: loss + s * sum(e.weight.abs().sum() for e in m.modules() if hasattr(e, "in_features")),
            "only linear layers pay",
        ),
        "nn.Linear itself, and no class derived from it": (
            lambda m, loss, s: loss + s * sum(e.weight.abs().sum() for e in m.modules() if type(e) is nn.Linear),
            "derived from nn.Linear",
        ),
        "the root of the square": (lambda m, loss, s: loss + s * sum((p**2).sqrt().sum() for p in linear(m)), "which is NaN"),
        "half a power": (lambda m, loss, s: loss + s * sum(((p**2) ** 0.5).sum() for p in linear(m)), "which is NaN"),
        "penalty without a graph": (penalty_without_a_graph, "The penalty does not reach the weights"),
        "without a graph": (without_a_graph, "The graph is cut"),
        "calls backward() and keeps the graph": (calls_backward_and_keeps_the_graph, "must stay as it is"),
        "adds in place": (adds_in_place, "writes into the tensor that was handed over"),
        "moves the weights": (moves_the_weights, "a tensor was changed in place"),
        "both in a tuple": (lambda m, loss, s: (loss, l1_loss(m, loss, s)), "expected a tensor, got a list"),
        "not summed": (lambda m, loss, s: loss + s * next(m.parameters()).abs(), "shape"),
        "a number": (lambda *given: l1_loss(*given).item(), "without .item()"),
        "no number": (lambda *given: l1_loss(*given) * float("nan"), "nan"),
        "two known names": (two_known_names, "return loss + strength *"),
        "clears the slopes": (clears, "must stay as it is"),
        "shrinks the weights": (
            lambda m, *g: (l1_loss(m, *g), [p.data.mul_(0.9) for p in m.parameters()])[0],
            "expected slope by model.0.weight",
        ),
        "thaws": (lambda m, *g: (l1_loss(m, *g), m.requires_grad_())[0], "requires_grad"),
        "train()": (lambda m, *g: l1_loss(m.train(), *g), "mode"),
        "by the number of layers": (
            lambda m, loss, s: l1_loss(m, loss, s / len(linear(m))),
            "over all linear layers",
        ),
        "one weight too few": (one_weight_too_few, "over all linear layers"),
        "no strength below 0.05": (lambda m, loss, s: l1_loss(m, loss, max(s, 0.05)), "over all linear layers"),
    },
)

"""Answers to lesson 13 that the tests hand to its judges: what students typically write, and other right ways."""

import torch
from torch.nn import functional

from helpers.exercises import answers_13_training


def _picked(table, labels):
    return table[torch.arange(len(labels)), labels]


def _calls_backward(logits, labels):
    loss = -_picked(logits.log_softmax(dim=1), labels).mean()
    loss.backward()
    return loss


def _by_formula(logits, labels):
    return -_picked(logits.exp() / logits.exp().sum(dim=1, keepdim=True), labels).log().mean()


def _one_top_for_all(logits, labels):
    shifted = logits - logits.max()
    return (shifted.exp().sum(dim=1).log() - _picked(shifted, labels)).mean()


def _with_a_little_added(logits, labels):
    return -(_picked(logits.softmax(dim=1), labels) + 1e-12).log().mean()


def _clamped(logits, labels):
    return functional.cross_entropy(logits.clamp(-80, 80), labels)


def _in_place(logits, labels):
    logits.data -= logits.max(dim=1, keepdim=True).values
    return (logits.exp().sum(dim=1).log() - _picked(logits, labels)).mean()


def _with_torch_logsumexp(logits, labels):
    return (logits.logsumexp(dim=1) - logits.gather(1, labels[:, None]).squeeze(1)).mean()


def _row_by_row(logits, labels):
    losses = []
    for row, label in zip(logits, labels, strict=True):
        top = row.detach().max()
        losses.append(top + torch.log(torch.sum(torch.exp(row - top))) - row[label])
    return sum(losses) / len(losses)


def _adam(correct=(True, True), inside=False, root=True, first=1, swap=False, squares=True, sign=-1, own_eps=False, keep=False):
    """Adam as a student writes it, with a slip for each argument that is changed."""

    def run(weight, gradients, rate, beta1, beta2, eps):
        beta1, beta2 = (beta2, beta1) if swap else (beta1, beta2)
        eps = 1e-8 if own_eps else eps
        m = s = torch.zeros_like(weight)
        for t, g in enumerate(gradients, start=first):
            m = beta1 * m + (1 - beta1) * g
            s = beta2 * s + (1 - beta2) * (g * g if squares else g)
            mean = m / (1 - beta1**t) if correct[0] else m
            square = s / (1 - beta2**t) if correct[1] else s
            if keep:
                m, s = mean, square
            size = (square + eps).sqrt() if inside else (square.sqrt() if root else square) + eps
            weight = weight + sign * rate * mean / size
        return weight

    return run


def _adam_without_the_new_share(weight, gradients, rate, beta1, beta2, eps):
    m = s = 0
    for t, g in enumerate(gradients, start=1):
        m, s = beta1 * m + g, beta2 * s + g**2
        weight = weight - rate * (m / (1 - beta1**t)) / ((s / (1 - beta2**t)) ** 0.5 + eps)
    return weight


def _adam_without_memory(weight, gradients, *settings):
    for gradient in gradients:
        weight = _adam()(weight, [gradient], *settings)
    return weight


def _adam_in_place(weight, gradients, rate, beta1, beta2, eps):
    m = s = 0
    for t, g in enumerate(gradients, start=1):
        m, s = beta1 * m + (1 - beta1) * g, beta2 * s + (1 - beta2) * g**2
        weight -= rate * (m / (1 - beta1**t)) / ((s / (1 - beta2**t)) ** 0.5 + eps)
    return weight


def _adam_of_torch(weight, gradients, rate, beta1, beta2, eps):
    parameter = weight.clone().requires_grad_()
    optimizer = torch.optim.Adam([parameter], lr=rate, betas=(beta1, beta2), eps=eps)
    for gradient in gradients:
        parameter.grad = gradient.clone()
        optimizer.step()
    return parameter.detach()


def _plain_descent(weight, gradients, rate, beta1, beta2, eps):
    for gradient in gradients:
        weight = weight - rate * gradient
    return weight


def _first_gradient_only(weight, gradients, *settings):
    return _adam()(weight, gradients[:1], *settings)


WRONG = {
    "13.1": {
        "the formula": _by_formula,
        "not added back": lambda z, y: -_picked(z, y).mean() + (z - z.max(dim=1, keepdim=True).values).logsumexp(dim=1).mean(),
        "calls backward": _calls_backward,
        "the logarithm of softmax": lambda z, y: -_picked(z.softmax(dim=1), y).log().mean() + 0 * z.sum(),
        "one top for all rows": _one_top_for_all,
        "a little added": _with_a_little_added,
        "clamped": _clamped,
        "changed in place": _in_place,
        "a sum": lambda z, y: functional.cross_entropy(z, y, reduction="sum"),
        "no minus": lambda z, y: -functional.cross_entropy(z, y),
        "softmax over the examples": lambda z, y: -_picked(z.log_softmax(dim=0), y).mean(),
        "the logit alone": lambda z, y: -_picked(z, y).mean(),
        "all classes": lambda z, y: -z.log_softmax(dim=1).mean(),
        "divided by all numbers": lambda z, y: functional.cross_entropy(z, y, reduction="sum") / z.numel(),
        "no logarithm": lambda z, y: -_picked(z.softmax(dim=1), y).mean(),
        "logarithm after the mean": lambda z, y: -_picked(z.softmax(dim=1), y).mean().log(),
        "base two": lambda z, y: functional.cross_entropy(z, y) / torch.log(torch.tensor(2.0)),
        "the preferred class": lambda z, y: functional.cross_entropy(z, z.argmax(dim=1)),
        "one loss an example": lambda z, y: functional.cross_entropy(z, y, reduction="none"),
        "a plain number": lambda z, y: functional.cross_entropy(z, y).item(),
        "detached": lambda z, y: functional.cross_entropy(z.detach(), y),
        "NaN": lambda z, y: z.sum() * float("nan"),
    },
    "13.2": {
        "no correction": _adam(correct=(False, False)),
        "mean not corrected": _adam(correct=(False, True)),
        "squares not corrected": _adam(correct=(True, False)),
        "eps inside the root": _adam(inside=True),
        "no root": _adam(root=False),
        "counted from 2": _adam(first=2),
        "counted from 0": _adam(first=0),
        "betas exchanged": _adam(swap=True),
        "no squares": _adam(squares=False),
        "uphill": _adam(sign=1),
        "eps of its own": _adam(own_eps=True),
        "no memory": _adam_without_memory,
        "keeps the corrected": _adam(keep=True),
        "no share for the new": _adam_without_the_new_share,
        "betas of its own": lambda w, g, rate, b1, b2, eps: _adam()(w, g, rate, 0.9, 0.999, eps),
        "changes the weight in place": _adam_in_place,
        "plain descent": _plain_descent,
        "the usual settings": lambda w, g, rate, b1, b2, eps: _adam()(w, g, rate, 0.9, 0.999, 1e-8),
        "the first gradient only": _first_gradient_only,
        "a list": lambda w, g, *settings: [_adam()(w, g, *settings)],
        "the sum": lambda w, g, *settings: _adam()(w, g, *settings).sum(),
    },
} | answers_13_training.WRONG

ALSO_RIGHT = {
    "13.1": {"with torch's logsumexp": _with_torch_logsumexp, "row by row": _row_by_row},
    "13.2": {"with torch's Adam": _adam_of_torch, "in other words": _adam()},
} | answers_13_training.ALSO_RIGHT

"""Exercise 12.1, beyond its own mistakes."""

import numpy as np
import torch
from torch import nn

from helpers.exercises.lesson_12.stable_cross_entropy import EXERCISE, cross_entropy
from tests.exercises.judging import accepts, refuses


def row_by_row(logits, labels):
    losses = []
    for row, label in zip(logits, labels, strict=True):
        top = row.detach().max()
        losses.append(top + torch.log(torch.sum(torch.exp(row - top))) - row[label])
    return sum(losses) / len(losses)


def with_one_hot(logits, labels):
    shifted = logits - logits.amax(dim=1, keepdim=True)
    logs = shifted - torch.log(torch.exp(shifted).sum(dim=1, keepdim=True))
    return -(nn.functional.one_hot(labels, logits.shape[1]) * logs).sum(dim=1).mean()


def less(logits, labels, taken_out):
    shifted = logits - taken_out
    return (shifted.exp().sum(dim=1).log() - shifted[torch.arange(len(labels)), labels]).mean()


def with_numpy(logits, labels):
    table = logits.detach().numpy()
    table = table - table.max(axis=1, keepdims=True)
    table = table - np.log(np.exp(table).sum(axis=1, keepdims=True))
    return torch.tensor(-table[np.arange(len(table)), labels.numpy()].mean(), requires_grad=True)


def forgets_old_gradients(logits, labels):
    if logits.is_leaf:
        logits.grad = None
    return cross_entropy(logits, labels)


def sorts_the_labels(logits, labels):
    loss = cross_entropy(logits, labels)
    labels.copy_(labels.sort().values)
    return loss


def only_large_columns(logits, labels):
    """Right as long as no row lies far below 0: the exponentials of those are all 0."""
    top = logits.max(dim=1, keepdim=True).values.clamp(min=0)
    shifted = logits - top
    return (shifted.exp().sum(dim=1).log() - shifted[torch.arange(len(labels)), labels]).mean()


def softmax_by_hand(logits, labels):
    """Right for small logits only."""
    return (logits.exp() / logits.exp().sum(dim=1, keepdim=True))[torch.arange(len(labels)), labels]


def largest_of_all(logits, labels):
    top = logits.max()
    log_sums = top + (logits - top).exp().sum(dim=1).log()
    return (log_sums - logits[torch.arange(len(labels)), labels]).mean()


def runs_backward(logits, labels):
    loss = cross_entropy(logits, labels)
    loss.backward(retain_graph=True)
    return loss


def every_with_every(logits, labels):
    top = logits.max(dim=1).values
    log_sums = top + (logits - top[:, None]).exp().sum(dim=1).log()
    return (log_sums - logits.gather(1, labels.unsqueeze(1))).mean()


def every_with_every_twice(logits, labels):
    top = logits.max(dim=1).values
    log_sums = (logits - top[:, None]).exp().sum(dim=1).log()
    return (top - logits.gather(1, labels.unsqueeze(1)) + log_sums).mean()


test_right = accepts(
    EXERCISE,
    {
        "row by row": row_by_row,
        "as columns": lambda z, y: (
            (z - z.amax(dim=1, keepdim=True)).exp().sum(dim=1, keepdim=True).log().mean()
            + (z.amax(dim=1, keepdim=True) - z.gather(1, y[:, None])).mean()
        ),
        "in 64 bits": lambda z, y: cross_entropy(z.double(), y),
        "a tensor with one number in a row": lambda z, y: cross_entropy(z, y).reshape(1),
        "one-hot": with_one_hot,
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "a plain number": (lambda z, y: cross_entropy(z, y).item(), "without .item()"),
        "torch's own": (nn.functional.cross_entropy, "torch has done it"),
        "torch's own class": (lambda z, y: nn.CrossEntropyLoss()(z, y), "torch has done it"),
        "torch's logsumexp": (
            lambda z, y: (torch.logsumexp(z, dim=1) - z.gather(1, y[:, None]).squeeze(1)).mean(),
            "torch has done it",
        ),
        "torch's log_softmax": (lambda z, y: -z.log_softmax(dim=1)[torch.arange(len(y)), y].mean(), "torch has done it"),
        "the mean taken out": (lambda z, y: less(z, y, z.mean(dim=1, keepdim=True)), "not its mean"),
        "the smallest taken out": (lambda z, y: less(z, y, z.amin(dim=1, keepdim=True)), "not its smallest"),
        "the median taken out": (lambda z, y: less(z, y, z.median(dim=1, keepdim=True).values), "not its median"),
        "the right one taken out": (
            lambda z, y: (z - z.gather(1, y[:, None])).exp().sum(dim=1).log().mean(),
            "The right logit was taken out",
        ),
        "NaN": (lambda z, y: z.sum() * float("nan"), "minus its right logit"),
        "one number that nothing led to": (with_numpy, "slope by logits"),
        "forgets old gradients": (forgets_old_gradients, "gradient"),
        "changes the labels": (sorts_the_labels, "changed in place"),
        "only large ones": (only_large_columns, "Per example"),
        "half of the rows": (lambda z, y: cross_entropy(z[: len(z) // 2 + 1], y[: len(y) // 2 + 1]), "the mean"),
        "freezes the logits": (lambda z, y: cross_entropy(z.data.requires_grad_(), y), "slope by logits"),
        "softmax by hand": (lambda z, y: -softmax_by_hand(z, y).log().mean(), "an exponential of a large logit overflows"),
        "softmax by hand, turned over": (lambda z, y: (1 / softmax_by_hand(z, y)).log().mean(), "overflows"),
        "softmax by hand, with the sum": (lambda z, y: -softmax_by_hand(z, y).log().sum(), "divide by their number"),
        "one largest logit for all": (largest_of_all, "each row's own largest"),
        "over the examples": (lambda z, y: (z.logsumexp(dim=0).mean() - z[torch.arange(len(y)), y]).mean(), "Per example"),
        "over the examples, by hand": (
            lambda z, y: -(z.exp() / z.exp().sum(dim=0))[torch.arange(len(y)), y].log().mean(),
            "along dim=1",
        ),
        "log2 of the softmax": (lambda z, y: -z.softmax(dim=1)[torch.arange(len(y)), y].log2().mean(), "the logarithm"),
        "a mean of probabilities": (lambda z, y: -z.softmax(dim=1)[torch.arange(len(y)), y].mean(), "of each"),
        "log of a mean": (lambda z, y: -z.softmax(dim=1)[torch.arange(len(y)), y].mean().log(), "before the mean"),
        "calls backward, keeping the graph": (runs_backward, "logits"),
        "every example with every other": (every_with_every, "right by luck"),
        "every example with every other, twice": (every_with_every_twice, "right by luck"),
        "labels smoothed": (lambda z, y: nn.functional.cross_entropy(z, y, label_smoothing=0.01), "Per example"),
    },
)

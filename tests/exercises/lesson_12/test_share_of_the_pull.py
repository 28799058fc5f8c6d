"""Exercise 12.2, beyond its own mistakes."""

import torch
from torch.nn import functional

from helpers.exercises.lesson_12.share_of_the_pull import EXERCISE, share_of_the_pull
from tests.exercises.judging import accepts, refuses


def slope(loss_function, logits, labels):
    z = logits.detach().clone().requires_grad_(True)
    return torch.autograd.grad(loss_function(z, labels), z)[0].gather(1, labels[:, None]).squeeze(1)


def from_the_probability(loss_function, logits, labels):
    """The slope of cross-entropy on paper: the probability minus 1, divided by the number of examples."""
    p = logits.softmax(dim=1).gather(1, labels[:, None])[:, 0]
    return slope(loss_function, logits, labels) * len(labels) / (p - 1)


def one_by_one(loss_function, logits, labels):
    shares = [
        slope(loss_function, row[None], label[None]) / slope(functional.cross_entropy, row[None], label[None])
        for row, label in zip(logits, labels, strict=True)
    ]
    return torch.cat(shares)


def one_copy_emptied(loss_function, logits, labels):
    z = logits.clone().requires_grad_()
    loss_function(z, labels).backward()
    hers = z.grad.clone()
    z.grad = None
    functional.cross_entropy(z, labels).backward()
    return (hers / z.grad)[torch.arange(len(labels)), labels]


def one_copy_not_emptied(loss_function, logits, labels):
    z = logits.clone().requires_grad_()
    loss_function(z, labels).backward()
    hers = z.grad
    functional.cross_entropy(z, labels).backward()
    return (hers / z.grad)[torch.arange(len(labels)), labels]


def without_a_copy(loss_function, logits, labels):
    loss_function(logits, labels).backward()
    return logits.grad


def nudged(loss_function, logits, labels):
    """Too coarse in 32 bits where the slope is small."""
    nudge = functional.one_hot(labels, logits.shape[1]) * 0.1
    shares = []
    losses = (loss_function, functional.cross_entropy)
    for row, other, label in zip(logits, logits + nudge, labels, strict=True):
        risen = [loss(other[None], label[None]) - loss(row[None], label[None]) for loss in losses]
        shares.append(risen[0] / risen[1])
    return torch.stack(shares)


test_right = accepts(
    EXERCISE,
    {
        "autograd.grad": lambda f, z, y: slope(f, z, y) / slope(functional.cross_entropy, z, y),
        "from the probability": from_the_probability,
        "one by one": one_by_one,
        "one copy, emptied": one_copy_emptied,
        "by absolute values": lambda f, z, y: slope(f, z, y).abs() / slope(functional.cross_entropy, z, y).abs(),
        "in 64 bits": lambda f, z, y: share_of_the_pull(f, z.double(), y),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "prices": (lambda f, z, y: f(z, y) / functional.cross_entropy(z, y), "compares the prices"),
        "her slope": (slope, "her slope alone"),
        "turned round": (lambda f, z, y: 1 / share_of_the_pull(f, z, y), "turned round"),
        "minus": (lambda f, z, y: -share_of_the_pull(f, z, y), "The sign is turned"),
        "without the number of examples": (
            lambda f, z, y: from_the_probability(f, z, y) / len(y),
            "divided by the number of examples",
        ),
        "one copy, not emptied": (one_copy_not_emptied, "divided by the slope of"),
        "without a copy": (without_a_copy, "does not require grad"),
        "nudged": (nudged, "divided by the slope of"),
        "a mean": (lambda f, z, y: share_of_the_pull(f, z, y).mean(), "a mean hides"),
        "a plain number": (lambda f, z, y: share_of_the_pull(f, z, y).mean().item(), "a tensor"),
        "as a list": (lambda f, z, y: share_of_the_pull(f, z, y).tolist(), "a tensor"),
        "as a column": (lambda f, z, y: share_of_the_pull(f, z, y)[:, None], "shape"),
        "only whether": (lambda f, z, y: share_of_the_pull(f, z, y) < 0.1, "the share itself"),
        "the logits require a slope": (lambda f, z, y: share_of_the_pull(f, z.requires_grad_(), y), "requires"),
        "all logits": (
            lambda f, z, y: functional.normalize(share_of_the_pull(f, z, y), dim=0),
            "divided by the slope of",
        ),
    },
)

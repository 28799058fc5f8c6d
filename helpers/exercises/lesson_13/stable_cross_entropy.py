"""Exercise 13.1: cross-entropy that large logits do not break."""

import torch
from torch import nn

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed, with_slopes


def cross_entropy(logits, labels):
    """Mean of log-sum-exp minus the right logit; the largest logit is taken out before any exponential."""
    top = logits.max(dim=1, keepdim=True).values
    log_sums = top.squeeze(1) + (logits - top).exp().sum(dim=1).log()
    return (log_sums - logits[torch.arange(len(labels)), labels]).mean()


def cases():
    """Small logits first, where every slip gives a number of its own; then large ones, of either sign, alone and together."""
    small = torch.tensor([[2.0, -1.0, 0.5], [0.3, 1.7, -0.6]]).requires_grad_()
    # As from a network: these logits were computed, so nothing stops a change in place, and it shows.
    yield Case(1 * small, torch.tensor([2, 1]))
    generator = torch.Generator().manual_seed(0)
    high = torch.tensor([[1000.0, 999.0, 998.0], [500.0, 501.0, 500.5]])
    apart = torch.tensor([[1000.0, 0.0, -1000.0], [-1.0, 2.0, 0.5], [-1000.0, -999.0, -1001.0]])
    tied = torch.tensor([[1.0, 1.0, 0.0, 1.0], [-2.0, 0.0, 0.0, -2.0]])
    random = [torch.randn(rows, classes, generator=generator) for rows, classes in ((1, 6), (5, 4))]
    for logits in (*random, tied, 100 * random[1], high, apart, -apart):
        labels = torch.arange(len(logits) + 1, 1, -1) % logits.shape[1]
        logits.requires_grad_()
        logits.grad = torch.ones_like(logits)  # left over from before; backward() would add to it
        title = "logits with ties" if logits is tied else f"logits of shape {tuple(logits.shape)}"
        yield Case(logits, labels, title=f"{title} up to ±{logits.abs().max().item():.0f}")


def use(answer, logits, labels):
    """The loss, and its slopes where it is finite; a loss in a tensor of one number is one number."""
    things = with_slopes(answer, logits, labels).observed()
    loss = things["loss"]
    if loss.numel() == 1:
        things["loss"] = loss.reshape(())
        if not loss.isfinite():
            things = {"loss": things["loss"]}  # the slopes of NaN and infinity say nothing
    return Observed(things)


def _picked(table, labels):
    return table[torch.arange(len(labels)), labels]


def _stable(logits, dim=1):
    return logits.log_softmax(dim=dim)


def _naive(logits, dim=1):
    return (logits.exp() / logits.exp().sum(dim=dim, keepdim=True)).log()


def _both(slip):
    """A slip in a computation that is otherwise right, and in one that also overflows."""
    return tuple(lambda z, y, by=by: slip(by, z, y) for by in (_stable, _naive))


def _not_added_back(z, y):
    return ((z - z.max(dim=1, keepdim=True).values).exp().sum(dim=1).log() - _picked(z, y)).mean()


def _one_top_for_all(z, y):
    shifted = z - z.max()
    return (shifted.exp().sum(dim=1).log() - _picked(shifted, y)).mean()


def _one_top_added_back(z, y):
    return (z.max() + (z - z.max()).exp().sum(dim=1).log() - _picked(z, y)).mean()


def _backward(**settings):
    def run(z, y):
        loss = nn.functional.cross_entropy(z, y)
        loss.backward(**settings)
        return loss

    return run


def _shifted_in_place(z, y):
    z -= z.max(dim=1, keepdim=True).values
    return nn.functional.cross_entropy(z, y)


def _shifted_data(z, y):
    z.data -= z.max(dim=1, keepdim=True).values
    return nn.functional.cross_entropy(z, y)


EXERCISE = Exercise(
    id="13.1",
    solution=cross_entropy,
    cases=cases,
    use=use,
    hint=(
        "The largest logit of each row is logits.max(dim=1, keepdim=True).values. What is left after subtracting it is at most 0."
    ),
    otherwise=(
        "Per example: the logarithm of the sum of the exponentials of its logits, minus its right logit; then the mean. "
        "Nothing may be clamped or detached, and nothing added inside the logarithm."
    ),
    mistakes={
        "The formula is right, but an exponential of a large logit overflows, and one of a very small logit is 0: "
        "subtract each row's largest logit before exp, and add it again after log.": (
            lambda z, y: (z.exp().sum(dim=1).log() - _picked(z, y)).mean(),
            lambda z, y: -_picked(_naive(z), y).mean(),
            lambda z, y: -(_picked(z, y).exp() / z.exp().sum(dim=1)).log().mean(),
            lambda z, y: (z.exp().sum(dim=1) / _picked(z, y).exp()).log().mean(),
        ),
        "softmax itself holds, but a small probability is rounded to 0, and its logarithm is infinite: "
        "take the logarithm of the sum of exponentials minus the right logit instead.": (
            lambda z, y: -_picked(z.softmax(dim=1).log(), y).mean(),
            lambda z, y: -_picked(z.softmax(dim=1), y).log().mean(),
        ),
        "Where a row lies far below the largest logit of all, each of its exponentials is 0: subtract each row's own largest.": (
            _one_top_for_all,
            _one_top_added_back,
        ),
        "It holds for small logits only: nothing may be clamped, or added inside the logarithm.": (
            *(lambda z, y, e=e: -(_picked(z.softmax(dim=1), y) + e).log().mean() for e in (1e-12, 1e-10, 1e-9, 1e-8, 1e-7)),
            *(lambda z, y, e=e: -_picked(z.softmax(dim=1), y).clamp(e).log().mean() for e in (1e-12, 1e-10, 1e-9, 1e-8, 1e-7)),
            *(lambda z, y, n=n: nn.functional.cross_entropy(z.clamp(-n, n), y) for n in (20, 50, 80, 88, 100)),
        ),
        "The largest logit was subtracted before the exponentials, and is not added back after the logarithm.": _not_added_back,
        "That is the sum over the examples; divide by their number.": _both(lambda by, z, y: -_picked(by(z), y).sum()),
        "The sign is turned: the loss is minus the logarithm.": _both(lambda by, z, y: _picked(by(z), y).mean()),
        "The softmax runs over the examples; the classes lie along dim=1.": (
            *_both(lambda by, z, y: -_picked(by(z, 0), y).mean()),
            lambda z, y: (z.logsumexp(dim=0).mean() - _picked(z, y)).mean(),
        ),
        "That is minus the right logit alone: the logarithm of the sum of exponentials is missing.": (
            lambda z, y: -_picked(z, y).mean()
        ),
        "The sum of exponentials is there, and its logarithm is missing.": (
            lambda z, y: (z.exp().sum(dim=1) - _picked(z, y)).mean()
        ),
        "That is the mean over all classes: take the right class of each example only.": (_both(lambda by, z, y: -by(z).mean())),
        "Divide by the number of examples, not by examples times classes.": (
            _both(lambda by, z, y: -_picked(by(z), y).sum() / z.numel())
        ),
        "That is a mean of probabilities: take the logarithm of each.": (
            *_both(lambda by, z, y: -_picked(by(z).exp(), y).mean()),
            lambda z, y: -_picked(z.softmax(dim=1), y).mean(),
        ),
        "cross_entropy contains the softmax: hand it the logits themselves.": (
            lambda z, y: nn.functional.cross_entropy(z.softmax(dim=1), y)
        ),
        "The logarithm is the natural one.": (
            *_both(lambda by, z, y: -_picked(by(z), y).mean() / torch.log(torch.tensor(2.0))),
            lambda z, y: -_picked(z.softmax(dim=1), y).log2().mean(),
        ),
        "That is the class that the network prefers: take the one that labels names.": (
            _both(lambda by, z, y: -_picked(by(z), z.argmax(dim=1)).mean())
        ),
        "That is one example's loss; average over all.": _both(lambda by, z, y: -_picked(by(z), y)[0]),
        "One number is asked for: average over the examples.": _both(lambda by, z, y: -_picked(by(z), y)),
        "logits[:, labels] takes every label from every row: pair row and label, logits[torch.arange(len(labels)), labels].": (
            _both(lambda by, z, y: -by(z)[:, y].mean())
        ),
        "Take the logarithm of each example before the mean, not of the mean.": (
            *_both(lambda by, z, y: -_picked(by(z).exp(), y).mean().log()),
            lambda z, y: -_picked(z.softmax(dim=1), y).mean().log(),
        ),
        "Without .item(), .data, detach() and no_grad(), backward() finds its way to the logits.": (
            lambda z, y: nn.functional.cross_entropy(z.detach(), y)
        ),
        "The value is right, and its slope is not: a part was detached.": (
            lambda z, y: (z.logsumexp(dim=1).detach() - _picked(z, y)).mean(),
            lambda z, y: (z.logsumexp(dim=1) - _picked(z.detach(), y)).mean(),
        ),
        "Return the loss; backward() is called later, once, by the loop.": (_backward(), _backward(retain_graph=True)),
        "Make a new tensor, logits - top: logits -= top changes what was handed over.": (_shifted_in_place, _shifted_data),
    },
    tolerance=1e-4,
)

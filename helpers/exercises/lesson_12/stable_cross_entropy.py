"""Exercise 12.1: cross-entropy that large logits do not break."""

import torch
from torch import nn

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed, watching_tables, watching_torch, with_slopes_of_one_number


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
    sure = torch.tensor([[1000.0, 0.0, -1000.0], [-900.0, 0.0, 900.0]]).requires_grad_()
    yield Case(sure, torch.tensor([0, 2]), title="large logits, sure and right")
    # One row each: which number was taken out of the sum shows in where it still overflows.
    for row, label in (([40.0, -55.0, -3.0], 1), ([0.0, 40.0, -55.0], 0), ([40.0, -52.0, -53.0], 0)):
        yield Case(torch.tensor([row]).requires_grad_(), torch.tensor([label]))


# What torch has ready: the exercise is to write it.
READY_MADE = {"cross_entropy", "nll_loss", "log_softmax", "logsumexp", "logaddexp", "logcumsumexp"}


def use(answer, logits, labels):
    """The loss, its slopes where it is finite, whether torch did it, and whether examples met examples that are not theirs."""
    with watching_torch() as calls, watching_tables() as tables:
        things = with_slopes_of_one_number(answer, logits, labels).observed()
    loss = things["loss"]
    ready = {"functions of torch that have log-sum-exp inside": len(calls & READY_MADE)}
    met = {"a table of every example with every other": bool(tables)}
    return Observed((things if loss.isfinite().all() else {}) | {"loss": loss} | ready | met)


NAIVE = {"log_sums - logits[": "-(logits.exp() / logits.exp().sum(dim=1, keepdim=True)).log()["}


def _first(line):
    """The solution with a line before its first."""
    return {"    top =": f"    {line}\n    top ="}


def _both(changes):
    """A slip in a computation that is otherwise right, and in one that also overflows."""
    return changes, changes | NAIVE


EXERCISE = Exercise(
    id="12.1",
    solution=cross_entropy,
    cases=cases,
    use=use,
    hint=(
        "The loss of one example is the logarithm of a sum of exponentials, minus the right logit. Which number may you take out "
        "of the sum before any exponential, and where do you put it back?"
    ),
    more_hints=(
        "The largest logit of each row is logits.max(dim=1, keepdim=True).values; after subtracting it, 0 is the largest. "
        "logits[torch.arange(len(labels)), labels] is the right logit of each row.",
    ),
    otherwise=(
        "Per example: the logarithm of the sum of the exponentials of its logits, minus its right logit; then the mean. "
        "Nothing may be clamped or detached, and nothing added inside the logarithm."
    ),
    mistakes={
        "The formula is right, but an exponential of a large logit overflows, and one of a very small logit is 0: "
        "subtract each row's largest logit before exp, and add it again after log.": (
            {"top.squeeze(1) + (logits - top)": "logits"},
            NAIVE,
            lambda logits, labels: (
                (1 / (logits.exp() / logits.exp().sum(dim=1, keepdim=True))[torch.arange(len(labels)), labels]).log().mean()
            ),
        ),
        "Subtract each row's largest logit, not its mean: what lies far above the mean still overflows.": {
            "logits.max(dim=1, keepdim=True).values": "logits.mean(dim=1, keepdim=True)"
        },
        "Subtract each row's largest logit, not its smallest: what lies far above the smallest still overflows.": {
            "logits.max(": "logits.min("
        },
        "Subtract each row's largest logit, not its median: what lies far above the median still overflows.": {
            "logits.max(": "logits.median("
        },
        "The right logit was taken out of the sum. Where the network is sure and wrong, another one lies far above it, and still "
        "overflows: take out the largest of the row.": {
            "logits.max(dim=1, keepdim=True).values": "logits[torch.arange(len(labels)), labels][:, None]"
        },
        "The value is right, but torch has done it for you: write it from exp and log, without its ready-made functions.": (
            lambda logits, labels: nn.functional.cross_entropy(logits, labels),
            lambda logits, labels: (logits.logsumexp(dim=1) - logits[torch.arange(len(labels)), labels]).mean(),
            lambda logits, labels: nn.functional.nll_loss(logits.log_softmax(dim=1), labels),
        ),
        "The mean is right by luck: (examples,) minus (examples, 1) makes a table of every example with every other. "
        "Bring both to one shape.": ({"logits[torch.arange(len(labels)), labels]": "logits.gather(1, labels[:, None])"}),
        "softmax itself holds, but a small probability is rounded to 0, and its logarithm is infinite: "
        "take the logarithm of the sum of exponentials minus the right logit instead.": (
            _first("logits = logits.softmax(dim=1).log()"),
            {"log_sums - logits": "-logits.softmax(dim=1)", ").mean()": ".log()).mean()"},
        ),
        "Where a row lies far below the largest logit of all, each of its exponentials is 0: subtract each row's own largest.": {
            "logits.max(dim=1, keepdim=True).values": "logits.max()",
            "top.squeeze(1)": "top",
        },
        "It holds for small logits only: nothing may be clamped, or added inside the logarithm.": (
            *(_first(f"logits = (logits.softmax(dim=1) + {least}).log()") for least in (1e-12, 1e-10, 1e-9, 1e-8, 1e-7)),
            *(_first(f"logits = logits.softmax(dim=1).clamp({least}).log()") for least in (1e-12, 1e-10, 1e-9, 1e-8, 1e-7)),
            *(_first(f"logits = logits.clamp(-{most}, {most})") for most in (20, 50, 80, 88, 100)),
        ),
        "The largest logit was subtracted before the exponentials, and is not added back after the logarithm.": {
            "top.squeeze(1) + ": ""
        },
        "That is the sum over the examples; divide by their number.": _both({"mean()": "sum()"}),
        "The sign is turned: the loss is minus the logarithm.": _both({"return (": "return -("}),
        "The softmax runs over the examples; the classes lie along dim=1.": (
            {"log_sums - logits[": "-logits.log_softmax(dim=0)["},
            NAIVE | {"dim=1, keepdim=True)).log": "dim=0, keepdim=True)).log"},
        ),
        "That is minus the right logit alone: the logarithm of the sum of exponentials is missing.": {"log_sums - ": "-"},
        "The sum of exponentials is there, and its logarithm is missing.": {
            "top.squeeze(1) + (logits - top).exp().sum(dim=1).log()": "logits.exp().sum(dim=1)"
        },
        "That is the mean over all classes: take the right class of each example only.": (
            {"log_sums - logits[torch.arange(len(labels)), labels]": "log_sums[:, None] - logits"},
            NAIVE | {"[torch.arange(len(labels)), labels]": ""},
        ),
        "Divide by the number of examples, not by examples times classes.": _both({"mean()": "sum() / logits.numel()"}),
        "That is a mean of probabilities: take the logarithm of each.": _both(
            {"return (": "return -(", ".mean()": ".neg().exp().mean()"}
        ),
        "cross_entropy contains the softmax: hand it the logits themselves.": _first("logits = logits.softmax(dim=1)"),
        "The logarithm is the natural one.": _both({".mean()": ".mean() / torch.tensor(2.0).log()"}),
        "That is the class that the network prefers: take the one that labels names.": _both(
            {", labels]": ", logits.argmax(dim=1)]"}
        ),
        "That is one example's loss; average over all.": _both({".mean()": "[0]"}),
        "One number is asked for: average over the examples.": _both({".mean()": ""}),
        "logits[:, labels] takes every label from every row: pair row and label, logits[torch.arange(len(labels)), labels].": (
            _both({"torch.arange(len(labels)), ": ":, "})
        ),
        "Take the logarithm of each example before the mean, not of the mean.": (
            *_both({"return (": "return -(", ".mean()": ".neg().exp().mean().log()"}),
            lambda logits, labels: -logits.softmax(dim=1)[torch.arange(len(labels)), labels].mean().log(),
        ),
        "Without .item(), .data, detach() and no_grad(), backward() finds its way to the logits.": (
            _first("logits = logits.detach()")
        ),
        "The value is right, and its slope is not: a part was detached.": (
            {"log_sums - ": "log_sums.detach() - "},
            {"- logits[": "- logits.detach()["},
        ),
        "Return the loss; backward() is called later, once, by the loop.": {
            "return (log_sums": "loss = (log_sums",
            ".mean()": ".mean()\n    loss.backward()\n    return loss",
        },
        "Make a new tensor, logits - top: logits -= top changes what was handed over.": (
            _first("logits -= logits.max(dim=1, keepdim=True).values"),
            _first("logits.data -= logits.max(dim=1, keepdim=True).values"),
        ),
    },
    tolerance=1e-4,
)

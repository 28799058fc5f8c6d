"""Exercise 09.3: binary cross-entropy of logits, with a weight for the positive class, that survives large logits."""

import torch
from torch import nn

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed, with_slopes


def weighted_loss(logits, labels, weight):
    """log(1 + e^z) - z * y, times weight where y is 1; softplus computes the logarithm without e^z for a large z."""
    softplus = nn.functional.softplus(logits)
    each = softplus - logits * labels
    weights = 1 + (weight - 1) * labels
    return (each * weights).mean()


def cases():
    """Small logits of several sizes, also of one class alone, with a gradient left over; 0 itself; large ones of both signs.

    At a logit of exactly 0 relu, clamp and abs have a corner, at which backward() picks a side.
    """
    yield _case([1.5, -0.5, 0.25], [1.0, 0.0, 1.0], 3.0)
    yield _case([25.0, 0.5], [0.0, 1.0], 2.0)
    yield _case([-1.25], [0.0], 2.0)
    yield _case([0.75], [1.0], 5.0)
    generator = torch.Generator().manual_seed(0)
    for labels, weight in (([1.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0.0], 0.25), ([0.0] * 3, 4.0), ([1.0] * 4, 0.5)):
        case = _case((2 * torch.randn(len(labels), generator=generator)).tolist(), labels, weight)
        case.arguments[0].grad = torch.ones(len(labels), 1)
        yield case
    yield _case([0.0, 0.0, 0.0], [0.0, 1.0, 0.0], 1.25)
    for size in (20.0, 100.0, 300.0):
        for sign, label in ((1, 0.0), (-1, 1.0), (1, 1.0), (-1, 0.0)):
            yield _case([sign * size, 0.5], [label, 1.0], 2.0)


def _case(logits, labels, weight):
    return Case(torch.tensor(logits).unsqueeze(1).requires_grad_(), torch.tensor(labels).unsqueeze(1), weight)


def view(seen):
    """Value and slope; a loss in a tensor of shape (1,) or (1, 1) is one number too, and one that is infinite has no slope."""
    things = seen.observed()
    loss = things["loss"]
    if loss.numel() == 1 and loss.ndim:
        loss = loss.reshape(())
    return Observed(things | {"loss": loss} if loss.isfinite().all() else {"loss": loss})


EXERCISE = Exercise(
    id="09.3",
    solution=weighted_loss,
    cases=cases,
    use=with_slopes,
    view=view,
    hint="Minus the logarithm of the sigmoid is log(1 + e^-z). Section 7 writes it so that no exponential is large.",
    more_hints=(
        "First one loss for each example, of the shape (examples, 1), without the weight. Then one factor for each example: "
        "`weight` where the label is 1, and 1 where it is 0. Multiply, and take the mean.",
    ),
    otherwise=(
        "For one example it is log(1 + e^z) - z * y, times weight where the label y is 1; then the mean. "
        "No sigmoid, no e^z of a large z and no cap may stand in it, and nothing may be cut off from the logits."
    ),
    mistakes={
        "The sigmoid of a large logit rounds to 0 or 1, and its logarithm cannot know the logit any more: "
        "rewrite the formula so that it starts from the logit, as section 7 does.": (
            {"softplus - logits * labels": "-(labels * logits.sigmoid().log() + (1 - labels) * (1 - logits.sigmoid()).log())"},
            {"softplus - logits * labels": "nn.functional.binary_cross_entropy(logits.sigmoid(), labels, reduction='none')"},
            {
                "softplus =": "p = logits.sigmoid().clamp(1e-7, 1 - 1e-7)\n    softplus =",
                "softplus - logits * labels": "-(labels * p.log() + (1 - labels) * (1 - p).log())",
            },
        ),
        "From 89 on an exponential is infinite in 32 bits. nn.functional.softplus(z) is log(1 + e^z) for "
        "both signs, without it.": (
            {"nn.functional.softplus(logits)": "(1 + logits.exp()).log()"},
            {"nn.functional.softplus(logits)": "logits + (1 + (-logits).exp()).log()"},
        ),
        "The value is right and the slope is not a number: the branch that torch.where leaves out still overflows. "
        "Let no exponential overflow: nn.functional.softplus needs no branch.": (
            {"nn.functional.softplus(logits)": "torch.where(logits > 20, logits, logits.exp().log1p())"},
            {"nn.functional.softplus(logits)": "torch.where(logits > 0, logits + (-logits).exp().log1p(), logits.exp().log1p())"},
        ),
        "At a logit of exactly 0 the slope must be p - y, one half up or down: relu, clamp and abs have a corner there, where "
        "backward() picks a side. nn.functional.softplus has none.": (
            {"nn.functional.softplus(logits)": "logits.relu() + (-logits.abs()).exp().log1p()"},
            {"nn.functional.softplus(logits)": "logits.clamp(min=0) + (-logits.abs()).exp().log1p()"},
        ),
        "Return it unrounded: what is rounded has the slope 0.": tuple(
            {".mean()": f".mean().round(decimals={decimals})"} for decimals in (2, 3, 4)
        ),
        "The weight is not used: it multiplies the loss of each example with label 1.": {"each * weights": "each"},
        "The weight is for examples with label 1 alone.": {"each * weights": "each * weight"},
        "The weight belongs to label 1, and here it went to label 0.": {
            "1 + (weight - 1) * labels": "1 + (weight - 1) * (1 - labels)"
        },
        "The weight multiplies the whole loss of a positive example, not the part z * y alone.": {
            "logits * labels": "weight * logits * labels",
            "each * weights": "each",
        },
        "Divide by the number of examples, not by the sum of the weights.": {".mean()": ".sum() / weights.sum()"},
        "That is the sum over the examples: take the mean.": {"mean()": "sum()"},
        "That is one loss for each example: take the mean.": {".mean()": ""},
        "That is the loss with the two labels swapped: y = 1 is the positive class.": {
            "    softplus =": "    labels = 1 - labels\n    softplus ="
        },
        "The sign is wrong: a loss is minus the logarithm of a probability.": {"return (": "return -("},
        "The sigmoid was taken twice: this loss already contains it.": {
            "    softplus =": "    logits = logits.sigmoid()\n    softplus ="
        },
        "Half of the formula is missing: examples with label 0 count too.": (
            {"softplus - logits * labels": "-labels * logits.sigmoid().log()"},
            {"softplus - logits * labels": "labels * nn.functional.softplus(-logits)"},
        ),
        "Shapes (n, 1) and (n,) together make n x n numbers: keep both as they are.": (
            {"    softplus =": "    labels = labels.squeeze(1)\n    softplus ="},
            {"    softplus =": "    logits = logits.squeeze(1)\n    softplus ="},
            {"logits * labels": "logits * labels.squeeze(1)"},
            {"(weight - 1) * labels": "(weight - 1) * labels.squeeze(1)"},
            {"    softplus =": "    labels = labels.squeeze(1)\n    softplus =", ".mean()": ".sum() / len(labels)"},
            {"    softplus =": "    logits = logits.squeeze(1)\n    softplus =", ".mean()": ".sum() / len(labels)"},
            {"logits * labels": "logits * labels.squeeze(1)", ".mean()": ".sum() / len(labels)"},
            {"(weight - 1) * labels": "(weight - 1) * labels.squeeze(1)", ".mean()": ".sum() / len(labels)"},
        ),
        "Return the loss and leave backward() to the caller: here it filled the gradients already.": {
            "return (each * weights).mean()": "loss = (each * weights).mean()\n    loss.backward()\n    return loss"
        },
    },
)

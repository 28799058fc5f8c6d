"""Exercise 09.2: the slopes of the cross-entropy, without backward()."""

import torch

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import watching
from helpers.exercises.engine.viewing import without_a_graph


def slopes(inputs, labels, weights, bias):
    """By a logit the slope is p - y; a weight passes it on times its measurement."""
    off = (inputs @ weights + bias).sigmoid() - labels
    return off @ inputs / len(labels), off.mean()


def cases():
    """Two examples of two measurements, where a wrong axis runs; other sizes; one class; logits far from 0.

    In the last one the measurements are so large that the loss bends within every nudge, however many digits it has.
    """
    yield Case(torch.tensor([[1.0, 0.0], [2.0, -1.0]]), torch.tensor([1.0, 0.0]), torch.tensor([1.0, 2.0]), 0.5)
    for examples, measurements, bias in ((5, 3, -0.75), (4, 4, 1.25), (1, 3, 0.25), (7, 1, -2.0), (3, 6, 0.0)):
        generator = torch.Generator().manual_seed(10 * examples + measurements)
        labels = torch.randint(2, (examples,), generator=generator).float()
        yield Case(
            torch.randn(examples, measurements, generator=generator),
            labels,
            torch.randn(measurements, generator=generator).requires_grad_(examples == 5),
            bias,
            title=f"{examples} examples, {measurements} measurements",
        )
    yield Case(torch.tensor([[1.0], [0.5], [3.0]]), torch.ones(3), torch.tensor([-0.5]), 0.25)
    yield Case(torch.tensor([[200.0], [-150.0], [1.0]]), torch.tensor([0.0, 1.0, 0.0]), torch.tensor([1.0]), 0.0)
    huge = torch.tensor([[1e12], [-2e12], [5e11]])
    yield Case(huge, torch.tensor([0.0, 1.0, 1.0]), torch.tensor([1e-12]), 0.5, title="measurements of a million million")


BY_BACKWARD = "slopes that backward() found"


def use(answer, inputs, labels, weights, bias):
    """The two slopes; or, if torch found them, only that, and what it left in the weights is swept away."""
    learned, left = weights.requires_grad, weights.grad
    with watching(torch.autograd, "backward") as backward, watching(torch.autograd, "grad") as grad:
        found = answer(inputs, labels, weights, bias)
    if not backward and not grad:
        return found
    weights.requires_grad_(learned).grad = left
    return BY_BACKWARD


def _by_torch(inputs, labels, weights, bias):
    weights = weights.detach().clone().requires_grad_()
    bias = torch.tensor(bias, requires_grad=True)
    logits = inputs @ weights + bias
    loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, labels.float())
    return torch.autograd.grad(loss, [weights, bias])


def _nudged(inputs, labels, weights, bias):
    inputs, labels, weights = inputs.double(), labels.double(), weights.detach().double()

    def loss(w, b):
        return torch.nn.functional.binary_cross_entropy_with_logits(inputs @ w + b, labels)

    steps = 1e-5 * torch.eye(len(weights), dtype=torch.float64)
    by_weights = [(loss(weights + step, bias) - loss(weights - step, bias)) / 2e-5 for step in steps]
    return torch.stack(by_weights), (loss(weights, bias + 1e-5) - loss(weights, bias - 1e-5)) / 2e-5


EXERCISE = Exercise(
    id="09.2",
    solution=slopes,
    cases=cases,
    use=use,
    view=without_a_graph,
    parts=("slope by the weights", "slope by the bias"),
    hint=(
        "First one number for each example: how far off is the probability? By the bias the slope is the mean of these. For a "
        "weight, each of them counts times the measurement of that example. The cell `slopes` of section 5 does it for one."
    ),
    more_hints=(
        "`inputs @ weights + bias` are the logits, one for each example. In `off[:, None] * inputs` each example's difference "
        "stands times each of its measurements; over which axis goes the mean?",
    ),
    otherwise=(
        "For each example: the logit, the probability p, and p - y. The slope by the bias is the mean of these differences; the "
        "slope by a weight is the mean of the differences times that weight's column of the inputs. "
        "(A nudge comes near it, and not nearer.)"
    ),
    mistakes={
        "This one is to be done without backward(), from p - y alone. You may compare with backward() outside of the function.": (
            _by_torch
        ),
        "This one is to be done without nudging, from p - y alone: where a measurement is huge, every nudge is too big.": _nudged,
        "Take the probability minus what happened: the other way round the step would walk uphill.": {
            "(inputs @ weights + bias).sigmoid() - labels": "labels - (inputs @ weights + bias).sigmoid()"
        },
        "Those are sums over the examples. The loss is a mean: divide by the number of examples.": {
            " / len(labels)": "",
            "off.mean()": "off.sum()",
        },
        "The slope by the weights is a mean over the examples, too: divide by their number.": {" / len(labels)": ""},
        "The slope by the bias is a mean over the examples, too.": {"off.mean()": "off.sum()"},
        "Divide by the number of examples, and not by that of the measurements.": {"/ len(labels)": "/ len(weights)"},
        "The sigmoid is missing: it is the probability minus what happened, and not the logit.": {".sigmoid()": ""},
        "The bias is missing in the logit.": {" + bias": ""},
        "A weight passes the difference on times its measurement: multiply by the inputs.": {
            "off @ inputs / len(labels)": "off.mean().expand(len(weights))"
        },
        "Axis 0 counts the examples and axis 1 the measurements: sum over the examples.": (
            {"off @ inputs": "inputs @ off"},
            {"off @ inputs / len(labels)": "(off[:, None] * inputs).mean(dim=1)"},
            {"off @ inputs / len(labels)": "(off * inputs).mean(dim=0)"},
        ),
        "That is a slope for each example: take the mean over the examples.": {
            "off @ inputs / len(labels), off.mean()": "off[:, None] * inputs, off"
        },
        "Take the probability itself, and not the answer 0 or 1: half sure and quite sure are not the same.": {
            ".sigmoid()": ".sigmoid().round()"
        },
        "That is the slope of the squared error. With cross-entropy the factor p * (1 - p) of the sigmoid cancels.": (
            {"- labels": "- labels\n    off = off * (off + labels) * (1 - off - labels)"},
            {"- labels": "- labels\n    off = 2 * off * (off + labels) * (1 - off - labels)"},
        ),
        "The two are in the wrong order: first the weights, then the bias.": {
            "off @ inputs / len(labels), off.mean()": "off.mean(), off @ inputs / len(labels)"
        },
    },
)

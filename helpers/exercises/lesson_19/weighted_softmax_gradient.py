"""Exercise 19.2: a gradient by hand, where some pictures count more than others."""

import torch
from torch import nn

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed, watching


def weighted_gradient(weight, bias, inputs, labels, shares):
    """The gradient of the sum over the examples of share times cross-entropy, by weight and by bias."""
    errors = (inputs @ weight.T + bias).softmax(dim=1)
    errors = errors - nn.functional.one_hot(labels, len(bias))
    errors = errors * shares.unsqueeze(1)
    return errors.T @ inputs, errors.sum(dim=0)


def cases():
    """Two and more classes, equal and unequal shares, shares of 0, one example, a class that is absent, large logits."""
    generator = torch.Generator().manual_seed(0)
    for examples, features, classes, shape in (
        (2, 3, 3, "unequal"),
        (5, 2, 2, "equal"),
        (9, 4, 5, "unequal"),
        (6, 6, 6, "some 0"),
        (1, 3, 4, "large logits"),
        (7, 5, 3, "sum is 3"),
    ):
        weight, bias = torch.randn(classes, features, generator=generator), torch.randn(classes, generator=generator)
        if shape == "large logits":
            weight = weight * 200
        labels = torch.randint(classes, (examples,), generator=generator)
        shares = torch.rand(examples, generator=generator) + 0.1
        if shape == "equal":
            shares = torch.ones(examples)
        if shape == "some 0":
            shares[::2] = 0
        shares = shares / shares.sum() * (3 if shape == "sum is 3" else 1)
        title = f"{examples} example(s), {features} inputs, {classes} classes, shares {shape if shape != 'large logits' else '1'}"
        yield Case(weight, bias, torch.rand(examples, features, generator=generator), labels, shares, title=title)


def use(answer, *arguments):
    """The two gradients by name, and whether autograd did the work."""
    with watching(torch.autograd, "grad") as asked, watching(torch.Tensor, "backward") as went:
        result = answer(*arguments)
    if not isinstance(result, tuple | list) or len(result) != 2:
        raise TypeError("two tensors are asked for")
    return Observed({"gradient by weight": result[0], "gradient by bias": result[1], "calls of autograd": len(asked) + len(went)})


def _with_autograd(weight, bias, inputs, labels, shares):
    copies = [part.clone().requires_grad_() for part in (weight, bias)]
    each = nn.functional.cross_entropy(inputs @ copies[0].T + copies[1], labels, reduction="none")
    (shares * each).sum().backward()
    return copies[0].grad, copies[1].grad


def _exponentials_as_they_are(weight, bias, inputs, labels, shares):
    powers = (inputs @ weight.T + bias).exp()
    errors = powers / powers.sum(dim=1, keepdim=True) - nn.functional.one_hot(labels, len(bias))
    errors = errors * shares.unsqueeze(1)
    return errors.T @ inputs, errors.sum(dim=0)


EXERCISE = Exercise(
    id="19.2",
    solution=weighted_gradient,
    cases=cases,
    use=use,
    parts=("gradient by weight", "gradient by bias"),
    hint=(
        "The slope of one picture's loss by its logits is p - y. Its share multiplies this row: shares.unsqueeze(1) has "
        "the shape (examples, 1). From there on it is section 5's rung, except for one division."
    ),
    otherwise=(
        "Rows of p - y, each times its share; then their transpose times the inputs for weight, and the sum of the rows for bias."
    ),
    mistakes={
        "e to a large logit is more than 32 bits can hold, and infinity by infinity is no number: let softmax do it.": (
            _exponentials_as_they_are
        ),
        "The shares do not count yet: multiply each row of p - y by its share.": {" * shares.unsqueeze(1)": ""},
        "The shares do not count: that is the mean over all examples.": {" * shares.unsqueeze(1)": " / len(inputs)"},
        "No division by the number of examples here: the shares take its place.": {
            "shares.unsqueeze(1)": "shares.unsqueeze(1) / len(inputs)"
        },
        "The shares need not have the sum 1: use them as they are, without dividing by their sum.": {
            "shares.unsqueeze(1)": "shares.unsqueeze(1) / shares.sum()"
        },
        "The shares count for the weight only: the bias needs them too.": {
            "    errors = errors * shares.unsqueeze(1)\n": "",
            "errors.T @ inputs": "(errors * shares.unsqueeze(1)).T @ inputs",
        },
        "The shares count for the bias only: the weight needs them too.": {
            "    errors = errors * shares.unsqueeze(1)\n": "",
            "errors.sum(dim=0)": "(errors * shares.unsqueeze(1)).sum(dim=0)",
        },
        "That is y - p; the slope of the loss is p - y.": {
            "errors - nn.functional.one_hot(labels, len(bias))": "nn.functional.one_hot(labels, len(bias)) - errors"
        },
        "The truth is not taken off: the slope is the probability minus 1 for the right class.": {
            " - nn.functional.one_hot(labels, len(bias))": ""
        },
        "The logits are no probabilities: softmax comes first.": {".softmax(dim=1)": ""},
        "The probabilities of one example must have the sum 1: softmax over the classes, dim=1.": {"dim=1": "dim=0"},
        "sigmoid treats every class by itself; the ten probabilities of softmax depend on each other.": {
            ".softmax(dim=1)": ".sigmoid()"
        },
        "The bias is missing in the logits.": {" + bias": ""},
        "The gradient by weight needs the shape of weight, classes by inputs: transpose it.": {
            "errors.T @ inputs": "inputs.T @ errors"
        },
        "The gradient by bias is a sum over the examples, not their mean.": {"errors.sum(dim=0)": "errors.mean(dim=0)"},
        "weight comes first in what is returned, then bias.": {
            "errors.T @ inputs, errors.sum(dim=0)": "errors.sum(dim=0), errors.T @ inputs"
        },
        "That is autograd; write the gradient out, it takes three lines.": _with_autograd,
    },
)

"""Exercise 09.2, beyond its own mistakes."""

import torch

from helpers.exercises.lesson_09.slopes_by_hand import EXERCISE, slopes
from tests.exercises.judging import accepts, refuses


def one_by_one(inputs, labels, weights, bias):
    by_weights, by_bias = torch.zeros(len(weights)), torch.tensor(0.0)
    with torch.no_grad():
        for row, label in zip(inputs, labels, strict=True):
            off = torch.sigmoid((row * weights).sum() + bias) - label
            by_weights = by_weights + off * row
            by_bias = by_bias + off
    return by_weights / len(inputs), by_bias / len(inputs)


def backward(inputs, labels, weights, bias):
    weights = weights.detach().clone().requires_grad_()
    bias = torch.tensor(bias, requires_grad=True)
    torch.nn.functional.binary_cross_entropy_with_logits(inputs @ weights + bias, labels.float()).backward()
    return weights.grad, bias.grad


def copied(inputs, labels, weights, bias):
    """The cell `slopes` of section 5."""
    weights.requires_grad_()
    bias = torch.tensor(bias, requires_grad=True)
    p = (inputs @ weights + bias).sigmoid()
    torch.nn.functional.binary_cross_entropy(p, labels).backward()
    return weights.grad, bias.grad


def copied_with_a_clone(inputs, labels, weights, bias):
    return copied(inputs, labels, weights.detach().clone(), bias)


def copied_with_a_clone_in_the_graph(inputs, labels, weights, bias):
    weights = weights.clone().requires_grad_()
    bias = torch.tensor(bias, requires_grad=True)
    torch.nn.functional.binary_cross_entropy_with_logits(inputs @ weights + bias, labels).backward()
    return weights.grad, bias.grad


def without_the_last(inputs, labels, weights, bias):
    return slopes(inputs[:-1], labels[:-1], weights, bias) if len(labels) > 1 else slopes(inputs, labels, weights, bias)


def changes_the_inputs(inputs, labels, weights, bias):
    found = slopes(inputs, labels, weights, bias)
    inputs *= 2
    return found


def nudged(inputs, labels, weights, bias):
    """In 32 bits: near, and not near enough."""

    def loss(w, b):
        return torch.nn.functional.binary_cross_entropy_with_logits(inputs @ w + b, labels)

    with torch.no_grad():
        little = 1e-3 * torch.eye(len(weights))
        by_weights = [(loss(weights + step, bias) - loss(weights - step, bias)) / 2e-3 for step in little]
        return torch.stack(by_weights), (loss(weights, bias + 1e-3) - loss(weights, bias - 1e-3)) / 2e-3


def nudged_in_64_bits(little):
    def answer(inputs, labels, weights, bias):
        inputs, labels, weights = inputs.double(), labels.double(), weights.detach().double()

        def loss(w, b):
            return torch.nn.functional.binary_cross_entropy_with_logits(inputs @ w + b, labels)

        by_weights = torch.zeros(len(weights), dtype=torch.float64)
        for place in range(len(weights)):
            step = torch.zeros_like(weights)
            step[place] = little
            by_weights[place] = (loss(weights + step, bias) - loss(weights - step, bias)) / (2 * little)
        return by_weights, (loss(weights, bias + little) - loss(weights, bias - little)) / (2 * little)

    return answer


test_right = accepts(
    EXERCISE,
    {
        "one by one": one_by_one,
        "transposed": lambda x, y, w, b: (x.T @ ((x @ w + b).sigmoid() - y) / len(x), ((x @ w + b).sigmoid() - y).mean()),
        "products": lambda x, y, w, b: (
            (((x @ w + b).sigmoid() - y)[:, None] * x).mean(dim=0),
            ((x @ w + b).sigmoid() - y).sum() / len(y),
        ),
        "a list, without a graph": lambda *given: [part.detach() for part in slopes(*given)],
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "backward": (backward, "without backward()"),
        "section 5, copied": (copied, "without backward()"),
        "section 5, with a clone": (copied_with_a_clone, "without backward()"),
        "with a clone in the graph": (copied_with_a_clone_in_the_graph, "without backward()"),
        "nudged in 32 bits": (nudged, "A nudge comes near it"),
        **{f"nudged by {little:g}": (nudged_in_64_bits(little), "without nudging") for little in (1e-4, 1e-5, 1e-6)},
        "without the last example": (without_the_last, "expected slope by the weights"),
        "changes the inputs": (changes_the_inputs, "must stay as it is"),
        "one thing": (lambda *given: slopes(*given)[0], "Return 2 things"),
        "of the shape (1,)": (lambda *given: (slopes(*given)[0], slopes(*given)[1].reshape(1)), "slope by the bias"),
        "rounded": (lambda *given: tuple(part.round(decimals=2) for part in slopes(*given)), "unrounded"),
        "with a penalty": (lambda x, y, w, b: (slopes(x, y, w, b)[0] + w, slopes(x, y, w, b)[1]), "For each example"),
    },
)

"""Exercise 13.2: Adam, by hand."""

import torch

from helpers.exercises.engine import Case, Exercise


def adam(weight, gradients, rate, beta1, beta2, eps):
    """The weight after one step for each gradient; both means are corrected for their start at 0."""
    mean, square = torch.zeros_like(weight), torch.zeros_like(weight)
    for step, gradient in enumerate(gradients, start=1):
        mean = beta1 * mean + (1 - beta1) * gradient
        square = beta2 * square + (1 - beta2) * gradient**2
        corrected_mean, corrected_square = mean / (1 - beta1**step), square / (1 - beta2**step)
        weight = weight - rate * corrected_mean / (corrected_square.sqrt() + eps)
    return weight


def cases():
    """Two steps that can be followed by hand; then other shapes, lengths and settings, gradients that turn, and no step."""
    yield Case(torch.tensor([1.0, -2.0]), [torch.tensor([0.5, 1.0]), torch.tensor([-0.25, 2.0])], 0.1, 0.8, 0.95, 0.3)
    generator = torch.Generator().manual_seed(1)
    for shape, steps, settings in (
        ((4,), 3, (0.1, 0.7, 0.9, 0.2)),
        ((2, 3), 5, (0.01, 0.9, 0.999, 1e-8)),
        ((1,), 1, (0.5, 0.5, 0.7, 0.05)),
        ((), 4, (0.02, 0.6, 0.97, 0.1)),
        ((3,), 0, (0.1, 0.9, 0.999, 1e-8)),
    ):
        weight = torch.randn(shape, generator=generator)
        gradients = [torch.rand(shape, generator=generator) + 0.2 for _ in range(steps)]
        if steps > 1:
            gradients[1] = -gradients[1]
            gradients[-1] = torch.zeros(shape)
        words = "rate = {:g}, beta1 = {:g}, beta2 = {:g}, eps = {:g}".format(*settings)
        yield Case(weight, gradients, *settings, title=f"a weight of shape {shape} and {steps} gradients, {words}")


def view(result):
    """A parameter is a tensor too: whether the weight may learn on does not count."""
    return result.detach() if isinstance(result, torch.Tensor) else result


EXERCISE = Exercise(
    id="13.2",
    solution=adam,
    cases=cases,
    view=view,
    hint="Two tensors of zeros before the loop; enumerate(gradients, start=1) counts t. Keep the uncorrected means.",
    more_hints=(
        "In the loop five lines: the new mean, the new mean of squares, each divided by 1 - beta**t under a new name, and then "
        "weight = weight - rate * (one corrected mean) / (the root of the other + eps).",
    ),
    otherwise="Per step: both means, both corrections, then the weight, all number by number; section 3 has the formulas.",
    mistakes={
        "The correction is missing: divide both means by 1 - beta**t before you use them.": {
            " / (1 - beta1**step)": "",
            " / (1 - beta2**step)": "",
        },
        "The mean of squares is not corrected: divide it by 1 - beta2**t.": {" / (1 - beta2**step)": ""},
        "The mean gradient is not corrected: divide it by 1 - beta1**t.": {" / (1 - beta1**step)": ""},
        "The correction needs beta to the power of t, beta**t; beta * t is another number from the second step on.": {
            "**step": " * step"
        },
        "Divide by 1 - beta**t, not by beta**t.": {"(1 - beta1**step)": "beta1**step", "(1 - beta2**step)": "beta2**step"},
        "t counts the steps: it must grow by one a step.": {"**step": ""},
        "t is 1 at the first step: at 0 the correction divides by 0.": {"start=1": "start=0"},
        "That is plain gradient descent: divide the mean gradient by the root of the mean of squares.": {
            "corrected_mean / (corrected_square.sqrt() + eps)": "gradient"
        },
        "The mean of squares is not used: divide the mean gradient by its root.": {" / (corrected_square.sqrt() + eps)": ""},
        "eps is added after the root, not inside it.": {"corrected_square.sqrt() + eps": "(corrected_square + eps).sqrt()"},
        "beta1 belongs to the mean gradient, beta2 to the mean of squares.": {"beta1, beta2": "beta2, beta1"},
        "The root is missing: divide by the root of the mean of squares.": {".sqrt()": ""},
        "The new gradient counts 1 - beta, not 1.": {"(1 - beta1) * ": "", "(1 - beta2) * ": ""},
        "The new gradient counts 1 - beta, the old mean beta: they are exchanged.": {
            "beta1 * mean + (1 - beta1) * ": "(1 - beta1) * mean + beta1 * ",
            "beta2 * square + (1 - beta2) * ": "(1 - beta2) * square + beta2 * ",
        },
        "The sign is turned: walk against the gradient.": {"weight - ": "weight + "},
        "eps is missing, or not the one that was given.": ({" + eps": ""}, {" + eps": " + 1e-8"}),
        "Both means and t must be remembered from step to step.": (
            {"beta1 * mean + ": "", "beta2 * square + ": ""},
            {"beta1 * mean + ": "", "beta2 * square + ": "", "**step": ""},
        ),
        "Squares are averaged, so gradient**2 and not gradient.": {"gradient**2": "gradient"},
        "Betas and eps are those that were given, not the usual ones.": (
            {"    mean, square =": "    beta1, beta2 = 0.9, 0.999\n    mean, square ="},
            {"    mean, square =": "    beta1, beta2, eps = 0.9, 0.999, 1e-8\n    mean, square ="},
        ),
        "That is the weight after the first gradient: does the function return inside the loop?": {
            "    return": "        return"
        },
        "The correction of the squares belongs under the root: divide by 1 - beta2**t first.": {
            "corrected_square.sqrt()": "square.sqrt() / (1 - beta2**step)"
        },
        "The corrected means are not kept: correct a copy, and remember the uncorrected ones.": {
            "        weight =": "        mean, square = corrected_mean, corrected_square\n        weight ="
        },
        "Both means are one tensor under two names, and each overwrites the other: make two tensors of zeros.": {
            "torch.zeros_like(weight), torch.zeros_like(weight)": "[torch.zeros_like(weight)] * 2",
            "mean = beta1": "mean[...] = beta1",
            "square = beta2": "square[...] = beta2",
        },
        "weight = weight - ... makes a new tensor; weight -= ... changes the one that was handed over.": {
            "weight = weight - ": "weight -= "
        },
        "The list of gradients is empty afterwards: go through it in a loop, and take nothing out.": {
            "    return": "    gradients.clear()\n    return"
        },
    },
)

"""Exercise 03.2: one step of gradient descent with weight decay that spares the biases, by hand."""

import torch

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed, watching


def decay_step(parameters, learning_rate, strength):
    """Move each parameter that has a gradient against its slope, in place; shrink it before by a share if it is no bias."""
    with torch.no_grad():
        for parameter in parameters:
            if parameter.grad is not None:
                if parameter.ndim > 1:
                    parameter *= 1 - learning_rate * strength
                parameter -= learning_rate * parameter.grad


def cases():
    """Weights and biases; one number; some without a gradient; a slope of 0, where only the shrinking is left; no strength."""
    for rate, strength, sizes, without in (
        (0.5, 0.2, ((2, 3), 2), ()),  # the weights of a layer, and its biases
        (0.5, 0.1, ((1, 1),), ()),  # a single number, and no bias
        (0.1, 0.5, ((2, 2), 1, (4, 1)), (2,)),
        (2.0, 0.05, (3, (3, 1), (2, 2)), (1,)),
        (0.3, 0.0, ((2, 2), 2, (1, 3)), (0, 2)),
        (0.25, 4.0, ((3, 1), 2), ()),  # everything is forgotten in one step, the biases are not
        (0.5, 3.0, ((2, 2), 3, (1, 2, 2)), ()),  # and here it overshoots
    ):
        generator = torch.Generator().manual_seed(len(sizes))
        parameters = [(torch.randn(size, generator=generator) * 2).requires_grad_() for size in sizes]
        learning = [part for number, part in enumerate(parameters) if number not in without]
        sum((part.square() * (number + 1) + part).sum() for number, part in enumerate(learning)).backward()
        learning[0].grad[0] = 0 if len(sizes) > 1 else 3
        title = f"learning rate {rate}, strength {strength}, parameter(s) of {', '.join(map(str, sizes))} numbers"
        yield Case(parameters, rate, strength, title=title + (f", without slopes: number {without[0]}" if without else ""))


def use(answer, parameters, learning_rate, strength):
    """Two steps in a row with the same gradients; no optimiser of torch's."""
    with watching(torch.optim.Optimizer, "__init__") as optimizers:
        answer(parameters, learning_rate, strength)
        answer(parameters, learning_rate, strength)
    return Observed({"optimisers made": len(optimizers)})


def _by_an_optimiser(parameters, learning_rate, strength):
    groups = (
        {"params": [each for each in parameters if each.ndim > 1], "weight_decay": strength},
        {"params": [each for each in parameters if each.ndim == 1], "weight_decay": 0.0},
    )
    torch.optim.SGD([group for group in groups if group["params"]], lr=learning_rate).step()


def _into_the_list(parameters, learning_rate, strength):
    for place, parameter in enumerate(parameters):
        if parameter.grad is not None:
            kept = 1 - learning_rate * strength * (parameter.ndim > 1)
            parameters[place] = kept * parameter - learning_rate * parameter.grad


EXERCISE = Exercise(
    id="03.2",
    solution=decay_step,
    cases=cases,
    use=use,
    hint=(
        "Under torch.no_grad(): multiply the weights in place by 1 - learning_rate * strength, then take the step of lesson "
        "01. What is to happen to a bias, and what to a parameter that has no slopes?"
    ),
    more_hints=(
        "For each parameter whose .grad is not None: if its .ndim is above 1, parameter *= 1 - learning_rate * strength; "
        "then, for all of them, parameter -= learning_rate * parameter.grad.",
    ),
    otherwise=(
        "Each weight becomes (1 - learning rate * strength) times itself, minus the learning rate times its slope; "
        "a bias only takes the step."
    ),
    mistakes={
        "The shrinking depends on the learning rate too: multiply by 1 - learning_rate * strength.": {
            "1 - learning_rate * strength": "1 - strength"
        },
        "The slope is not shrunk, the weight is: shrink first, then subtract, or add both pulls before the step.": {
            "parameter *= 1 - learning_rate * strength": "pass",
            "parameter -= learning_rate * parameter.grad": (
                "parameter -= learning_rate * parameter.grad\n"
                "                if parameter.ndim > 1:\n"
                "                    parameter *= 1 - learning_rate * strength"
            ),
        },
        "The biases are shrunk too; here those with .ndim == 1 are spared, and only take the step.": {
            "parameter.ndim > 1": "True"
        },
        "Now only the biases shrink, and they are the ones to spare.": {"parameter.ndim > 1": "parameter.ndim == 1"},
        "The biases do not move at all: they are spared the shrinking, and not the step.": {
            "parameter -= learning_rate * parameter.grad": "    parameter -= learning_rate * parameter.grad"
        },
        "The shrinking is missing: that is plain gradient descent.": {"parameter *= 1 - learning_rate * strength": "pass"},
        "The step against the slope is missing: the weights only shrink.": {
            "                parameter -= learning_rate * parameter.grad\n": ""
        },
        "That grows the weights: 1 minus, not 1 plus.": {"1 - learning_rate": "1 + learning_rate"},
        "That walks uphill: the slope points to where the loss grows.": {"-= learning_rate": "+= learning_rate"},
        "That pull is of the same size for every weight, which is L1; weight decay takes a share of the weight.": {
            "*= 1 - learning_rate * strength": "-= learning_rate * strength * parameter.sign()"
        },
        "The penalty is half of strength times the square, so its slope is strength times the weight, without a 2.": {
            "learning_rate * strength": "2 * learning_rate * strength"
        },
        "A parameter without slopes has None there, and None cannot be multiplied: ask for it first, with `is not None`.": {
            "parameter.grad is not None": "True"
        },
        "A parameter that has no slopes took no part in this loss; torch leaves it as it is, without shrinking it.": {
            "            if parameter.grad is not None:\n": "",
            "                if parameter.ndim > 1:\n                    parameter *": (
                "            if parameter.ndim > 1:\n                parameter *"
            ),
            "                parameter -=": "            if parameter.grad is not None:\n                parameter -=",
        },
        "The parameters behind one without slopes did not move: `continue` goes on with the next one, `break` ends the loop.": {
            "parameter -= learning_rate * parameter.grad": (
                "parameter -= learning_rate * parameter.grad\n            else:\n                break"
            )
        },
        "Nothing moved: p = p - ... makes a new tensor and leaves the old one where it was; work on it in place.": (
            {"parameter *= 1 - learning_rate * strength": "parameter = parameter * (1 - learning_rate * strength)"},
            {"parameter *= 1 - learning_rate * strength": "pass", "parameter -= learning_rate * parameter.grad": "pass"},
            lambda parameters, learning_rate, strength: [
                (1 - learning_rate * strength * (parameter.ndim > 1)) * parameter - learning_rate * parameter.grad
                for parameter in parameters
            ],
        ),
        "The list holds new tensors now, and the network still has the old ones, which have not moved: write into those.": (
            _into_the_list,
            torch.no_grad()(_into_the_list),
        ),
        "The step is done, but the slopes are gone: to clear them is the business of zero_grad(), not of the step.": (
            {"-= learning_rate * parameter.grad": "-= learning_rate * parameter.grad; parameter.grad.zero_()"},
            {"-= learning_rate * parameter.grad": "-= learning_rate * parameter.grad; parameter.grad = None"},
        ),
        "This step is to be written by hand, without torch.optim.": (
            lambda parameters, learning_rate, strength: torch.optim.SGD(
                parameters, lr=learning_rate, weight_decay=strength
            ).step(),
            _by_an_optimiser,
        ),
        "The pull was added to .grad, and stays there: the step reads the gradients, it does not change them.": {
            "parameter *= 1 - learning_rate * strength": "parameter.grad += strength * parameter"
        },
    },
    free=(),
)

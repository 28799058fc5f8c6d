"""Exercise 01.3: one step of gradient descent, by hand."""

import torch

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed, watching


def sgd_step(parameters, learning_rate):
    """Move each parameter that has a gradient a small step against it, in place."""
    with torch.no_grad():
        for parameter in parameters:
            if parameter.grad is not None:
                parameter -= learning_rate * parameter.grad


def cases():
    """One number; several parameters, one or two of which have no gradient; a slope of 0."""
    for rate, sizes, without in ((0.5, (1,), ()), (0.1, (2, 1, 4), (2,)), (2.0, (3, 1), (1,)), (0.3, (2, 2, 1), (0, 2))):
        generator = torch.Generator().manual_seed(len(sizes))
        parameters = [torch.randn(size, generator=generator).requires_grad_() for size in sizes]
        learning = [part for number, part in enumerate(parameters) if number not in without]
        sum((part.square() * (number + 1) + part).sum() for number, part in enumerate(learning)).backward()
        learning[0].grad[0] = 0 if len(sizes) > 1 else 3
        title = f"learning rate {rate}, parameter(s) of {', '.join(map(str, sizes))} numbers"
        yield Case(parameters, rate, title=title + (f", without slopes: number {without[0]}" if without else ""))


def use(answer, parameters, learning_rate):
    """Two steps in a row with the same gradients, which may be cleared in between; no optimiser of torch's."""
    held = list(parameters)
    gradients = [None if part.grad is None else part.grad.clone() for part in held]
    with watching(torch.optim.Optimizer, "__init__") as optimizers:
        answer(parameters, learning_rate)
        for part, gradient in zip(held, gradients, strict=True):
            if gradient is not None and (part.grad is None or not part.grad.any()):
                part.grad = gradient
        answer(held, learning_rate)
    return Observed({"optimisers made": len(optimizers)})


def _new_in_the_list(parameters, learning_rate):
    for place in range(len(parameters)):
        if parameters[place].grad is not None:
            parameters[place] = parameters[place] - learning_rate * parameters[place].grad


EXERCISE = Exercise(
    id="01.3",
    solution=sgd_step,
    cases=cases,
    use=use,
    hint="Section 1 moves one number: under torch.no_grad(), with -=. Here are several; ask each first whether it has slopes.",
    otherwise="Each number moves by minus the learning rate times its own slope, and nothing else happens to it.",
    mistakes={
        "That walks uphill: the gradient points to where the loss grows.": {"-=": "+="},
        "The learning rate is missing: a step is the learning rate times the slope.": {"learning_rate * ": ""},
        "Nothing moved: p = p - ... makes a new tensor and leaves the old one where it was; p -= ... moves it.": {
            "parameter -= ": "parameter = parameter - "
        },
        "New tensors stand in the list, and the network's own have not moved: use -= on each.": (
            _new_in_the_list,
            torch.no_grad()(_new_in_the_list),
        ),
        "How far a number moves depends on how steep its slope is, not on the sign alone.": {
            "parameter.grad": "parameter.grad.sign()"
        },
        "A parameter without slopes has None there, and None cannot be multiplied: ask for it first, with `is not None`.": {
            "parameter.grad is not None": "True"
        },
        "One parameter without slopes ends the loop: go on to the next one.": {
            "if parameter.grad is not None:": "if parameter.grad is None:\n                break\n            else:"
        },
        "Only the first parameter moved: go through all of them.": {"in parameters": "in parameters[:1]"},
        "Switch the recording off around the step with torch.no_grad(), not in the parameter: frozen, it never learns.": {
            "parameter -=": "parameter.requires_grad_(False)\n                parameter -="
        },
        "This step is to be written by hand: without torch.optim, with -= on each parameter.": (
            lambda parameters, learning_rate: torch.optim.SGD(parameters, lr=learning_rate).step()
        ),
        "The step reads the gradients; it does not change them.": {
            "parameter -= learning_rate * parameter.grad": "parameter.grad *= learning_rate; parameter -= parameter.grad"
        },
    },
    free=("parameters*: gradient",),
)

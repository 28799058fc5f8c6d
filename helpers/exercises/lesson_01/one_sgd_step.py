"""Exercise 01.3: one step of gradient descent, by hand."""

import torch

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed, watching


def sgd_step(parameters, learning_rate):
    """Move each parameter a small step against its gradient, in place."""
    with torch.no_grad():
        for parameter in parameters:
            parameter -= learning_rate * parameter.grad


def cases():
    """One number, then several parameters of different shapes; gradients of both signs, and one that is 0."""
    for rate, start in (
        (0.5, [torch.tensor([2.0])]),
        (0.1, [torch.tensor([1.0, -2.0]), torch.tensor([[0.5]]), torch.tensor([[3.0, 1.0], [0.0, 2.0]])]),
        (2.0, [torch.tensor(-1.5), torch.tensor([[0.5, -0.25]])]),
    ):
        parameters = [value.clone().requires_grad_() for value in start]
        sum((part.square() * (number + 1) + part).sum() for number, part in enumerate(parameters)).backward()
        yield Case(parameters, rate, title=f"{len(parameters)} parameter(s), learning rate {rate}")


def use(answer, parameters, learning_rate):
    """Two steps in a row with the same gradients, which may be cleared in between; no optimiser of torch's."""
    gradients, held = [parameter.grad.clone() for parameter in parameters], list(parameters)
    with watching(torch.optim.Optimizer, "__init__") as optimizers:
        answer(parameters, learning_rate)
        for parameter, gradient in zip(held, gradients, strict=True):
            if parameter.grad is None or not parameter.grad.any():
                parameter.grad = gradient
        answer(held, learning_rate)
    return Observed({"optimisers made": len(optimizers)})


def _new_in_the_list(parameters, learning_rate):
    for place in range(len(parameters)):
        parameters[place] = parameters[place] - learning_rate * parameters[place].grad


EXERCISE = Exercise(
    id="01.3",
    solution=sgd_step,
    cases=cases,
    use=use,
    hint="Under torch.no_grad(), go through the parameters and use -= with the learning rate times parameter.grad.",
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
        "Only the first parameter moved: go through all of them.": {"in parameters": "in parameters[:1]"},
        "Switch the recording off around the step with torch.no_grad(), not in the parameter: frozen, it never learns.": {
            "parameter -=": "parameter.requires_grad_(False)\n            parameter -="
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

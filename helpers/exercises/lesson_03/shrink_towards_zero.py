"""Exercise 03.3: what L1 does to weights in a step, without hopping across zero."""

import torch
from torch.nn import functional

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed, watching


def shrink(weights, amount):
    """Every weight nearer to zero by the amount; one that is nearer than that becomes 0."""
    return weights.sign() * (weights.abs() - amount).clamp(min=0)


def cases():
    """Both signs, exactly the amount, zeros, an amount of 0 and one that swallows everything; other shapes."""
    row = torch.tensor([0.5, -0.5, 0.25, -0.25, 0.125, -0.0625, 0.0, 2.0])
    for weights, amount in (
        (row, 0.25),
        (row, 0.0),
        (row, 4.0),
        (torch.tensor([[1.5, -0.75], [0.1, -3.0], [0.0, 0.3]]), 0.5),
        (torch.tensor([-0.004, 0.003, -0.001]), 0.002),
        (torch.tensor(-1.0), 0.375),
    ):
        yield Case(weights.clone(), amount)


def use(answer, weights, amount):
    """One call, without torch's own."""
    with watching(functional, "softshrink") as calls:
        shrunk = answer(weights, amount)
    return Observed({"result": shrunk, "calls of softshrink": len(calls)})


EXERCISE = Exercise(
    id="03.3",
    solution=shrink,
    cases=cases,
    use=use,
    hint=(
        "Take the sign and the size apart: what is the size after the pull, and what is it at least? "
        ".clamp(min=0) raises what lies below 0."
    ),
    more_hints=("The size after the pull is (weights.abs() - amount).clamp(min=0). Which sign does it get back?",),
    otherwise="The sign stays; the size becomes smaller by the amount, and 0 where it would become negative.",
    mistakes={
        "Small weights hop across zero and change their sign: a size is never below 0.": (
            {".clamp(min=0)": ""},
            {"weights.sign() * (weights.abs() - amount).clamp(min=0)": "weights - amount * weights.sign()"},
        ),
        "The sign is lost: negative weights stay negative.": {"weights.sign() * ": ""},
        "The small ones are 0 now, but the large ones have not moved: every weight is pulled by the amount.": {
            "(weights.abs() - amount).clamp(min=0)": "weights.abs() * (weights.abs() > amount)"
        },
        "That subtracts from negative weights too, which moves them away from zero.": (
            {"weights.sign() * (weights.abs() - amount).clamp(min=0)": "(weights - amount).clamp(min=0)"},
            {"weights.sign() * (weights.abs() - amount).clamp(min=0)": "weights - amount"},
        ),
        "That takes a share of every weight, which is weight decay; nothing becomes 0 by it.": {
            "weights.sign() * (weights.abs() - amount).clamp(min=0)": "weights * (1 - amount)"
        },
        "The weights that were handed over have changed: make new ones, without an underscore at the end of the name.": {
            "return weights.sign() * (weights.abs() - amount).clamp(min=0)": (
                "return weights.copy_(weights.sign() * (weights.abs() - amount).clamp(min=0))"
            )
        },
        "This one is to be built by yourself, without torch's softshrink.": (
            lambda weights, amount: functional.softshrink(weights, amount)
        ),
    },
)

"""Exercise 17.4: a fault in a training step, found by behaviour."""

import torch
from torch import nn

from helpers.exercises.exercise import WrongAnswer, call

FAULTS = (
    # name, what is frozen, what the optimiser does not hold, whether it steps, where gradients are cleared, where to look
    ("fine", (), (), True, "first", "Everything moved, and the second gradient was not nearly twice as long."),
    ("no step", (), (), False, "first", "There were gradients, but no number in any tensor changed."),
    ("stuck", ("hidden.weight", "hidden.bias"), (), True, "first", "The hidden layer was frozen, and so had no gradient."),
    ("no zero_grad", (), (), True, "never", "The gradient after the second step was twice that after the first."),
    ("stuck", (), ("output.bias",), True, "first", "The optimiser did not hold the last tensor, though it had a gradient."),
    ("fine", (), (), True, "last", "The gradients were cleared at the end of the step: None afterwards is healthy."),
    ("fine", (), (), True, "to zero", "The gradients were set to 0 at the end of the step: that is healthy."),
    ("no step", (), "all", True, "first", "The optimiser stepped, but held the tensors of another model."),
    ("stuck", (), ("hidden.weight",), True, "first", "The optimiser did not hold the first tensor."),
    (
        "fine",
        (),
        (),
        True,
        "growing",
        "The gradient grew by itself, by a little: one that piles up is nearly twice as long.",
    ),
    ("no step", (), (), False, "never", "Gradients piled up too, but nothing ever moved: that comes first."),
)


def judge_diagnosis(answer):
    """Eleven trainings, healthy and broken ones, with networks of different sizes."""
    for number, (wanted, frozen, left_out, steps, clearing, look) in enumerate(FAULTS):
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(number)
            model, step, calls = _training(number, frozen, left_out, steps, clearing)
            got = call(answer, model, step)
        if not isinstance(got, str):
            raise WrongAnswer(f"the text {wanted!r}", f"a value of type {type(got).__name__}", "Return one of the four texts.")
        if got not in {fault[0] for fault in FAULTS}:
            raise WrongAnswer(f"the text {wanted!r}", repr(got), "Return one of the four texts, spelt as in the exercise.")
        if got == wanted:
            continue
        if not calls:
            look = "step() was never called: only a step shows what moves."
        elif got == "no step":
            look = "Tensors did move. Were all of them cloned before the step? detach() alone is the tensor itself."
            if not any(parameter.grad is not None for parameter in model.parameters()):
                look = "Tensors did move; the gradients were cleared at the end of the step, which is healthy."
        raise WrongAnswer(repr(wanted), repr(got), look)


def _training(number, frozen, left_out, steps, clearing):
    """A model, its step, and the calls of it: full batch, small rate, tanh (no unit can die)."""
    sizes = ((3, 5, 2), (6, 4, 3), (2, 7, 4))[number % 3]
    model = nn.Sequential()
    model.add_module("hidden", nn.Linear(*sizes[:2]))
    model.add_module("activation", nn.Tanh())
    model.add_module("output", nn.Linear(*sizes[1:]))
    inputs, targets = torch.randn(20, sizes[0]), torch.randn(20, sizes[2])
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(name not in frozen)
    held = [parameter for name, parameter in model.named_parameters() if name not in left_out and left_out != "all"]
    optimizer = torch.optim.SGD(held or nn.Linear(2, 2).parameters(), lr=0.001)

    calls = []

    def step():
        calls.append(1)
        if clearing in ("first", "growing"):
            model.zero_grad()
        loss = (model(inputs) - targets).square().mean()
        if clearing == "growing":  # its gradient grows while the loss falls
            loss = -(loss**-8)
        loss.backward()
        if steps:
            optimizer.step()
        if clearing in ("last", "to zero"):
            model.zero_grad(set_to_none=clearing == "last")

    return model, step, calls

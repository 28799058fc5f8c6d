"""Exercise 01.4: the loop, with an end that nobody knows beforehand."""

import torch
from torch import nn

from helpers.exercises.engine import Case, Exercise


def steps_until(model, inputs, labels, optimizer, target, most):
    """Train until the loss is below the target; returns how many steps that took, at most ``most``."""
    for step in range(most):
        loss = nn.functional.cross_entropy(model(inputs), labels)
        if loss.item() < target:
            return step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return most


def cases():
    """Reached after some steps, never, at once; with an optimiser that remembers; slopes are left over from before."""
    for title, momentum, target, most in (
        ("12 flowers, target 0.9", 0.0, 0.9, 50),
        ("12 flowers, a target that four steps do not reach", 0.0, 0.1, 4),
        ("12 flowers, a target that is reached before the first step", 0.0, 5.0, 10),
        ("12 flowers, an optimiser that remembers earlier steps", 0.9, 0.8, 60),
        ("12 flowers, one step at most", 0.9, 0.0, 1),
        ("12 flowers, a target that is just the first loss, and so not above it", 0.0, None, 3),
    ):
        torch.manual_seed(most)
        model = nn.Sequential(nn.Linear(4, 6), nn.ReLU(), nn.Linear(6, 3))
        inputs, labels = torch.rand(12, 4), torch.arange(12) % 3
        inputs[:, 0] += labels
        nn.functional.cross_entropy(model(torch.rand(6, 4)), torch.arange(6) % 3).backward()
        optimizer = torch.optim.SGD(model.parameters(), lr=0.2, momentum=momentum)
        target = nn.functional.cross_entropy(model(inputs), labels).item() if target is None else target
        yield Case(model, inputs, labels, optimizer, target, most, title=f"{title}; slopes are left over from before")


EXERCISE = Exercise(
    id="01.4",
    solution=steps_until,
    cases=cases,
    hint=(
        "for step in range(most), and inside it the five lines of section 6. The loss is known after the second of them: "
        "if it is low enough there, how many steps have been done so far? And what if the loop ends without that?"
    ),
    otherwise=(
        "Measure the loss, return the number of steps so far if it is below the target, otherwise do one step of the given "
        "optimiser: clear, backward(), step()."
    ),
    mistakes={
        "backward() adds to the slopes that are there: clear them in every step, before backward().": {
            "optimizer.zero_grad()": "pass"
        },
        "The first step used slopes that were left over from before: zero_grad() comes before backward().": {
            "optimizer.zero_grad()": "pass",
            "optimizer.step()": "optimizer.step(); optimizer.zero_grad()",
        },
        "zero_grad() between backward() and step() throws the new slopes away: the step finds none.": {
            "loss.backward()": "loss.backward(); optimizer.zero_grad()",
        },
        "The weights never move: optimizer.step() comes after backward().": (
            {"optimizer.step()": "pass"},
            {"optimizer.zero_grad()": "optimizer.zero_grad(); optimizer.step()", "        optimizer.step()\n": ""},
        ),
        "Count the steps that were done: none before the first, not one.": (
            {"return step": "return step + 1"},
            {"return step": "return step + 1", "return most": "return most + 1"},
        ),
        "It goes on although the target is reached: look at the loss in every step, and return.": {
            "loss.item() < target": "False"
        },
        "Stop when the loss is *below* the target: equal is not below.": {"< target": "<= target"},
        "One step too many: look at the loss before the step, as soon as it is known.": {
            "        if loss.item() < target:\n            return step\n": "",
            "optimizer.step()": "optimizer.step()\n        if loss.item() < target:\n            return step + 1",
        },
        "Use the optimiser that is handed over: it remembers earlier steps, and a new one does not.": {
            "    for step": "    optimizer = torch.optim.SGD(model.parameters(), lr=0.2)\n    for step",
        },
        "Where the target is not reached, return most.": {"return most": "return None"},
        "That is the sum over the flowers; the mean does not grow with their number.": {
            ", labels)": ", labels, reduction='sum')"
        },
        "cross_entropy contains the softmax: hand it the raw logits.": {"model(inputs)": "model(inputs).softmax(dim=1)"},
        "eval() has no place in a training loop: the model stays that way.": {"    for step": "    model.eval()\n    for step"},
    },
    free=("model.*: gradient",),
)

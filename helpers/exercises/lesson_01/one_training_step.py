"""Exercise 01.4: one step of training with an optimiser."""

import torch
from torch import nn

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed


def training_step(model, inputs, labels, optimizer):
    """One step of training; returns the loss before the step as a number."""
    logits = model(inputs)
    loss = nn.functional.cross_entropy(logits, labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def cases():
    """Two networks, one with dropout and BatchNorm; two optimisers that remember; a gradient is left over from before."""
    for examples, momentum in ((12, 0.0), (7, 0.9)):
        torch.manual_seed(examples)
        parts = [nn.Linear(4, 5), nn.BatchNorm1d(5), nn.Dropout(0.3)] if momentum else [nn.Linear(4, 5)]
        model = nn.Sequential(*parts, nn.ReLU(), nn.Linear(5, 3))
        inputs, labels = torch.rand(examples, 4), torch.arange(examples) % 3
        nn.functional.cross_entropy(model(torch.rand(6, 4)), torch.arange(6) % 3).backward()
        optimizer = torch.optim.SGD(model.parameters(), lr=0.5, momentum=momentum)
        yield Case(
            model, inputs, labels, optimizer, title=f"{examples} flowers, momentum {momentum}, gradients left over from before"
        )


def use(answer, model, inputs, labels, optimizer):
    """Three steps in a row: a gradient that is not cleared, or an optimiser that is made anew, shows in the second."""
    return Observed({f"the loss of step {step}": answer(model, inputs, labels, optimizer) for step in (1, 2, 3)})


def _step(model, inputs, labels, optimizer, loss_of=nn.functional.cross_entropy, before=lambda model: None, result=None):
    before(model)
    loss = loss_of(model(inputs), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item() if result is None else result(loss)


def _never_cleared(model, inputs, labels, optimizer):
    loss = nn.functional.cross_entropy(model(inputs), labels)
    loss.backward()
    optimizer.step()
    return loss.item()


def _cleared_last(model, inputs, labels, optimizer):
    loss = _never_cleared(model, inputs, labels, optimizer)
    optimizer.zero_grad()
    return loss


def _cleared_too_late(model, inputs, labels, optimizer):
    loss = nn.functional.cross_entropy(model(inputs), labels)
    loss.backward()
    optimizer.zero_grad()
    optimizer.step()
    return loss.item()


def _no_step(model, inputs, labels, optimizer):
    loss = nn.functional.cross_entropy(model(inputs), labels)
    optimizer.zero_grad()
    loss.backward()
    return loss.item()


def _no_backward(model, inputs, labels, optimizer):
    loss = nn.functional.cross_entropy(model(inputs), labels)
    optimizer.zero_grad()
    optimizer.step()
    return loss.item()


def _step_before_backward(model, inputs, labels, optimizer):
    loss = nn.functional.cross_entropy(model(inputs), labels)
    optimizer.zero_grad()
    optimizer.step()
    loss.backward()
    return loss.item()


def _loss_after(model, inputs, labels, optimizer):
    training_step(model, inputs, labels, optimizer)
    return nn.functional.cross_entropy(model(inputs), labels).item()


def _by_hand(model, inputs, labels, optimizer):
    loss = nn.functional.cross_entropy(model(inputs), labels)
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= 0.5 * parameter.grad
    return loss.item()


def _two_steps(model, inputs, labels, optimizer):
    loss = training_step(model, inputs, labels, optimizer)
    training_step(model, inputs, labels, optimizer)
    return loss


EXERCISE = Exercise(
    id="01.4",
    solution=training_step,
    cases=cases,
    use=use,
    hint="Five lines: logits, loss, zero_grad, backward, step. Keep the loss as a plain number with .item().",
    otherwise="One call is one step of the given optimiser, by the mean cross-entropy of the raw logits; nothing else.",
    mistakes={
        "backward() adds to the slopes that are there: clear them in every step, before backward().": _never_cleared,
        "The first step used slopes that were left over from before: zero_grad() comes before backward().": _cleared_last,
        "zero_grad() between backward() and step() throws the new slopes away: the step finds none.": (
            _cleared_too_late,
            _no_backward,
        ),
        "No step used the new slopes: optimizer.step() moves the weights, and comes after backward().": (
            _no_step,
            _step_before_backward,
        ),
        "Return the loss from before the step, as the first line computed it.": _loss_after,
        "Use the optimiser that is handed over: it remembers earlier steps, and a step by hand does not.": _by_hand,
        "One call must be one step.": _two_steps,
        "That is the sum over the examples; the mean does not grow with their number.": (
            lambda *given: _step(*given, loss_of=lambda z, y: nn.functional.cross_entropy(z, y, reduction="sum"))
        ),
        "cross_entropy contains the softmax: hand it the raw logits.": (
            lambda *given: _step(*given, loss_of=lambda z, y: nn.functional.cross_entropy(z.softmax(dim=1), y))
        ),
        "eval() has no place in a training step: it switches dropout off, and the model stays that way.": (
            lambda *given: _step(*given, before=lambda model: model.eval())
        ),
        "Do not round the loss.": lambda *given: _step(*given, result=lambda loss: round(loss.item(), 4)),
    },
    free=("model.*: gradient",),
)

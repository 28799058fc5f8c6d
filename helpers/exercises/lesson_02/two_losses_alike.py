"""Exercise 02.3: two losses that may be compared, of a network with a handicap that learns from some wrong labels."""

import torch
from torch import nn

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.viewing import as_numbers


def two_losses(model, optimizer, train, validation, epochs):
    """Both losses before every step and after the last, without handicap, without learning, on right labels alone."""
    inputs, labels, is_wrong = train
    train_losses, validation_losses = [], []
    for epoch in range(epochs + 1):
        model.eval()
        with torch.no_grad():
            train_losses.append(nn.functional.cross_entropy(model(inputs[~is_wrong]), labels[~is_wrong]).item())
            validation_losses.append(nn.functional.cross_entropy(model(validation[0]), validation[1]).item())
        model.train()
        if epoch < epochs:
            loss = nn.functional.cross_entropy(model(inputs), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return train_losses, validation_losses


def cases():
    """With a handicap and without; no epoch to several; no wrong label, some, most; an optimiser with a memory; old slopes."""
    for title, dropout, momentum, examples, wrong, unseen, epochs in (
        ("12 examples, 3 of them with a wrong label, 3 epochs", 0.0, 0.0, 12, 3, 6, 3),
        ("12 examples, all labels right, 4 epochs, half of the units switched off", 0.5, 0.0, 12, 0, 9, 4),
        ("7 examples, 4 of them with a wrong label, one epoch, an optimiser that remembers", 0.3, 0.9, 7, 4, 12, 1),
        ("9 examples, 2 of them with a wrong label, no epoch: the network before training", 0.5, 0.0, 9, 2, 4, 0),
        ("20 examples, 6 of them with a wrong label, 6 epochs, an optimiser that remembers", 0.4, 0.9, 20, 6, 5, 6),
        ("150 examples, 30 of them with a wrong label, 2 epochs", 0.0, 0.0, 150, 30, 40, 2),
    ):
        torch.manual_seed(examples + epochs)
        model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Dropout(dropout), nn.Linear(8, 3))
        is_wrong = torch.randperm(examples) < wrong
        train = torch.rand(examples, 4), (torch.arange(examples) + is_wrong) % 3, is_wrong
        validation = torch.rand(unseen, 4), torch.arange(unseen) % 3
        nn.functional.cross_entropy(model(validation[0]), validation[1]).backward()
        optimizer = torch.optim.SGD(model.parameters(), lr=0.3, momentum=momentum)
        yield Case(model, optimizer, train, validation, epochs, title=f"{title}; slopes are left over from before")


def _view(result):
    """Both curves as lists of numbers, whatever holds them; a loss that still has its graph is named as such."""
    return [_as_curve(curve) for curve in result] if isinstance(result, list | tuple) else result


def _as_curve(curve):
    losses = list(curve) if isinstance(curve, list | tuple) else [curve]
    kept = any(isinstance(loss, torch.Tensor) and loss.requires_grad for loss in losses)
    return "losses with a graph" if kept else as_numbers(curve)


MEASURE = "train_losses.append(nn.functional.cross_entropy(model(inputs[~is_wrong]), labels[~is_wrong]).item())\n"

EXERCISE = Exercise(
    id="02.3",
    solution=two_losses,
    cases=cases,
    view=_view,
    parts=("training losses", "validation losses"),
    hint=(
        "There are epochs + 1 looks and epochs steps. A look: evaluation mode, no_grad, both losses, .item(); inputs[~is_wrong] "
        "are the inputs whose label is right. A step: training mode and the lines of lesson 01, on all examples."
    ),
    otherwise=(
        "Compare your loop with the four points of the exercise, one at a time: what is measured on, how, when, and what "
        "a step learns from."
    ),
    mistakes={
        "The handicap is on while you measure: switch the model to evaluation mode before both measurements.": (
            {"model.eval()": "model.train()"},
            {"        model.eval()\n": ""},
        ),
        "The training loss is measured with the handicap and the validation loss without: measure both in evaluation mode.": (
            {" " * 12 + MEASURE: "", "        model.train()\n": "        model.train()\n        " + MEASURE},
            {" " * 12 + MEASURE: "", "optimizer.zero_grad()": "train_losses.append(loss.item()); optimizer.zero_grad()"},
        ),
        "The training loss is measured on the wrong labels too, but the validation part has none: leave them out of it.": {
            "model(inputs[~is_wrong]), labels[~is_wrong]": "model(inputs), labels"
        },
        "is_wrong is True where the label is wrong; the training loss is measured on the others, ~is_wrong.": {
            "~is_wrong": "is_wrong"
        },
        "The wrong labels are left out of the measuring only: the step learns from all training examples, as her program does.": {
            "loss = nn.functional.cross_entropy(model(inputs), labels)": (
                "loss = nn.functional.cross_entropy(model(inputs[~is_wrong]), labels[~is_wrong])"
            )
        },
        "The step must be done with the handicap: switch the model back to training mode before it.": (
            {"        model.train()\n": ""},
            {"model.train()": "model.eval()"},
            {
                "        model.train()\n": "",
                "    return train_losses, validation_losses": "    model.train()\n    return train_losses, validation_losses",
            },
        ),
        "The first look comes before the first step: measure at the top of the loop.": (
            lambda *given: _measured(*given, train_first=False, validation_first=False),
            lambda *given: _measured(*given, train_first=False, validation_first=False, more=1),
        ),
        "One curve is measured before the step and the other after it: they belong to different weights. Measure both before.": (
            lambda *given: _measured(*given, train_first=True, validation_first=False),
            lambda *given: _measured(*given, train_first=True, validation_first=False, more=1),
            lambda *given: _measured(*given, train_first=True, validation_first=False, last=True),
            lambda *given: _measured(*given, train_first=False, validation_first=True),
            lambda *given: _measured(*given, train_first=False, validation_first=True, more=1),
        ),
        "Those are her curves: the loss of the step, with wrong labels and handicap, and a validation loss after the step.": (
            lambda *given: _her_own(0, *given),
            lambda *given: _her_own(1, *given),
        ),
        "The last look is missing: after the last step, measure once more. That makes epochs + 1 records.": {
            "range(epochs + 1)": "range(epochs)"
        },
        "An epoch is one step here, on all training examples at once, not one step for each mini-batch.": (
            lambda *given: _in_batches(5, *given),
            lambda *given: _in_batches(20, *given),
            lambda *given: _in_batches(64, *given),
        ),
        "One step too many: there are epochs + 1 looks, but only epochs steps.": {"epoch < epochs": "True"},
        "backward() adds to the slopes that are there: clear them in every step, before backward().": {
            "            optimizer.zero_grad()\n": ""
        },
        "Nothing is learnt from the validation part: the step takes the loss on the training part.": {
            "loss = nn.functional.cross_entropy(model(inputs), labels)": (
                "loss = nn.functional.cross_entropy(model(validation[0]), validation[1])"
            )
        },
        "The training losses come first in what is returned.": {
            "return train_losses, validation_losses": "return validation_losses, train_losses"
        },
        "The weights never move: optimizer.step() comes after backward().": {"            optimizer.step()\n": ""},
        "Those losses still hold the graph of their prediction: measure under torch.no_grad(), and write down loss.item().": (
            {"torch.no_grad()": "torch.enable_grad()", ".item()": ""},
        ),
        "Do the steps with the optimizer that is given: a new one has another learning rate, or no memory of earlier steps.": (
            lambda model, optimizer, *rest: two_losses(model, torch.optim.SGD(model.parameters(), lr=0.3), *rest),
            lambda model, optimizer, *rest: two_losses(model, torch.optim.SGD(model.parameters(), lr=0.1), *rest),
            lambda model, optimizer, *rest: two_losses(model, torch.optim.SGD(model.parameters(), lr=0.01), *rest),
        ),
        "Hand the model back in training mode, as you found it.": {
            "    return train_losses, validation_losses": "    model.eval()\n    return train_losses, validation_losses"
        },
        "That is one list; two are asked for, the training losses and the validation losses.": (
            {"return train_losses, validation_losses": "return train_losses + validation_losses"},
            {"return train_losses, validation_losses": "return train_losses"},
            {"return train_losses, validation_losses": "return validation_losses"},
        ),
        "Those are accuracies or sums: write down the mean cross-entropy.": {
            ", labels[~is_wrong]).item()": ", labels[~is_wrong], reduction='sum').item()",
            ", validation[1]).item()": ", validation[1], reduction='sum').item()",
        },
    },
    free=("model*: gradient",),
)


def _measured(model, optimizer, train, validation, epochs, *, train_first, validation_first, more=0, last=False):
    """A common mistake: a curve is measured after the step. ``more`` looks without a step, or a ``last`` one, follow."""
    inputs, labels, is_wrong = train
    parts = ((inputs[~is_wrong], labels[~is_wrong]), validation)
    found = [], []

    def look(chosen):
        model.eval()
        with torch.no_grad():
            for losses, part, measured in zip(found, parts, chosen, strict=True):
                if measured:
                    losses.append(nn.functional.cross_entropy(model(part[0]), part[1]).item())
        model.train()

    for epoch in range(epochs + more):
        look((train_first, validation_first))
        if epoch < epochs:
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(inputs), labels).backward()
            optimizer.step()
        look((not train_first, not validation_first))
    if last:
        look((True, True))
    return found


def _her_own(more, model, optimizer, train, validation, epochs):
    """The program of the colleague, whose two curves cannot be compared."""
    inputs, labels, _ = train
    found = [], []
    for epoch in range(epochs + more):
        loss = nn.functional.cross_entropy(model.train()(inputs), labels)
        found[0].append(loss.item())
        if epoch < epochs:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            found[1].append(nn.functional.cross_entropy(model.eval()(validation[0]), validation[1]).item())
    model.train()
    return found


def _in_batches(size, model, optimizer, train, validation, epochs):
    """A common mistake: a step for each mini-batch."""
    inputs, labels, is_wrong = train
    found = [], []
    for epoch in range(epochs + 1):
        model.eval()
        with torch.no_grad():
            for losses, part in zip(found, ((inputs[~is_wrong], labels[~is_wrong]), validation), strict=True):
                losses.append(nn.functional.cross_entropy(model(part[0]), part[1]).item())
        model.train()
        for first in range(0, len(inputs) if epoch < epochs else 0, size):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(inputs[first : first + size]), labels[first : first + size]).backward()
            optimizer.step()
    return found

"""Exercise 18.3: a training with four planted faults, to be mended."""

import copy

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed
from helpers.exercises.engine.viewing import as_number


def training(model, images, labels, new_images, new_labels, epochs, batch_size):
    """The published training with its four faults mended."""
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    best_right, best_weights = -1, None
    for _ in range(epochs):
        model.train()
        for start in range(0, len(labels), batch_size):
            some_images = images[start : start + batch_size]
            some_labels = labels[start : start + batch_size]
            loss = cross_entropy(model(some_images), some_labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            answers = model(new_images).argmax(dim=1)
        right = (answers == new_labels).sum().item()
        if right > best_right:
            best_right = right
            best_weights = copy.deepcopy(model.state_dict())
    return best_weights, best_right / len(new_labels)


class _DropoutWithItsOwnDice(nn.Dropout):
    """Dropout whose draws depend on how often it was asked in training mode, not on who else draws (a DataLoader does)."""

    asked = 0

    def forward(self, inputs):
        if not self.training:
            return inputs
        self.asked += 1
        generator = torch.Generator().manual_seed(self.asked)
        return inputs * (torch.rand(inputs.shape, generator=generator) >= self.p) / (1 - self.p)


def cases():
    """Dropout, BatchNorm or neither; batches that fit or not; one epoch; the best one early, and tied; nothing right."""
    for seed, examples, epochs, batch_size, layers in (
        (1, 48, 6, 8, "dropout"),
        (0, 24, 1, 24, ""),
        (4, 40, 5, 12, ""),
        (1, 36, 8, 9, "batch norm"),
        (1, 30, 7, 7, "dropout"),
        (2, 20, 9, 10, "evaluation mode"),
        (0, 16, 4, 30, "dropout"),
    ):
        torch.manual_seed(seed)
        between = {"batch norm": nn.BatchNorm1d(12), "": nn.Identity()}.get(layers, _DropoutWithItsOwnDice(0.5))
        model = nn.Sequential(nn.Linear(5, 12), between, nn.ReLU(), nn.Linear(12, 3)).train(layers != "evaluation mode")
        centres = 1.2 * torch.randn(3, 5)
        labels, new_labels = torch.arange(examples) % 3, torch.arange(31) % 3
        images = centres[labels] + 1.5 * torch.randn(examples, 5)
        new_images = centres[new_labels] + 1.5 * torch.randn(31, 5)
        kind = f" with {layers}" if layers in ("dropout", "batch norm") else ""
        kind += " and dropout, handed over in evaluation mode" if layers == "evaluation mode" else ""
        title = f"{examples} images, {epochs} epoch{'s' * (epochs > 1)}, batches of {batch_size}, a network{kind}"
        yield Case(model, images, labels, new_images, new_labels, epochs, batch_size, title=title)
    torch.manual_seed(7)
    model = nn.Sequential(nn.Linear(5, 12), nn.ReLU(), nn.Linear(12, 3))
    with torch.no_grad():
        model[2].bias[2] = -50.0
    images, new_images = torch.randn(20, 5), torch.randn(6, 5)
    never = "2 epochs, batches of 8, new images of which no epoch gets one right"
    yield Case(model, images, torch.arange(20) % 2, new_images, torch.full((6,), 2), 2, 8, title=f"20 images, {never}")


def use(answer, *arguments):
    """The accuracy, and the weights as they are after the whole training."""
    weights, accuracy = answer(*arguments)
    if not isinstance(weights, dict):
        raise TypeError("The first thing to be returned is a dictionary of weights, as state_dict() makes it.")
    kept = {f"kept {name}": tensor.detach().clone() for name, tensor in weights.items()}
    return Observed({"accuracy": as_number(accuracy)} | kept)


EXERCISE = Exercise(
    id="18.3",
    solution=training,
    cases=cases,
    use=use,
    hint=(
        "Two of the faults stand in sections 3 and 5 of this lesson (the steps; the choice). For the other two: print start and "
        "the number of images in every batch, and print model.training beside the loss, over two epochs."
    ),
    more_hints=(
        "Which images does the last value of start leave out? And who calls train() after eval()? The gradients, and what "
        "state_dict() hands out, are in the text.",
    ),
    otherwise=(
        "Four faults: what becomes of old gradients, which images no batch holds, which mode the second epoch trains in, and "
        "what is in best_weights when the training goes on. Change nothing else."
    ),
    mistakes={
        "The kept weights are still the model's own tensors, and go on changing: keep a deep copy.": (
            {"copy.deepcopy(model.state_dict())": "model.state_dict()"},
            {"copy.deepcopy(model.state_dict())": "dict(model.state_dict())"},
        ),
        "The gradients of all batches pile up: zero_grad() before backward().": (
            {"            optimizer.zero_grad()\n": ""},
            {
                "            optimizer.zero_grad()\n": "",
                "        model.train()\n": "        model.train()\n        optimizer.zero_grad()\n",
            },
        ),
        "zero_grad() after backward() throws away the gradient that the step needs: call it before.": {
            "            optimizer.zero_grad()\n            loss.backward()\n": (
                "            loss.backward()\n            optimizer.zero_grad()\n"
            )
        },
        "The last images are in no batch: where does range() end?": (
            {"range(0, len(labels), batch_size)": "range(0, len(labels) - batch_size, batch_size)"},
            {"range(0, len(labels), batch_size)": "range(0, len(labels) - batch_size + 1, batch_size)"},
        ),
        "After the first epoch the network stays in evaluation mode, and dropout is off: train() at the start of every epoch.": (
            {"        model.train()\n": ""},
            {"        model.train()\n": "", "    best_right, best_weights": "    model.train()\n    best_right, best_weights"},
        ),
        "The validation is done in training mode: eval() before it.": {"        model.eval()\n": ""},
        "Of equal scores the first epoch is kept: compare with >.": {"right > best_right": "right >= best_right"},
        "The highest score must be remembered, or every epoch counts as the best.": {
            "            best_right = right\n": "            pass\n",
            "best_right / len": "right / len",
        },
        "All four faults are still in it: first find one, and mend it.": {
            "        model.train()\n": "",
            "range(0, len(labels), batch_size)": "range(0, len(labels) - batch_size, batch_size)",
            "            optimizer.zero_grad()\n": "",
            "copy.deepcopy(model.state_dict())": "model.state_dict()",
        },
        "Three faults are still in it; what zero_grad() is for is mended.": {
            "        model.train()\n": "",
            "range(0, len(labels), batch_size)": "range(0, len(labels) - batch_size, batch_size)",
            "copy.deepcopy(model.state_dict())": "model.state_dict()",
        },
        "The two faults of the text are mended. Two are left: print start, the size of each batch, and model.training.": {
            "        model.train()\n": "",
            "range(0, len(labels), batch_size)": "range(0, len(labels) - batch_size, batch_size)",
        },
    },
    free=("model*", "torch's random numbers: state"),
)

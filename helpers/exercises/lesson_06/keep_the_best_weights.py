"""Exercise 06.3: train, and leave the best weights in the model."""

import copy
import math

import torch
from torch import nn

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed, watching

NAN = math.nan


def fit(model, train_one_epoch, validation_loss, epochs):
    """Train, and leave the weights of the smallest validation loss in the model."""
    best_loss, best_weights = float("inf"), None
    for _ in range(epochs):
        train_one_epoch(model)
        loss = validation_loss(model)
        if loss < best_loss:
            best_loss, best_weights = loss, copy.deepcopy(model.state_dict())
    if best_weights is not None:
        model.load_state_dict(best_weights)


class _Training:
    """A training whose validation losses are given: it moves every weight by another amount in each epoch, and counts."""

    def __init__(self, model, losses):
        self.losses = losses
        self.states = [copy.deepcopy(model.state_dict())]
        self.validated = []

    def train_one_epoch(self, model):
        model.train()
        with torch.no_grad():
            for value in model.state_dict().values():
                value += len(self.states)
        self.states.append(copy.deepcopy(model.state_dict()))

    def validation_loss(self, model):
        epoch = len(self.states) - 1
        if epoch not in self.validated:
            self.validated.append(epoch)
        return self.losses[(epoch - 1) % len(self.losses)]

    def epoch_of(self, model):
        """In words, when the model was as it is now."""
        for epoch, state in enumerate(self.states):
            if all(torch.equal(state[name], value) for name, value in model.state_dict().items()):
                return f"those of epoch {epoch}" if epoch else "those from before the training"
        return "those of no epoch"


def cases():
    """Lists in which the best, the first, the largest and the last are at different places; NaN later and first; one epoch."""
    for losses in (
        (0.6, 0.4, 0.9, 0.8, 0.85),
        (0.7, NAN, 0.5, 0.9),
        (0.5, 0.3, 0.3, 0.7, NAN),
        (0.9, 0.8, 0.7),
        (NAN, 0.7, 0.8),
        (NAN, NAN, 0.9, 0.6, 0.6),
        (6e12, 5e12, 7e12),
        (-0.5, -2.0, -1.0),
        (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.7, 0.65, 0.75, 0.8, 0.9, 0.7, 0.3, 0.4),
        (0.25,),
    ):
        model = nn.Sequential(nn.Linear(4, 3), nn.Sequential(nn.Linear(3, 2, bias=False), nn.BatchNorm1d(2)))
        model[0].bias.requires_grad_(False)
        training = _Training(model, losses)
        shown = ", ".join(f"{loss:g}" for loss in losses)
        yield Case(model, training.train_one_epoch, training.validation_loss, len(losses), training, title=f"the losses {shown}")


def use(answer, model, train_one_epoch, validation_loss, epochs, training):
    """What was called how often and in which order; the engine compares the model afterwards."""
    with watching(nn.Module, "load_state_dict") as loads:
        answer(model, train_one_epoch, validation_loss, epochs)
    model.train()  # in whichever mode it ends: the functions that are handed over set it as they need it
    return Observed(
        {
            "epochs of training": len(training.states) - 1,
            "epochs that were validated": training.validated,
            "weights at the end": training.epoch_of(model),
            "put back": bool(loads),
        }
    )


def _with_min(model, train_one_epoch, validation_loss, epochs):
    losses, kept = [], []
    for _ in range(epochs):
        train_one_epoch(model)
        losses.append(validation_loss(model))
        kept.append(copy.deepcopy(model.state_dict()))
    model.load_state_dict(kept[losses.index(min(losses))])


EXERCISE = Exercise(
    id="06.3",
    solution=fit,
    cases=cases,
    use=use,
    hint="Keep the best loss and copy.deepcopy(model.state_dict()) together; model.load_state_dict(...) comes after the loop.",
    otherwise="Copy the weights whenever the loss is below the best so far, keep both together, and load them after the loop.",
    mistakes={
        "state_dict(), dict(...) and .copy() hold the very tensors that training changes; copy.deepcopy does not.": {
            "copy.deepcopy(model.state_dict())": "model.state_dict()"
        },
        "Those are the last weights, since nothing was put back: call model.load_state_dict(...) after the loop.": {
            "model.load_state_dict(best_weights)": "pass"
        },
        "Put the best weights back once, after the loop: in the loop they change what the training goes on from.": (
            {"    if best_weights": "        if best_weights", "        model.load": "            model.load"},
            {
                "None\n": "copy.deepcopy(model.state_dict())\n",
                "    if best_weights": "        if best_weights",
                "        model.load": "            model.load",
            },
        ),
        "Of two equal losses the first counts: an equal loss is no improvement.": {"loss < best": "loss <= best"},
        "NaN is no improvement: ask `loss < best`, which is False for NaN; `not loss >= best` is True.": {
            "loss < best": "not loss >= best"
        },
        "min() of a list with NaN in it may return the NaN: compare the losses one by one, with `loss < best`.": _with_min,
        "That keeps the largest loss; the smallest is the best.": (
            {"loss < best": "loss > best", '"inf"': '"-inf"'},
            {"loss < best": "loss > best", '"inf"': '"0"'},
        ),
        "The running means are part of the model too: state_dict() holds them, parameters() does not.": {
            "model.state_dict()": "dict(model.named_parameters())",
            "best_weights)": "best_weights, strict=False)",
        },
        "Every loss that comes first is an improvement, however large it is: best starts at infinity.": (
            {'"inf"': '"1"'},
            {'"inf"': '"1"', "if best_weights is not None": "if True"},
        ),
        "A loss may be below 0, and any number is an improvement at first: best starts at infinity.": (
            {'"inf"': '"0"'},
            {'"inf"': '"0"', "if best_weights is not None": "if True"},
        ),
        "Compare with the best so far, and not with the loss just before.": {
            "best_loss, best_weights = loss, copy": "best_weights = copy",
            "    if best_weights is": "        best_loss = loss\n    if best_weights is",
        },
        "Train first and validate then: the loss belongs to the weights after the epoch.": {
            "        train_one_epoch(model)\n": "",
            "    if best_weights": "        train_one_epoch(model)\n    if best_weights",
        },
        "NaN is no reason to stop: train for all the epochs.": {
            "        if loss <": "        if math.isnan(loss):\n            break\n        if loss <"
        },
        "This loop does not stop early: train for all the epochs.": {
            "copy.deepcopy(model.state_dict())\n": "copy.deepcopy(model.state_dict())\n        else:\n            break\n"
        },
        "The model's own tensors must stay, since the optimiser holds them: write into them with load_state_dict(weights).": {
            "(best_weights)": "(best_weights, assign=True)"
        },
    },
    free=("result, put back: *",),  # weights may be put back without load_state_dict
)

"""Exercise 06.3: train, and leave the best weights in the model."""

import copy
import math

import torch
from torch import nn

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed, watching


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
        self.epoch = 0
        self.states = [_copy(model)]
        self.validated = []

    def train_one_epoch(self, model):
        self.epoch += 1
        model.train()
        with torch.no_grad():
            for value in model.state_dict().values():
                value += self.epoch
        self.states.append(_copy(model))

    def validation_loss(self, model):
        if self.epoch not in self.validated:
            self.validated.append(self.epoch)
        return self.losses[min(max(self.epoch, 1), len(self.losses)) - 1]

    def epoch_of(self, model, names):
        """In words, when these parts of the model were as they are now."""
        now = model.state_dict()
        for epoch, state in enumerate(self.states):
            if all(torch.equal(now[name], state[name]) for name in names):
                return f"those of epoch {epoch}" if epoch else "those from before the training"
        return "those of no epoch"


def _with_dropout():
    inner = nn.Sequential(nn.Linear(3, 2, bias=False), nn.BatchNorm1d(2), nn.Dropout(0.3))
    model = nn.Sequential(nn.Linear(4, 3), inner)
    model[0].bias.requires_grad_(False)
    return model


NAN = math.nan


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
        torch.manual_seed(len(losses))
        model = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3)) if len(losses) % 2 else _with_dropout()
        training = _Training(model, losses)
        shown = ", ".join(f"{loss:g}" for loss in losses)
        yield Case(model, training.train_one_epoch, training.validation_loss, len(losses), training, title=f"the losses {shown}")


def use(answer, model, train_one_epoch, validation_loss, epochs, training):
    """What was called how often and in which order; the engine compares the model afterwards."""
    with watching(nn.Module, "load_state_dict") as loads:
        answer(model, train_one_epoch, validation_loss, epochs)
    model.train()  # in whichever mode it ends: the functions that are handed over set it as they need it
    learnt = [name for name, _ in model.named_parameters()]
    return Observed(
        {
            "epochs of training": training.epoch,
            "epochs that were validated": training.validated,
            "weights at the end": training.epoch_of(model, learnt),
            "running means at the end": training.epoch_of(model, model.state_dict().keys() - set(learnt)),
            "put back": bool(loads),
        }
    )


def _copy(model):
    return copy.deepcopy(model.state_dict())


def _changed(
    keep=_copy,
    better=lambda loss, best: loss < best,
    start=math.inf,
    load=lambda model, weights: model.load_state_dict(weights, strict=False),
    guard=True,
    first_too=False,
):
    """The solution with one line changed; ``first_too``: the weights from before the training are kept at the start."""

    def training(model, train_one_epoch, validation_loss, epochs):
        best, weights = start, keep(model) if first_too else None
        for _ in range(epochs):
            train_one_epoch(model)
            loss = validation_loss(model)
            if better(loss, best):
                best, weights = loss, keep(model)
        if weights is not None or not guard:
            load(model, weights)

    return training


def _with_each_end(**change):
    """A change, with three ways to go on where no loss was ever an improvement."""
    return tuple(_changed(**change, **end) for end in ({}, {"guard": False}, {"first_too": True}))


def _compares_with_the_last(model, train_one_epoch, validation_loss, epochs):
    before, kept = math.inf, _copy(model)
    for _ in range(epochs):
        train_one_epoch(model)
        loss = validation_loss(model)
        if loss < before:
            kept = _copy(model)
        before = loss
    model.load_state_dict(kept)


def _compares_with_the_last_number(model, train_one_epoch, validation_loss, epochs):
    _compares_with_the_last(model, train_one_epoch, _without_nan(validation_loss), epochs)


def _without_nan(validation_loss):
    def number(model):
        loss = validation_loss(model)
        return math.inf if math.isnan(loss) else loss

    return number


def _validates_first(model, train_one_epoch, validation_loss, epochs):
    best, weights = math.inf, None
    for _ in range(epochs):
        loss = validation_loss(model)
        if loss < best:
            best, weights = loss, _copy(model)
        train_one_epoch(model)
    model.load_state_dict(weights)


def _goes_on_from_the_best(model, train_one_epoch, validation_loss, epochs):
    best, kept = math.inf, _copy(model)
    for _ in range(epochs):
        train_one_epoch(model)
        loss = validation_loss(model)
        if loss < best:
            best, kept = loss, _copy(model)
        else:
            model.load_state_dict(kept)
    model.load_state_dict(kept)


def _ends(when, guard=True):
    """The solution with a break in its loop; ``when`` gets the loss, the best so far and the count since."""

    def training(model, train_one_epoch, validation_loss, epochs):
        best, weights, waited = math.inf, None, 0
        for _ in range(epochs):
            train_one_epoch(model)
            loss = validation_loss(model)
            if loss < best:
                best, weights, waited = loss, _copy(model), 0
            else:
                waited += 1
            if when(loss, waited):
                break
        if weights is not None or not guard:
            model.load_state_dict(weights)

    return training


def _with_min(model, train_one_epoch, validation_loss, epochs):
    losses, kept = [], []
    for _ in range(epochs):
        train_one_epoch(model)
        losses.append(validation_loss(model))
        kept.append(_copy(model))
    model.load_state_dict(kept[losses.index(min(losses))])


def _another_model_inside(model, train_one_epoch, validation_loss, epochs):
    best, best_model = math.inf, None
    for _ in range(epochs):
        train_one_epoch(model)
        loss = validation_loss(model)
        if loss < best:
            best, best_model = loss, copy.deepcopy(model)
    model.__dict__.update(best_model.__dict__)


def _new_parameters(model, train_one_epoch, validation_loss, epochs):
    _changed(load=lambda model, weights: model.load_state_dict(weights, assign=True))(
        model, train_one_epoch, validation_loss, epochs
    )


EXERCISE = Exercise(
    id="06.3",
    solution=fit,
    cases=cases,
    use=use,
    hint="Keep the best loss and copy.deepcopy(model.state_dict()) together; model.load_state_dict(...) comes after the loop.",
    otherwise="Copy the weights whenever the loss is below the best so far, keep both together, and load them after the loop.",
    mistakes={
        "state_dict(), dict(...) and .copy() hold the very tensors that training changes; copy.deepcopy does not.": (
            _changed(keep=lambda model: model.state_dict()),
            _changed(keep=lambda model: {name: value.detach() for name, value in model.state_dict().items()}),
        ),
        "Those are the last weights, since nothing was put back: call model.load_state_dict(...) after the loop.": _changed(
            load=lambda model, weights: None
        ),
        "Put the best weights back once, after the loop: in the loop they change what the training goes on from.": (
            _goes_on_from_the_best
        ),
        "Of two equal losses the first counts: an equal loss is no improvement.": _changed(
            better=lambda loss, best: loss <= best
        ),
        "NaN is no improvement: ask `loss < best`, which is False for NaN; `not loss >= best` is True.": (
            _changed(better=lambda loss, best: not loss >= best),
            _changed(better=lambda loss, best: not loss > best),
        ),
        "min() of a list with NaN in it may return the NaN: compare the losses one by one, with `loss < best`.": _with_min,
        "That keeps the largest loss; the smallest is the best.": (
            *_with_each_end(better=lambda loss, best: loss > best, start=0.0),
            *_with_each_end(better=lambda loss, best: loss > best, start=-math.inf),
        ),
        "The running means are part of the model too: state_dict() holds them, parameters() does not.": _changed(
            keep=lambda model: {name: copy.deepcopy(value) for name, value in model.named_parameters()}
        ),
        "Every loss that comes first is an improvement, however large it is: best starts at infinity.": (
            *_with_each_end(start=1.0),
            *_with_each_end(start=10.0),
        ),
        "A loss may be below 0, and any number is an improvement at first: best starts at infinity.": (
            *_with_each_end(start=0.0),
        ),
        "Compare with the best so far, and not with the loss just before.": (
            _compares_with_the_last,
            _compares_with_the_last_number,
        ),
        "Train first and validate then: the loss belongs to the weights after the epoch.": _validates_first,
        "Those are the weights from before the training: copy them again whenever the loss improves.": _changed(
            better=lambda loss, best: False, first_too=True
        ),
        "NaN is no reason to stop: train for all the epochs.": (
            _ends(lambda loss, waited: math.isnan(loss)),
            _ends(lambda loss, waited: math.isnan(loss), guard=False),
        ),
        "This loop does not stop early: train for all the epochs.": (
            _ends(lambda loss, waited: waited == 1),
            _ends(lambda loss, waited: waited == 1, guard=False),
            _ends(lambda loss, waited: waited == 2),
            _ends(lambda loss, waited: waited == 3),
        ),
        "The model's own tensors must stay, since the optimiser holds them: write into them with load_state_dict(weights).": (
            _new_parameters,
            _another_model_inside,
        ),
    },
    free=("result, put back: *",),  # weights may be put back without load_state_dict
)

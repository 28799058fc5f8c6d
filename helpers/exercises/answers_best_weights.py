"""Answers to exercise 06.3, the best weights, for ``answers_06``."""

import copy
import math

from helpers.early_stopping import EarlyStopping
from helpers.exercises.best_weights import fit


def _fit(keep=lambda model: copy.deepcopy(model.state_dict()), better=lambda loss, best: loss < best, start=math.inf, load=True):
    """A training for 06.3 with one of its lines changed."""

    def training(model, train_one_epoch, validation_loss, epochs):
        best, weights = start, None
        for _ in range(epochs):
            train_one_epoch(model)
            loss = validation_loss(model)
            if better(loss, best):
                best, weights = loss, keep(model)
        if load and weights is not None:
            model.load_state_dict(weights, strict=False)

    return training


def _fit_with_patience_of_one(model, train_one_epoch, validation_loss, epochs):
    best = math.inf
    for _ in range(epochs):
        train_one_epoch(model)
        if not validation_loss(model) < best:
            break
        best = validation_loss(model)


def _fit_with_patience_of_three(model, train_one_epoch, validation_loss, epochs):
    with EarlyStopping(model, patience=3) as stopper:
        for _ in range(epochs):
            train_one_epoch(model)
            stopper.update(validation_loss(model))
            if stopper.should_stop:
                break


def _fit_compares_with_the_last(model, train_one_epoch, validation_loss, epochs):
    before, kept = float("inf"), copy.deepcopy(model.state_dict())
    for _ in range(epochs):
        train_one_epoch(model)
        loss = validation_loss(model)
        if loss < before:
            kept = copy.deepcopy(model.state_dict())
        before = loss
    model.load_state_dict(kept)


def _fit_validates_first(model, train_one_epoch, validation_loss, epochs):
    best, weights = math.inf, None
    for _ in range(epochs):
        loss = validation_loss(model)
        if loss < best:
            best, weights = loss, copy.deepcopy(model.state_dict())
        train_one_epoch(model)
    model.load_state_dict(weights)


def _fit_copies_before_training(model, train_one_epoch, validation_loss, epochs):
    weights = copy.deepcopy(model.state_dict())
    fit(model, train_one_epoch, validation_loss, epochs)
    model.load_state_dict(weights)


def _fit_with_a_second_model(model, train_one_epoch, validation_loss, epochs):
    best, twin = math.inf, copy.deepcopy(model)
    for _ in range(epochs):
        train_one_epoch(model)
        if validation_loss(model) < best:
            best = validation_loss(model)
            twin.load_state_dict(model.state_dict())
    model.load_state_dict(twin.state_dict())


WRONG_FITS = {
    "refers to the tensors": _fit(keep=lambda model: model.state_dict()),
    "never put back": _fit(load=False),
    "equal counts": _fit(better=lambda loss, best: loss <= best),
    "NaN counts": _fit(better=lambda loss, best: not loss >= best),
    "largest": _fit(better=lambda loss, best: loss > best, start=0.0),
    "only what is learnt": _fit(keep=lambda model: {name: copy.deepcopy(value) for name, value in model.named_parameters()}),
    "stops early": _fit_with_patience_of_one,
    "stops after three": _fit_with_patience_of_three,
    "starts at 10": _fit(start=10.0),
    "compares with the loss before": _fit_compares_with_the_last,
    "validates before training": _fit_validates_first,
    "the first weights of all": _fit_copies_before_training,
}

RIGHT_FITS = {
    "clones": _fit(keep=lambda model: {name: value.clone() for name, value in model.state_dict().items()}),
    "with a second model": _fit_with_a_second_model,
}

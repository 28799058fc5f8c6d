"""Exercise 06.3, beyond its own mistakes."""

import copy
import io
import math
from functools import partial

import torch

from helpers.early_stopping import EarlyStopping
from helpers.exercises.lesson_06.keep_the_best_weights import EXERCISE, fit
from tests.exercises.judging import accepts, refuses


def clones(model, train_one_epoch, validation_loss, epochs):
    best, weights = math.inf, {}
    for _ in range(epochs):
        train_one_epoch(model)
        if (loss := validation_loss(model)) < best:
            best, weights = loss, {name: value.clone() for name, value in model.state_dict().items()}
    model.load_state_dict(weights)


def second_model(model, train_one_epoch, validation_loss, epochs):
    best, twin = math.inf, copy.deepcopy(model)
    for _ in range(epochs):
        train_one_epoch(model)
        if validation_loss(model) < best:
            best = validation_loss(model)
            twin.load_state_dict(model.state_dict())
    model.load_state_dict(twin.state_dict())
    return model


def written_in_place(model, train_one_epoch, validation_loss, epochs):
    best, weights = None, None
    for _ in range(epochs):
        model.train()
        train_one_epoch(model)
        model.eval()
        loss = validation_loss(model)
        if not math.isnan(loss) and (best is None or loss < best):
            best, weights = loss, copy.deepcopy(model.state_dict())
    with torch.no_grad():
        for name, value in model.state_dict().items():
            value.copy_(weights[name])


def all_states(model, train_one_epoch, validation_loss, epochs):
    found = []
    for _ in range(epochs):
        train_one_epoch(model)
        file = io.BytesIO()
        torch.save(model.state_dict(), file)
        loss = validation_loss(model)
        found.append((math.inf if math.isnan(loss) else loss, len(found), file.getvalue()))
    model.load_state_dict(torch.load(io.BytesIO(min(found)[2])))


def with_the_helper(model, train_one_epoch, validation_loss, epochs):
    with EarlyStopping(model, patience=epochs + 1) as stopper:
        for _ in range(epochs):
            train_one_epoch(model)
            stopper.update(validation_loss(model))


def rebinds_the_name(model, train_one_epoch, validation_loss, epochs):
    best, best_model = math.inf, model
    for _ in range(epochs):
        train_one_epoch(model)
        loss = validation_loss(model)
        if loss < best:
            best, best_model = loss, copy.deepcopy(model)
    model = best_model


def keeps_the_best_of_several_calls(model, train_one_epoch, validation_loss, epochs, memory=[math.inf, None]):  # noqa: B006
    for _ in range(epochs):
        train_one_epoch(model)
        loss = validation_loss(model)
        if loss < memory[0]:
            memory[:] = loss, copy.deepcopy(model.state_dict())
    model.load_state_dict(memory[1])


def one_epoch_more(model, train_one_epoch, validation_loss, epochs):
    fit(model, train_one_epoch, validation_loss, epochs + 1)


def trained_again(model, train_one_epoch, validation_loss, epochs):
    fit(model, train_one_epoch, validation_loss, epochs)
    train_one_epoch(model)


def validated_once(model, train_one_epoch, validation_loss, epochs):
    for _ in range(epochs):
        train_one_epoch(model)
    validation_loss(model)


def first_copy_of_the_loss(model, train_one_epoch, validation_loss, epochs):
    train_one_epoch(model)
    best, weights = validation_loss(model), copy.deepcopy(model.state_dict())
    for _ in range(epochs - 1):
        train_one_epoch(model)
        loss = validation_loss(model)
        if loss < best:
            best, weights = loss, copy.deepcopy(model.state_dict())
    model.load_state_dict(weights)


def best_never_moves(model, train_one_epoch, validation_loss, epochs):
    best, weights = math.inf, None
    for _ in range(epochs):
        train_one_epoch(model)
        if validation_loss(model) < best:
            weights = copy.deepcopy(model.state_dict())
    model.load_state_dict(weights)


def freezes(model, train_one_epoch, validation_loss, epochs):
    fit(model, train_one_epoch, validation_loss, epochs)
    model.requires_grad_(False)


def seeds(model, train_one_epoch, validation_loss, epochs):
    torch.manual_seed(0)
    fit(model, train_one_epoch, validation_loss, epochs)


def the_first_list_only(model, train_one_epoch, validation_loss, epochs):
    for epoch in range(epochs):
        train_one_epoch(model)
        validation_loss(model)
        if epoch == 1:
            weights = copy.deepcopy(model.state_dict())
    model.load_state_dict(weights)


def copied_before_the_training(model, train_one_epoch, validation_loss, epochs):
    weights = copy.deepcopy(model.state_dict())
    for _ in range(epochs):
        train_one_epoch(model)
        validation_loss(model)
    model.load_state_dict(weights)


def looking_for(better, best, model, train_one_epoch, validation_loss, epochs):
    """With a copy from before the training at the start; another comparison, another first best."""
    weights = copy.deepcopy(model.state_dict())
    for _ in range(epochs):
        train_one_epoch(model)
        loss = validation_loss(model)
        if better(loss, best):
            best, weights = loss, copy.deepcopy(model.state_dict())
    model.load_state_dict(weights)


def compares_with_the_last(model, train_one_epoch, validation_loss, epochs):
    before, weights = math.inf, copy.deepcopy(model.state_dict())
    for _ in range(epochs):
        train_one_epoch(model)
        loss = validation_loss(model)
        if loss < before:
            weights = copy.deepcopy(model.state_dict())
        before = math.inf if math.isnan(loss) else loss
    model.load_state_dict(weights)


def with_patience(patience, model, train_one_epoch, validation_loss, epochs):
    with EarlyStopping(model, patience) as stopper:
        for _ in range(epochs):
            train_one_epoch(model)
            stopper.update(validation_loss(model))
            if stopper.should_stop:
                break


def ends_at_nan(model, train_one_epoch, validation_loss, epochs):
    best, weights = math.inf, None
    for _ in range(epochs):
        train_one_epoch(model)
        loss = validation_loss(model)
        if math.isnan(loss):
            break
        if loss < best:
            best, weights = loss, copy.deepcopy(model.state_dict())
    model.load_state_dict(weights)


def detached(model, train_one_epoch, validation_loss, epochs):
    best, weights = math.inf, None
    for _ in range(epochs):
        train_one_epoch(model)
        loss = validation_loss(model)
        if loss < best:
            best, weights = loss, {name: value.detach() for name, value in model.state_dict().items()}
    model.load_state_dict(weights)


def another_model_inside(model, train_one_epoch, validation_loss, epochs):
    best, best_model = math.inf, None
    for _ in range(epochs):
        train_one_epoch(model)
        loss = validation_loss(model)
        if loss < best:
            best, best_model = loss, copy.deepcopy(model)
    model.__dict__.update(best_model.__dict__)


test_right = accepts(
    EXERCISE,
    {
        "clones": clones,
        "with a second model": second_model,
        "written in place": written_in_place,
        "all states": all_states,
        "with the helper": with_the_helper,
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "rebinds the name": (rebinds_the_name, "nothing was put back"),
        "the best of several calls": (keeps_the_best_of_several_calls, "expected"),
        "one epoch more": (one_epoch_more, "epochs of training: 5, got 6"),
        "trained again": (trained_again, "epochs of training: 5, got 6"),
        "validated once": (validated_once, "epochs that were validated"),
        "starts from the first loss": (first_copy_of_the_loss, "the losses nan, 0.7, 0.8"),
        "best never moves": (best_never_moves, "keep both together"),
        "freezes": (freezes, "requires_grad"),
        "seeds": (seeds, "what everybody else draws next"),
        "copied before the training": (copied_before_the_training, "got 'those from before the training'"),
        "equal, and NaN too": (partial(looking_for, lambda loss, best: not loss > best, math.inf), "nan, expected weights"),
        "the largest": (partial(looking_for, lambda loss, best: loss > best, 0.0), "got 'those of epoch 3'"),
        "starts at 0": (partial(looking_for, lambda loss, best: loss < best, 0.0), "whenever the loss is below the best"),
        "starts at 10": (partial(looking_for, lambda loss, best: loss < best, 10.0), "the losses 6e+12"),
        "compares with the last number": (compares_with_the_last, "below the best so far"),
        "patience 2": (partial(with_patience, 2), "epochs of training: 5, got 4"),
        "patience 3": (partial(with_patience, 3), "epochs of training: 14, got 4"),
        "ends at NaN": (ends_at_nan, "epochs of training: 4, got 2"),
        "detached": (detached, "copy.deepcopy does not"),
        "another model inside": (another_model_inside, "since the optimiser holds them"),
        "always the second": (the_first_list_only, "weights at the end"),
    },
)

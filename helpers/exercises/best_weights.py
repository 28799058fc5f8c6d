"""Exercise 06.3: train, and leave the best weights in the model; and its judge."""

import copy
import math

import torch
from torch import nn

from helpers.exercises.exercise import NotAttempted, WrongAnswer, call
from helpers.models import MLP

NAN = float("nan")
# In each list the best, the first, the largest and the last are at different places, as far as it goes.
LOSSES = (
    (0.6, 0.4, 0.9, 0.8, 0.85),
    (0.5, 0.3, 0.3, 0.7, NAN),
    (NAN, 0.7, 0.8),
    (0.9, NAN, 0.2),
    (6e6, 5e6, 7e6),
    (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.7, 0.65, 0.75, 0.8, 0.9, 0.7, 0.3, 0.4),
)


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


class _Net(nn.Sequential):
    """A net with running means, which notes whether weights were loaded."""

    def __init__(self):
        super().__init__(MLP(4, 3, 5), nn.BatchNorm1d(5))
        self.loaded = False

    def load_state_dict(self, *arguments, **settings):
        self.loaded = True
        return super().load_state_dict(*arguments, **settings)


class _Course:
    """One training with given losses: what it did to the weights, and when it was validated."""

    def __init__(self, model, losses):
        self.losses = losses
        self.weights = [copy.deepcopy(model.state_dict())]
        self.validated = []

    def train_one_epoch(self, model):
        with torch.no_grad():
            for value in model.state_dict().values():
                value += 1
        self.weights.append(copy.deepcopy(model.state_dict()))

    def validation_loss(self, model):
        epoch = len(self.weights) - 1
        self.validated.append(epoch)
        return self.losses[min(max(epoch, 1), len(self.losses)) - 1]


def judge_fit(answer):
    """Losses given by a list; the weights and the running means must be those of the smallest."""
    for losses in LOSSES:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            model = _Net()
            course = _Course(model, losses)
            got = call(answer, model, course.train_one_epoch, course.validation_loss, len(losses), returns=False)
        if got is ... and len(course.weights) == 1:
            raise NotAttempted
        _judge_calls(course)
        _judge_weights(course, model)


def _judge_calls(course):
    wanted = list(range(1, len(course.losses) + 1))
    trained, validated = len(course.weights) - 1, list(dict.fromkeys(course.validated))
    if trained != len(wanted):
        look = "Call train_one_epoch(model) once in each of the epochs; this loop does not stop early."
        raise WrongAnswer(f"{len(wanted)} epochs of training", trained, look)
    if validated != wanted:
        look = "Call validation_loss(model) once in each epoch, after the training."
        raise WrongAnswer(f"validations after the epochs {wanted}", f"after {validated}", look)


def _judge_weights(course, model):
    losses, weights = course.losses, model.state_dict()
    best = losses.index(min(loss for loss in losses if not math.isnan(loss))) + 1
    expected = f"the weights of epoch {best} for the losses {list(losses)}"
    learnt = [name for name, _ in model.named_parameters()]

    def same(names, epoch):
        return all(torch.equal(weights[name], course.weights[epoch][name]) for name in names)

    if same(weights, best):
        return
    if same(learnt, best):
        look = "The running means are part of the model too: state_dict() holds them, parameters() does not."
        raise WrongAnswer(expected, "its weights with other running means", look)
    epochs = [epoch for epoch in range(len(course.weights)) if same(learnt, epoch)]
    if not epochs or epochs[0] == 0:
        look = "Copy the weights when the loss improves, load them after the loop."
        if min(loss for loss in losses if not math.isnan(loss)) > 1000:
            look = "No loss was taken for an improvement: best must start at infinity."
        raise WrongAnswer(expected, "those from before the training" if epochs else "weights of no epoch", look)
    raise WrongAnswer(expected, f"those of epoch {epochs[0]}", _look(losses, best, epochs[0], model.loaded))


def _look(losses, best, epoch, loaded):
    loss = losses[epoch - 1]
    if math.isnan(loss):
        return (
            "NaN is no improvement, the first time neither: ask `loss < best`, with best at infinity first. "
            "min() of a list with NaN in it may return the NaN."
        )
    if 1 < epoch < len(losses) and epoch == max(n for n in range(2, len(losses) + 1) if losses[n - 1] < losses[n - 2]):
        return "That is the last epoch that was better than the one before: compare with the best so far, and keep that."
    if loss == losses[best - 1]:
        return "Of two equal losses the first counts: an equal loss is no improvement."
    if epoch == len(losses) and not loaded:
        return "Those are the last: nothing was put back. Call model.load_state_dict(...) after the loop."
    if epoch == len(losses):
        return (
            "Those are the last: state_dict(), dict(...) and .copy() hold the very tensors that training changes, "
            "copy.deepcopy does not."
        )
    if loss == max(losses):
        return "That is the largest loss; the smallest is the best."
    return "The weights are copied whenever the loss is below the best so far, and both are kept together."

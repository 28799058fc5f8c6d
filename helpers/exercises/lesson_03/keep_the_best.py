"""Exercise 03.6: a training loop with moved inputs that keeps its best epoch, by two scores."""

import copy

import torch
from torch import nn

from helpers.exercises.engine import Case, Exercise


def train_and_keep(model, optimizer, part, validation, change, epochs):
    """Train on changed inputs; put back the weights of the best epoch, which may be 0, and return its number."""
    cross_entropy = nn.CrossEntropyLoss()
    best_score = None
    for epoch in range(epochs + 1):
        if epoch > 0:
            model.train()
            loss = cross_entropy(model(change(part[0])), part[1])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()

        model.eval()
        with torch.no_grad():
            logits = model(validation[0])
        right = (logits.argmax(dim=1) == validation[1]).sum().item()
        score = right, -cross_entropy(logits, validation[1]).item()
        if best_score is None or score > best_score:
            best_epoch, best_score = epoch, score
            best_weights = copy.deepcopy(model.state_dict())
    model.load_state_dict(best_weights)
    return best_epoch


def rolled(inputs):
    """Every input moved by one place, and what falls out comes in again on the other side."""
    return inputs.roll(1, dims=1)


def halved(inputs):
    """Every input at half its size."""
    return 0.5 * inputs


def sprinkled(inputs):
    """Every input raised by random amounts, other ones at every call."""
    return inputs + torch.rand_like(inputs)


def _plain():
    return nn.Sequential(nn.Linear(5, 8), nn.ReLU(), nn.Dropout(0.5), nn.Linear(8, 3))


def _with_averages():
    return nn.Sequential(nn.Linear(5, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.3), nn.Linear(8, 3))


def made(seed, make, change, rate, momentum, epochs, mode, title):
    """A case; slopes are left over from before."""
    torch.manual_seed(seed)
    model = make()
    labels, watched = torch.arange(15) % 3, torch.arange(30) % 3
    inputs, watched_inputs = torch.rand(15, 5), torch.rand(30, 5)
    inputs[:, 0] += 0.5 * labels
    watched_inputs[:, 0] += 0.5 * watched
    wrong = labels.clone()
    wrong[:4] = (wrong[:4] + 1) % 3
    nn.functional.cross_entropy(model(inputs), labels).backward()
    model.train(mode)
    optimizer = torch.optim.SGD(model.parameters(), lr=rate, momentum=momentum)
    return Case(model, optimizer, (inputs, wrong), (watched_inputs, watched), change, epochs, title=title)


def cases():
    """Two scores that disagree, ties, best before the first step, running averages, momentum, chance, nothing learnt."""
    yield made(36, _plain, halved, 0.5, 0.9, 12, False, "12 epochs with dropout, inputs halved, a model in evaluation mode")
    yield made(16, _with_averages, halved, 0.3, 0.0, 10, True, "10 epochs with BatchNorm and dropout, inputs halved")
    yield made(16, _plain, rolled, 0.5, 0.0, 10, True, "10 epochs with dropout, inputs moved by one place")
    yield made(14, _plain, rolled, 0.5, 0.0, 10, True, "10 epochs, none of them better than the untrained network")
    yield made(5, _with_averages, rolled, 0.3, 0.5, 8, False, "8 epochs with BatchNorm and dropout, inputs moved by one place")
    yield made(26, _plain, sprinkled, 0.5, 0.5, 10, True, "10 epochs with dropout, inputs moved at random")
    yield made(13, _plain, halved, 0.5, 0.9, 8, True, "8 epochs with dropout, inputs halved, the last one the best")
    yield made(3, _plain, rolled, 0.0, 0.0, 3, True, "3 epochs at a learning rate of 0, all of them equal")
    yield made(8, _plain, halved, 0.5, 0.0, 0, True, "no epochs")


_TRAIN_MODE = "            model.train()\n"
_EVAL_MODE = "        model.eval()\n"
_SCORE = "score = right, -cross_entropy(logits, validation[1]).item()"
_COPY = "copy.deepcopy(model.state_dict())"
_BACK = "    model.load_state_dict(best_weights)\n"
_MEASURED = "logits = model(validation[0])"

EXERCISE = Exercise(
    id="03.6",
    solution=train_and_keep,
    cases=cases,
    hint=(
        "Five lines of training in training mode, on change(...); then a look at the validation part in evaluation mode. Which "
        "two numbers does the look give, and how do you compare two such pairs? And before the first step there is a look, too."
    ),
    more_hints=(
        "Python compares pairs by their first entry, and by the second where the first ones are equal: score = right, -loss, and "
        "`score > best_score`. What is kept must not move on with the training, and is put back after the loop.",
    ),
    otherwise=(
        "In each epoch: training mode, one step on change(inputs); evaluation mode, the validation part as it is; keep a copy if "
        "more is right, or as much with a lower loss. After the loop the copy is put back."
    ),
    mistakes={
        "Train the model that was handed over, with its optimiser: a copy of it is not what the optimiser moves.": (
            {"    cross_entropy =": "    model = copy.deepcopy(model)\n    cross_entropy ="},
            {"    cross_entropy =": "    original, model = model.eval(), copy.deepcopy(model)\n    cross_entropy ="},
        ),
        "At the end the model has its last weights. Either nothing was put back, or what was kept is no copy: state_dict() hands "
        "out the model's own tensors, which go on moving.": (
            {_COPY: "model.state_dict()"},
            {_BACK: ""},
        ),
        "Some of what belongs to the best epoch was not kept: BatchNorm has averages, which are in state_dict() and not in "
        "parameters().": {
            _COPY: "[each.detach().clone() for each in model.parameters()]",
            "load_state_dict(best_weights)": (
                "load_state_dict(model.state_dict() | dict(zip((name for name, _ in model.named_parameters()), best_weights)))"
            ),
        },
        "The validation part was asked in training mode, with units crossed out: call model.eval() before the look.": (
            {_EVAL_MODE: ""},
            {_EVAL_MODE: "", _BACK: f"{_BACK}    model.eval()\n"},
        ),
        "The steps were taken in evaluation mode, without dropout: after each look, model.train() comes back before the step.": (
            {_TRAIN_MODE: ""},
            {_TRAIN_MODE: "            if epoch == 1:\n                model.train()\n"},
            {
                _TRAIN_MODE: "",
                "    best_score = None\n": "    best_score = None\n    model.train()\n",
            },
        ),
        "The images were moved once, before the loop, and are the same ones in every epoch: call change anew for each step.": {
            "    cross_entropy =": "    moved = change(part[0])\n    cross_entropy =",
            "model(change(part[0]))": "model(moved)",
        },
        "A lower loss does not make up for fewer right answers: it counts only where as many are right.": {
            "score > best_score": "score[0] > best_score[0] or score[1] > best_score[1]"
        },
        "The validation images were changed too: only what is learnt from is moved.": {
            _MEASURED: "logits = model(change(validation[0]))"
        },
        "The steps were taken on the images as they are: hand the model change(inputs).": {"change(part[0])": "part[0]"},
        "The images that were moved before are moved again, further in each epoch: start from the images as they are.": {
            "            loss = cross_entropy(model(change(part[0])), part[1])": (
                "            part = change(part[0]), part[1]\n            loss = cross_entropy(model(part[0]), part[1])"
            )
        },
        "That is the epoch of the lowest loss; here the number of right answers comes first, and the loss decides between "
        "equals.": {_SCORE: "score = -cross_entropy(logits, validation[1]).item(), right"},
        "Of epochs with as many right answers, the one with the lower loss is better.": (
            {_SCORE: "score = right"},
            {_SCORE: "score = right", "score > best_score": "score >= best_score"},
        ),
        "Of epochs with as many right answers, the *lower* loss is better: pairs are compared upwards, so it needs a minus.": {
            _SCORE: "score = right, cross_entropy(logits, validation[1]).item()"
        },
        "Where both scores are equal, the first epoch stays: let a later one win only if it is better.": {
            "score > best_score": "score >= best_score"
        },
        "The network after the last step was never looked at: look after each step, and once before the first.": {
            f"{_EVAL_MODE}        with": f"        if epoch == epochs > 0:\n            break\n{_EVAL_MODE}        with",
            _BACK: f"    model.eval()\n{_BACK}",
        },
        "The untrained network counts too: look at it before the first step, as epoch 0.": {
            "if best_score is None or score > best_score": "if epoch > 0 and (best_score is None or score > best_score)",
            "    best_score = None": f"    best_epoch, best_score, best_weights = 0, None, {_COPY}",
        },
        "The epochs are counted from 1, and 0 is the network before training: that number is one too low.": {
            "return best_epoch": "return max(best_epoch - 1, 0)"
        },
        "backward() adds to the slopes that are there: clear them in every step, before backward().": {
            "            optimizer.zero_grad()\n": ""
        },
        "The model is left in training mode: whoever asks it next gets other answers every time.": {
            _BACK: f"{_BACK}    model.train()\n"
        },
        "Return the number of the best epoch alone.": (
            {"return best_epoch": "return best_epoch, best_score"},
            {"return best_epoch": "return best_score"},
            {"return best_epoch": "return best_score[0]"},
        ),
    },
    free=("model.*: gradient",),
)

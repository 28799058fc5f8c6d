"""Exercise 07.5: BatchNorm's record moved on by pictures without labels."""

import torch
from torch import nn

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed, watching


def adapt(model, batches):
    """Let the batches pass with BatchNorm alone in training mode, and set every layer's mode back."""
    modes = [(layer, layer.training) for layer in model.modules()]
    model.eval()
    for layer in model.modules():
        if isinstance(layer, (nn.BatchNorm1d, nn.BatchNorm2d)):
            layer.train()
    with torch.no_grad():
        for inputs in batches:
            model(inputs)
    for layer, mode in modes:
        layer.training = mode


def _model(pictures=False):
    """Dropout of both kinds before a BatchNorm, so that what is crossed out would reach its statistics; a gradient left over."""
    torch.manual_seed(3)
    if pictures:
        inner = nn.Sequential(nn.Conv2d(1, 3, 2), nn.BatchNorm2d(3, momentum=0.3), nn.ReLU(), nn.Dropout2d(0.5), nn.Flatten())
        model = nn.Sequential(inner, nn.Dropout(0.5), nn.Linear(27, 4), nn.BatchNorm1d(4), nn.Linear(4, 2))
    else:
        inner = nn.Sequential(nn.Linear(6, 6), nn.Dropout(0.4), nn.BatchNorm1d(6), nn.ReLU())
        model = nn.Sequential(nn.Linear(4, 6), nn.BatchNorm1d(6), inner, nn.Linear(6, 3))
        model[0].weight.grad = torch.ones(6, 4)
        model[3].bias.requires_grad_(False)
    for layer in model.modules():
        if hasattr(layer, "running_mean"):  # it has been trained, with the old camera
            layer.running_mean += 0.4
            layer.running_var *= 2.5
    return model


def cases():
    """Networks for rows and for pictures, one batch and several of unequal size, in both modes and with layers on purpose."""
    torch.manual_seed(0)
    rows = [2 * torch.randn(size, 4) + 3 for size in (8, 8, 5)]
    pictures = [torch.rand(size, 1, 4, 4) / 2 for size in (6, 3)]
    for title, model, others, batches in (
        ("a network in evaluation mode, three batches", _model().eval(), (), rows),
        ("a network in training mode, three batches", _model().train(), (), rows),
        ("a network in training mode, one BatchNorm frozen", _model().train(), ("1",), rows),
        ("a network in evaluation mode, its dropout in training mode", _model().eval(), ("2.1",), rows[:1]),
        ("a network for pictures, in evaluation mode", _model(pictures=True).eval(), (), pictures),
        ("a network for pictures, in training mode, two layers frozen", _model(pictures=True).train(), ("0.1", "0"), pictures),
        ("no batch at all", _model().eval(), (), []),
    ):
        for name in others:
            layer = model.get_submodule(name)
            layer.training = not layer.training
        yield Case(model, batches, title=title)


def use(answer, model, batches):
    """Whether a layer got something that was computed with a graph."""
    with watching(nn.Linear, "forward") as calls:
        answer(model, batches)
    recorded = any(values.grad_fn is not None for _, values in calls)
    return Observed({"the recording while the model computes": "switched on" if recorded else "switched off"})


_TRAIN_ALL = {
    "    model.eval()\n    for layer in model.modules():\n        if isinstance(layer, (nn.BatchNorm1d, nn.BatchNorm2d)):\n"
    "            layer.train()\n": "    model.train()\n"
}

EXERCISE = Exercise(
    id="07.5",
    solution=adapt,
    cases=cases,
    use=use,
    hint=(
        "In which mode does BatchNorm move its statistics? Only BatchNorm shall be in it; isinstance(layer, nn.BatchNorm1d) asks "
        "what a layer is. No step is taken, so nothing needs to be recorded. And at the end?"
    ),
    otherwise=(
        "Note every layer's mode, call model.eval(), set the BatchNorm layers alone to train(), let each batch pass once "
        "under no_grad(), and set every layer's mode back."
    ),
    mistakes={
        "Dropout must not act, or what it crosses out reaches the statistics behind it: put BatchNorm alone into train().": (
            _TRAIN_ALL
        ),
        "nn.Dropout is not the only one; nn.Dropout2d strikes out channels. Call eval() for all, then train() for BatchNorm.": {
            "    model.eval()\n    for layer in model.modules():\n"
            "        if isinstance(layer, (nn.BatchNorm1d, nn.BatchNorm2d)):\n            layer.train()\n": (
                "    model.train()\n    for layer in model.modules():\n"
                "        if isinstance(layer, nn.Dropout):\n            layer.eval()\n"
            )
        },
        "In evaluation mode the statistics stay as they are: the BatchNorm layers must be in training mode.": {
            "            layer.train()\n": "            pass\n"
        },
        "The layers stay in other modes than they came in: note them first, and set each one back.": {
            "layer.training = mode": "pass"
        },
        "Back is not eval() and not train(): set each layer to the mode that it had.": (
            {"    for layer, mode in modes:\n        layer.training = mode\n": "    model.eval()\n"},
            {"    for layer, mode in modes:\n        layer.training = mode\n": "    model.train()\n"},
        ),
        "No step is taken: let the batches pass under torch.no_grad().": {"with torch.no_grad()": "if True"},
        "There is more than one kind of BatchNorm: BatchNorm2d is the one for pictures.": {
            "(nn.BatchNorm1d, nn.BatchNorm2d)": "nn.BatchNorm1d"
        },
        "A BatchNorm may lie inside an inner model: children() does not see it, modules() does.": {
            "    for layer in model.modules():\n        if": "    for layer in model.children():\n        if"
        },
        "The batches come one after the other, as they are: each of them moves the statistics once.": (
            {"for inputs in batches:": "for inputs in [torch.cat(batches)] if batches else []:"},
            {"for inputs in batches:": "for inputs in batches[:1]:"},
        ),
        "That forgets the record and starts at 0 and 1 again: let it move on from where it is, as it does in training.": {
            "            layer.train()\n": "            layer.train()\n            layer.reset_running_stats()\n"
        },
    },
)

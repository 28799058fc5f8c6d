"""Exercise 07.5: BatchNorm's record moved on by pictures without labels."""

import copy

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


class _Thinning(nn.Module):
    """A layer of somebody's own that drops, and does not say so in its name."""

    def __init__(self):
        super().__init__()
        self.p = 0.5

    def forward(self, values):
        return nn.functional.dropout(values, self.p, self.training)


def _model(pictures=False, thinning=False):
    """Dropout of several kinds before a BatchNorm, whose statistics what is crossed out would reach; a gradient left over."""
    torch.manual_seed(3)
    if pictures:
        inner = nn.Sequential(nn.Conv2d(1, 3, 2), nn.BatchNorm2d(3, momentum=0.3), nn.ReLU(), nn.Dropout2d(0.5), nn.Flatten())
        model = nn.Sequential(inner, nn.Dropout(0.5), nn.Linear(27, 4), nn.BatchNorm1d(4), nn.Linear(4, 2))
    else:
        inner = nn.Sequential(nn.Linear(6, 6), nn.Dropout(0.4), *[_Thinning()] * thinning, nn.BatchNorm1d(6), nn.ReLU())
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
        ("a network in training mode, with somebody's own dropout", _model(thinning=True).train(), (), rows),
        ("no batch at all", _model().eval(), (), []),
    ):
        for name in others:
            layer = model.get_submodule(name)
            layer.training = not layer.training
        yield Case(model, batches, title=title)


def use(answer, model, batches):
    """Whether a layer got something computed with a graph, whose layers computed, and what they say of themselves."""
    settings, record = repr(model), [buffer.clone() for buffer in model.buffers()]
    with watching(nn.Linear, "forward") as calls:
        answer(model, batches)
    recorded = any(values.grad_fn is not None for _, values in calls)
    own = set(model.modules())
    # Whoever lets a copy see the batches may still bring its record back.
    stayed = all(torch.equal(old, new) for old, new in zip(record, model.buffers(), strict=True))
    elsewhere = stayed and calls and not any(layer in own for layer, _ in calls)
    return Observed(
        {
            "the batches passed": "through a copy" if elsewhere else "through the model",
            "the settings of the layers (p, momentum)": "as they were" if repr(model) == settings else "changed",
            "the recording while the model computes": "switched on" if recorded else "switched off",
        }
    )


def _on_a_copy(model, batches):
    adapt(copy.deepcopy(model), batches)


def _joined_before(model, batches):
    adapt(model, [torch.cat(batches)])


def _without_dropout_for_good(model, batches):
    modes = [(layer, layer.training) for layer in model.modules()]
    model.train()
    for layer in model.modules():
        if hasattr(layer, "p"):
            layer.p = 0.0
    with torch.no_grad():
        for inputs in batches:
            model(inputs)
    for layer, mode in modes:
        layer.training = mode


def _without_the_frozen(model, batches, all_of_them=True):
    """Leave out BatchNorms that were in evaluation mode: all of them, or those of a model in training alone."""
    modes = [(layer, layer.training) for layer in model.modules()]
    leave_out = all_of_them or model.training
    model.eval()
    for layer, mode in modes:
        if isinstance(layer, (nn.BatchNorm1d, nn.BatchNorm2d)):
            layer.train(mode or not leave_out)
    with torch.no_grad():
        for inputs in batches:
            model(inputs)
    for layer, mode in modes:
        layer.training = mode


def _without_the_frozen_in_training(model, batches):
    _without_the_frozen(model, batches, all_of_them=False)


def _all_but(model, batches, drops):
    modes = [(layer, layer.training) for layer in model.modules()]
    for layer in model.modules():
        layer.training = not drops(layer)
    with torch.no_grad():
        for inputs in batches:
            model(inputs)
    for layer, mode in modes:
        layer.training = mode


def _all_in_training(model, batches, afterwards):
    """The first attempt of many: the whole model in training mode, and one mode for all of it afterwards."""
    was = model.training
    model.train()
    with torch.no_grad():
        for inputs in batches:
            model(inputs)
    if afterwards is not None:
        model.train(was if afterwards == "as the model was" else afterwards == "train")


def _all_in_training_then_eval(model, batches):
    _all_in_training(model, batches, "eval")


def _all_in_training_then_as_it_was(model, batches):
    _all_in_training(model, batches, "as the model was")


def _all_in_training_and_left(model, batches):
    _all_in_training(model, batches, None)


def _passes_alone(model, batches):
    with torch.no_grad():
        for inputs in batches:
            model(inputs)


def _passes_in_evaluation_mode(model, batches):
    model.eval()
    _passes_alone(model, batches)


def _not_by_name(model, batches):
    _all_but(model, batches, lambda layer: "Dropout" in type(layer).__name__)


def _not_by_class(model, batches):
    _all_but(model, batches, lambda layer: isinstance(layer, nn.Dropout | nn.Dropout2d))


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
    more_hints=(
        "Mind the order: eval() and train() of a container reach every layer inside it. So note the modes, switch all layers, "
        "then BatchNorm alone; after the batches set each layer's own flag back.",
    ),
    otherwise=(
        "Each condition stands in a line of its own above the cell; the case that is named here breaks one of them. Which layers "
        "are in training mode while the batches pass, which batches pass, and how is the model afterwards?"
    ),
    mistakes={
        "Dropout must not act, or what it crosses out reaches the statistics behind it: put BatchNorm alone into train().": (
            _TRAIN_ALL
        ),
        "In train() dropout acts as well, and what it crosses out reaches the statistics behind it: put BatchNorm alone into "
        "train(). And afterwards not every layer is in one mode: note each layer's own before, and set it back.": (
            _all_in_training_then_eval,
            _all_in_training_then_as_it_was,
            _all_in_training_and_left,
        ),
        "Nothing has switched BatchNorm on: in evaluation mode its record stays as it is, and in a model that comes in training "
        "mode dropout acts. Put all layers into eval(), then BatchNorm into train(), and set every mode back at the end.": (
            _passes_alone,
            _passes_in_evaluation_mode,
        ),
        "nn.Dropout is not the only one; nn.Dropout2d strikes out channels. Call eval() for all, then train() for BatchNorm.": {
            "    model.eval()\n    for layer in model.modules():\n"
            "        if isinstance(layer, (nn.BatchNorm1d, nn.BatchNorm2d)):\n            layer.train()\n": (
                "    model.train()\n    for layer in model.modules():\n"
                "        if isinstance(layer, nn.Dropout):\n            layer.eval()\n"
            )
        },
        "Not every layer that drops is called Dropout: one of somebody's own may ask self.training. Call eval() for all, then "
        "train() for BatchNorm.": (_not_by_name, _not_by_class),
        "The statistics stay as they are: while the batches pass, the BatchNorm layers must be in training mode. If you did put "
        "them there: eval() of a container reaches all layers inside it, and modules() lists the model itself, too. Call eval() "
        "for all first, then train() for BatchNorm.": (
            {"            layer.train()\n": "            pass\n"},
            {
                "    model.eval()\n": "    model.train()\n",
                "        if isinstance(": "        if not isinstance(",
                "            layer.train()\n": "            layer.eval()\n",
            },
        ),
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
        "A copy has seen the batches, and the model has not: let them pass through the model itself.": _on_a_copy,
        "A dropout whose p was set to 0 never strikes out again, in no training to come: put it into eval() and leave p.": (
            _without_dropout_for_good
        ),
        "Those that somebody had frozen take part, too: put every BatchNorm into train(), whatever its mode was.": (
            _without_the_frozen,
            _without_the_frozen_in_training,
        ),
        "The batches are not joined: each of them moves the statistics once, as it is.": (
            {"for inputs in batches:": "for inputs in [torch.cat(batches)] if batches else []:"},
            {"for inputs in batches:": "for inputs in [torch.cat(batches)]:"},
            _joined_before,
        ),
        "All batches pass, not the first alone.": {"for inputs in batches:": "for inputs in batches[:1]:"},
        "All batches pass, not the last alone.": {"for inputs in batches:": "for inputs in batches[-1:]:"},
        "The batches pass in the order in which they come: the last one counts most in the record.": {
            "for inputs in batches:": "for inputs in batches[::-1]:"
        },
        "Each batch passes once; here it moved the statistics twice.": (
            {"for inputs in batches:": "for inputs in [*batches, *batches]:"},
            {"            model(inputs)\n": "            model(inputs)\n            model(inputs)\n"},
        ),
        "How far a batch moves the record is a setting of the layer, momentum: leave it as it is.": (
            {"            layer.train()\n": "            layer.train()\n            layer.momentum = 0.1\n"},
            {"            layer.train()\n": "            layer.train()\n            layer.momentum = None\n"},
        ),
        "That forgets the record and starts at 0 and 1 again: let it move on from where it is, as it does in training.": {
            "            layer.train()\n": "            layer.train()\n            layer.reset_running_stats()\n"
        },
    },
)

"""Exercise 07.2: a network made ready to be trained on, its BatchNorms left as they are."""

import torch
from torch import nn

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed


def freeze(model):
    """Everything trains but the BatchNorms: they mark by their record, leave it alone, and learn nothing."""
    model.train()
    for layer in model.modules():
        if isinstance(layer, (nn.BatchNorm1d, nn.BatchNorm2d)):
            layer.eval()
            layer.requires_grad_(False)


class _Louder(nn.Module):
    """A layer of one's own that reads its mode."""

    def forward(self, values):
        return 2 * values if self.training else values


def _model(pictures=False):
    """A BatchNorm outside and one inside an inner model, with records; a bias frozen on purpose; a gradient left over."""
    torch.manual_seed(5)
    if pictures:
        inner = nn.Sequential(nn.Conv2d(1, 3, 2), nn.BatchNorm2d(3), nn.Tanh(), nn.Dropout2d(0.5), nn.Flatten())
        model = nn.Sequential(inner, nn.Linear(27, 4), nn.BatchNorm1d(4), nn.Linear(4, 3))
    else:
        inner = nn.Sequential(nn.Linear(6, 6), nn.BatchNorm1d(6), nn.Dropout(0.5), _Louder())
        model = nn.Sequential(nn.Linear(4, 6), nn.BatchNorm1d(6), inner, nn.Tanh(), nn.Linear(6, 3))
        model[4].bias.requires_grad_(False)
        model[1].weight.grad = torch.ones(6)
    for layer in model.modules():
        if hasattr(layer, "running_mean"):  # it has been trained
            layer.running_mean += 0.3
            layer.running_var *= 1.5
    return model


def cases():
    """Networks for rows and for pictures, in both modes and in mixtures of them."""
    torch.manual_seed(0)
    rows, pictures = torch.randn(6, 4), torch.rand(5, 1, 4, 4)
    for title, model, others, inputs in (
        ("a network in evaluation mode", _model().eval(), (), rows),
        ("a network in training mode", _model().train(), (), rows),
        ("a network in training mode, an inner model in evaluation mode", _model().train(), ("2", "2.0", "2.2", "2.3"), rows),
        ("a network in training mode, one BatchNorm in evaluation mode", _model().train(), ("1",), rows),
        ("a network for pictures, in evaluation mode", _model(pictures=True).eval(), (), pictures),
        ("a network for pictures, in training mode", _model(pictures=True).train(), (), pictures),
    ):
        for name in others:
            layer = model.get_submodule(name)
            layer.training = not layer.training
        yield Case(model, inputs, title=title)


def use(answer, model, inputs):
    """One training step with the network that was made ready: what comes out, and what has moved."""
    answer(model)
    before = {name: each.detach().clone() for name, each in model.state_dict().items()}
    torch.manual_seed(1)
    outputs = model(inputs)
    moved = {}
    if outputs.requires_grad:
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        optimizer.zero_grad()
        (outputs * torch.arange(1.0, outputs.numel() + 1).reshape(outputs.shape)).sum().backward()
        optimizer.step()
    for name, each in model.state_dict().items():
        layer = model.get_submodule(name.rpartition(".")[0])
        kind = "other weights and biases"
        if isinstance(layer, nn.BatchNorm1d | nn.BatchNorm2d):
            kind = "weights and biases of BatchNorm" if name.endswith(("weight", "bias")) else "statistics of BatchNorm"
        moved.setdefault(kind, []).append(not torch.equal(before[name], each))
    found = {
        f"{kind}, in a training step afterwards": "all moved" if all(each) else "some moved" if any(each) else "none moved"
        for kind, each in moved.items()
    }
    return Observed(found | {"outputs in that training step": outputs})


def _thawed(model):
    freeze(model)
    model.train()


EXERCISE = Exercise(
    id="07.2",
    solution=freeze,
    cases=cases,
    use=use,
    hint=(
        "The table of section 7 has four lines: which of them describes BatchNorm here? isinstance(layer, nn.BatchNorm1d) asks "
        "what a layer is. And in which mode are all the others to be?"
    ),
    otherwise=(
        "Call model.train() first, for all that shall train. Then go through model.modules(), and give each BatchNorm both: "
        "eval() for its record, requires_grad_(False) for its weight and bias."
    ),
    mistakes={
        "Weight and bias are frozen, but the record still moves. eval() stops it, and a model.train() after it undoes that.": (
            {"            layer.eval()\n": ""},
            _thawed,
        ),
        "The record is frozen, but weight and bias still learn. That is a matter of requires_grad_(False).": {
            "            layer.requires_grad_(False)\n": ""
        },
        "Everything is in evaluation mode, so dropout strikes out nobody: only the BatchNorms shall be in it.": {
            "model.train()": "model.eval()"
        },
        "The network may come in evaluation mode, and then dropout strikes out nobody: call model.train() first.": {
            "    model.train()\n": ""
        },
        "Nothing learns any more: requires_grad_(False) is for the BatchNorm layers alone.": {
            "layer.requires_grad_(False)": "model.requires_grad_(False)"
        },
        "Somebody has frozen another parameter on purpose: leave requires_grad of the other layers as it is.": {
            "model.train()": "model.train().requires_grad_(True)"
        },
        "There is more than one kind of BatchNorm: BatchNorm2d is the one for pictures.": {
            "(nn.BatchNorm1d, nn.BatchNorm2d)": "nn.BatchNorm1d"
        },
        "A BatchNorm may lie inside an inner model: children() does not see it, modules() does.": {
            "model.modules()": "model.children()"
        },
        "With a momentum of 0 the record stays, but in training mode BatchNorm marks by its batch all the same: eval().": {
            "layer.eval()": "layer.momentum = 0.0"
        },
    },
    free=("model*",),  # it has been trained since
)

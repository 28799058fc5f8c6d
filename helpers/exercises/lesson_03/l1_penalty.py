"""Exercise 03.1: an L1 penalty for a network with any number of linear layers."""

from collections import OrderedDict

import torch
from torch import nn

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed, with_slopes


def l1_loss(model, loss, strength):
    """The loss plus strength times the sum of the absolute values of all linear layers' weights; biases are left out."""
    size = sum(layer.weight.abs().sum() for layer in model.modules() if isinstance(layer, nn.Linear))
    return loss + strength * size


def use(answer, model, loss, strength):
    """The loss and its slopes; where a weight is 0, |w| has a kink, and any slope will do that is a number."""
    things = with_slopes(answer, model, loss, strength).observed()
    for name, weight in model.named_parameters():
        slope = things.get(f"slope by model.{name}")
        if slope is not None:
            things[f"slope by model.{name}"] = torch.where((weight == 0) & slope.isfinite(), 0.0, slope)
    return Observed(things)


class LinearOfItsOwn(nn.Linear):
    """A linear layer by inheritance."""


class Stretched(nn.Module):
    """No linear layer, though it has in_features and a weight."""

    def __init__(self, in_features):
        super().__init__()
        self.in_features = in_features
        self.weight = nn.Parameter(torch.rand(in_features) + 0.5)

    def forward(self, inputs):
        """Each input times its weight."""
        return self.weight * inputs


def cases():
    """Two layers, then five, then one; nested, frozen, without bias, derived; other kinds; weights of 0; slopes left over."""
    torch.manual_seed(0)
    inputs, labels = torch.tensor([[0.5, -1.0, 2.0], [1.0, 0.0, -0.5]]), torch.tensor([0, 1])
    two = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))
    five = nn.Sequential(nn.Linear(3, 5), nn.ReLU(), nn.Linear(5, 4), nn.Linear(4, 4), nn.Linear(4, 3), nn.Linear(3, 2))
    body = nn.Sequential(nn.Linear(3, 6), nn.ReLU(), nn.Sequential(nn.Linear(6, 5, bias=False), nn.Tanh()))
    body[0].requires_grad_(False)
    nested = nn.Sequential(OrderedDict(body=body, head=nn.Linear(5, 2)))
    words = nn.Sequential(nn.Embedding(3, 4), nn.LayerNorm(4), nn.Linear(4, 2))
    derived = nn.Sequential(Stretched(3), LinearOfItsOwn(3, 4), nn.ReLU(), nn.Linear(4, 2))
    sparse = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))
    sparse[0].weight.data[1:3] = 0
    for title, model, strength in (
        ("a network with two linear layers", two, 0.5),
        ("a network with five linear layers", five, 0.01),
        ("a network with layers inside its parts, one of them frozen", nested.eval(), 0.1),
        ("a single linear layer", nn.Linear(3, 2), 2.0),
        ("a network with two layers that are not linear, and one that is", words, 0.3),
        ("a network with a layer of a class that is derived from nn.Linear, and one that only has in_features", derived, 0.2),
        ("a network with weights that are exactly 0", sparse, 0.4),
    ):
        for parameter in model.parameters():
            parameter.grad = torch.randn_like(parameter) if parameter.requires_grad else None
        given = labels if model is words else inputs
        yield Case(model, nn.functional.cross_entropy(model(given), labels), strength, title=f"{title}, and strength {strength}")


EXERCISE = Exercise(
    id="03.1",
    solution=l1_loss,
    cases=cases,
    use=use,
    hint=(
        "model.modules() hands out every layer, also those inside parts; isinstance(layer, nn.Linear) asks whether it is linear. "
        "And what may not happen to the numbers of its weight on their way into the sum, if backward() is to reach them?"
    ),
    more_hints=(
        "size = sum(layer.weight.abs().sum() for layer in model.modules() if isinstance(layer, nn.Linear)). What is left to do "
        "with it?",
    ),
    otherwise=(
        "loss + strength * (the sum of the absolute values of layer.weight, over all linear layers), "
        "with no .item() and no detach() on the way."
    ),
    mistakes={
        "Biases are left out: take layer.weight alone.": (
            {"layer.weight.abs().sum()": "sum(each.abs().sum() for each in layer.parameters())"},
            lambda model, loss, strength: loss + strength * sum(each.abs().sum() for each in model.parameters()),
        ),
        "Layers of other kinds have a weight too, and only linear layers pay: ask isinstance(layer, nn.Linear).": (
            lambda model, loss, strength: (
                loss + strength * sum(each.abs().sum() for name, each in model.named_parameters() if name.endswith("weight"))
            ),
            lambda model, loss, strength: loss + strength * sum(each.abs().sum() for each in model.parameters() if each.ndim > 1),
            {"isinstance(layer, nn.Linear)": 'hasattr(layer, "in_features")'},
        ),
        "A layer of a class derived from nn.Linear is a linear layer too: isinstance(layer, nn.Linear) finds it.": (
            {"isinstance(layer, nn.Linear)": "type(layer) is nn.Linear"},
            {"isinstance(layer, nn.Linear)": 'type(layer).__name__ == "Linear"'},
        ),
        "Those are squares, the L2 penalty; L1 takes absolute values.": {"abs()": "square()"},
        "Take absolute values: a negative weight must not pay back what a positive one costs.": (
            {".abs()": ""},
            {"abs().sum()": "sum().abs()"},
        ),
        "At a weight of 0 the slope of that root is 0 / 0, which is NaN, and one step makes the weight NaN: take .abs().": {
            "abs().sum()": "square().sqrt().sum()"
        },
        "That is a mean; the penalty is a sum over all the weights.": {"abs().sum()": "abs().mean()"},
        ".norm() is the root of the sum of squares; L1 takes the sum of the absolute values.": {"abs().sum()": "norm()"},
        "Only the first layer pays: add up the weights of every layer.": {"size = sum(": "size = next("},
        "Only the last layer pays: add up the weights of every layer.": {"size = sum(": "*_, size = ("},
        "Only the first two layers pay: there may be any number of them.": {
            "sum(layer.weight.abs().sum() for": "sum([layer.weight.abs().sum() for",
            "nn.Linear))": "nn.Linear)][:2])",
        },
        "Only the layers that are the model's own children pay; those inside its parts count too: model.modules() finds them.": {
            "model.modules()": "model.children()"
        },
        "A frozen layer has weights too, and pays for them: do not ask for requires_grad.": {
            "isinstance(layer, nn.Linear)": "isinstance(layer, nn.Linear) and layer.weight.requires_grad"
        },
        "loss += ... writes into the tensor that was handed over; loss = loss + ... makes a new one.": {
            "return loss + strength * size": "loss += strength * size\n    return loss"
        },
        "The penalty does not reach the weights: .item(), .data, detach() and no_grad() cut the graph.": {
            "abs().sum()": "abs().sum().item()"
        },
        "The loss itself does not reach the weights any more: add to it as it is, without detach().": {
            "return loss": "return loss.detach()"
        },
        "The graph is cut: without .item(), .data, detach() and no_grad(), backward() finds its way to the weights.": {
            "loss + strength * size": "(loss + strength * size).detach()"
        },
        "Return the loss; backward() is called later, once, by the loop.": {
            "return loss + strength * size": "total = loss + strength * size\n    total.backward()\n    return total"
        },
        "The penalty only reads the weights; it is the optimiser that moves them.": {
            "    return": "    for weight in model.parameters():\n        weight.data -= strength * weight.sign()\n    return"
        },
        "Frozen weights can learn no more: leave requires_grad alone.": {
            "    return": "    model.requires_grad_(False)\n    return"
        },
        "The penalty is missing: that is the plain loss.": {" + strength * size": ""},
        "The strength is missing: multiply the penalty by it.": {"strength * size": "size"},
        "The penalty is subtracted: that rewards large weights.": {"loss + strength": "loss - strength"},
        "That is the penalty alone: add it to the loss.": {"loss + strength": "strength"},
        "The loss comes as it is; only the penalty is multiplied by the strength.": {
            "loss + strength * size": "strength * (loss + size)"
        },
    },
)

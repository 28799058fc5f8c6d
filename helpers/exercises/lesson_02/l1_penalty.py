"""Exercise 02.4: an L1 penalty for a network with any number of linear layers."""

import torch
from torch import nn

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import with_slopes


def l1_loss(model, loss, strength):
    """The loss plus strength times the sum of all weights' absolute values; biases are left out."""
    size = sum(parameter.abs().sum() for name, parameter in model.named_parameters() if name.endswith("weight"))
    return loss + strength * size


class _Nested(nn.Module):
    """Linear layers in a part of a part, under a name of their own, without a bias, and frozen."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Linear(3, 6), nn.ReLU(), nn.Sequential(nn.Linear(6, 5, bias=False), nn.Tanh()))
        self.head = nn.Linear(5, 2)
        self.body[0].requires_grad_(False)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return self.head(self.body(inputs))


def cases():
    """Two layers, then five, then one; nested ones, one frozen, one without bias; slopes left over; strengths up to 2."""
    torch.manual_seed(0)
    inputs, labels = torch.tensor([[0.5, -1.0, 2.0], [1.0, 0.0, -0.5]]), torch.tensor([0, 1])
    for title, model, strength in (
        ("a network with two linear layers", nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2)), 0.5),
        (
            "a network with five linear layers",
            nn.Sequential(nn.Linear(3, 5), nn.ReLU(), nn.Linear(5, 4), nn.Linear(4, 4), nn.Linear(4, 3), nn.Linear(3, 2)),
            0.01,
        ),
        ("a network with layers inside its parts, one of them frozen", _Nested(), 0.1),
        ("a single linear layer", nn.Linear(3, 2), 2.0),
    ):
        model.eval() if strength == 0.1 else model.train()
        for parameter in model.parameters():
            parameter.grad = torch.randn_like(parameter) if parameter.requires_grad else None
        yield Case(model, nn.functional.cross_entropy(model(inputs), labels), strength, title=f"{title}, and strength {strength}")


def _penalised(size, selects=lambda name: name.endswith("weight")):
    """The loss with another penalty: ``size`` of each parameter whose name is selected."""

    def answer(model, loss, strength):
        return loss + strength * sum(size(parameter) for name, parameter in model.named_parameters() if selects(name))

    return answer


def _of_the_weights(at):
    """As the solution, but of these weights only."""

    def answer(model, loss, strength):
        weights = [parameter for name, parameter in model.named_parameters() if name.endswith("weight")]
        return loss + strength * sum(weight.abs().sum() for weight in weights[at])

    return answer


def _children_only(model, loss, strength):
    for layer in model.children():
        if isinstance(layer, nn.Linear):
            loss = loss + strength * layer.weight.abs().sum()
    return loss


def _into_the_loss(model, loss, strength):
    for name, parameter in model.named_parameters():
        if name.endswith("weight"):
            loss += strength * parameter.abs().sum()
    return loss


def _calls_backward(model, loss, strength):
    result = l1_loss(model, loss, strength)
    result.backward()
    return result


def _calls_backward_and_keeps_the_graph(model, loss, strength):
    result = l1_loss(model, loss, strength)
    result.backward(retain_graph=True)
    return result


def _without_a_graph(model, loss, strength):
    with torch.no_grad():
        return l1_loss(model, loss, strength)


def _penalty_without_a_graph(model, loss, strength):
    with torch.no_grad():
        penalty = l1_loss(model, 0.0, strength)
    return loss + penalty


def _moves_the_weights(model, loss, strength):
    result = l1_loss(model, loss, strength)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= strength * parameter.sign()
    return result


def _frozen(model, loss, strength):
    result = l1_loss(model, loss, strength)
    model.requires_grad_(False)
    return result


EXERCISE = Exercise(
    id="02.4",
    solution=l1_loss,
    cases=cases,
    use=with_slopes,
    hint="model.named_parameters() gives pairs such as ('hidden.weight', tensor). Sum .abs().sum() over the weights.",
    otherwise=(
        "loss + strength * (the sum of the absolute values of all weights, layer by layer), "
        "with no .item() and no detach() on the way."
    ),
    mistakes={
        "Biases are left out: take the parameters whose name ends in weight.": (
            _penalised(lambda parameter: parameter.abs().sum(), selects=lambda name: True)
        ),
        "Those are squares, the L2 penalty; L1 takes absolute values.": _penalised(lambda weight: weight.square().sum()),
        "Take absolute values: a negative weight must not pay back what a positive one costs.": (
            _penalised(lambda weight: weight.sum()),
            _penalised(lambda weight: weight.sum().abs()),
        ),
        "That is a mean; the penalty is a sum over all the weights.": _penalised(lambda weight: weight.abs().mean()),
        ".norm() is the root of the sum of squares; L1 takes the sum of the absolute values.": (
            _penalised(lambda weight: weight.norm())
        ),
        "Only the first layer pays: add up the weights of every layer.": _of_the_weights(slice(0, 1)),
        "Only the last layer pays: add up the weights of every layer.": _of_the_weights(slice(-1, None)),
        "Only the first two layers pay: there may be any number of them.": _of_the_weights(slice(0, 2)),
        "Only the layers that are the model's own children pay; those inside its parts count too: model.modules() finds them.": (
            _children_only
        ),
        "A frozen layer has weights too, and pays for them: do not ask for requires_grad.": lambda model, loss, strength: (
            loss + strength * sum(p.abs().sum() for n, p in model.named_parameters() if n.endswith("weight") and p.requires_grad)
        ),
        "loss += ... writes into the tensor that was handed over; loss = loss + ... makes a new one.": _into_the_loss,
        "The penalty does not reach the weights: .item(), .data, detach() and no_grad() cut the graph.": (
            _penalised(lambda weight: weight.abs().sum().item()),
            _penalty_without_a_graph,
        ),
        "The loss itself does not reach the weights any more: add to it as it is, without detach().": (
            lambda model, loss, strength: l1_loss(model, loss.detach(), strength)
        ),
        "The graph is cut: without .item(), .data, detach() and no_grad(), backward() finds its way to the weights.": (
            _without_a_graph
        ),
        "Return the loss; backward() is called later, once, by the loop.": (
            _calls_backward,
            _calls_backward_and_keeps_the_graph,
        ),
        "The penalty only reads the weights; it is the optimiser that moves them.": _moves_the_weights,
        "Frozen weights can learn no more: leave requires_grad alone.": _frozen,
        "The penalty is missing: that is the plain loss.": lambda model, loss, strength: loss,
        "The strength is missing: multiply the penalty by it.": lambda model, loss, strength: l1_loss(model, loss, 1.0),
        "The penalty is subtracted: that rewards large weights.": lambda model, loss, strength: l1_loss(model, loss, -strength),
        "That is the penalty alone: add it to the loss.": lambda model, loss, strength: l1_loss(model, 0.0, strength),
        "The loss comes as it is; only the penalty is multiplied by the strength.": lambda model, loss, strength: (
            strength * l1_loss(model, loss, 1.0)
        ),
    },
)

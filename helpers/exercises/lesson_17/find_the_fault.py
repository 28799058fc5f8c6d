"""Exercise 17.4: what is wrong with a training step, found by what it does."""

import torch
from torch import nn

from helpers.exercises.engine import Case, Exercise


def diagnosis(model, step):
    """What moved in one step, and whether the gradient grows with every further one."""

    def length():
        squares = [parameter.grad.square().sum().item() for parameter in model.parameters() if parameter.grad is not None]
        return sum(squares) ** 0.5

    before = [parameter.detach().clone() for parameter in model.parameters()]
    step()
    moved = [not torch.equal(old, new) for old, new in zip(before, model.parameters(), strict=True)]
    if not any(moved):
        return "no step"
    if not all(moved):
        return "stuck"
    once = length()
    step()
    return "no zero_grad" if length() > 1.5 * once else "fine"


def cases():
    """Healthy trainings and broken ones: where gradients are cleared, what is frozen, what the optimiser holds."""
    yield _case("a training in which nothing is wrong")
    yield _case("a training whose optimiser never steps", steps=False)
    yield _case("a training whose first layer is frozen", frozen=("0.weight", "0.bias"))
    yield _case("a training that never clears its gradients", clearing="never")
    yield _case("a training whose optimiser lacks the last bias", left_out=("2.bias",))
    yield _case("a healthy training that clears its gradients at the end of each step, to None", clearing="last")
    yield _case("a healthy training that sets its gradients to 0 at the end of each step", clearing="to zero")
    yield _case("a training whose optimiser holds the parameters of another model", left_out="all")
    yield _case("a training whose optimiser lacks the first weights", left_out=("0.weight",))
    yield _case("a healthy training whose gradient grows by itself, by a little", clearing="growing")
    yield _case("a training that neither steps nor clears its gradients", steps=False, clearing="never")
    yield _case("a healthy training whose first and last input are always 0, so that their weights stay", blank=True)
    yield _case("a training with blank inputs that never clears its gradients", blank=True, clearing="never")
    yield _case("a healthy training that started with gradients left over from before", left_over=True)
    yield _case("a healthy training of a single number", single=True)
    yield _case("a training of a single number that never clears its gradients", single=True, clearing="never")
    yield _case("a training whose optimiser never steps, and that clears its gradients last", steps=False, clearing="last")
    yield _case("a training with BatchNorm whose optimiser never steps", batch_norm=True, steps=False)
    yield _case(
        "a training whose first layer is frozen, and whose optimiser never steps", frozen=("0.weight", "0.bias"), steps=False
    )
    yield _case("a healthy training with a rate of 0.00001", rate=1e-5)
    yield _case("a training with a rate of 0.00001 that never clears its gradients", rate=1e-5, clearing="never")
    yield _case("a training whose optimiser lacks the weights of BatchNorm", batch_norm=True, left_out=("1.weight",))


def _case(
    title,
    frozen=(),
    left_out=(),
    steps=True,
    clearing="first",
    blank=False,
    left_over=False,
    batch_norm=False,
    single=False,
    rate=0.001,
):
    """A model and its step: the whole batch, a small rate, and tanh, so that no unit can die."""
    torch.manual_seed(len(title))
    layers = [nn.Linear(3, 5), *[nn.BatchNorm1d(5)] * batch_norm, nn.Tanh(), nn.Linear(5, 2)]
    model = nn.Sequential(nn.Linear(1, 1, bias=False)) if single else nn.Sequential(*layers)
    inputs, targets = torch.randn(20, model[0].in_features), torch.randn(20, model[-1].out_features)
    if blank:
        inputs[:, [0, -1]] = 0
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(name not in frozen)
        if left_over:
            parameter.grad = 10 * torch.randn_like(parameter)
    held = [parameter for name, parameter in model.named_parameters() if left_out != "all" and name not in left_out]
    optimizer = torch.optim.SGD(held or nn.Linear(2, 2).parameters(), lr=rate)

    def step():
        if clearing in ("first", "growing"):
            model.zero_grad()
        loss = (model(inputs) - targets).square().mean()
        if clearing == "growing":  # its gradient grows while the loss falls
            loss = -8 * loss**-8
        loss.backward()
        if steps:
            optimizer.step()
        if clearing in ("last", "to zero"):
            model.zero_grad(set_to_none=clearing == "last")

    return Case(model, step, title=title)


EXERCISE = Exercise(
    id="17.4",
    solution=diagnosis,
    cases=cases,
    hint=(
        "Copy all parameters (clone!), call step(), compare. For the last fault: how long is the gradient after the "
        "first step, and after the second?"
    ),
    more_hints=(
        "torch.equal(old, new) compares a whole tensor with its copy. If none moved: no step. If some did not: stuck. If all "
        "did, add up the lengths of the gradients, leaving out those that are None; if after the second step they are nearly "
        "twice as long as after the first, nobody clears them.",
    ),
    otherwise=(
        "Compare every tensor with its copy from before the first step, by torch.equal: did none move, some, or all? If all "
        "did, compare the length of the gradients after the first step with that after the second. Return one of the four texts."
    ),
    mistakes={
        "A step may be tiny and still be a step: torch.allclose takes such a one for none, torch.equal does not.": {
            "torch.equal(old, new)": "torch.allclose(old, new)"
        },
        "A frozen layer does not make it stuck if the rest stands still too: ask what moved before you ask what may move.": {
            "    before =": (
                "    if any(not parameter.requires_grad for parameter in model.parameters()):\n"
                '        return "stuck"\n    before ='
            )
        },
        "detach() alone is the tensor itself and moves with it: take a copy, with clone().": {".detach().clone()": ".detach()"},
        "Gradients that pile up went unseen: what moves does not tell it, and .grad kept for later is the same tensor, which "
        "grows too. Note its length as a number after the first step (or clone it), and compare it with that after the second.": {
            '"no zero_grad" if length() > 1.5 * once else "fine"': '"fine"'
        },
        "One tensor that moves is not enough: ask of every tensor whether it moved.": {"not all(moved)": "not any(moved)"},
        "A tensor may also stand still although it has requires_grad, for example when the optimiser does not hold it: "
        "compare all tensors.": {"not all(moved)": "not all(parameter.requires_grad for parameter in model.parameters())"},
        "One number may stand still while its tensor moves, for example the weight of a blank input: compare whole tensors.": {
            "not torch.equal(old, new)": "bool((old != new).all())"
        },
        "A healthy gradient may grow by itself, by a little; one that piles up is nearly twice as long after the second step.": {
            "1.5 * once": "once"
        },
        "Whether anything moves comes first: a training that never steps is that, even if its gradients pile up.": {
            "    if not any(moved)": (
                "    once = length()\n    step()\n    if length() > 1.5 * once:\n"
                '        return "no zero_grad"\n    if not any(moved)'
            )
        },
        "A gradient after a step is no fault: only one that grows to about twice its length is.": (
            {"length() > 1.5 * once": "length() > 0"},
            {"length() > 1.5 * once": "any(parameter.grad is not None for parameter in model.parameters())"},
        ),
        "After a step that clears its gradients at the end they are None, and that is healthy: ask what moved.": {
            "not any(moved)": "not any(moved) or all(parameter.grad is None for parameter in model.parameters())"
        },
        "After a step that clears its gradients at the end, parameter.grad is None: leave such parameters out.": {
            " if parameter.grad is not None": ""
        },
        "Gradients of 0 after both steps did not pile up: they were cleared at the end of each step, which is healthy.": (
            {"length() > 1.5 * once": "length() >= 1.5 * once"},
            {"length() > 1.5 * once": "length() / once > 1.5"},
        ),
        "Call step() first: nothing can be seen before it.": {"    step()\n    moved": "    moved"},
    },
    free=("model.*: value", "model.*: gradient"),
)

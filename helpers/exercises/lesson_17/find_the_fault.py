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
    yield _case("a healthy training of a single number", sizes=(1, 1))
    yield _case("a training of a single number that never clears its gradients", sizes=(1, 1), clearing="never")
    yield _case("a training whose optimiser never steps, and that clears its gradients last", steps=False, clearing="last")
    yield _case("a training with BatchNorm whose optimiser never steps", sizes=(3, 5, 2), batch_norm=True, steps=False)
    yield _case("a training whose optimiser lacks the weights of BatchNorm", batch_norm=True, left_out=("1.weight",))


def _case(
    title, sizes=(3, 5, 2), frozen=(), left_out=(), steps=True, clearing="first", blank=False, left_over=False, batch_norm=False
):
    """A model and its step: the whole batch, a small rate, and tanh, so that no unit can die."""
    torch.manual_seed(len(title))
    if len(sizes) == 2:
        model = nn.Sequential(nn.Linear(*sizes, bias=False))
    else:
        extra = [nn.BatchNorm1d(sizes[1])] if batch_norm else []
        model = nn.Sequential(nn.Linear(*sizes[:2]), *extra, nn.Tanh(), nn.Linear(*sizes[1:]))
    inputs, targets = torch.randn(20, sizes[0]), torch.randn(20, sizes[-1])
    if blank:
        inputs[:, [0, -1]] = 0
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(name not in frozen)
        if left_over:
            parameter.grad = 10 * torch.randn_like(parameter)
    held = [parameter for name, parameter in model.named_parameters() if left_out != "all" and name not in left_out]
    optimizer = torch.optim.SGD(held or nn.Linear(2, 2).parameters(), lr=0.001)

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


def _gradients(model):
    return [parameter.grad for parameter in model.parameters() if parameter.grad is not None]


def _length(model):
    return sum(gradient.square().sum().item() for gradient in _gradients(model)) ** 0.5


def _moved(model, step, copy=torch.clone, differ=lambda old, new: not torch.equal(old, new)):
    before = [copy(parameter.detach()) for parameter in model.parameters()]
    step()
    return [differ(old, new) for old, new in zip(before, model.parameters(), strict=True)]


def _by_movement(moved):
    return "fine" if all(moved) else "stuck" if any(moved) else "no step"


def _changed(moved=_moved, piles_up=None):
    """The solution with another way to see what moved, or another sign of gradients that pile up."""

    def answer(model, step):
        seen = _by_movement(moved(model, step))
        if seen != "fine":
            return seen
        if piles_up is not None:
            return "no zero_grad" if piles_up(model, step) else "fine"
        once = _length(model)
        step()
        return "no zero_grad" if _length(model) > 1.5 * once else "fine"

    return answer


def _grows_at_all(model, step):
    once = _length(model)
    step()
    return _length(model) > once


def _zero_counts_as_growth(model, step):
    once = _length(model)
    step()
    return bool(_gradients(model)) and (not once or _length(model) / once > 1.5)


def _every_gradient(model, step):
    once = [parameter.grad.norm().item() for parameter in model.parameters()]
    step()
    return all(parameter.grad.norm().item() > 1.5 * old for parameter, old in zip(model.parameters(), once, strict=True))


def _piling_up_first(model, step):
    moved, once = _moved(model, step), _length(model)
    step()
    return "no zero_grad" if once and _length(model) > 1.5 * once else _by_movement(moved)


def _any_movement_will_do(model, step):
    return _changed(lambda *given: [any(_moved(*given))])(model, step)


def _asks_requires_grad(model, step):
    if not all(parameter.requires_grad for parameter in model.parameters()):
        return "stuck"
    return _any_movement_will_do(model, step)


def _none_is_no_step(model, step):
    moved = _moved(model, step)
    if not _gradients(model):
        return "no step"
    return _changed(lambda *given: moved)(model, step)


EXERCISE = Exercise(
    id="17.4",
    solution=diagnosis,
    cases=cases,
    hint=(
        "Copy all parameters (clone!), call step(), compare. For the last fault: how long is the gradient after the "
        "first step, and after the second?"
    ),
    otherwise=(
        "Compare every tensor with its copy from before the first step: did none move, some, or all? If all did, "
        "compare the length of the gradients after the first step with that after the second. Return one of the four texts."
    ),
    mistakes={
        "detach() alone is the tensor itself and moves with it: take a copy, with clone().": _changed(
            lambda model, step: _moved(model, step, copy=lambda tensor: tensor)
        ),
        "What moves does not tell whether gradients pile up: compare their lengths after the first and the second step.": (
            lambda model, step: _by_movement(_moved(model, step))
        ),
        "One tensor that moves is not enough: ask of every tensor whether it moved.": _any_movement_will_do,
        "A tensor may also stand still although it has requires_grad, for example when the optimiser does not hold it: "
        "compare all tensors.": _asks_requires_grad,
        "One number may stand still while its tensor moves, for example the weight of a blank input: compare whole tensors.": (
            _changed(lambda *given: _moved(*given, differ=lambda old, new: bool(old.flatten()[0] != new.flatten()[0]))),
            _changed(lambda *given: _moved(*given, differ=lambda old, new: bool(old.flatten()[-1] != new.flatten()[-1]))),
            _changed(lambda *given: _moved(*given, differ=lambda old, new: bool((old != new).all()))),
        ),
        "A healthy gradient may grow by itself, by a little; one that piles up is nearly twice as long after the second step.": (
            _changed(piles_up=_grows_at_all)
        ),
        "Whether anything moves comes first: a training that never steps is that, even if its gradients pile up.": (
            _piling_up_first
        ),
        "A gradient after a step is no fault: only one that grows to about twice its length is.": _changed(
            piles_up=lambda model, step: bool(_gradients(model))
        ),
        "After a step that clears its gradients at the end they are None, and that is healthy: ask what moved.": _none_is_no_step,
        "After a step that clears its gradients at the end, parameter.grad is None: leave such parameters out.": (
            _changed(piles_up=_every_gradient)
        ),
        "Gradients of 0 after both steps did not pile up: they were cleared at the end of each step, which is healthy.": (
            _changed(piles_up=_zero_counts_as_growth)
        ),
        "Call step() first: nothing can be seen before it.": lambda model, step: _by_movement(
            [not torch.equal(parameter, parameter.clone()) for parameter in model.parameters()]
        ),
    },
    free=("model.*: value", "model.*: gradient"),
)

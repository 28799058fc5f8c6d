"""Exercise 17.4, beyond its own mistakes."""

import torch

from helpers.exercises.lesson_17.find_the_fault import EXERCISE, diagnosis
from tests.exercises.judging import accepts, refuses


def gradients(model):
    return [parameter.grad for parameter in model.parameters() if parameter.grad is not None]


def movement(model, step):
    before = [parameter.detach().clone() for parameter in model.parameters()]
    step()
    return [not torch.equal(old, new) for old, new in zip(before, model.parameters(), strict=True)]


def piling_up(model, step):
    once = sum(gradient.norm().item() for gradient in gradients(model))
    step()
    return "no zero_grad" if sum(gradient.norm().item() for gradient in gradients(model)) > 1.5 * once else "fine"


def three_steps(model, step):
    """Watches three steps, and compares the gradients number by number."""
    found, moved = [], [False] * len(list(model.parameters()))
    for _ in range(3):
        moved = [a or b for a, b in zip(moved, movement(model, step), strict=True)]
        found.append(torch.cat([gradient.flatten().clone() for gradient in gradients(model)] + [torch.zeros(1)]))
    if not all(moved):
        return "stuck" if any(moved) else "no step"
    return "no zero_grad" if (found[2] - 3 * found[0]).norm() < 0.1 * found[0].norm() else "fine"


def by_state_dict(model, step):
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    step()
    names = [name for name, _ in model.named_parameters()]
    still = {name for name in names if (model.state_dict()[name] == before[name]).all()}
    if still:
        return "no step" if len(still) == len(names) else "stuck"
    return piling_up(model, step)


def clears_by_itself(model, step):
    """Right: a step that leaves a gradient as it finds it, when there is none, adds nothing."""
    moved = movement(model, step)
    if not all(moved):
        return "stuck" if any(moved) else "no step"
    for gradient in gradients(model):
        gradient.fill_(1e6)
    step()
    return "no zero_grad" if any(gradient.abs().max() > 1e5 for gradient in gradients(model)) else "fine"


def differing(differ):
    """Tells by another comparison of old and new whether a tensor has moved."""

    def answer(model, step):
        before = [parameter.detach().clone() for parameter in model.parameters()]
        step()
        moved = [bool(differ(old, new)) for old, new in zip(before, model.parameters(), strict=True)]
        return piling_up(model, step) if all(moved) else "stuck" if any(moved) else "no step"

    return answer


def zero_counts_as_growth(model, step):
    moved = movement(model, step)
    if not all(moved):
        return "stuck" if any(moved) else "no step"
    once = sum(gradient.norm().item() for gradient in gradients(model))
    step()
    again = sum(gradient.norm().item() for gradient in gradients(model))
    return "no zero_grad" if gradients(model) and again >= 1.5 * once else "fine"


def gradients_not_copied(model, step):
    """Keeps the gradients of the first step by name, and they grow in the second."""
    moved = movement(model, step)
    if not all(moved):
        return "stuck" if any(moved) else "no step"
    once = gradients(model)
    step()
    grown = [new.norm() > 1.5 * old.norm() for old, new in zip(once, gradients(model), strict=False)]
    return "no zero_grad" if any(grown) else "fine"


def every_gradient(model, step):
    moved = movement(model, step)
    if not all(moved):
        return "stuck" if any(moved) else "no step"
    once = [parameter.grad.norm().item() for parameter in model.parameters()]
    step()
    grown = [parameter.grad.norm() > 1.5 * old for parameter, old in zip(model.parameters(), once, strict=True)]
    return "no zero_grad" if all(grown) else "fine"


def buffers_too(model, step):
    before = [tensor.clone() for tensor in model.state_dict().values()]
    step()
    moved = [not torch.equal(old, new) for old, new in zip(before, model.state_dict().values(), strict=True)]
    return piling_up(model, step) if all(moved) else "stuck" if any(moved) else "no step"


def puts_others_in_their_place(model, step):
    said = diagnosis(model, step)
    for name, parameter in list(model[0].named_parameters()):
        setattr(model[0], name, torch.nn.Parameter(parameter.detach().clone()))
    return said


def clears_between(model, step):
    moved = movement(model, step)
    if not all(moved):
        return "stuck" if any(moved) else "no step"
    once = sum(gradient.norm().item() for gradient in gradients(model))
    model.zero_grad()
    step()
    return "no zero_grad" if sum(gradient.norm().item() for gradient in gradients(model)) > 1.5 * once else "fine"


def frozen_afterwards(model, step):
    said = diagnosis(model, step)
    model.requires_grad_(False)
    return said


def last_tensor_alone(model, step):
    moved = movement(model, step)
    return piling_up(model, step) if moved[-1] else "stuck" if any(moved) else "no step"


def before_the_first(model, step):
    """Compares the gradient before the first step with that after it."""
    once = sum(gradient.norm().item() for gradient in gradients(model))
    moved = movement(model, step)
    if not all(moved):
        return "stuck" if any(moved) else "no step"
    return "no zero_grad" if sum(gradient.norm().item() for gradient in gradients(model)) > 1.5 * once else "fine"


def frozen_first(model, step):
    if any(not parameter.requires_grad for parameter in model.parameters()):
        return "stuck"
    return diagnosis(model, step)


test_right = accepts(
    EXERCISE,
    {"three steps": three_steps, "by state_dict": by_state_dict, "fills the gradients": clears_by_itself},
)
test_wrong = refuses(
    EXERCISE,
    {
        "torch.allclose": (
            differing(lambda old, new: not torch.allclose(old, new)),
            "torch.equal does not",
        ),
        "frozen comes first": (frozen_first, "ask what moved before"),
        "always fine": (lambda model, step: "fine", "Compare every tensor"),
        "gradients not copied": (gradients_not_copied, "the same tensor, which grows too"),
        "always no step": (lambda model, step: "no step", "Call step() first"),
        "always stuck": (lambda model, step: "stuck", "Compare every tensor"),
        "another spelling": (lambda model, step: diagnosis(model, step).capitalize(), "one of the four texts"),
        "a truth value": (lambda model, step: all(movement(model, step)), "expected a text, got True or False"),
        "buffers too": (buffers_too, "with BatchNorm"),
        "the first number alone": (differing(lambda old, new: old.flatten()[0] != new.flatten()[0]), "compare whole tensors"),
        "the last number alone": (differing(lambda old, new: old.flatten()[-1] != new.flatten()[-1]), "compare whole tensors"),
        "0 counts as growth": (zero_counts_as_growth, "sets its gradients to 0"),
        "every gradient": (every_gradient, "leave such parameters out"),
        "others in their place": (puts_others_in_their_place, "must stay the same objects"),
        "clears between the steps": (clears_between, "expected 'no zero_grad', got 'fine'"),
        "frozen afterwards": (frozen_afterwards, "requires_grad"),
        "the last tensor alone": (last_tensor_alone, "first layer is frozen, expected 'stuck', got 'fine'"),
        "before the first step": (before_the_first, "expected 'fine', got 'no zero_grad'"),
    },
)

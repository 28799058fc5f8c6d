"""What students typically answer in exercise 17.4, wrong and right."""

import torch

from helpers.exercises.lesson_17 import gradient_norm


def _gradients(model):
    return [parameter.grad for parameter in model.parameters() if parameter.grad is not None]


def _moved(model, step):
    before = [parameter.detach().clone() for parameter in model.parameters()]
    step()
    return [not torch.equal(old, new) for old, new in zip(before, model.parameters(), strict=True)]


def _without_copies(model, step):
    before = [parameter.detach() for parameter in model.parameters()]
    step()
    moved = [not torch.equal(old, new) for old, new in zip(before, model.parameters(), strict=True)]
    return "fine" if all(moved) else "stuck" if any(moved) else "no step"


def _never_looks_at_gradients(model, step):
    moved = _moved(model, step)
    return "fine" if all(moved) else "stuck" if any(moved) else "no step"


def _asks_whether_any_moved(model, step):
    if not any(_moved(model, step)):
        return "no step"
    once = gradient_norm(model)
    step()
    return "no zero_grad" if gradient_norm(model) > 1.5 * once else "fine"


def _any_growth(model, step):
    moved = _moved(model, step)
    if not all(moved):
        return "stuck" if any(moved) else "no step"
    once = gradient_norm(model)
    step()
    return "no zero_grad" if gradient_norm(model) > once else "fine"


def _piling_up_first(model, step):
    moved, once = _moved(model, step), gradient_norm(model)
    step()
    if once and gradient_norm(model) > 1.5 * once:
        return "no zero_grad"
    return "fine" if all(moved) else "stuck" if any(moved) else "no step"


def _stuck_by_frozen_alone(model, step):
    if not all(parameter.requires_grad for parameter in model.parameters()):
        return "stuck"
    return _asks_whether_any_moved(model, step)


def _gradient_left_over(model, step):
    moved = _moved(model, step)
    if not any(moved):
        return "no step"
    if not all(moved):
        return "stuck"
    return "no zero_grad" if _gradients(model) else "fine"


def _none_is_no_step(model, step):
    moved = _moved(model, step)
    if not _gradients(model):
        return "no step"
    if not any(moved) or not all(moved):
        return "stuck" if any(moved) else "no step"
    once = gradient_norm(model)
    step()
    return "no zero_grad" if gradient_norm(model) > 1.5 * once else "fine"


def _divides_by_the_first(model, step):
    moved = _moved(model, step)
    if not any(moved) or not all(moved):
        return "stuck" if any(moved) else "no step"
    once = gradient_norm(model)
    step()
    if not _gradients(model):
        return "fine"
    return "no zero_grad" if not once or gradient_norm(model) / once > 1.5 else "fine"


def _three_steps(model, step):
    """Right, and written differently: watches three steps, and compares the gradients number by number."""
    history, gradients = [torch.cat([p.detach().flatten() for p in model.parameters()])], []
    moved = [False] * len(list(model.parameters()))
    for _ in range(3):
        moved = [a or b for a, b in zip(moved, _moved(model, step), strict=True)]
        history.append(torch.cat([p.detach().flatten() for p in model.parameters()]))
        gradients.append([gradient.clone() for gradient in _gradients(model)])
    if torch.equal(history[0], history[-1]):
        return "no step"
    if not all(moved):
        return "stuck"
    first, third = (torch.cat([g.flatten() for g in [*found, torch.zeros(1)]]) for found in (gradients[0], gradients[2]))
    return "no zero_grad" if (third - 3 * first).norm() < 0.1 * first.norm() else "fine"


WRONG_DIAGNOSES = {
    "always fine": lambda model, step: "fine",
    "always no step": lambda model, step: "no step",
    "without copies": _without_copies,
    "never looks at gradients": _never_looks_at_gradients,
    "any growth": _any_growth,
    "piling up first": _piling_up_first,
    "any instead of all": _asks_whether_any_moved,
    "requires_grad": _stuck_by_frozen_alone,
    "a gradient left over": _gradient_left_over,
    "None is no step": _none_is_no_step,
    "zero means piling up": _divides_by_the_first,
    "another spelling": lambda model, step: "No step" if not any(_moved(model, step)) else "Fine",
    "a truth value": lambda model, step: all(_moved(model, step)),
}

RIGHT_DIAGNOSES = {"three steps": _three_steps}

"""Exercise 13.2: Adam, by hand."""

import torch

from helpers.exercises.engine import Case, Exercise


def adam(weight, gradients, rate, beta1, beta2, eps):
    """The weight after one step for each gradient; both means are corrected for their start at 0."""
    mean, square = torch.zeros_like(weight), torch.zeros_like(weight)
    for step, gradient in enumerate(gradients, start=1):
        mean = beta1 * mean + (1 - beta1) * gradient
        square = beta2 * square + (1 - beta2) * gradient**2
        corrected_mean, corrected_square = mean / (1 - beta1**step), square / (1 - beta2**step)
        weight = weight - rate * corrected_mean / (corrected_square.sqrt() + eps)
    return weight


def cases():
    """Two steps that can be followed by hand; then other shapes, lengths and settings, gradients that turn, and no step."""
    yield Case(torch.tensor([1.0, -2.0]), [torch.tensor([0.5, 1.0]), torch.tensor([-0.25, 2.0])], 0.1, 0.8, 0.95, 0.3)
    generator = torch.Generator().manual_seed(1)
    for shape, steps, settings in (
        ((4,), 3, (0.1, 0.7, 0.9, 0.2)),
        ((2, 3), 5, (0.01, 0.9, 0.999, 1e-8)),
        ((1,), 1, (0.5, 0.5, 0.7, 0.05)),
        ((), 4, (0.02, 0.6, 0.97, 0.1)),
        ((3,), 0, (0.1, 0.9, 0.999, 1e-8)),
    ):
        weight = torch.randn(shape, generator=generator)
        gradients = [torch.rand(shape, generator=generator) + 0.2 for _ in range(steps)]
        if steps > 1:
            gradients[1] = -gradients[1]
            gradients[-1] = torch.zeros(shape)
        names = ("rate", "beta1", "beta2", "eps")
        title = ", ".join(f"{name} = {value:g}" for name, value in zip(names, settings, strict=True))
        yield Case(weight, gradients, *settings, title=f"a weight of shape {shape} and {steps} gradients, {title}")


def view(result):
    """A parameter is a tensor too: whether the weight may learn on does not count."""
    return result.detach() if isinstance(result, torch.Tensor) else result


def _slipped(weight, gradients, rate, beta1, beta2, eps, **slip):
    """Adam with one usual slip."""
    beta1, beta2 = slip.get("betas", (beta2, beta1) if slip.get("swap") else (beta1, beta2))
    (first, second), eps = slip.get("correct", (True, True)), slip.get("own_eps", eps)
    fresh = slip.get("fresh", lambda beta: beta if slip.get("turned") else 1 - beta)
    old = (lambda beta: 1 - beta) if slip.get("turned") else (lambda beta: beta)
    power = slip.get("correction", lambda beta, step: beta**step)
    mean = square = torch.zeros_like(weight)
    for step, gradient in enumerate(gradients, start=1):
        if not slip.get("remember", True):
            mean = square = torch.zeros_like(weight)
        mean = old(beta1) * mean + fresh(beta1) * gradient
        square = old(beta2) * square + fresh(beta2) * gradient ** slip.get("power", 2)
        count = slip.get("count", lambda step: step)(step)
        used_mean = mean / (1 - power(beta1, count)) if first else mean
        used_square = square / (1 - power(beta2, count)) if second else square
        if slip.get("keep"):
            mean, square = used_mean, used_square
        size = used_square if not slip.get("root", True) else (used_square + eps * slip.get("inside", False)).sqrt()
        if slip.get("outside"):
            size = square.sqrt() / (1 - beta2**count)
        weight = weight - slip.get("sign", 1) * rate * used_mean / (size + eps * (not slip.get("inside", False)))
    return weight


def _mistake(**slip):
    return lambda *given: _slipped(*given, **slip)


def _plain_descent(weight, gradients, rate, beta1, beta2, eps):
    for gradient in gradients:
        weight = weight - rate * gradient
    return weight


def _momentum_alone(weight, gradients, rate, beta1, beta2, eps):
    mean = torch.zeros_like(weight)
    for step, gradient in enumerate(gradients, start=1):
        mean = beta1 * mean + (1 - beta1) * gradient
        weight = weight - rate * mean / (1 - beta1**step)
    return weight


def _one_tensor_for_both(weight, gradients, rate, beta1, beta2, eps):
    mean = square = torch.zeros_like(weight)
    for step, gradient in enumerate(gradients, start=1):
        mean.mul_(beta1).add_((1 - beta1) * gradient)
        square.mul_(beta2).add_((1 - beta2) * gradient**2)
        weight = weight - rate * mean / (1 - beta1**step) / ((square / (1 - beta2**step)).sqrt() + eps)
    return weight


def _weight_in_place(weight, gradients, *settings):
    return weight.copy_(adam(weight, gradients, *settings))


def _takes_out(weight, gradients, *settings):
    taken = [gradients.pop(0) for _ in range(len(gradients))]
    return adam(weight, taken, *settings)


EXERCISE = Exercise(
    id="13.2",
    solution=adam,
    cases=cases,
    view=view,
    hint="Two tensors of zeros before the loop; enumerate(gradients, start=1) counts t. Keep the uncorrected means.",
    otherwise="Per step: both means, both corrections, then the weight, all number by number; section 2 has the formulas.",
    mistakes={
        "The correction is missing: divide both means by 1 - beta**t before you use them.": _mistake(correct=(False, False)),
        "The mean of squares is not corrected: divide it by 1 - beta2**t.": _mistake(correct=(True, False)),
        "The mean gradient is not corrected: divide it by 1 - beta1**t.": _mistake(correct=(False, True)),
        "The correction needs beta to the power of t, beta**t; beta * t is another number from the second step on.": (
            _mistake(correction=lambda beta, step: beta * step)
        ),
        "Divide by 1 - beta**t, not by beta**t.": _mistake(correction=lambda beta, step: 1 - beta**step),
        "t counts the steps: it must grow by one a step.": _mistake(count=lambda step: 1),
        "t is 1 at the first step, not 2.": _mistake(count=lambda step: step + 1),
        "t is 1 at the first step: at 0 the correction divides by 0.": _mistake(count=lambda step: step - 1),
        "That is plain gradient descent: divide the mean gradient by the root of the mean of squares.": _plain_descent,
        "The mean of squares is not used: divide the mean gradient by its root.": _momentum_alone,
        "eps is added after the root, not inside it.": _mistake(inside=True),
        "beta1 belongs to the mean gradient, beta2 to the mean of squares.": _mistake(swap=True),
        "The root is missing: divide by the root of the mean of squares.": _mistake(root=False),
        "The new gradient counts 1 - beta, not 1.": _mistake(fresh=lambda beta: 1),
        "The new gradient counts 1 - beta, the old mean beta: they are exchanged.": _mistake(turned=True),
        "The sign is turned: walk against the gradient.": _mistake(sign=-1),
        "eps is missing, or not the one that was given.": (_mistake(own_eps=1e-8), _mistake(own_eps=0)),
        "Both means and t must be remembered from step to step.": _mistake(remember=False, count=lambda step: 1),
        "Both means must be remembered from step to step.": _mistake(remember=False),
        "Squares are averaged, so gradient**2 and not gradient.": _mistake(power=1),
        "The betas are those that were given, not 0.9 and 0.999.": _mistake(betas=(0.9, 0.999)),
        "Betas and eps are those that were given, not the usual ones.": _mistake(betas=(0.9, 0.999), own_eps=1e-8),
        "That is the weight after the first gradient: does the function return inside the loop?": (
            lambda weight, gradients, *settings: adam(weight, gradients[:1], *settings)
        ),
        "The correction of the squares belongs under the root: divide by 1 - beta2**t first.": _mistake(outside=True),
        "The corrected means are not kept: correct a copy, and remember the uncorrected ones.": _mistake(keep=True),
        "Both means are one tensor under two names, and each overwrites the other: make two tensors of zeros.": (
            _one_tensor_for_both
        ),
        "weight = weight - ... makes a new tensor; weight -= ... changes the one that was handed over.": _weight_in_place,
        "The list of gradients is empty afterwards: go through it in a loop, and take nothing out.": _takes_out,
    },
)

"""Exercise 01.6: two numbers that learn, on something that is no flower."""

import torch

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed, watching
from helpers.exercises.engine.viewing import as_number


def learn_line(inputs, targets, learning_rate, steps):
    """Gradient descent on the mean squared error of w * inputs + b; both start at 0."""
    w = torch.tensor(0.0, requires_grad=True)
    b = torch.tensor(0.0, requires_grad=True)
    for _ in range(steps):
        loss = ((w * inputs + b - targets) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= learning_rate * w.grad
            b -= learning_rate * b.grad
        w.grad, b.grad = None, None
    return w.item(), b.item()


def cases():
    """One step, several, none; lines that rise and fall; a thermometer read in two units."""
    celsius = torch.tensor([-1.0, 0.0, 1.0, 2.5])
    yield Case(celsius, 1.8 * celsius + 32, 0.1, 1)
    yield Case(celsius, 1.8 * celsius + 32, 0.1, 3)
    generator = torch.Generator().manual_seed(0)
    for examples, steps in ((6, 40), (3, 7)):
        inputs = torch.randn(examples, generator=generator)
        yield Case(inputs, 2 - 3 * inputs + 0.1 * torch.randn(examples, generator=generator), 0.05, steps)
    yield Case(celsius, celsius, 0.1, 0)


def use(answer, *arguments):
    """The two numbers, by name; no optimiser and no solver of torch's."""
    with watching(torch.optim.Optimizer, "__init__") as optimizers:
        result = answer(*arguments)
    if not isinstance(result, tuple | list) or len(result) != 2:
        raise TypeError("two numbers are asked for")
    w, b = map(as_number, result)
    return Observed({"w": w, "b": b, "optimisers made": len(optimizers)})


def _changed(inputs, targets, learning_rate, steps, clear=True, share=1.0, sign=1.0, start=0.0, learn_b=True, order="both"):
    w, b, w_sum, b_sum = start, start, 0.0, 0.0
    for _ in range(steps):
        error = w * inputs + b - targets
        w_slope, b_slope = (2 * error * inputs).mean().item(), (2 * error).mean().item()
        w_sum, b_sum = (w_slope, b_slope) if clear else (w_sum + w_slope, b_sum + b_slope)
        w -= sign * share * learning_rate * w_sum
        if order == "one after the other":
            b_sum = (2 * (w * inputs + b - targets)).mean().item()
        b -= sign * share * learning_rate * b_sum * learn_b
    return w, b


EXERCISE = Exercise(
    id="01.6",
    solution=learn_line,
    cases=cases,
    use=use,
    parts=("w", "b"),
    hint=(
        "Start from section 1, with two numbers instead of one: b = torch.tensor(0.0, requires_grad=True). "
        "One backward() finds both slopes. What must happen to both before the next step?"
    ),
    otherwise="In each step: loss = ((w * inputs + b - targets) ** 2).mean(), backward(), move both numbers, forget both slopes.",
    mistakes={
        "The slopes of earlier steps were added to the new ones: set w.grad and b.grad to None after each step.": (
            lambda *given: _changed(*given, clear=False)
        ),
        "Only w has moved: b learns too, by its own slope.": lambda *given: _changed(*given, learn_b=False),
        "That walks uphill: move against the slope.": lambda *given: _changed(*given, sign=-1.0),
        "Both numbers start at 0.": lambda *given: _changed(*given, start=1.0),
        "Take the mean of the squared errors, not their sum.": lambda *given: _changed(*given, share=len(given[0])),
        "The slopes are half as large as they should be: square the errors, without dividing by 2.": (
            lambda *given: _changed(*given, share=0.5)
        ),
        "Both slopes belong to the same moment: compute both before you move either.": (
            lambda *given: _changed(*given, order="one after the other")
        ),
        "One step too many: go round as often as steps says.": lambda *given: _changed(*given[:3], given[3] + 1),
        "That returns b and w; w comes first.": lambda *given: _changed(*given)[::-1],
        "Only one step was done: does the function return inside the loop?": lambda *given: _changed(
            *given[:3], min(1, given[3])
        ),
    },
    tolerance=1e-4,
)

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


def _with_sgd(inputs, targets, learning_rate, steps):
    numbers = torch.zeros(2, requires_grad=True)
    optimizer = torch.optim.SGD([numbers], lr=learning_rate)
    for _ in range(steps):
        optimizer.zero_grad()
        ((numbers[0] * inputs + numbers[1] - targets) ** 2).mean().backward()
        optimizer.step()
    return tuple(numbers.tolist())


def _solved_at_once(inputs, targets, learning_rate, steps):
    w = ((inputs - inputs.mean()) * (targets - targets.mean())).sum() / ((inputs - inputs.mean()) ** 2).sum()
    return w.item(), (targets.mean() - w * inputs.mean()).item()


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
        "The slopes of earlier steps were added to the new ones: set w.grad and b.grad to None after each step.": {
            "        w.grad, b.grad = None, None\n": ""
        },
        "Only w has moved: b learns too, by its own slope.": {"            b -= learning_rate * b.grad\n": ""},
        "That walks uphill: move against the slope.": {"-= learning": "+= learning"},
        "Both numbers start at 0.": {"torch.tensor(0.0": "torch.tensor(1.0"},
        "Take the mean of the squared errors, not their sum.": {"mean()": "sum()"},
        "The slopes are half as large as they should be: square the errors, without dividing by 2.": {".mean()": ".mean() / 2"},
        "That is the mean of the absolute errors; square them instead.": {"** 2).mean()": ").abs().mean()"},
        "Both slopes belong to the same moment: compute both before you move either.": {
            "b.grad\n": "2 * (w * inputs + b - targets).mean()\n",
        },
        "The learning rate is handed over: do not fix it.": ({"learning_rate * ": "0.1 * "}, {"learning_rate * ": "0.01 * "}),
        "One step too many: go round as often as steps says.": {"range(steps)": "range(steps + 1)"},
        "That returns b and w; w comes first.": {"w.item(), b.item()": "b.item(), w.item()"},
        "Only one step was done: does the function return inside the loop?": {"range(steps)": "range(min(1, steps))"},
        "No optimiser of torch's here: move both numbers yourself, with -= under torch.no_grad().": _with_sgd,
        "That solves the task in one go, by another method; the exercise asks for steps down the slope.": _solved_at_once,
    },
    tolerance=1e-4,
)

"""The update rules of lesson 13, each in a few lines, and an optimiser that applies one to a whole network.

A rule is a function ``rule(weight, gradient, state, rate, ...)``: it changes ``weight`` in place and keeps in
``state``, a dict of its own for each weight, what it must remember until the next step.
"""

import math
from collections.abc import Callable, Iterable
from typing import Any

import torch

State = dict[str, Any]
Rule = Callable[..., None]


def descend(weight: torch.Tensor, gradient: torch.Tensor, state: State, rate: float) -> None:
    """Gradient descent; stochastic when the gradient comes from a batch. Introduced in lesson 13.

    Args:
        weight: any shape; changed in place.
        gradient: of the same shape.
        state: unused, for this rule remembers nothing.
        rate: the learning rate, a number or a tensor that broadcasts to the weight's shape.
    """
    weight -= rate * gradient


def momentum(weight: torch.Tensor, gradient: torch.Tensor, state: State, rate: float, beta: float = 0.9) -> None:
    """Walk along a sum of all gradients, older ones fading by ``beta`` a step. Introduced in lesson 13.

    Args: as for ``descend``; ``state`` holds the velocity.
    """
    state["v"] = beta * state.get("v", 0) + gradient
    weight -= rate * state["v"]


def adam(
    weight: torch.Tensor,
    gradient: torch.Tensor,
    state: State,
    rate: float,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
) -> None:
    """Mean gradient over root mean squared gradient, both corrected for their start at 0. Introduced in lesson 13.

    Source: D. P. Kingma and J. Ba, "Adam: A Method for Stochastic Optimization", 2015.

    Args: as for ``descend``; ``state`` holds the step's number and both means.
    """
    state["t"] = state.get("t", 0) + 1
    state["m"] = beta1 * state.get("m", 0) + (1 - beta1) * gradient
    state["s"] = beta2 * state.get("s", 0) + (1 - beta2) * gradient**2
    mean = state["m"] / (1 - beta1 ** state["t"])
    square = state["s"] / (1 - beta2 ** state["t"])
    weight -= rate * mean / (square**0.5 + eps)


def adamw(
    weight: torch.Tensor, gradient: torch.Tensor, state: State, rate: float, decay: float = 0.01, **settings: float
) -> None:
    """Shrink the weight, then do Adam's step. Introduced in lesson 13.

    Source: I. Loshchilov and F. Hutter, "Decoupled Weight Decay Regularization", 2019.

    Args: as for ``adam``; ``decay`` times ``rate`` is the share of the weight that is taken away.
    """
    weight -= rate * decay * weight
    adam(weight, gradient, state, rate, **settings)


def walk(rule: Rule, rate: float, steps: int = 40, steepness: float = 50.0, tilt: float = 0.0, **settings: float) -> torch.Tensor:
    """The points that a rule visits in the valley (x² + steepness · y²) / 2, from (-4, 1) on, ``(steps + 1, 2)``.

    Introduced in lesson 13.

    Args:
        rule: as above.
        rate: the learning rate.
        steps: how many.
        steepness: of the valley's sides; its floor has 1.
        tilt: by how many degrees the valley is turned about its lowest point to the left, and the start with it.
        settings: handed to the rule by name, for example ``beta=0.8``.
    """
    cosine, sine = math.cos(math.radians(tilt)), math.sin(math.radians(tilt))
    turn = torch.tensor([[cosine, -sine], [sine, cosine]], dtype=torch.float64)
    curvature = turn @ torch.diag(torch.tensor([1.0, steepness], dtype=torch.float64)) @ turn.T
    point, state = turn @ torch.tensor([-4.0, 1.0], dtype=torch.float64), {}
    path = [point.clone()]
    for _ in range(steps):
        rule(point, curvature @ point, state, rate, **settings)
        path.append(point.clone())
    return torch.stack(path)


class ByHand:
    """A rule applied to every parameter of a network; a loop uses it like one of ``torch.optim``. Introduced in lesson 13.

    Args:
        rule: one of this module's functions, or your own.
        parameters: what ``model.parameters()`` gives.
        rate: the learning rate.
        settings: handed to the rule by name, for example ``beta=0.8``.

    Raises:
        ValueError: there is no parameter, or the rate is not above 0.
    """

    def __init__(self, rule: Rule, parameters: Iterable[torch.Tensor], rate: float, **settings: float) -> None:
        self.parameters = list(parameters)
        if not self.parameters:
            raise ValueError("There is nothing to optimise: the list of parameters is empty.")
        if not rate > 0:
            raise ValueError(f"rate is {rate!r}, but it must be a number above 0.")
        self.rule, self.rate, self.settings = rule, rate, settings
        self.states: list[State] = [{} for _ in self.parameters]

    def zero_grad(self) -> None:
        """Forget the gradients."""
        for parameter in self.parameters:
            parameter.grad = None

    @torch.no_grad()
    def step(self) -> None:
        """Apply the rule once to every parameter that has a gradient."""
        for parameter, state in zip(self.parameters, self.states, strict=True):
            if parameter.grad is not None:
                self.rule(parameter, parameter.grad, state, self.rate, **self.settings)

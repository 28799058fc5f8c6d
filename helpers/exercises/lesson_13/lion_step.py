"""Exercise 13.4: an update rule from its formula, Lion."""

import torch

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed


def lion(w, g, state, rate, beta1, beta2):
    """A step of one size in the direction of the sign; only then is the slope remembered."""
    m = state.get("m", torch.zeros_like(w))
    c = beta1 * m + (1 - beta1) * g
    w -= rate * torch.sign(c)
    state["m"] = beta2 * m + (1 - beta2) * g


UNCHANGED, REMEMBERED = "g is left as it was", "after a step its state holds something"


def cases():
    """Slopes that agree, that turn, and that are 0; several shapes and settings; one step, and many."""
    slopes = [torch.tensor([0.5, -1.0]), torch.tensor([-0.3, -2.0])]
    title = "w = [1, -2], slopes [0.5, -1] and then [-0.3, -2], rate 0.1, beta1 0.9, beta2 0.8"
    yield Case(torch.tensor([1.0, -2.0]), slopes, {}, 0.1, 0.9, 0.8, title=title)
    generator = torch.Generator().manual_seed(0)
    for shape, silent, settings in (
        ((2,), (0,), (0.5, 0.9, 0.99)),  # at the first step m is 0 too, and nothing moves
        ((3, 2), (11,), (0.01, 0.6, 0.9)),  # m alone decides
        ((4, 3, 2), (0, 4, 8), (0.2, 0.3, 0.7)),
    ):
        steps = silent[-1] + 1 if silent[-1] else 2
        slopes = [torch.randn(shape, generator=generator) * (step not in silent) for step in range(steps)]
        title = "a weight of shape {}, {} slopes, rate {:g}, beta1 {:g}, beta2 {:g}".format(shape, steps, *settings)
        yield Case(torch.randn(shape, generator=generator), slopes, {}, *settings, title=title)


def use(answer, w, slopes, state, rate, beta1, beta2):
    """Two weights, each with a state of its own, in turns; what counts is where they went, not how they remember.

    At each step a weight is a new tensor with the same numbers, so that only ``state`` can remember. Whoever changes g, or
    moves a weight and leaves nothing in its state, is told so, wherever the weight went.
    """
    weights, states = {"w": w, "another weight": -2 * w.clone()}, {"w": state, "another weight": {}}
    earlier, found = [], {UNCHANGED: True, REMEMBERED: True}  # earlier: kept, so that no tensor gets the id of an old one
    for step, slope in enumerate(slopes, start=1):
        for name, its_slope in (("w", slope), ("another weight", 3 * slope.flip(0))):
            given, before = its_slope.clone(), weights[name]
            earlier.append(before)
            weight = weights[name] = before.clone()
            answer(weight, given, states[name], rate, beta1, beta2)
            if not torch.equal(given, its_slope):
                return Observed({UNCHANGED: False})
            if not states[name] and not torch.equal(weight, before):
                return Observed({UNCHANGED: True, REMEMBERED: False})
            found[f"{name} after step {step}"] = weight.detach().clone()
    return Observed(found)


EXERCISE = Exercise(
    id="13.4",
    solution=lion,
    cases=cases,
    use=use,
    hint='state.get("m", 0) is what is remembered, or 0 at the first step. How does momentum in section 2 change w itself?',
    more_hints=(
        "Four lines: fetch m from state; compute c from it; w -= rate * torch.sign(c); put the new m into state. Mind the order: "
        "c needs the m from before.",
    ),
    otherwise="First c from the old m; then w -= rate * torch.sign(c); then the new m, with beta2, into state.",
    mistakes={
        "The slopes are changed: g belongs to the caller. Write g * ..., which makes something new, not g *= ...": (
            {
                "    c =": "    g = g.mul_(1 - beta1)\n    c =",
                "(1 - beta1) * g": "g",
                "(1 - beta2) * g": "(1 - beta2) / (1 - beta1) * g",
            },
            {"    state[": "    g.add_(1)\n    state[", "(1 - beta2) * g": "(1 - beta2) * (g - 1)"},
        ),
        "beta1 and beta2 are handed over: use them, not fixed numbers.": (
            {"    m = state": "    beta1, beta2 = 0.9, 0.99\n    m = state"},
            {"    m = state": "    beta1, beta2 = 0.9, 0.999\n    m = state"},
            {"    m = state": "    beta1, beta2 = 0.9, 0.8\n    m = state"},
            {"    m = state": "    beta1 = 0.9\n    m = state"},
            {"    m = state": "    beta2 = 0.99\n    m = state"},
            {"    m = state": "    beta2 = 0.8\n    m = state"},
        ),
        "w has not moved: w = w - ... makes a new tensor, and w -= ... changes the one that was handed over.": (
            {"w -= rate": "w = w - rate"},
            {"    w -= rate * torch.sign(c)\n": ""},
        ),
        "Each step goes by its own slope alone: take the sign of c, which holds the m of the steps before.": (
            {"torch.sign(c)": "torch.sign(g)"},
            {'state.get("m", torch.zeros_like(w))': "torch.zeros_like(w)"},
        ),
        "The new m belongs into state: each weight comes with a state of its own, and nothing else is kept between steps.": (
            {'    state["m"] = beta2 * m + (1 - beta2) * g': ""},
            {'state["m"] =': "m ="},
        ),
        "m begins at 0, not at the first slope.": {'state.get("m", torch.zeros_like(w))': 'state.get("m", g)'},
        "c is made from the m of before this step: change m last.": {
            "    c =": "    m = beta2 * m + (1 - beta2) * g\n    c =",
            'state["m"] = beta2 * m + (1 - beta2) * g': 'state["m"] = m',
        },
        "What is remembered is m with beta2, not c: the two betas have two jobs.": (
            {'state["m"] = beta2 * m + (1 - beta2) * g': 'state["m"] = c'},
            {'state["m"] = beta2 * m + (1 - beta2) * g': 'state["m"] = beta1 * m + (1 - beta1) * g'},
        ),
        "The betas are exchanged: beta1 is for c, beta2 for what is remembered.": {
            "c = beta1 * m + (1 - beta1)": "c = beta2 * m + (1 - beta2)",
            '["m"] = beta2 * m + (1 - beta2)': '["m"] = beta1 * m + (1 - beta1)',
        },
        "The step has one size, the rate, whatever c is: take its sign.": {"torch.sign(c)": "c"},
        "c may be 0, and 0 / 0 is NaN: torch.sign(c) is 0 there.": (
            {"torch.sign(c)": "(c / c.abs())"},
            {"torch.sign(c)": "(c / (c**2) ** 0.5)"},
        ),
        "The sign of m leaves out the newest slope's own share: take the sign of c.": {"torch.sign(c)": "torch.sign(m)"},
        "The sign is turned: walk against the slope.": {"w -= rate": "w += rate"},
        "The new slope counts 1 - beta, not 1.": {
            "(1 - beta1) * g": "g",
            "(1 - beta2) * g": "g",
        },
    },
    free=("w: value", "state*"),
)

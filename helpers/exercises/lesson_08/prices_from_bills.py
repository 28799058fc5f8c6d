"""Exercise 08.1: the weight and the bias of a linear layer that only answers."""

import torch

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.viewing import parts_as_tensors


def prices(shop, goods):
    """An order of nothing costs the fees; an order of one thing costs its price as well."""
    fees = shop(torch.zeros(1, goods))[0]
    weight = (shop(torch.eye(goods)) - fees).T
    return weight, fees


def _shop(weight, bias):
    weight, bias = torch.as_tensor(weight), torch.as_tensor(bias)
    return lambda orders: orders @ weight.T + bias


def cases():
    """As many bills as goods first, where a forgotten transposition runs; then other sizes, no fee, a layer with a graph."""
    yield Case(_shop([[0.5, 0.75], [0.25, 2.0]], [1.0, 3.0]), 2, title="two goods, two bills")
    for goods, bills in ((3, 2), (2, 3), (1, 1), (5, 1), (1, 4), (4, 4)):
        generator = torch.Generator().manual_seed(10 * goods + bills)
        weight, bias = torch.randn(bills, goods, generator=generator), torch.randn(bills, generator=generator)
        if goods == bills:
            weight.requires_grad_()
        yield Case(_shop(weight, bias), goods, title=f"goods: {goods}, bills: {bills}")
    yield Case(_shop([[2.0, 0.0, -1.0]], [0.0]), 3, title="three goods, one bill without a fee")


EXERCISE = Exercise(
    id="08.1",
    solution=prices,
    cases=cases,
    view=parts_as_tensors,
    parts=("weight", "bias"),
    hint="What is the bill for an order of nothing? And for one roll alone? torch.eye(3) holds three orders of one thing each.",
    otherwise="An order of nothing costs the fees. An order of one thing costs the fees and the price of that thing.",
    mistakes={
        "A bill for one thing holds the fee too: take it away.": {" - fees": ""},
        "A row of the weight belongs to one output: shop(torch.eye(goods)) has a row for each thing instead.": (
            {").T": ")"},
            {"(shop(torch.eye(goods)) - fees).T": "shop(torch.eye(goods))"},
        ),
        "The bias is the bill for an order of nothing, and not for one of each.": {"torch.zeros": "torch.ones"},
        "The bias is a row of numbers, with one axis: (out,).": (
            {"goods))[0]": "goods))"},
            {"fees = shop(torch.zeros(1, goods))[0]": "fees = shop(torch.zeros(goods, goods))"},
        ),
        "Bias and weight are in the wrong order: the weight comes first.": {"return weight, fees": "return fees, weight"},
        "There is one fee for each bill; this is the sum or the mean of them.": (
            {"goods))[0]": "goods))[0].sum()"},
            {"goods))[0]": "goods))[0].mean()"},
        ),
    },
    free=("torch's random numbers: state",),  # whoever makes a layer or random orders to find it out draws some
)

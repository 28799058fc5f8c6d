"""Exercise 08.1, beyond its own mistakes."""

import torch
from torch import nn

from helpers.exercises.lesson_08.prices_from_bills import EXERCISE, prices
from tests.exercises.judging import accepts, refuses


def one_thing_after_the_other(shop, goods):
    fees = shop(torch.zeros(goods))
    columns = []
    for thing in range(goods):
        order = torch.zeros(1, goods)
        order[0, thing] = 1
        columns.append(shop(order)[0] - fees)
    return torch.stack(columns, dim=1), fees


def fits_random_orders(shop, goods):
    orders = torch.randn(50, goods)
    found = torch.linalg.lstsq(torch.cat([orders, torch.ones(50, 1)], dim=1), shop(orders)).solution
    return found[:-1].T, found[-1]


def through_a_layer(shop, goods):
    weight, bias = prices(shop, goods)
    layer = nn.Linear(goods, len(bias))
    with torch.no_grad():
        layer.weight.copy_(weight)
        layer.bias.copy_(bias)
    return layer.weight, layer.bias


def with_slopes(shop, goods):
    return torch.autograd.functional.jacobian(shop, torch.zeros(goods)), shop(torch.zeros(goods)).detach()


test_right = accepts(
    EXERCISE,
    {
        "one thing after the other": one_thing_after_the_other,
        "fits random orders": fits_random_orders,
        "through a layer": through_a_layer,
        "with slopes": with_slopes,
        "in a list": lambda shop, goods: list(prices(shop, goods)),
        "as numbers": lambda shop, goods: [part.tolist() for part in prices(shop, goods)],
        "ten of each": lambda shop, goods: (
            ((shop(10 * torch.eye(goods)) - shop(torch.zeros(goods))) / 10).T,
            shop(torch.zeros(goods)),
        ),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "the weight alone": (lambda shop, goods: prices(shop, goods)[0], "Return 2 things"),
        "bills only": (lambda shop, goods: shop(torch.eye(goods)), "Return 2 things"),
        "two goods only": (lambda shop, goods: prices(shop, 2), "error"),
        "rounded": (lambda shop, goods: tuple(part.round(decimals=1) for part in prices(shop, goods)), "expected weight"),
        "no fee": (lambda shop, goods: (prices(shop, goods)[0], torch.zeros(len(prices(shop, goods)[1]))), "expected bias"),
    },
)

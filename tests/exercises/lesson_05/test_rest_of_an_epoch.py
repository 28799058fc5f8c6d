"""Exercise 05.3, beyond its own mistakes."""

import torch

from helpers.exercises.lesson_05.rest_of_an_epoch import EXERCISE, batches_left
from tests.exercises.judging import accepts, refuses


def whole_epoch_then_cut(generator, order_state, examples, batch_size, done):
    generator.set_state(order_state)
    batches = [
        list(batch)
        for batch in torch.randperm(examples, generator=generator).tolist() and _all(order_state, examples, batch_size)
    ]
    return batches[done:]


def _all(order_state, examples, batch_size):
    copy = torch.Generator()
    copy.set_state(order_state)
    order = torch.randperm(examples, generator=copy).tolist()
    return [order[start : start + batch_size] for start in range(0, examples, batch_size)]


def with_split(generator, order_state, examples, batch_size, done):
    generator.set_state(order_state)
    parts = torch.randperm(examples, generator=generator).split(batch_size)
    return [part.tolist() for part in parts[done:]]


def one_by_one(generator, order_state, examples, batch_size, done):
    generator.set_state(order_state)
    left = torch.randperm(examples, generator=generator).tolist()[done * batch_size :]
    batches = []
    while left:
        batches.append(left[:batch_size])
        left = left[batch_size:]
    return batches


def draws_twice(generator, order_state, examples, batch_size, done):
    generator.set_state(order_state)
    torch.randperm(examples, generator=generator)
    order = torch.randperm(examples, generator=generator).tolist()
    return [order[start : start + batch_size] for start in range(done * batch_size, examples, batch_size)]


def draws_for_each_batch_done(generator, order_state, examples, batch_size, done):
    generator.set_state(order_state)
    for _ in range(done):
        torch.randperm(batch_size, generator=generator)
    order = torch.randperm(examples, generator=generator).tolist()
    return [order[start : start + batch_size] for start in range(0, examples, batch_size)]


def backwards(*given):
    return batches_left(*given)[::-1]


def sorts_each_batch(*given):
    return [sorted(batch) for batch in batches_left(*given)]


def draws_once_more(generator, *others):
    found = batches_left(generator, *others)
    torch.rand(1, generator=generator)
    return found


def numbers_as_tensors(generator, order_state, examples, batch_size, done):
    generator.set_state(order_state)
    parts = torch.randperm(examples, generator=generator).split(batch_size)
    return [list(part) for part in parts[done:]]


test_right = accepts(
    EXERCISE,
    {"the whole epoch, then cut": whole_epoch_then_cut, "with split": with_split, "one by one": one_by_one},
)
test_wrong = refuses(
    EXERCISE,
    {
        "never skips": (lambda *given: batches_left(*given[:4], 0), "used already in this epoch"),
        "never skips the last time": (
            lambda *given: batches_left(*given[:4], given[4] * (given[4] < 4)),
            "an empty list, got a list that is not empty",
        ),
        "numbers as tensors": (numbers_as_tensors, ".tolist() makes one of numbers"),
        "numbers as tensors, and backwards": (
            lambda *given: numbers_as_tensors(*given)[::-1],
            "a list that holds other things, such as tensors",
        ),
        "one list": (
            lambda *given: [image for batch in batches_left(*given) for image in batch],
            "3 parts that hold several values each, got plain values",
        ),
        "an order for each batch done": (draws_for_each_batch_done, "draw the whole order with torch.randperm"),
        "the order of the next epoch": (draws_twice, "the batches left"),
        "backwards": (backwards, "the batches left"),
        "each batch sorted": (sorts_each_batch, "the batches left"),
        "draws once more": (draws_once_more, "the order of the next epoch"),
        "seeds": (lambda *given: (torch.manual_seed(0), batches_left(*given))[1], "what everybody else draws next"),
        "the state counted on": (
            lambda generator, state, *others: (batches_left(generator, state, *others), state.zero_())[0],
            "order_state",
        ),
    },
)

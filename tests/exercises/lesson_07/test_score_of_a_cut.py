"""Exercise 07.1, beyond its own mistakes."""

from fractions import Fraction

import torch
from torch import nn

from helpers.exercises.lesson_07.score_of_a_cut import EXERCISE, agreement
from tests.exercises.judging import accepts, refuses


def with_plain_numbers(values, running_mean, parts):
    same = 0
    for part in parts:
        company = [values[place].item() for place in part.tolist()]
        mean = sum(company) / len(company)
        same += sum((value > mean) == (value > running_mean) for value in company)
    return same / sum(map(len, parts))


def with_batchnorm(values, running_mean, parts):
    layer = nn.BatchNorm1d(1, affine=False).double()
    layer.running_mean.fill_(running_mean)
    column, same = values.double()[:, None], 0
    for part in parts:
        in_evaluation = layer.eval()(column[part]) > 0
        mean = layer.running_mean.clone()
        in_training = layer.train()(column[part]) > 0
        layer.running_mean.copy_(mean)
        same += (in_training == in_evaluation).sum().item()
    return same / len(values)


def as_one_tensor(values, running_mean, parts):
    answers = torch.cat([(values[part] > values[part].mean()) == (values[part] > running_mean) for part in parts])
    return answers.float().mean()


def as_a_fraction(values, running_mean, parts):
    return Fraction(round(agreement(values, running_mean, parts) * len(values)), len(values))


def changes_the_values(values, running_mean, parts):
    result = agreement(values, running_mean, parts)
    values -= running_mean
    return result


def first_part_alone(values, running_mean, parts):
    return agreement(values[parts[0]], running_mean, [torch.arange(len(parts[0]))])


def product_above_0(values, running_mean, parts):
    same = 0
    for part in parts:
        company = values[part]
        same += ((company - company.mean()) * (company - running_mean) > 0).sum().item()
    return same / len(values)


def slice_by_slice(values, running_mean, parts):
    slices = values.split([len(part) for part in parts])
    return torch.cat([(each > each.mean()) == (each > running_mean) for each in slices]).float().mean().item()


def joined_afterwards(values, running_mean, parts):
    joined, means = torch.cat(parts), torch.cat([values[part].mean().expand(len(part)) for part in parts])
    return ((values[joined] > means) == (values > running_mean)).sum().item() / len(values)


def put_back_in_order(values, running_mean, parts):
    in_training = torch.empty(len(values), dtype=torch.bool)
    in_training[torch.cat(parts)] = torch.cat([values[part] > values[part].mean() for part in parts])
    return (in_training == (values > running_mean)).float().mean().item()


test_right = accepts(
    EXERCISE,
    {
        "with plain numbers": with_plain_numbers,
        "with BatchNorm itself": with_batchnorm,
        "as one tensor": as_one_tensor,
        "as a fraction": as_a_fraction,
        "put back in order": put_back_in_order,
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "always 1": (lambda values, running_mean, parts: 1.0, "the running mean"),
        "a product above 0": (product_above_0, "A product of the two distances misses it"),
        "changes the values": (changes_the_values, "must stay as it is"),
        "the first part alone": (first_part_alone, "the mean of its own part"),
        "divided by equal parts": (
            lambda values, running_mean, parts: (
                agreement(values, running_mean, parts) * len(values) / sum(len(parts[0]) for _ in parts)
            ),
            "The parts need not have the same size",
        ),
        "one batch of all": (
            lambda values, running_mean, parts: agreement(values, running_mean, [torch.arange(len(values))]),
            "over the part, not over all values",
        ),
        "joined, and out of order": (joined_afterwards, "stand in the order of the parts"),
        "slice by slice": (slice_by_slice, "need not lie side by side"),
        "a list": (lambda values, running_mean, parts: [agreement(values, running_mean, parts)], "expected a number, got a list"),
    },
)

"""Exercise 07.1: what a cut of the batches does to answers behind a BatchNorm."""

from fractions import Fraction

import torch

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.viewing import as_number


def agreement(values, running_mean, parts):
    """The share of values that lie on the same side of their own batch's mean as of the running mean."""
    same = 0
    for part in parts:
        company = values[part]
        in_training = company > company.mean()
        in_evaluation = company > running_mean
        same += (in_training == in_evaluation).sum().item()
    return same / len(values)


def cases():
    """Mixed and sorted cuts, pairs, parts of unequal size, equal values, negative ones, a running mean far away."""
    values = torch.tensor([1.0, 9.0, 2.0, 8.0, 3.0, 7.0])
    yield Case(
        values, 5.0, [torch.tensor([0, 1]), torch.tensor([2, 3]), torch.tensor([4, 5])], title="a low and a high value each"
    )
    yield Case(values, 5.0, [torch.tensor([0, 2, 4]), torch.tensor([1, 3, 5])], title="low values together, high ones together")
    yield Case(values, 5.0, [torch.tensor([0, 2]), torch.tensor([1, 4, 3, 5])], title="two parts of unequal size")
    yield Case(values, 100.0, [torch.arange(6)], title="one batch, a running mean above all values")
    yield Case(values - 6, -1.0, [torch.tensor([5, 0, 3]), torch.tensor([2, 1, 4])], title="negative values too, out of order")
    equal = torch.tensor([4.0, 4.0, 4.0, 1.0])
    yield Case(equal, 3.0, [torch.tensor([0, 1]), torch.tensor([2, 3])], title="a batch whose values are equal")
    yield Case(equal, 4.0, [torch.tensor([0, 3]), torch.tensor([1, 2])], title="values equal to the running mean")
    generator = torch.Generator().manual_seed(0)
    values = torch.randn(101, generator=generator) + 2
    order = torch.randperm(101, generator=generator)
    yield Case(values, 2.1, list(order.split(9)), title="101 values, mixed, in parts of 9, and 2 at the end")
    yield Case(values, 2.1, list(values.argsort().split(7)), title="101 values, sorted, in parts of 7 and less")


def _share(result):
    """A number in any form, a fraction too."""
    return float(result) if isinstance(result, Fraction) else as_number(result)


def _parts_of_one_size(values, running_mean, parts):
    same = agreement(values, running_mean, parts) * len(values)
    return same / (len(parts) * len(parts[0]))


def _side_by_side(values, running_mean, parts):
    first, places = 0, []
    for part in parts:
        places.append(torch.arange(first, first + len(part)))
        first += len(part)
    return agreement(values, running_mean, places)


def _on_the_same_side(values, running_mean, parts):
    same = 0
    for part in parts:
        company = values[part]
        same += ((company - company.mean()) * (company - running_mean) > 0).sum().item()
    return same / len(values)


def _joined_in_the_order_of_the_parts(values, running_mean, parts):
    in_training = torch.cat([values[part] > values[part].mean() for part in parts])
    return (in_training == (values > running_mean)).float().mean().item()


EXERCISE = Exercise(
    id="07.1",
    solution=agreement,
    cases=cases,
    view=_share,
    hint=(
        "The unit says yes if the normalised value is above 0. Dividing by a spread never changes a sign: above which number "
        "must the value lie then? In training mode the number is another one for each part."
    ),
    otherwise=(
        "In training mode a value says yes if it lies above the mean of its own part, in evaluation mode if it lies above the "
        "running mean. Count the values that say the same in both, and divide by the number of values."
    ),
    mistakes={
        "That is the mean of the parts' shares: a part with more values must count for more.": {
            "same += (in_training == in_evaluation).sum().item()": (
                "same += (in_training == in_evaluation).float().mean().item() / len(parts)"
            ),
            "same / len(values)": "same",
        },
        "The parts need not have the same size: divide by the number of values, and not by parts times the size of one.": (
            _parts_of_one_size
        ),
        "A part names the places of its pictures, and these need not lie side by side: values[part] takes them.": _side_by_side,
        "Answers that are joined with torch.cat stand in the order of the parts, and values in an order of their own: compare "
        "inside each part, before anything is joined.": _joined_in_the_order_of_the_parts,
        "In training mode each part has a mean of its own: take it over the part, not over all values.": {
            "company.mean()": "values.mean()"
        },
        "That is how many say yes in training mode; count those that say the same in both modes.": {
            "(in_training == in_evaluation)": "in_training"
        },
        "That is the share whose answer changes; asked is the share whose answer stays.": {
            "(in_training == in_evaluation)": "(in_training != in_evaluation)"
        },
        "BatchNorm subtracts the mean, not the median.": {"company.mean()": "company.median()"},
        "In evaluation mode the number to lie above is the running mean, not 0.": {"company > running_mean": "company > 0"},
        "A value that equals the mean becomes 0, and 0 is not above 0: compare with >.": {
            "company > company.mean()": "company >= company.mean()",
            "company > running_mean": "company >= running_mean",
        },
        "A value that equals a mean becomes 0 there and says no; if it says no in the other mode, too, that is the same answer. "
        "A product of the two distances misses it: compare yes with yes and no with no.": _on_the_same_side,
        "That is per cent; a share lies between 0 and 1.": {"return same": "return 100 * same"},
        "That is a number of values; divide by how many there are.": {"same / len(values)": "same"},
    },
)

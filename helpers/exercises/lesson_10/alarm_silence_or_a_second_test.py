"""Exercise 10.4: a third answer, which has a price of its own."""

import torch

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.viewing import as_tensor


def cheapest_answers(probabilities, miss_cost, test_cost):
    """By what each answer costs on average: 0 silence, 1 an alarm, 2 a second test; of equals, the first of them.

    Silence and alarm cross at p = 1 / (1 + miss_cost), where both cost miss_cost / (1 + miss_cost). From that test_cost on
    nobody is tested: at a price of 10, from 10/11 on.
    """
    silence = miss_cost * probabilities
    alarm = 1 - probabilities
    test = torch.full_like(probabilities, test_cost)
    return torch.stack([silence, alarm, test]).argmin(dim=0)


def cases():
    """A test that is worth it in the middle, always, never; free; prices below 1; probabilities of exactly 0 and 1; ties."""
    few = torch.tensor([0.01, 0.0625, 0.125, 0.3, 0.6, 0.96])  # no ties, also not by rounding
    yield Case(few, 10.0, 0.5)
    yield Case(few, 10.0, 0.95)  # too dear: nobody is tested
    yield Case(few, 10.0, 0.05)
    yield Case(torch.tensor([0.0, 0.2, 0.5, 1.0]), 2.0, 0.0)  # it costs nothing
    yield Case(torch.tensor([1.0, 0.0, 0.75, 0.25, 0.5]), 1.0, 0.25)  # 0.75 and 0.25 are ties, and not in order
    yield Case(torch.tensor([0.5, 0.5]), 1.0, 0.5)  # all three cost the same
    yield Case(torch.tensor([0.9, 0.1, 0.4]), 0.25, 0.125)  # a miss is cheaper than a false alarm
    yield Case(torch.tensor([0.9, 0.1, 0.4, 0.99]), 1000.0, 3.0)  # the test costs more than a false alarm
    yield Case(torch.tensor([0.125]), 7.0, 2.0)
    generator = torch.Generator().manual_seed(0)
    for size, miss_cost, test_cost in ((40, 4.0, 0.3), (300, 20.0, 0.6), (90, 0.5, 0.2)):
        title = f"{size} patients, miss_cost = {miss_cost:g}, test_cost = {test_cost:g}"
        yield Case(torch.rand(size, generator=generator), miss_cost, test_cost, title=title)


def view(result):
    """One whole number a patient, in whatever holds them."""
    found = as_tensor(result)
    if isinstance(found, torch.Tensor) and found.dtype != torch.bool and not found.requires_grad:
        return found.double()
    return found


EXERCISE = Exercise(
    id="10.4",
    solution=cheapest_answers,
    cases=cases,
    view=view,
    hint=(
        "What does each of the three answers cost on average, if the probability is p? Two of them are the straight lines of "
        "section 4. The third does not depend on p. Then it is section 4's question again: which line is lowest here?"
    ),
    otherwise=(
        "On average silence costs miss_cost * p, an alarm 1 - p, and a second test test_cost, whatever p is. Of the three "
        "take the cheapest: 0 for silence, 1 for an alarm, 2 for a test; of equals the smaller number."
    ),
    mistakes={
        "Silence (0) costs miss_cost * p on average, and an alarm (1) costs 1 - p: here the two were swapped.": (
            {"miss_cost * probabilities": "1 - probabilities", "alarm = 1 - probabilities": "alarm = miss_cost * probabilities"},
            {
                "miss_cost * probabilities": "miss_cost * (1 - probabilities)",
                "alarm = 1 - probabilities": "alarm = probabilities",
            },
        ),
        "The price of a miss is not used: silence costs miss_cost * p.": {"miss_cost * probabilities": "probabilities"},
        "That is the answer at miss_cost = 10, the notebook's own: use the argument.": {
            "miss_cost * probabilities": "10 * probabilities"
        },
        "An alarm costs 1 only where it is false: on average 1 - p, not 1.": {
            "alarm = 1 - probabilities": "alarm = torch.ones_like(probabilities)"
        },
        "That is the dearest answer: take the cheapest.": {"argmin": "argmax"},
        "The second test is never chosen: its price is test_cost, and where both others cost more, it is the answer.": (
            {"[silence, alarm, test]": "[silence, alarm]"},
            {"[silence, alarm, test]": "[silence, alarm, test + 1e9]"},
        ),
        "A test is paid for each patient that has one, ill or not: its price does not depend on p.": (
            {"torch.full_like(probabilities, test_cost)": "test_cost * probabilities"},
            {"torch.full_like(probabilities, test_cost)": "test_cost * (1 - probabilities)"},
        ),
        "Those are the costs: return which answer has the lowest, 0, 1 or 2.": {"argmin(dim=0)": "amin(dim=0)"},
        "Of equally cheap answers take the smaller number: silence before an alarm, an alarm before a test.": (
            {"[silence, alarm, test]).argmin(dim=0)": "[test, alarm, silence]).argmin(dim=0).neg() + 2"},
        ),
        "The order is 0 for silence, 1 for an alarm, 2 for a test.": {"[silence, alarm, test]": "[test, silence, alarm]"},
        "One answer for each patient is asked for, not one for all of them.": {"argmin(dim=0)": "sum(dim=1).argmin()"},
        "The threshold by price settles silence against an alarm; with a third answer, compare all three prices.": {
            "torch.stack([silence, alarm, test]).argmin(dim=0)": "(probabilities >= 1 / (1 + miss_cost)).long()"
        },
    },
)

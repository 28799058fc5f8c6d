"""Exercise 11.4: which answer is the cheapest, if every confusion has a price of its own."""

import torch

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.viewing import as_numbers


def cheapest_answers(probabilities, costs):
    """For each picture the answer whose cost, averaged over what the picture may show, is the smallest."""
    expected = probabilities @ costs
    return expected.argmin(dim=1)


PROBABILITIES = torch.tensor([[0.9, 0.06, 0.04], [0.5, 0.3, 0.2], [0.2, 0.45, 0.35], [0.05, 0.15, 0.8], [0.34, 0.32, 0.34]])


def cases():
    """Costs of all kinds: one for each mistake, dear confusions, a person to ask, gains, right answers that cost, few classes."""
    equal = 1 - torch.eye(3)
    yield Case(PROBABILITIES[:4].clone(), equal.clone(), title="three classes, every mistake costs 1")
    dear = torch.tensor([[0.0, 1.0, 1.0], [10.0, 0.0, 1.0], [1.0, 4.0, 0.0]])
    yield Case(PROBABILITIES.clone(), dear.clone(), title="to take class 1 for class 0 costs 10, other mistakes 1 or 4")
    person = torch.cat([equal, torch.full((3, 1), 0.3)], dim=1)
    yield Case(PROBABILITIES.clone(), person, title="every mistake costs 1, and a fourth answer, asking a person, always 0.3")
    gains = torch.tensor([[-1.0, 2.0, 0.5], [3.0, -6.0, 0.4], [2.0, 2.5, -0.5]])
    yield Case(PROBABILITIES.clone(), gains, title="a right answer earns something: negative costs")
    right_costs = torch.tensor([[5.0, 5.5, 9.0], [5.0, 1.0, 9.0], [6.0, 7.0, 8.0]])
    yield Case(PROBABILITIES.clone(), right_costs, title="right answers cost something too")
    two_answers = torch.tensor([[0.0, 1.5], [2.0, 0.0], [8.0, 0.0]])
    yield Case(PROBABILITIES.clone(), two_answers, title="three classes, but two answers: leave it, or look at it")
    yield Case(torch.tensor([[0.55, 0.45]]), torch.tensor([[0.0, 1.0], [3.0, 0.0]]), title="one picture, two classes")
    generator = torch.Generator().manual_seed(4)
    many = (2 * torch.randn(60, 10, generator=generator)).softmax(dim=1)
    prices = torch.rand(10, 11, generator=generator) * 9
    prices[:, :10].fill_diagonal_(0)
    prices[:, 10] = 2.2
    expected = (many @ prices).sort(dim=1).values
    clear = expected[:, 1] - expected[:, 0] > 1e-3  # no ties
    yield Case(many[clear].clone(), prices, title="ten classes, eleven answers, a price for every confusion")


EXERCISE = Exercise(
    id="11.4",
    solution=cheapest_answers,
    cases=cases,
    view=as_numbers,
    hint=(
        "Take one picture and one answer: this answer costs costs[0, answer] with the probability of class 0, costs[1, answer] "
        "with the probability of class 1, and so on. Add that up for every answer; a matrix product does it for all at once."
    ),
    otherwise=(
        "For each picture and each answer, add up over the classes: probability of the class times costs[class, answer]. "
        "Return the answer whose sum is the smallest."
    ),
    mistakes={
        "That is the most probable class. It is the cheapest answer only if every mistake costs the same.": {
            "expected.argmin": "probabilities.argmax"
        },
        "Rows of costs are true classes and columns are answers: each column is weighted with the probabilities.": {
            "@ costs": "@ costs.T"
        },
        "That is the dearest answer: the smallest expected cost is wanted.": {"argmin": "argmax"},
        "That takes the most probable class for certain. The picture may show every class, each with its probability.": {
            "expected.argmin": "costs[probabilities.argmax(dim=1)].argmin"
        },
        "That goes by the worst that can happen; asked is the cost on average, weighted with the probabilities.": (
            {"probabilities @ costs": "(probabilities.unsqueeze(2) * costs).amax(dim=1)"},
            {"expected = probabilities @ costs": "expected = costs.amax(dim=0).expand(len(probabilities), -1)"},
        ),
        "An answer need not be a class: the last columns of costs are answers too.": {
            "expected.argmin": "expected[:, : probabilities.shape[1]].argmin"
        },
        "These are probabilities already: no softmax.": {"probabilities @": "probabilities.softmax(dim=1) @"},
        "The cheapest answer may be a class that is improbable: compare the expected costs of every column.": (
            {
                "    return": (
                    "    likely, both = probabilities >= probabilities.topk(2, dim=1).values[:, 1:], min(costs.shape)\n"
                    "    expected[:, :both] = expected[:, :both].where(likely[:, :both], torch.inf)\n"
                    "    return"
                )
            },
            {
                "    return": (
                    "    likely, both = probabilities == probabilities.amax(dim=1, keepdim=True), min(costs.shape)\n"
                    "    expected[:, :both] = expected[:, :both].where(likely[:, :both], torch.inf)\n"
                    "    return"
                )
            },
        ),
        "Those are the expected costs; asked is which answer has the smallest.": {
            "expected.argmin(dim=1)": "expected.min(dim=1).values"
        },
        "Those are the expected costs of every answer; take the cheapest answer of each picture.": {".argmin(dim=1)": ""},
        "That compares the pictures with each other: the cheapest answer of each picture is looked for in its row, dim=1.": {
            "argmin(dim=1)": "argmin(dim=0)"
        },
        "That is one place in the whole table; every picture needs an answer of its own: dim=1.": {"argmin(dim=1)": "argmin()"},
        "A negative cost is a gain, and counts.": {"@ costs": "@ costs.clamp(min=0)"},
        "A right answer may cost or earn something too: leave the diagonal as it is.": {
            "@ costs": "@ (costs * (1 - torch.eye(*costs.shape)))"
        },
    },
)

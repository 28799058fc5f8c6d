"""Exercise 10.2: a threshold chosen for what mistakes cost; one part chooses, the other is only measured."""

import torch

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed
from helpers.exercises.engine.viewing import as_numbers


def choose_threshold(validation, test, thresholds, miss_cost):
    """The validation part chooses; the test part is measured once, at that threshold."""

    def cost(part, threshold):
        probabilities, labels = part
        called = probabilities >= threshold
        misses = ((labels == 1) & ~called).sum().item()
        false_alarms = ((labels == 0) & called).sum().item()
        return (miss_cost * misses + false_alarms) / len(labels)

    best = min(thresholds, key=lambda threshold: cost(validation, threshold))  # of equals, the first
    return best, cost(test, best)


def cases():
    """A few patients; many, on which other rules choose otherwise; every threshold dear, free, nearly equal; one class."""
    few = torch.tensor([0.75, 0.625, 0.5, 0.375, 0.25, 0.125]), torch.tensor([1, 0, 0, 1, 0, 0])
    test = torch.tensor([0.875, 0.5, 0.375, 0.25]), torch.tensor([1, 0, 0, 1])
    yield Case(few, test, [0.25, 0.375, 0.5, 0.75], 3.0)
    for seed, sizes, miss_cost, step, first in (  # the step between thresholds and the first one in 1/32
        (1445, (60, 45), 10.0, 1, 1),
        (76, (75, 30), 4.0, 2, 3),
        (118, (40, 90), 0.25, 3, 2),
        (7, (33, 51), 30.0, 1, 3),
        (9, (20, 12), 1.0, 1, 0),
    ):
        generator = torch.Generator().manual_seed(seed)
        parts = _part(generator, sizes[0], 0.0), _part(generator, sizes[1], 1.2)
        thresholds = [place / 32 for place in range(first, 32, step)]
        title = f"{sizes[0]} patients for validation, {sizes[1]} for the test, {len(thresholds)} thresholds from {first}/32 on"
        yield Case(*parts, thresholds, miss_cost, title=f"{title}, miss_cost = {miss_cost:g}")
    ill = torch.tensor([0.625, 0.5, 0.25]), torch.tensor([1, 1, 1])
    well = torch.tensor([0.5, 0.375]), torch.tensor([0, 0])
    one = torch.tensor([0.5]), torch.tensor([1])
    yield Case(few, test, [0.8, 0.9], 30.0)  # every threshold costs more than 1
    yield Case(ill, one, [0.75, 0.875], 1000.0)  # and more than 100
    yield Case(few, one, [0.5, 0.625, 0.75, 0.8], 3.0)  # the cost rises before it falls
    yield Case(few, ill, [0.75], 0.5)
    yield Case(ill, test, [0.0, 0.25, 0.375, 0.5], 2.0)  # the cheapest one is 0, and free
    yield Case(well, few, [0.25, 0.5, 0.625, 0.75, 0.875], 5.0)
    yield Case(one, well, [0.25, 0.375, 0.5, 0.625], 2.0)
    crowd = torch.tensor([0.25] + 1000 * [0.5] + 2999 * [0.125]), torch.zeros(4000).long()
    yield Case(crowd, few, [0.25, 0.375], 2.0, title="4000 healthy patients, and two thresholds, one alarm apart")


def _part(generator, size, shift):
    """Probabilities that tell something about the labels, in steps of 1/32: exact, and met by thresholds."""
    labels = (torch.arange(size) % 3 == 0).long()
    logits = 2.5 * labels - 1 + shift + 1.5 * torch.randn(size, generator=generator)
    return (logits.sigmoid() * 32).round() / 32, labels


def use(answer, *arguments):
    """The two numbers, by name."""
    threshold, test_cost = as_numbers(answer(*arguments))
    return Observed({"threshold": threshold, "test_cost": test_cost})


EXERCISE = Exercise(
    id="10.2",
    solution=choose_threshold,
    cases=cases,
    use=use,
    parts=("threshold", "test_cost"),
    hint="Write a function for the cost per patient at a threshold. One part chooses, the other is only measured.",
    otherwise=(
        "At a threshold a part costs (miss_cost * misses + false alarms) / its number of patients. The validation part's "
        "cheapest threshold counts, of equals the lowest, and what that one costs on the test part."
    ),
    mistakes={
        "That is what the test part would choose: choose by the validation part alone.": {
            "cost(validation, threshold)": "cost(test, threshold)"
        },
        "That is what both parts together would choose: the test part must have no say.": {
            "    best =": "    both = [torch.cat(pair) for pair in zip(validation, test, strict=True)]\n    best =",
            "cost(validation, threshold)": "cost(both, threshold)",
        },
        "The costs are swapped: it is the miss that costs miss_cost, and a false alarm costs 1.": {
            "miss_cost * misses + false_alarms": "misses + miss_cost * false_alarms"
        },
        "Of several equally cheap thresholds, take the lowest.": {"min(thresholds": "min(thresholds[::-1]"},
        "That is the dearest threshold: look for the lowest cost.": {"min(": "max("},
        "That is the fewest mistakes: weigh a miss with miss_cost.": (
            {"miss_cost * misses": "misses"},
            {
                "def cost(part, threshold)": "def cost(part, threshold, miss_cost=1)",
                "cost(test, best)": "cost(test, best, miss_cost)",
            },
        ),
        "That is the choice at miss_cost = 10, the notebook's own: use the argument.": {"miss_cost * misses": "10 * misses"},
        "That is 0.5, whatever mistakes cost: look for the lowest cost.": {"    return best": "    best = 0.5\n    return best"},
        "That follows from the price alone, 1 / (1 + miss_cost): here the validation part chooses, and only among thresholds.": {
            "    return best": "    best = 1 / (1 + miss_cost)\n    return best"
        },
        "Those are the fewest misses alone: false alarms cost something too.": {" + false_alarms": ""},
        "Those are rates: count misses and false alarms, then divide by all patients.": {
            "(miss_cost * misses + false_alarms) / len(labels)": (
                "miss_cost * misses / max(1, (labels == 1).sum().item()) + false_alarms / max(1, (labels == 0).sum().item())"
            )
        },
        "Rates chose the threshold: count misses and false alarms there too, and divide by all patients.": {
            "    best =": (
                "    def rates(part, threshold):\n"
                "        probabilities, labels = part\n"
                "        called, ill = probabilities >= threshold, labels == 1\n"
                "        missed = (ill & ~called).sum().item() / max(1, ill.sum().item())\n"
                "        return miss_cost * missed + (~ill & called).sum().item() / max(1, (~ill).sum().item())\n\n"
                "    best ="
            ),
            "cost(validation, threshold)": "rates(validation, threshold)",
        },
        "A probability equal to the threshold is called malignant: use >=.": {">=": ">"},
        "Return the threshold itself, not its place in the list.": {"return best": "return thresholds.index(best)"},
        "Return the threshold first, then the cost.": {"return best, cost(test, best)": "return cost(test, best), best"},
        "That is the cost on the validation part: it chose, so it flatters. Measure on the test part.": {
            "cost(test, best)": "cost(validation, best)"
        },
        "The parts have changed places: the first argument, validation, chooses; the second, test, is measured.": {
            "cost(validation, threshold)": "cost(test, threshold)",
            "return best, cost(test, best)": "return best, cost(validation, best)",
        },
        "The test part's cost was divided by the number of validation patients: divide by that of its own.": {
            "cost(test, best)": "cost(test, best) * len(test[1]) / len(validation[1])"
        },
        "That is the sum: divide by the number of test patients.": {" / len(labels)": ""},
        "That is the lowest cost on the test part: use the threshold that the validation part chose.": {
            "cost(test, best)": "min(cost(test, threshold) for threshold in thresholds)"
        },
        "// cuts off what comes after the point, and so makes many costs equal: divide with /.": {" / len": " // len"},
    },
)

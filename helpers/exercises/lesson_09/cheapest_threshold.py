"""Exercise 09.3: a threshold chosen for what mistakes cost; one part chooses, the other is only measured."""

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
    pair = as_numbers(answer(*arguments))
    if not isinstance(pair, list) or len(pair) != 2:
        raise TypeError("two numbers are asked for")
    return Observed(dict(zip(PARTS, pair, strict=True)))


PARTS = ("threshold", "test_cost")


def _kinds(part, threshold):
    """Which patients are missed, and which raise a false alarm."""
    called, ill = part[0] >= threshold, part[1] == 1
    return ill & ~called, ~ill & called


def _cost(part, threshold, miss_cost, alarm_cost=1.0):
    missed, alarms = _kinds(part, threshold)
    return (miss_cost * missed.sum().item() + alarm_cost * alarms.sum().item()) / len(part[1])


def _chosen_by(cost):
    """An answer that chooses by another cost of a threshold."""

    def choose(validation, test, thresholds, miss_cost):
        best = min(thresholds, key=lambda threshold: cost(validation, test, threshold, miss_cost))
        return best, _cost(test, best, miss_cost)

    return choose


def _chosen_from(pick):
    """An answer that picks a place otherwise, knowing the costs of all thresholds."""

    def choose(validation, test, thresholds, miss_cost):
        best = thresholds[pick([_cost(validation, threshold, miss_cost) for threshold in thresholds])]
        return best, _cost(test, best, miss_cost)

    return choose


def _reports(number):
    """An answer that chooses rightly and reports something else."""

    def choose(validation, test, thresholds, miss_cost):
        best, _ = choose_threshold(validation, test, thresholds, miss_cost)
        return best, number(validation, test, best, miss_cost)

    return choose


def _first_rise(costs):
    return next((place for place in range(len(costs) - 1) if costs[place + 1] > costs[place]), len(costs) - 1)


def _middle_of_equals(costs):
    equals = [place for place, cost in enumerate(costs) if cost == min(costs)]
    return equals[len(equals) // 2]


def _f1(validation, test, threshold, miss_cost):
    missed, alarms = _kinds(validation, threshold)
    found = (validation[1] == 1).sum() - missed.sum()
    return -2 * found / (2 * found + missed.sum() + alarms.sum()).clamp(min=1)


def _rates(validation, test, threshold, miss_cost):
    missed, alarms = _kinds(validation, threshold)
    ill = (validation[1] == 1).sum()
    return miss_cost * missed.sum() / ill.clamp(min=1) + alarms.sum() / (len(validation[1]) - ill).clamp(min=1)


def _joined(validation, test):
    return tuple(torch.cat(pair) for pair in zip(validation, test, strict=True))


def _always_half(validation, test, thresholds, miss_cost):
    return 0.5, _cost(test, 0.5, miss_cost)


def _by_price(validation, test, thresholds, miss_cost):
    return 1 / (1 + miss_cost), _cost(test, 1 / (1 + miss_cost), miss_cost)


def _its_place(validation, test, thresholds, miss_cost):
    best, cost = choose_threshold(validation, test, thresholds, miss_cost)
    return thresholds.index(best), cost


def _whole_division(validation, test, thresholds, miss_cost):
    best = min(thresholds, key=lambda threshold: _cost(validation, threshold, miss_cost) // 1)
    return best, _cost(test, best, miss_cost) // 1


def _lowest_on_the_test_part(validation, test, thresholds, miss_cost):
    best, _ = choose_threshold(validation, test, thresholds, miss_cost)
    return best, min(_cost(test, threshold, miss_cost) for threshold in thresholds)


EXERCISE = Exercise(
    id="09.3",
    solution=choose_threshold,
    cases=cases,
    use=use,
    parts=PARTS,
    hint="Write a function for the cost per patient at a threshold. One part chooses, the other is only measured.",
    otherwise=(
        "At a threshold a part costs (miss_cost * misses + false alarms) / its number of patients. The validation part's "
        "cheapest threshold counts, of equals the lowest, and what that one costs on the test part."
    ),
    mistakes={
        "That is what the test part would choose: choose by the validation part alone.": _chosen_by(
            lambda validation, test, t, c: _cost(test, t, c)
        ),
        "That is what both parts together would choose: the test part must have no say.": _chosen_by(
            lambda validation, test, t, c: _cost(_joined(validation, test), t, c)
        ),
        "The costs are swapped: it is the miss that costs miss_cost, and a false alarm costs 1.": (
            _chosen_by(lambda validation, test, t, c: _cost(validation, t, 1, c)),
            lambda validation, test, thresholds, c: (
                best := min(thresholds, key=lambda t: _cost(validation, t, 1, c)),
                _cost(test, best, 1, c),
            ),
        ),
        "Of several equally cheap thresholds, take the lowest.": (
            _chosen_from(lambda costs: len(costs) - 1 - costs[::-1].index(min(costs))),
            _chosen_from(_middle_of_equals),
        ),
        "That stops where the cost first rises; it may fall again: compare all thresholds.": _chosen_from(_first_rise),
        "That is the dearest threshold: look for the lowest cost.": _chosen_from(lambda costs: costs.index(max(costs))),
        "That is the fewest mistakes: weigh a miss with miss_cost.": _chosen_by(
            lambda validation, test, t, c: _cost(validation, t, 1)
        ),
        "That is the best F1, which knows nothing of miss_cost.": _chosen_by(_f1),
        "That is the choice at miss_cost = 10, the notebook's own: use the argument.": (
            _chosen_by(lambda validation, test, t, c: _cost(validation, t, 10)),
            lambda validation, test, thresholds, c: choose_threshold(validation, test, thresholds, 10),
        ),
        "That is 0.5, whatever mistakes cost: look for the lowest cost.": _always_half,
        "That follows from the price alone, 1 / (1 + miss_cost): here the validation part chooses, and only among thresholds.": (
            _by_price
        ),
        "Those are the fewest misses alone: false alarms cost something too.": _chosen_by(
            lambda validation, test, t, c: _cost(validation, t, 1, 0)
        ),
        "Those are rates: count misses and false alarms, then divide by all patients.": _chosen_by(_rates),
        "A probability equal to the threshold is called malignant: use >=.": (
            _chosen_by(lambda validation, test, t, c: _cost(validation, t + 1e-6, c)),
            _reports(lambda validation, test, best, c: _cost(test, best + 1e-6, c)),
            lambda validation, test, thresholds, c: (
                best := min(thresholds, key=lambda t: _cost(validation, t + 1e-6, c)),
                _cost(test, best + 1e-6, c),
            ),
        ),
        "Return the threshold itself, not its place in the list.": _its_place,
        "Return the threshold first, then the cost.": lambda *given: choose_threshold(*given)[::-1],
        "That is the cost on the validation part: it chose, so it flatters. Measure on the test part.": _reports(
            lambda validation, test, best, c: _cost(validation, best, c)
        ),
        "On the test part the costs are swapped: it is the miss that costs miss_cost.": _reports(
            lambda validation, test, best, c: _cost(test, best, 1, c)
        ),
        "That is the sum: divide by the number of test patients.": _reports(
            lambda validation, test, best, c: _cost(test, best, c) * len(test[1])
        ),
        "Divide by the number of test patients, not of validation patients.": _reports(
            lambda validation, test, best, c: _cost(test, best, c) * len(test[1]) / len(validation[1])
        ),
        "That is the lowest cost on the test part: use the threshold that the validation part chose.": _lowest_on_the_test_part,
        "// cuts off what comes after the point, and so makes many costs equal: divide with /.": _whole_division,
    },
)

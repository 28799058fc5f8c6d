"""Exercise 18.4: test hours whose neighbours in time are in the training part."""

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.viewing import as_numbers


def hours_that_count(train_hours, test_hours, gap):
    """Keep a test hour if every training hour is far enough away, on either side."""
    return [hour for hour in test_hours if all(abs(hour - known) >= gap for known in train_hours)]


def cases():
    """Neighbours before and after, exactly at the gap, the hour itself; unsorted, twice, none; New Year's Day and Eve."""
    yield Case([1, 2, 3, 20], [5, 10, 21, 40], 6, title="training hours 1, 2, 3, 20, test hours 5, 10, 21, 40 and a gap of 6")
    yield Case([10], [4, 5, 9, 10, 11, 15, 16], 6)
    yield Case([30, 5, 18], [11, 24, 0, 40, 12], 6)
    yield Case([7, 7, 50], [20, 20, 8, 20], 10)
    yield Case([], [3, 1, 2], 24)
    yield Case([3, 4], [], 24)
    yield Case([100, 0], [50, 49, 51, 99], 50)
    yield Case([12], [12, 13], 1)
    yield Case([12], [12, 13], 0)
    yield Case(list(range(0, 96, 8)), [2, 4, 100, 103, 120], 12)
    yield Case(list(range(48)), [50, 72, 71, 90], 24, title="training hours 0 to 47, test hours 50, 72, 71, 90 and a gap of 24")
    yield Case([0, 30], [8755, 25, 60], 24)


EXERCISE = Exercise(
    id="18.4",
    solution=hours_that_count,
    cases=cases,
    view=as_numbers,
    hint="For one test hour: how far away is the nearest training hour? It may lie before or after.",
    more_hints=(
        "The distance of two hours is abs(hour - known). Keep the hour if this is at least gap for all known in train_hours: "
        "Python's all(...) says so, and it is true where there is no training hour.",
    ),
    otherwise="Keep those test hours, in their order, from which every training hour is at least gap hours away.",
    mistakes={
        "Removing the same hour is not enough: an hour beside it looks nearly the same.": {
            "abs(hour - known) >= gap": "hour != known"
        },
        "A neighbour that comes later gives an hour away as well: take the distance without its sign.": (
            {"abs(hour - known) >= gap": "not 0 <= hour - known < gap"},
        ),
        "A neighbour that comes earlier gives an hour away as well: take the distance without its sign.": {
            "abs(hour - known) >= gap": "not 0 <= known - hour < gap"
        },
        "An hour exactly gap hours away counts: compare with >=.": {">= gap": "> gap"},
        "One distant training hour is not enough: all of them must be far enough away.": (
            {"if all(": "if any("},
            {"if all(": "if not train_hours or any("},
        ),
        "Those are the hours that do not count: keep the others.": {"if all(": "if not all("},
        "The last training hour is not the only neighbour: ask about all of them.": {
            "all(abs(hour - known) >= gap for known in train_hours)": (
                "len(train_hours) == 0 or abs(hour - train_hours[-1]) >= gap"
            )
        },
        "New Year's Eve lies at the other end of the year: hour 0 and hour 8755 are 8,755 hours apart.": {
            "abs(hour - known) >= gap": "min(abs(hour - known), 8760 - abs(hour - known)) >= gap"
        },
        "Keep the order of the test hours.": {"return [": "return sorted([", "train_hours)]": "train_hours)])"},
        "An hour that stands twice in the test part counts twice.": {
            "for hour in test_hours": "for hour in dict.fromkeys(test_hours)"
        },
    },
)

"""Exercise 19.3: Amdahl's law: a part that is made faster helps the whole only by its share."""

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed
from helpers.exercises.engine.viewing import as_number


def best_offer(profile, offers):
    """The part whose offer saves most, and how many times as fast the whole is with this offer alone."""
    total = sum(profile.values())
    after = {part: total - profile[part] + profile[part] / factor for part, factor in offers.items()}
    best = min(after, key=after.get)
    return best, total / after[best]


def cases():
    """A large factor on a small part, an offer that removes a part, the largest part without one, an offer that slows down."""
    for profile, offers in (
        ({"load": 8.0, "train": 1.5, "step": 0.5}, {"load": 2.0, "step": 100.0}),
        ({"load": 1.0, "train": 6.0, "save": 3.0}, {"load": float("inf"), "save": 1.4, "train": 1.1}),
        ({"read": 2.0, "decode": 5.0, "train": 3.0}, {"train": 3.0, "decode": 1.25, "read": float("inf")}),
        ({"forward": 40.0, "backward": 80.0, "step": 12.0, "log": 30.0}, {"log": 1000.0, "backward": 1.3, "step": 4.0}),
        ({"read": 30.0, "forward": 50.0, "backward": 90.0, "log": 20.0}, {"read": 3.0, "log": 10.0}),
        ({"load": 4.0, "train": 6.0}, {"load": 0.5, "train": 1.0}),
        ({"load": 5.0, "train": 2.0, "log": 1.0}, {"load": 2.0, "train": 6.0, "log": 9.0}),
        ({"everything": 5.0}, {"everything": 3.0}),
    ):
        yield Case(profile, offers)


def use(answer, profile, offers):
    """The part and the ratio, by name."""
    result = answer(profile, offers)
    if not isinstance(result, tuple | list) or len(result) != 2:
        raise TypeError("a name and a number are asked for")
    return Observed({"part": result[0], "times as fast": as_number(result[1])})


EXERCISE = Exercise(
    id="19.3",
    solution=best_offer,
    cases=cases,
    use=use,
    parts=("part", "times as fast"),
    hint=(
        "For each offer: what does the whole take if this part alone is that many times as fast? The other parts stay as "
        "they are. The smallest of these totals wins."
    ),
    otherwise=(
        "The whole after an offer: total - profile[part] + profile[part] / factor. The ratio is the total before by that."
    ),
    mistakes={
        "That is the largest factor; but how large is the part that it speeds up?": {
            "min(after, key=after.get)": "max(offers, key=offers.get)"
        },
        "That is the largest product of time and factor. A factor cannot save more than the part takes: what is left of it?": {
            "min(after, key=after.get)": "max(offers, key=lambda part: profile[part] * offers[part])"
        },
        "That is the largest part that has an offer; but how much faster does it become?": {
            "min(after, key=after.get)": "max(offers, key=profile.get)"
        },
        "That is the largest part of all; it need not have an offer.": {
            "min(after, key=after.get)": "max(profile, key=profile.get)",
            "total / after[best]": "total / after.get(best, total)",
        },
        "The ratio is that of the part; asked is how much faster the *whole* becomes.": {"total / after[best]": "offers[best]"},
        "That is as if the part were gone: at this factor some of it is left.": (
            {" + profile[part] / factor": ""},
            {"total / after[best]": "total / (total - profile[best])"},
        ),
        "Only one offer is taken, the others stay undone.": {
            "total / after[best]": "total / sum(seconds / offers.get(part, 1) for part, seconds in profile.items())"
        },
        "That is the worst offer: the smallest total wins.": {"min(": "max("},
        "That is the share of the time that is left; asked is the total before, divided by the total after.": {
            "total / after[best]": "after[best] / total"
        },
        "That is the seconds that are left; asked is how many times as fast the whole is.": {
            "total / after[best]": "after[best]"
        },
        "A factor of 2 leaves half of the part: divide by it.": {"/ factor": "* (1 - 1 / factor)"},
    },
)

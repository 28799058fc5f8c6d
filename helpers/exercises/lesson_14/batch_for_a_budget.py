"""Exercise 14.6: the largest batch with which neither the machine's time nor the images run out."""

import math

from helpers.exercises.engine import Case, Exercise


def largest_batch(costs, seconds, images, most_epochs, steps):
    """A size will do if its steps fit into the time, and into the epochs."""
    best = None
    for size in sorted(costs):
        steps_an_epoch = math.ceil(images / size)
        in_time = costs[size] * steps <= seconds
        in_epochs = steps_an_epoch * most_epochs >= steps
        if in_time and in_epochs:
            best = size
    return best


def cases():
    """Time is scarce, images are, both, none; a rounded last batch; sizes in any order; no size at all; exact fits.

    One price is a tenth, which ``//`` divides badly: 1 // 0.1 is 9.
    """
    flat = {8: 0.5, 32: 0.5, 128: 0.75, 500: 2.0}
    for costs, seconds, images, most_epochs, steps in (
        (flat, 100.0, 10_000, 1000, 120),
        (flat, 1000.0, 1000, 4, 100),
        (flat, 1000.0, 1000, 4, 126),
        (flat, 64.0, 1000, 4, 128),
        (flat, 50.0, 1000, 50, 128),
        (flat, 1000.0, 1000, 1, 200),
        ({500: 2.0, 8: 0.5, 128: 0.75, 32: 0.5}, 90.0, 5000, 10, 100),
        (flat, 1.5, 100_000, 10, 2),
        ({64: 1.0}, 10.0, 65, 5, 10),
        ({64: 1.0, 65: 1.0}, 30.0, 130, 5, 11),
        ({16: 0.25, 64: 8.0, 256: 0.5}, 50.0, 2560, 10, 100),
        ({20: 0.05, 50: 0.1}, 1.0, 500, 2, 10),
    ):
        words = f"steps cost {costs}, {seconds:g} seconds, {images} images, at most {most_epochs} epochs, {steps} steps"
        yield Case(costs, seconds, images, most_epochs, steps, title=words)


EXERCISE = Exercise(
    id="14.6",
    solution=largest_batch,
    cases=cases,
    hint="Two bills for each size: what do the steps cost in seconds, and how many steps are there in all the epochs?",
    more_hints=(
        "First bill: the price of a step times the steps. Second bill: the steps of one epoch, rounded up, times the epochs. "
        "Against what is each of them to be compared? Keep the largest size that passes both.",
    ),
    otherwise=(
        "An epoch has ceil(images / size) steps. Of the sizes whose steps fit into the time, and which have enough of them in "
        "most_epochs epochs, the largest is asked for."
    ),
    mistakes={
        "The images run out: in most_epochs epochs such large batches do not give that many steps.": {
            "in_time and in_epochs": "in_time"
        },
        "The time runs out: the steps of a batch that large cost more than there is.": {"in_time and in_epochs": "in_epochs"},
        "Both bills must be paid, not one of them.": {"in_time and in_epochs": "in_time or in_epochs"},
        "That is the smallest that will do; the largest is asked for.": {"sorted(costs)": "sorted(costs, reverse=True)"},
        "The sizes stand in any order: compare them, and keep the largest.": {"sorted(costs)": "costs"},
        "The last, smaller batch of an epoch is a step as well: round up.": (
            {"math.ceil(images / size)": "images // size"},
            {"math.ceil(images / size)": "images / size"},
        ),
        "most_epochs is a limit for all the epochs together: count the steps of all of them.": {" * most_epochs >=": " >="},
        "What fits exactly fits: costs[size] * steps may be equal to seconds.": {"<= seconds": "< seconds"},
        "Not with // where a price is a fraction: 1 // 0.1 is 9. Compare costs[size] * steps with seconds.": {
            "costs[size] * steps <= seconds": "seconds // costs[size] >= steps"
        },
        "As many steps as are needed are enough: they may be equal.": {">= steps": "> steps"},
        "costs is by the step, not by the epoch or the whole training: multiply by the steps.": {
            "costs[size] * steps": "costs[size]"
        },
        "costs is by the step, not by the image.": {"costs[size] * steps": "costs[size] * size * steps"},
        "Only `steps` steps need be paid for, not all that the epochs hold.": {
            "costs[size] * steps <=": "costs[size] * steps_an_epoch * most_epochs <="
        },
        "Where no size will do, return None.": {"best = None": "best = 0"},
        "A size that is too dear does not stop the search: a larger one may cost less.": {
            "            best = size": "            best = size\n        else:\n            break"
        },
    },
)

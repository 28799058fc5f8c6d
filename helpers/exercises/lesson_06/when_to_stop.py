"""Exercise 06.1: patience, counted in the looks of a run that does not look after every epoch."""

import math

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.viewing import as_number

NAN = math.nan


def stop_epoch(losses, patience, every):
    """The epoch, counted from 1, after which training stops, or None."""
    best, waited = float("inf"), 0
    for epoch in range(every, len(losses) + 1, every):
        loss = losses[epoch - 1]
        if loss < best:
            best, waited = loss, 0
        else:
            waited += 1
        if waited == patience:
            return epoch
    return None


def cases():
    """Looks at every epoch and rarer ones: lower losses and NaN between them, epochs left over; ties, NaN, infinity, no stop."""
    yield Case([0.9, 0.8, 0.85, 0.86, 0.87, 0.88], 2, 1)
    yield Case([0.95, 0.9, 0.85, 0.8, 0.7, 0.82, 0.84, 0.86, 0.88, 0.9], 2, 2)  # the 0.7 is never seen
    yield Case([0.9, 0.8, 0.85, 0.7, 0.75, 0.76, 0.77], 2, 1)
    yield Case([0.9, 0.8, 0.85, 0.7, 0.75, 0.76, 0.77], 2, 2)
    yield Case([0.9, 0.8, 0.85, 0.7, 0.75, 0.76, 0.77, 0.6, 0.9], 1, 3)
    yield Case(
        [0.1, 0.2, 0.9, 0.3, 0.4, 0.8, 0.5, 0.6, 0.85, 0.1, 0.2, 0.84, 0.6], 2, 3
    )  # seen from the wrong side it is another
    yield Case([0.5, 0.6, 0.7, 0.8, 0.9], 1, 2)
    yield Case([0.9, 0.5, 0.7, 0.4, 0.8], 1, 2)  # the last epoch is no look
    yield Case([0.9, 0.7, 0.5, 0.6, 0.4, 0.8, 0.7], 3, 3)
    yield Case([0.5, NAN, 0.4, 0.6, NAN, 0.7, 0.3, 0.8], 2, 2)
    yield Case([NAN, 0.5, NAN, 0.6, 0.1, 0.4, NAN, 0.5, 0.1, 0.6], 2, 2)  # NaN is not seen
    yield Case([0.5, 0.6, 0.7, 0.8, 0.2, 0.8, 0.7, 0.8, 0.9, 0.9], 1, 5)
    yield Case([3.0, 2.0, 1.0], 1, 1)
    yield Case([0.5, 0.6, 0.7], 3, 1)
    yield Case([0.5, 0.6], 1, 1)
    yield Case([0.5, 0.6, 0.4, 0.5, 0.6], 1, 1)
    yield Case([0.5, 0.9, 0.8, 0.7, 0.6], 3, 1)
    yield Case([0.5, 0.5, 0.5, 0.5], 2, 1)
    yield Case([-1.0, -2.0, -3.0], 1, 1)
    yield Case([5e30, 4e30, 3e30, 2e30], 2, 1)
    yield Case([0.5, NAN, 0.6, NAN, 0.4], 3, 1)
    yield Case([0.5, NAN, 0.6, 0.7, 0.8], 3, 1)
    yield Case([NAN, 0.5, 0.4, 0.3], 2, 1)
    yield Case([NAN, 0.5], 1, 1)
    yield Case([NAN, NAN, 0.5], 2, 1)
    yield Case([0.5, math.inf, 0.4, 0.6], 2, 1)
    yield Case([math.inf, 0.5, 0.4], 1, 1)
    yield Case([math.inf, 0.5, 0.6, 0.7], 2, 1)


def _after_dropping(keep, looks_first):
    """The mistake of leaving losses out of the list before or after the looks are picked."""

    def answer(losses, patience, every):
        if looks_first:
            seen = [loss for loss in losses[every - 1 :: every] if keep(loss)]
            stop = stop_epoch(seen, patience, 1)
            return None if stop is None else stop * every
        return stop_epoch([loss for loss in losses if keep(loss)], patience, every)

    return answer


def _best_epoch(losses, patience, every):
    seen = losses[every - 1 :: every]
    return every * (1 + seen.index(min(seen)))


EXERCISE = Exercise(
    id="06.1",
    solution=stop_epoch,
    cases=cases,
    view=as_number,
    hint=(
        "At which epochs does the run look, and at which place of the list does each of their losses stand? Go through these "
        "alone with two variables, the best so far and a counter. Which line sets the counter to 0?"
    ),
    otherwise=(
        "Follow one list by hand, look by look: the best so far starts at infinity, a lower loss replaces it and sets the "
        "counter to 0, anything else, NaN too, counts one, and training stops where the counter reaches `patience`."
    ),
    mistakes={
        "One look too late: patience 2 is used up at the second look without improvement, counted from 1.": {
            "waited == patience": "waited > patience"
        },
        "One look too early: with patience 2, the first one without improvement does not stop training.": (
            {"waited == patience": "waited >= patience - 1"},
            {"waited == patience": "waited >= max(1, patience - 1)"},
        ),
        "Epochs are counted from 1, places from 0: that is one too few.": {"return epoch": "return epoch - 1"},
        "That is the number of the look; asked is the epoch after which it is made.": (
            {"return epoch": "return epoch // every"},
            {"return epoch": "return epoch // every - 1"},
        ),
        "That is the epoch of the best loss; asked is the epoch after which training stops.": (
            {"return epoch": "return epoch - patience * every"},
            _best_epoch,
        ),
        "The run does not see every loss in the list: it looks after epoch `every`, 2 times `every` and so on, and no other.": (
            {"range(every, len(losses) + 1, every)": "range(1, len(losses) + 1)"},
            {
                "range(every, len(losses) + 1, every)": "range(1, len(losses) + 1)",
                "waited == patience": "waited == patience * every",
            },
        ),
        "Patience counts looks, not epochs.": (
            {"waited == patience": "waited * every >= patience"},
            {"waited += 1": "waited += every", "waited == patience": "waited >= patience"},
        ),
        "The first look comes after epoch `every`, and its loss stands at place every - 1, not at place 0.": (
            {"range(every,": "range(1,"},
            {"range(every, len(losses) + 1, every)": "range(0, len(losses), every)", "losses[epoch - 1]": "losses[epoch]"},
            {"losses[epoch - 1]": "losses[epoch - every]"},
        ),
        "Places are counted from 0: the loss after epoch 2 stands at place 1.": (
            {"len(losses) + 1": "len(losses)", "losses[epoch - 1]": "losses[epoch]"},
            {"losses[epoch - 1]": "losses[epoch]"},
        ),
        "The list may end with a look: range stops before its second number.": {"len(losses) + 1": "len(losses)"},
        "The last epoch is a look only if it is one of those that `every` names.": {
            "range(every, len(losses) + 1, every)": "[e for e in range(1, len(losses) + 1) if e % every == 0 or e == len(losses)]"
        },
        "An improvement sets the counter back to 0: the looks without one must come in a row.": {
            "best, waited = loss, 0": "best = loss"
        },
        "Compare with the best so far, not with the loss just before.": {"waited += 1": "best, waited = loss, waited + 1"},
        "An equal loss is no improvement: it must be lower than the best.": {"loss < best": "loss <= best"},
        "A NaN is no improvement: it counts as a look, and must not become the best.": {"loss < best": "not loss >= best"},
        "A NaN is a look without improvement like any other: it counts, and it keeps its place in the list.": (
            {"        if loss <": "        if math.isnan(loss):\n            continue\n        if loss <"},
            _after_dropping(lambda loss: not math.isnan(loss), True),
            _after_dropping(lambda loss: not math.isnan(loss), False),
        ),
        "NaN and infinity are looks without improvement like any other: they count, and they keep their places in the list.": (
            {"        if loss <": "        if not math.isfinite(loss):\n            continue\n        if loss <"},
            _after_dropping(math.isfinite, True),
            _after_dropping(math.isfinite, False),
        ),
        "The first loss may be NaN, and nothing is lower than NaN: let the best start at infinity, not at the first loss.": (
            {'float("inf")': "None", "loss < best": "best is None or loss < best"},
            {'float("inf")': "losses[every - 1]", "loss < best": "epoch == every or loss < best"},
        ),
        "An infinite loss is no improvement, the first one included: it must be lower than the best, and that is infinite too.": {
            "loss < best": "loss < best or epoch == every and loss == best"
        },
        "The first loss is compared with itself and counts as no improvement: let the best start at infinity.": (
            {'float("inf")': "losses[every - 1]"},
            {'float("inf")': "losses[0]"},
        ),
        # The same as best_place = 0, and then place - best_place instead of a counter.
        "Before the first look nothing is the best, and a NaN there counts too: start one look before it.": {
            'float("inf"), 0': 'float("inf"), -1'
        },
        "Stop at the first look where patience is used up: what comes later is never trained.": {
            "best, waited = float": "stop, best, waited = None, float",
            "return epoch": "stop = epoch",
            "return None": "return stop",
        },
        "A loss may be as large as it likes: the best must start at infinity.": tuple(
            {'float("inf")': start} for start in ("0", "1", "10", "100", "1000", "10_000", "1e6", "1e9")
        ),
        "Where patience is not used up before the list ends, training does not stop: return None.": (
            {"return None": "return len(losses)"},
            {"return None": "return epoch"},
        ),
        "Training does stop in some of these lists: does the epoch come back from inside the loop, and None only after it?": {
            "return epoch": "return None"
        },
    },
    exact=True,
)

"""Exercise 06.1: patience, counted on a list of losses."""

import math

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.viewing import as_number

NAN = math.nan


def stop_at(losses, patience):
    """The place, counted from 0, of the evaluation after which training stops, or None."""
    best, waited = float("inf"), 0
    for place, loss in enumerate(losses):
        if loss < best:
            best, waited = loss, 0
        else:
            waited += 1
        if waited == patience:
            return place
    return None


def cases():
    """The first list tells the usual slips in counting apart; NaN first and later, ties, a stop at place 0, no stop."""
    yield Case([0.9, 0.8, 0.85, 0.86, 0.87, 0.88], 2)
    yield Case([0.9, 0.8, 0.85, 0.7, 0.75, 0.76, 0.77], 2)
    yield Case([3.0, 2.0, 1.0], 1)
    yield Case([0.5, 0.6, 0.7], 3)
    yield Case([0.5, 0.6], 1)
    yield Case([0.5, 0.6, 0.4, 0.5, 0.6], 1)
    yield Case([0.5, 0.6, 0.4, 0.5], 1)
    yield Case([0.5, 0.9, 0.8, 0.7, 0.6], 3)
    yield Case([0.5, 0.5, 0.5, 0.5], 2)
    yield Case([-1.0, -2.0, -3.0], 1)
    yield Case([5e30, 4e30, 3e30, 2e30], 2)
    yield Case([0.5, NAN, 0.6, NAN, 0.4], 3)
    yield Case([0.5, NAN, 0.6, 0.7, 0.8], 3)
    yield Case([NAN, 0.5, 0.4, 0.3], 2)
    yield Case([NAN, 0.5], 1)
    yield Case([NAN, NAN, 0.5], 2)
    yield Case([0.5, math.inf, 0.4, 0.6], 2)
    yield Case([math.inf, 0.5, 0.4], 1)
    yield Case([math.inf, 0.5, 0.6, 0.7], 2)
    yield Case([], 1)


EXERCISE = Exercise(
    id="06.1",
    solution=stop_at,
    cases=cases,
    view=as_number,
    hint="Go through enumerate(losses) with two variables, the best so far and a counter. Which line sets the counter to 0?",
    otherwise=(
        "Follow one list by hand: the best so far starts at infinity, a lower loss replaces it and sets the counter to 0, "
        "anything else counts one, and training stops where the counter reaches `patience`."
    ),
    mistakes={
        "One evaluation too late: patience 2 is used up at the second evaluation without improvement, counted from 1.": {
            "waited == patience": "waited > patience"
        },
        "One evaluation too early: with patience 2, the first one without improvement does not stop training.": (
            {"waited == patience": "waited >= patience - 1"},
            {"waited == patience": "waited >= max(1, patience - 1)"},
        ),
        "Places are counted from 0: that is one more.": {"return place": "return place + 1"},
        "That is the place of the best loss; asked is the place where training stops.": (
            {"return place": "return place - patience"},
            lambda losses, patience: losses.index(min(losses)) if losses else None,
        ),
        "An improvement sets the counter back to 0: the evaluations without one must come in a row.": {
            "best, waited = loss, 0": "best = loss"
        },
        "Compare with the best so far, not with the loss just before.": {"waited += 1": "best, waited = loss, waited + 1"},
        "An equal loss is no improvement: it must be lower than the best.": {"loss < best": "loss <= best"},
        "A NaN is no improvement: it counts as an evaluation, and must not become the best.": {"loss < best": "not loss >= best"},
        "A NaN is an evaluation without improvement like any other: it counts.": (
            {"enumerate(losses)": "enumerate(loss for loss in losses if not math.isnan(loss))"},
            {"        if loss <": "        if math.isnan(loss):\n            continue\n        if loss <"},
        ),
        "The first loss may be NaN, and nothing is lower than NaN: let the best start at infinity, not at the first loss.": (
            {'float("inf")': "None", "loss < best": "best is None or loss < best"},
            {'float("inf")': "losses[0]", "loss < best": "place == 0 or loss < best"},
        ),
        "An infinite loss is no improvement, the first one included: it must be lower than the best, and that is infinite too.": {
            "loss < best": "loss < best or place == 0 and loss == best"
        },
        "The first loss is compared with itself and counts as no improvement: let the best start at infinity.": {
            'float("inf")': "losses[0]"
        },
        # The same as best_place = 0, and then place - best_place instead of a counter.
        "Before the first evaluation no place is the best: begin with place -1, so that a NaN in place 0 counts too.": {
            'float("inf"), 0': 'float("inf"), -1'
        },
        "Stop at the first place where patience is used up: what comes later is never evaluated.": {
            "best, waited = float": "stop, best, waited = None, float",
            "return place": "stop = place",
            "return None": "return stop",
        },
        "A loss may be as large as it likes: the best must start at infinity.": tuple(
            {'float("inf")': start} for start in ("0", "1", "10", "100", "1000", "10_000", "1e6", "1e9")
        ),
        "Training can stop at place 0, and that is a place, though `or` and `if` take 0 for nothing.": {
            "return place": "return place or None"
        },
        "Where patience is not used up before the list ends, training does not stop: return None.": (
            {"return None": "return len(losses) - 1"},
            {"return None": "return len(losses)"},
        ),
        "Training does stop in some of these lists: does the place come back from inside the loop, and None only after it?": {
            "return place": "return None"
        },
    },
    exact=True,
)

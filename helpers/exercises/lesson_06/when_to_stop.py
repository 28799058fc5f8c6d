"""Exercise 06.2: patience, counted on a list of losses."""

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
    yield Case([], 1)


def _changed(
    losses, patience, improves=lambda loss, best, before: loss < best, used_up=lambda waited, patience: waited == patience,
    start=math.inf, reset=True, after_the_first=False,
):  # fmt: skip
    best = before = start
    waited = 0
    for place, loss in enumerate(losses):
        if after_the_first and place == 0:
            best = before = loss
            continue
        if improves(loss, best, before):
            best, waited = loss, 0 if reset else waited
        else:
            waited += 1
        before = loss
        if used_up(waited, patience):
            return place
    return None


def _first_loss_is_best(losses, patience):
    return _changed(losses, patience, after_the_first=True)


def _first_loss_is_best_and_waits(losses, patience):
    best, waited = losses[0], 0
    for place, loss in enumerate(losses):
        best, waited = (loss, 0) if loss < best else (best, waited + 1)
        if waited == patience:
            return place
    return None


def _by_the_place_of_the_best(losses, patience, start=0):
    best, best_place = math.inf, start
    for place, loss in enumerate(losses):
        if loss < best:
            best, best_place = loss, place
        if place - best_place >= patience:
            return place
    return None


def _last_stop(losses, patience, at_least=False):
    best, waited, stop = math.inf, 0, None
    for place, loss in enumerate(losses):
        best, waited = (loss, 0) if loss < best else (best, waited + 1)
        if waited == patience or (at_least and waited > patience):
            stop = place
    return stop


def _place_of_the_best(losses, patience):
    place = stop_at(losses, patience)
    return None if place is None else place - patience


def _smallest_of_all(losses, patience):
    return losses.index(min(losses)) if losses else None


def _none_is_the_first_best(losses, patience):
    return _changed(losses, patience, improves=lambda loss, best, before: best is None or loss < best, start=None)


def _skips_nan(losses, patience):
    best, waited = math.inf, 0
    for place, loss in enumerate(losses):
        if math.isnan(loss):
            continue
        best, waited = (loss, 0) if loss < best else (best, waited + 1)
        if waited == patience:
            return place
    return None


EXERCISE = Exercise(
    id="06.2",
    solution=stop_at,
    cases=cases,
    view=as_number,
    hint="Go through enumerate(losses) with two variables, the best so far and a counter. Which line sets the counter to 0?",
    otherwise=(
        "Follow one list by hand: the best so far starts at infinity, a lower loss replaces it and sets the counter to 0, "
        "anything else counts one, and training stops where the counter reaches `patience`."
    ),
    mistakes={
        "One evaluation too late: patience 2 is used up at the second evaluation without improvement, counted from 1.": (
            lambda losses, patience: _changed(losses, patience, used_up=lambda waited, patience: waited > patience)
        ),
        "One evaluation too early: with patience 2, the first one without improvement does not stop training.": (
            lambda losses, patience: _changed(losses, patience, used_up=lambda waited, patience: waited >= patience - 1),
            lambda losses, patience: _changed(losses, patience, used_up=lambda waited, patience: waited >= max(1, patience - 1)),
        ),
        "Places are counted from 0: that is one more.": (
            lambda losses, patience: None if (place := stop_at(losses, patience)) is None else place + 1
        ),
        "That is the place of the best loss; asked is the place where training stops.": (_place_of_the_best, _smallest_of_all),
        "An improvement sets the counter back to 0: the evaluations without one must come in a row.": (
            lambda losses, patience: _changed(losses, patience, reset=False)
        ),
        "Compare with the best so far, not with the loss just before.": (
            lambda losses, patience: _changed(losses, patience, improves=lambda loss, best, before: loss < before)
        ),
        "An equal loss is no improvement: it must be lower than the best.": (
            lambda losses, patience: _changed(losses, patience, improves=lambda loss, best, before: loss <= best)
        ),
        "A NaN is no improvement: it counts as an evaluation, and must not become the best.": (
            lambda losses, patience: _changed(losses, patience, improves=lambda loss, best, before: not loss >= best)
        ),
        "A NaN is an evaluation without improvement like any other: it counts.": (
            lambda losses, patience: stop_at([loss for loss in losses if not math.isnan(loss)], patience),
            _skips_nan,
        ),
        "The first loss may be NaN, and nothing is lower than NaN: let the best start at infinity, not at the first loss.": (
            _first_loss_is_best,
            _none_is_the_first_best,
            lambda losses, patience: (losses[0], _first_loss_is_best(losses, patience))[1],  # fails on an empty list
        ),
        "The first loss is compared with itself and counts as no improvement: let the best start at infinity.": (
            _first_loss_is_best_and_waits,
            lambda losses, patience: _first_loss_is_best_and_waits(losses, patience) if losses else None,
        ),
        "Before the first evaluation no place is the best: begin with place -1, so that a NaN in place 0 counts too.": (
            _by_the_place_of_the_best
        ),
        "Stop at the first place where patience is used up: what comes later is never evaluated.": (
            _last_stop,
            lambda losses, patience: _last_stop(losses, patience, at_least=True),
        ),
        "A loss may be as large as it likes: the best must start at infinity.": tuple(
            lambda losses, patience, start=start: _changed(losses, patience, start=start)
            for start in (0, 1, 10, 100, 1000, 10_000, 1e6, 1e9)
        ),
        "Training can stop at place 0, and that is a place, though `or` and `if` take 0 for nothing.": (
            lambda losses, patience: stop_at(losses, patience) or None
        ),
        "Where patience is not used up before the list ends, training does not stop: return None.": (
            lambda losses, patience: place if (place := stop_at(losses, patience)) is not None else len(losses) - 1,
            lambda losses, patience: place if (place := stop_at(losses, patience)) is not None else len(losses),
            lambda losses, patience: place if (place := stop_at(losses, patience)) is not None else -1,
        ),
        "Training does stop in some of these lists: does the place come back from inside the loop, and None only after it?": (
            lambda losses, patience: None
        ),
        "Return the place itself, not whether there is one.": lambda losses, patience: stop_at(losses, patience) is not None,
    },
    exact=True,
)

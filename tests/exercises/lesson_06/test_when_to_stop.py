"""Exercise 06.1, beyond its own mistakes."""

import itertools
import math

import numpy as np
import torch

from helpers.early_stopping import replay
from helpers.exercises.lesson_06.when_to_stop import EXERCISE, stop_epoch
from tests.exercises.judging import accepts, refuses


def stop_at(losses, patience):
    """The place of a stop in a run that looks after every epoch, or None."""
    stop = stop_epoch(losses, patience, 1)
    return None if stop is None else stop - 1


def at_looks(answer):
    """What an answer that knows places alone gives where only some losses are seen."""

    def with_looks(losses, patience, every):
        place = answer(losses[every - 1 :: every], patience)
        return None if place is None else every * (place + 1)

    return with_looks


def by_replay(losses, patience, every):
    kept, ended = replay(losses[every - 1 :: every], patience)
    used_up = ended - (-1 if kept is None else kept) == patience
    return (ended + 1) * every if used_up else None


def by_the_remainder(losses, patience, every):
    best, waited = math.inf, 0
    for epoch, loss in enumerate(losses, start=1):
        if epoch % every:
            continue
        best, waited = (loss, 0) if loss < best else (best, waited + 1)
        if waited == patience:
            return torch.tensor(epoch)
    return None


def by_windows(losses, patience):
    """Without a counter: the last ``patience`` losses hold none below all that came before them."""
    numbers = [math.inf if math.isnan(loss) else loss for loss in losses]
    for place in range(len(numbers)):
        window = numbers[max(0, place - patience + 1) : place + 1]
        earlier = numbers[: max(0, place - patience + 1)]
        if len(window) == patience and min(window) >= min(earlier, default=math.inf):
            return place
    return None


def at_least(losses, patience):
    best, waited = math.inf, 0
    for place, loss in enumerate(losses):
        best, waited = (loss, 0) if loss < best else (best, waited + 1)
        if waited >= patience:
            return place
    return None


def by_the_place_of_the_best(losses, patience):
    best, best_place = math.inf, -1
    for place, loss in enumerate(losses):
        if loss < best:
            best, best_place = loss, place
        elif place - best_place == patience:
            return place
    return None


def counts_down(losses, patience):
    best, left = math.inf, patience
    for place, loss in enumerate(losses):
        best, left = (loss, patience) if loss < best else (best, left - 1)
        if not left:
            return np.int64(place)
    return None


def leaves_the_loop(losses, patience):
    best, waited, stop = math.inf, 0, None
    for place, loss in enumerate(losses):
        best, waited = (loss, 0) if loss < best else (best, waited + 1)
        if waited == patience:
            stop = place
            break
    return stop


def in_numpy_with_nan_in_the_minimum(losses, patience):
    lowest = np.minimum.accumulate([math.inf, *losses])[:-1]
    waited = 0
    for place, (loss, best) in enumerate(zip(losses, lowest, strict=True)):
        waited = 0 if loss < best else waited + 1
        if waited == patience:
            return place
    return None


def empties_the_list(losses, patience, every):
    stop = stop_epoch(losses, patience, every)
    losses.clear()
    return stop


def replaces_nan(losses, patience, every):
    for place, loss in enumerate(losses):
        losses[place] = math.inf if math.isnan(loss) else loss
    return stop_epoch(losses, patience, every)


def remembers(losses, patience, memory=[math.inf]):  # noqa: B006
    for place, loss in enumerate(losses):
        if loss < memory[0]:
            memory[0], memory[1:] = loss, []
        else:
            memory.append(loss)
        if len(memory) > patience:
            return place
    return None


def sizes_alone(losses, patience):
    return stop_at([abs(loss) for loss in losses], patience)


def last_stop(losses, patience):
    best, waited, stop = math.inf, 0, None
    for place, loss in enumerate(losses):
        best, waited = (loss, 0) if loss < best else (best, waited + 1)
        if waited >= patience:
            stop = place
    return stop


def first_loss_is_best(losses, patience):
    best, waited = losses[0] if losses else None, 0
    for place, loss in enumerate(losses):
        best, waited = (loss, 0) if loss < best else (best, waited + 1)
        if waited == patience:
            return place
    return None


def no_place_is_the_best(losses, patience):
    best, best_place = math.inf, None
    for place, loss in enumerate(losses):
        if loss < best:
            best, best_place = loss, place
        if place - best_place >= patience:
            return place
    return None


def first_is_always_best(losses, patience):
    best, waited = None, 0
    for place, loss in enumerate(losses):
        if not math.isnan(loss) and (best is None or loss < best):
            best, waited = loss, 0
        else:
            waited += 1
        if waited == patience:
            return place
    return None


def drops(keep):
    def answer(losses, patience, every):
        kept = [loss for loss in losses[every - 1 :: every] if keep(loss)]
        stop = stop_epoch(kept, patience, 1)
        return None if stop is None else stop * every

    return answer


def the_last_is_a_look(losses, patience, every):
    best, waited = math.inf, 0
    for epoch, loss in enumerate(losses, start=1):
        if epoch % every == 0 or epoch == len(losses):
            best, waited = (loss, 0) if loss < best else (best, waited + 1)
            if waited == patience:
                return epoch
    return None


test_right = accepts(
    EXERCISE,
    {
        "by replay": by_replay,
        "by the remainder, a tensor": by_the_remainder,
        "without a counter": at_looks(by_windows),
        "at least": at_looks(at_least),
        "by the place of the best": at_looks(by_the_place_of_the_best),
        "counted down, a NumPy number": at_looks(counts_down),
        "leaves the loop": at_looks(leaves_the_loop),
        "changes a copy": lambda losses, patience, every: replaces_nan(list(losses), patience, every),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "a number with a fraction": (
            lambda *given: None if (stop := stop_epoch(*given)) is None else float(stop),
            "whole",
        ),
        "whether there is one": (lambda *given: stop_epoch(*given) is not None, "Return a number"),
        "-1 for no epoch": (
            lambda *given: -1 if (stop := stop_epoch(*given)) is None else stop,
            "expected None, got a number (-1)",
        ),
        "every loss": (lambda losses, patience, every: stop_epoch(losses, patience, 1), "does not see every loss"),
        "patience in epochs": (
            lambda losses, patience, every: stop_epoch(losses, math.ceil(patience / every), every),
            "Patience counts looks",
        ),
        "from the first loss on": (
            lambda losses, patience, every: (
                None if (stop := stop_epoch(losses[::every], patience, 1)) is None else stop * every - every + 1
            ),
            "not at place 0",
        ),
        "the number of the look": (
            lambda losses, patience, every: stop_epoch(losses[every - 1 :: every], patience, 1),
            "That is the number of the look",
        ),
        "the last epoch is a look": (the_last_is_a_look, "The last epoch is a look only if"),
        "drops NaN": (drops(lambda loss: not math.isnan(loss)), "A NaN is a look"),
        "drops NaN and infinity": (drops(math.isfinite), "NaN and infinity are looks"),
        "the last stop": (at_looks(last_stop), "expected 4, got 6"),
        "the first loss is the best": (at_looks(first_loss_is_best), "The first loss is compared with itself"),
        "as a text": (lambda *given: str(stop_epoch(*given)), "got a text"),
        "the loss": (
            lambda losses, *given: None if (stop := stop_epoch(losses, *given)) is None else losses[stop - 1],
            "whole",
        ),
        "the list up to there": (lambda losses, patience, every: losses[:4], "got a list"),
        "epoch after epoch": (lambda losses, patience, every: itertools.islice(losses, 3), "Return a number"),
        "NaN in the running minimum": (at_looks(in_numpy_with_nan_in_the_minimum), "Follow one list by hand"),
        "empties the list": (empties_the_list, "must stay as it is"),
        "replaces NaN in the caller's list": (replaces_nan, "must stay as it is"),
        "remembers earlier calls": (at_looks(remembers), "Follow one list by hand"),
        "an infinite first loss is the best": (at_looks(first_is_always_best), "An infinite loss is no improvement"),
        "sizes alone": (at_looks(sizes_alone), "losses = [-1, -2, -3]"),
        "no look is the best yet": (at_looks(no_place_is_the_best), "Something is None here"),
    },
)

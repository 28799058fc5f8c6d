"""Exercise 02.2: two curves, read by a stated rule."""

import math

from helpers.exercises.engine import Case, Exercise


def verdict(train_losses, held_out_losses, know_nothing):
    """Read two curves by a stated rule."""
    if train_losses[-1] > know_nothing / 2:
        return "too small"
    if held_out_losses[-1] > 1.25 * min(held_out_losses):
        return "too large"
    return "about right"


def cases():
    """Curves that one wrong rule or another reads otherwise; exactly half, exactly a quarter, one record."""
    for train, held_out, know_nothing in (
        ([2.3, 0.5, 0.1], [2.3, 0.7, 1.2], 2.3),
        ([2.3, 1.8, 1.7], [2.3, 1.9, 1.8], 2.3),
        ([0.5, 0.2, 0.1], [0.6, 0.24, 0.22], 0.7),  # a gap, and no turn
        ([2.3, 0.5, 0.2], [2.3, 1.0, 1.2], 2.3),  # a fifth above the lowest
        ([2.3, 0.5, 0.2], [2.3, 1.0, 1.27], 2.3),  # just more than a quarter
        ([0.7, 0.3, 0.1], [0.7, 0.2, 0.3], 0.7),  # half above the lowest, and only 0.1
        ([2.3, 1.6, 1.5], [2.3, 1.6, 2.4], 2.3),  # both parts of the rule hold
        ([2.3, 1.5, 1.1], [2.3, 1.5, 1.4], 2.3),
        ([0.7, 0.5, 0.45], [0.7, 0.6, 0.55], 0.7),
        ([2.3, 0.9, 1.9], [2.3, 1.0, 1.1], 2.3),  # the training loss ends high, and was low
        ([2.3, 0.4, 0.2], [2.3, 0.5, 0.9, 0.55], 2.3),  # a hump on the way
        ([1.0, 0.8, 0.7], [1.0, 0.9, 0.9], 2.3),
        ([2.3, 0.5, 0.3, 0.2, 0.1], [2.3, 0.5, 0.6, 0.65, 0.7], 2.3),  # a slow rise
        ([2.3, 0.5, 0.2], [0.5, 0.9, 0.7], 2.3),  # lowest at the first record
        ([2.0, 1.5, 1.0], [2.0, 1.0, 1.25], 2.0),  # exactly half, exactly a quarter
        ([2.0, 1.5, 1.0], [2.0, 1.0, 1.0], 2.0),
        ([2.0, 1.0, 0.5], [2.0, 1.0, 1.25], 2.0),
        ([0.9], [1.0], 2.3),
    ):
        yield Case(train, held_out, know_nothing)


def _rule(small=None, large=None, order="small first", words=("too small", "too large", "about right")):
    """A verdict by other conditions, asked in another order, or told in other words."""
    small = small or (lambda train, held_out, know_nothing: train[-1] > know_nothing / 2)
    large = large or (lambda train, held_out, know_nothing: held_out[-1] > 1.25 * min(held_out))

    def answer(train, held_out, know_nothing):
        found = [(words[0], small(train, held_out, know_nothing)), (words[1], large(train, held_out, know_nothing))]
        if order != "small first":
            found.reverse()
        return next((word for word, holds in found if holds), words[2])

    return answer


def _at_least_half(train, held_out, know_nothing):
    return train[-1] >= know_nothing / 2


def _at_least_a_quarter(train, held_out, know_nothing):
    return held_out[-1] >= 1.25 * min(held_out)


EXERCISE = Exercise(
    id="02.2",
    solution=verdict,
    cases=cases,
    hint="Two ifs, in the order of the rule; what is left is 'about right'.",
    otherwise=(
        "Read the rule again, word by word: what is compared with what, in which order, and how the three texts are spelt."
    ),
    mistakes={
        "A gap between the two curves is not asked about: compare the last held-out loss with the lowest held-out loss.": (
            _rule(large=lambda train, held_out, _: held_out[-1] > 1.25 * train[-1]),
            _rule(large=lambda train, held_out, _: held_out[-1] > 1.25 * min(train)),
        ),
        "A quarter above the lowest is 1.25 times the lowest, not the lowest plus 0.25.": (
            _rule(large=lambda train, held_out, _: held_out[-1] > min(held_out) + 0.25)
        ),
        "Any rise counts there; the rule asks for more than a quarter: more than 1.25 times the lowest.": (
            _rule(large=lambda train, held_out, _: held_out[-1] > min(held_out))
        ),
        "'too small' is asked first: where both hold, it is the answer.": _rule(order="large first"),
        "The measure is half of know_nothing, whatever that is; 1.15 is right for ten classes only.": (
            _rule(small=lambda train, held_out, _: train[-1] > 1.15),
            _rule(small=lambda train, held_out, _: train[-1] > math.log(10) / 2),
        ),
        "'too small' begins at half of know_nothing, not at the whole of it.": (
            _rule(small=lambda train, held_out, know_nothing: train[-1] > know_nothing)
        ),
        "The measure is half of know_nothing, not half of a training loss.": (
            _rule(small=lambda train, held_out, _: train[-1] > train[0] / 2)
        ),
        "The training loss counts where it ends, not where it was lowest.": (
            _rule(small=lambda train, held_out, know_nothing: min(train) > know_nothing / 2)
        ),
        "'too small' is read off the training loss; the held-out loss has no say in it.": (
            _rule(small=lambda train, held_out, know_nothing: held_out[-1] > know_nothing / 2)
        ),
        "The last held-out loss is compared with the lowest one, not with the first.": (
            _rule(large=lambda train, held_out, _: held_out[-1] > 1.25 * held_out[0])
        ),
        "The held-out loss counts where it ends, not at a hump on the way.": (
            _rule(large=lambda train, held_out, _: max(held_out) > 1.25 * min(held_out))
        ),
        "A slow rise counts too: compare with the lowest of all, not with the record before the last.": (
            _rule(large=lambda train, held_out, _: held_out[-1] > 1.25 * held_out[-2]),
            _rule(large=lambda train, held_out, _: held_out[-1] > 1.25 * held_out[max(-2, -len(held_out))]),
        ),
        "A quarter is a quarter of the lowest loss, not of the last.": (
            _rule(large=lambda train, held_out, _: 0.75 * held_out[-1] > min(held_out)),
            _rule(large=lambda train, held_out, _: held_out[-1] - min(held_out) > 0.25 * held_out[-1]),
        ),
        "Exactly half is not above half, and exactly a quarter is not more than a quarter: use >, not >=.": (
            _rule(small=_at_least_half, large=_at_least_a_quarter),
            _rule(small=_at_least_half),
            _rule(large=_at_least_a_quarter),
        ),
        "The two texts are swapped: 'too small' is a network that has not even learnt the training examples.": (
            _rule(words=("too large", "too small", "about right"))
        ),
        "The texts are spelt as in the exercise, without capital letters.": (
            _rule(words=("Too small", "Too large", "About right")),
            _rule(words=("TOO SMALL", "TOO LARGE", "ABOUT RIGHT")),
        ),
        "The lowest is sought among all held-out losses, the first one too.": (
            _rule(large=lambda train, held_out, _: held_out[-1] > 1.25 * min(held_out[1:])),
            _rule(large=lambda train, held_out, _: held_out[-1] > 1.25 * min(held_out[1:], default=held_out[0])),
        ),
    },
)

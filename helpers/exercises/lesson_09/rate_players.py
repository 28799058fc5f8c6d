"""Exercise 09.4: ratings of chess players, one step of gradient descent for each game."""

import math

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.viewing import as_numbers


def rate_players(ratings, games, rate):
    """The logit is a difference of two ratings: its slope p - y reaches the first with plus and the second with minus."""
    ratings = list(ratings)
    for first, second, result in games:
        probability = 1 / (1 + math.exp(ratings[second] - ratings[first]))
        step = rate * (probability - result)
        ratings[first] -= step
        ratings[second] += step
    return ratings


def cases():
    """One game of equals; unequal players; a draw; several games of the same players; the last player; no game."""
    yield Case([0.0, 0.0], [(0, 1, 1)], 0.5)
    yield Case([1.0, -0.5], [(0, 1, 0)], 0.25)
    yield Case([2.0, 0.5, -1.0], [(2, 0, 1)], 0.3)
    yield Case([0.5, 1.5], [(0, 1, 0.5)], 1.0)
    yield Case([0.0, 0.0, 0.0], [(0, 1, 1), (1, 2, 1), (2, 0, 0.5), (0, 1, 0)], 0.8)
    yield Case([1.0, -2.0, 0.25, 3.0], [(3, 1, 1), (1, 3, 1), (3, 1, 0), (2, 3, 0.5)], 2.0)
    yield Case([0.75, -0.75], [], 0.5)


def _stale(ratings, games, rate):
    old, ratings = ratings, list(ratings)
    for first, second, result in games:
        step = rate * (1 / (1 + math.exp(old[second] - old[first])) - result)
        ratings[first] -= step
        ratings[second] += step
    return ratings


def _one_after_the_other(ratings, games, rate):
    ratings = list(ratings)
    for first, second, result in games:
        ratings[first] -= rate * (1 / (1 + math.exp(ratings[second] - ratings[first])) - result)
        ratings[second] += rate * (1 / (1 + math.exp(ratings[second] - ratings[first])) - result)
    return ratings


def _draw_as_two_games(ratings, games, rate):
    for first, second, result in games:
        if result == 0.5:
            ratings = rate_players(ratings, [(first, second, 1), (first, second, 0)], rate / 2)
        else:
            ratings = rate_players(ratings, [(first, second, result)], rate)
    return list(ratings)


EXERCISE = Exercise(
    id="09.4",
    solution=rate_players,
    cases=cases,
    view=as_numbers,
    hint=(
        "The logit of a game is the rating of the first minus the rating of the second. By the logit the slope is the "
        "probability minus what happened. How does the logit change if the first rating grows by a little? And the second?"
    ),
    more_hints=(
        "Take two equal players, both at 0, the first one wins, the rate is 0.5. The probability was one half, so p - y is -0.5. "
        "The first rating goes to +0.25. Where does the second one go?",
    ),
    otherwise=(
        "For each game: the probability that the first player wins, from the ratings as they are now; minus the result. The "
        "first rating moves by minus the rate times that, the second one by plus."
    ),
    mistakes={
        "That walks uphill: who wins must gain.": {"probability - result": "result - probability"},
        "The second player's rating moves as well: the logit holds it with a minus.": {"    ratings[second] += step\n": ""},
        "The first player's rating moves as well.": {"ratings[first] -= step": "pass"},
        "The second rating stands in the logit with a minus, so it moves the other way than the first.": {
            "ratings[second] += step": "ratings[second] -= step"
        },
        "The probability belongs to the first player: its logit is the first rating minus the second.": {
            "ratings[second] - ratings[first]": "ratings[first] - ratings[second]"
        },
        "A game counts with the ratings as they are before it, the earlier games included.": _stale,
        "Both ratings take their step from the same slope: compute it once, before either of them moves.": _one_after_the_other,
        "The sigmoid is missing: the difference of the ratings is a logit, not a probability.": {
            "1 / (1 + math.exp(ratings[second] - ratings[first]))": "ratings[first] - ratings[second]"
        },
        "The learning rate is missing.": {"rate * ": ""},
        "A draw is one game, with one step: what happened is 0.5.": _draw_as_two_games,
        "A draw counts, too: the better player loses a little by it.": (
            {"step = rate * (probability - result)": "step = rate * (probability - result) if result != 0.5 else 0"},
        ),
        "A draw is half of each: what happened is 0.5.": (
            {"probability - result": "probability - (result > 0)"},
            {"probability - result": "probability - int(result)"},
        ),
        "The step depends on how surprising the result is: take the probability, and not one half.": {
            "1 / (1 + math.exp(ratings[second] - ratings[first]))": "0.5"
        },
        "The step depends on how surprising the result is, and not only on who won.": {
            "rate * (probability - result)": "rate * (1 - 2 * result)"
        },
        "The ratings that you were given must stay as they are: work on a copy.": {"list(ratings)": "ratings"},
        "Only the first game counts so far: return after the loop.": {"    return ratings": "        return ratings"},
        "Log-odds have the logarithm to the base e: no 10 and no 400, as in the chess clubs' own formula.": {
            "math.exp(ratings[second] - ratings[first])": "10 ** ((ratings[second] - ratings[first]) / 400)"
        },
    },
)

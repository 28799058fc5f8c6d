"""Exercise 09.4, beyond its own mistakes."""

import math

import torch

from helpers.exercises.lesson_09.rate_players import EXERCISE, rate_players
from tests.exercises.judging import accepts, refuses


def by_torch(ratings, games, rate):
    ratings = torch.tensor(ratings, dtype=torch.float64)
    for first, second, result in games:
        ratings.requires_grad_()
        logit = ratings[first] - ratings[second]
        loss = torch.nn.functional.binary_cross_entropy_with_logits(logit, torch.tensor(float(result), dtype=torch.float64))
        (slope,) = torch.autograd.grad(loss, ratings)
        ratings = (ratings - rate * slope).detach()
    return ratings.tolist()


def gain(ratings, games, rate):
    new = [*ratings]
    for first, second, result in games:
        expected = math.exp(new[first]) / (math.exp(new[first]) + math.exp(new[second]))
        gained = rate * (result - expected)
        new[first], new[second] = new[first] + gained, new[second] - gained
    return new


def half_each(ratings, games, rate):
    """A draw as two games, one after the other."""
    for game in games:
        first, second, result = game
        if result == 0.5:
            ratings = rate_players(ratings, [(first, second, 1), (first, second, 0)], rate / 2)
        else:
            ratings = rate_players(ratings, [game], rate)
    return ratings


def forgets_the_last_game(ratings, games, rate):
    return rate_players(ratings, games[:-1] if len(games) > 3 else games, rate)


def sorted_games(ratings, games, rate):
    return rate_players(ratings, sorted(games), rate)


test_right = accepts(
    EXERCISE,
    {
        "by torch": by_torch,
        "by what is gained": gain,
        "as a tensor": lambda *given: torch.tensor(rate_players(*given)),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "a draw as two games": (half_each, "A draw is one game"),
        "without the last game": (forgets_the_last_game, "For each game"),
        "games in another order": (sorted_games, "For each game"),
        "half a step each": (lambda ratings, games, rate: rate_players(ratings, games, rate / 2), "For each game"),
        "one rating": (lambda *given: rate_players(*given)[0], "Return a list"),
    },
)

"""Exercise 08.7, beyond its own mistakes."""

import torch
from torch import nn

from helpers.exercises.lesson_08.find_a_call import EXERCISE, finder
from tests.exercises.judging import accepts, refuses


class ByHand(nn.Module):
    def __init__(self, birds, call, budget):
        super().__init__()
        count = max(1, (budget - birds) // (2 * (call + 1 + birds)))
        self.windows = nn.Conv1d(1, count, call, padding=call - 1)
        self.output = nn.Linear(count, birds)

    def forward(self, recordings):
        return self.output(self.windows(recordings).relu().amax(dim=2))


def two_layers(birds, call, budget):
    """Two windows that together see a call, where the money is enough."""
    first, second = call // 2 + 1, call - call // 2
    model = nn.Sequential(
        nn.Conv1d(1, 1, first), nn.ReLU(), nn.Conv1d(1, 1, second), nn.AdaptiveMaxPool1d(1), nn.Flatten(), nn.Linear(1, birds)
    )
    return model if sum(part.numel() for part in model.parameters()) <= budget else finder(birds, call, budget)


def many_small_windows(birds, call, budget):
    """Windows of 3 in a row until they see a call, where the money is enough."""
    layers, seen = [], 1
    while seen < call:
        layers += [nn.Conv1d(1, 1, 3, padding=1), nn.ReLU()]
        seen += 2
    model = nn.Sequential(*layers, nn.AdaptiveMaxPool1d(1), nn.Flatten(), nn.Linear(1, birds))
    return model if sum(part.numel() for part in model.parameters()) <= budget else finder(birds, call, budget)


def with_norm(birds, call, budget):
    count = (budget - birds) // (call + 3 + birds)
    if not count:
        return finder(birds, call, budget)
    return nn.Sequential(
        nn.Conv1d(1, count, call),
        nn.BatchNorm1d(count),
        nn.ReLU(),
        nn.AdaptiveMaxPool1d(1),
        nn.Flatten(),
        nn.Linear(count, birds),
    )


def section_8(birds, call, budget):
    """Windows of 3, BatchNorm and ReLU in a row, as in the text, until they see a call."""
    layers = []
    for _ in range(call // 2):
        layers += [nn.Conv1d(1, 1, 3, padding=1), nn.BatchNorm1d(1), nn.ReLU()]
    return nn.Sequential(*layers, nn.AdaptiveMaxPool1d(1), nn.Flatten(), nn.Linear(1, birds))


def growing_gaps(birds, call, budget):
    """Gaps of the second layer are filled by the first."""
    layers = [nn.Conv1d(1, 1, 3), nn.ReLU(), nn.Conv1d(1, 1, call // 3 + 2, dilation=3)]
    model = nn.Sequential(*layers, nn.AdaptiveMaxPool1d(1), nn.Flatten(), nn.Linear(1, birds))
    return model if sum(part.numel() for part in model.parameters()) <= budget else finder(birds, call, budget)


def gaps_of_one(pool):
    def make(birds, call, budget):
        window = nn.Conv1d(1, 1, call // 2 + 1, dilation=2)
        return nn.Sequential(window, nn.ReLU(), pool, nn.Flatten(), nn.Linear(1, birds))

    return make


def one_window(birds, call, budget):
    return nn.Sequential(nn.Conv1d(1, 1, call), nn.ReLU(), nn.AdaptiveMaxPool1d(1), nn.Flatten(), nn.Linear(1, birds))


def swapped(part, other):
    def make(birds, call, budget):
        layers = finder(birds, call, budget)
        return nn.Sequential(*[other if isinstance(layer, part) else layer for layer in layers])

    return make


def halving_first(birds, call, budget):
    return nn.Sequential(nn.MaxPool1d(2), finder(birds, call // 2 + 1, budget))


def only_linear(birds, call, budget):
    return nn.Sequential(nn.Flatten(), nn.Linear(8 * call + 20, birds))


def keeps_all_places(birds, call, budget):
    return nn.Sequential(nn.Conv1d(1, 1, call), nn.ReLU(), nn.Flatten(), nn.LazyLinear(birds))


def a_few_places(birds, call, budget):
    return nn.Sequential(nn.Conv1d(1, 1, call), nn.AdaptiveMaxPool1d(2), nn.Flatten(), nn.Linear(2, birds))


def two_rows_of_small_windows(birds, call, budget):
    """Windows of 3 in a row, two maps wide."""
    layers = [nn.Conv1d(1, 2, 3), nn.ReLU()]
    for _ in range((call - 2) // 2):
        layers += [nn.Conv1d(2, 2, 3), nn.ReLU()]
    return nn.Sequential(*layers, nn.AdaptiveMaxPool1d(1), nn.Flatten(), nn.Linear(2, birds))


def two_windows_with_norm(birds, call, budget):
    layers = [nn.Conv1d(1, 2, call), nn.BatchNorm1d(2), nn.ReLU()]
    return nn.Sequential(*layers, nn.AdaptiveMaxPool1d(1), nn.Flatten(), nn.Linear(2, birds))


class InAList(ByHand):
    def __init__(self, birds, call, budget):
        super().__init__(birds, call, budget)
        self.parts = [self.windows, self.output]
        del self.windows, self.output

    def forward(self, recordings):
        windows, output = self.parts
        return output.double()(windows.double()(recordings).relu().amax(dim=2))


test_right = accepts(
    EXERCISE,
    {
        "by hand, with half of the money": ByHand,
        "two layers": two_layers,
        "many small windows": many_small_windows,
        "with BatchNorm": with_norm,
        "the recipe of section 8": section_8,
        "gaps that are filled": growing_gaps,
        "one window": one_window,
        "means": swapped(nn.AdaptiveMaxPool1d, nn.AdaptiveAvgPool1d(1)),
        "without ReLU": swapped(nn.ReLU, nn.Identity()),
        "GELU": swapped(nn.ReLU, nn.GELU()),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "eight windows": (
            lambda birds, call, budget: nn.Sequential(
                nn.Conv1d(1, 8, call), nn.ReLU(), nn.AdaptiveMaxPool1d(1), nn.Flatten(), nn.Linear(8, birds)
            ),
            "too dear",
        ),
        "sixteen windows": (
            lambda birds, call, budget: nn.Sequential(
                nn.Conv1d(1, 16, call), nn.ReLU(), nn.AdaptiveMaxPool1d(1), nn.Flatten(), nn.Linear(16, birds)
            ),
            "more than",
        ),
        "small windows, two maps": (two_rows_of_small_windows, "too dear"),
        "two windows with BatchNorm": (two_windows_with_norm, "too dear"),
        "a mean without an activation": (
            lambda birds, call, budget: nn.Sequential(
                nn.Conv1d(1, 1, call), nn.AdaptiveAvgPool1d(1), nn.Flatten(), nn.Linear(1, birds)
            ),
            "Each reading counts for itself",
        ),
        "no Flatten": (
            lambda birds, call, budget: nn.Sequential(nn.Conv1d(1, birds, call), nn.AdaptiveMaxPool1d(1)),
            "axis is left over",
        ),
        "gaps": (gaps_of_one(nn.AdaptiveMaxPool1d(1)), "gaps"),
        "gaps, means": (gaps_of_one(nn.AdaptiveAvgPool1d(1)), "gaps"),
        "one window with softmax": (lambda *given: nn.Sequential(one_window(*given), nn.Softmax(dim=1)), "Softmax stands behind"),
        "halves first": (halving_first, "later"),
        "only Linear": (only_linear, "expected"),
        "keeps all places": (keeps_all_places, "expected"),
        "two places": (a_few_places, "expected"),
        "in a plain list": (InAList, "numbers that learn"),
        "a list": (lambda *given: list(finder(*given)), "expected"),
        "says the same each time": (
            lambda birds, call, budget: nn.Sequential(
                nn.AdaptiveMaxPool1d(1), nn.Flatten(), nn.Linear(1, 1), nn.ReLU(), nn.Linear(1, birds)
            ),
            "sees",
        ),
        "with softmax": (lambda *given: nn.Sequential(finder(*given), nn.Softmax(dim=-1)), "Softmax stands behind"),
        "without the last layer": (lambda *given: finder(*given)[:-1], "shape of the logits"),
    },
)


def test_a_network_that_hears_nothing_is_told():
    class Deaf(nn.Module):
        def __init__(self, birds, call, budget):
            super().__init__()
            self.logits = nn.Parameter(torch.zeros(birds))

        def forward(self, recordings):
            return self.logits.expand(len(recordings), -1)

    assert "sees" in EXERCISE.examine(Deaf).message

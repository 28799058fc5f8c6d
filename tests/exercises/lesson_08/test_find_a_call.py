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


def windows_in(container):
    """Its layers of windows in one container or another, and the last layer registered."""

    class Finder(nn.Module):
        def __init__(self, birds, call, budget):
            super().__init__()
            *windows, self.output = finder(birds, call, budget)
            self.windows = container(windows)

        def forward(self, recordings):
            windows = self.windows.values() if isinstance(self.windows, dict) else self.windows
            for layer in windows:
                recordings = layer(recordings)
            return self.output(recordings)

    return Finder


class RegisteredAndListed(ByHand):
    """A plain list of layers that are registered, too."""

    def __init__(self, birds, call, budget):
        super().__init__(birds, call, budget)
        self.parts = [self.windows, self.output]


def pooled(*pools):
    """Pools behind the windows, and a window of one behind them."""

    def make(birds, call, budget):
        window, small = nn.Conv1d(1, 1, call), nn.Conv1d(1, 1, 1)
        return nn.Sequential(
            window, nn.ReLU(), *pools, small, nn.ReLU(), nn.AdaptiveMaxPool1d(1), nn.Flatten(), nn.Linear(1, birds)
        )

    return make


def ends_in(activation, network=one_window):
    return lambda *given: nn.Sequential(network(*given), activation)


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
        "sigmoid inside": swapped(nn.ReLU, nn.Sigmoid()),
        "tanh inside, means": lambda *given: nn.Sequential(
            *[
                nn.Tanh()
                if isinstance(part, nn.ReLU)
                else nn.AdaptiveAvgPool1d(1)
                if isinstance(part, nn.AdaptiveMaxPool1d)
                else part
                for part in finder(*given)
            ]
        ),
        "a module list": windows_in(nn.ModuleList),
        "registered, and in a list": RegisteredAndListed,
        "pools that move by one": pooled(nn.MaxPool1d(2, stride=1)),
        "a pool before the largest": swapped(nn.AdaptiveMaxPool1d, nn.Sequential(nn.MaxPool1d(2), nn.AdaptiveMaxPool1d(1))),
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
        "all in a plain list": (InAList, "plain list"),
        "windows in a plain list": (windows_in(list), "plain list"),
        "windows in a tuple": (windows_in(tuple), "plain list"),
        "windows in a dictionary": (windows_in(lambda layers: dict(enumerate(layers))), "plain list"),
        "ends in ReLU": (ends_in(nn.ReLU()), "An activation stands behind"),
        "ends in ReLU, all windows": (ends_in(nn.ReLU(), finder), "An activation stands behind"),
        "ends in Sigmoid": (ends_in(nn.Sigmoid()), "An activation stands behind"),
        "ends in Softplus": (ends_in(nn.Softplus(), ByHand), "An activation stands behind"),
        "ends in LogSigmoid": (ends_in(nn.LogSigmoid()), "An activation stands behind"),
        "ends in Tanh": (ends_in(nn.Tanh()), "An activation stands behind"),
        "halved by the largest": (pooled(nn.MaxPool1d(2)), "MaxPool1d(2) and AvgPool1d(2) move by two"),
        "halved by the mean": (pooled(nn.AvgPool1d(2)), "MaxPool1d(2) and AvgPool1d(2) move by two"),
        "halved twice": (pooled(nn.MaxPool1d(2), nn.MaxPool1d(2)), "later"),
        "windows of half a call": (
            lambda birds, call, budget: nn.Sequential(
                nn.Conv1d(1, 1, call // 2), nn.ReLU(), nn.AdaptiveMaxPool1d(1), nn.Flatten(), nn.Linear(1, birds)
            ),
            "too short",
        ),
        "windows of 9": (
            lambda birds, call, budget: nn.Sequential(
                nn.Conv1d(1, 1, 9), nn.ReLU(), nn.AdaptiveMaxPool1d(1), nn.Flatten(), nn.Linear(1, birds)
            ),
            "too short",
        ),
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

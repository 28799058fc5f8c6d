"""Exercise 08.7: a network, within a budget of numbers, that finds a call anywhere in a recording."""

import torch
from torch import nn

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed


def finder(birds, call, budget):
    """One layer of windows as long as a call, as many of them as can be paid for; of each, the largest number."""
    windows = (budget - birds) // (call + 1 + birds)
    return nn.Sequential(
        nn.Conv1d(1, windows, kernel_size=call),
        nn.ReLU(),
        nn.AdaptiveMaxPool1d(1),
        nn.Flatten(),
        nn.Linear(windows, birds),
    )


def cases():
    """A small one first; few birds, where four windows of 3 in a row with BatchNorm cost 28; long calls; short calls."""
    for birds, call, budget in ((3, 5, 60), (2, 9, 28), (10, 40, 600), (4, 16, 100), (6, 3, 500)):
        yield Case(birds, call, budget)


def use(answer, birds, call, budget):
    """Its numbers, its shapes, and, with weights that the judge writes in, what a move changes and what one number sees."""
    model = answer(birds, call, budget)
    if not isinstance(model, nn.Module):
        raise TypeError("a network is a module")
    if _hides_layers(model):  # which learn nothing, and stay behind when the network changes its type
        return Observed({"layers that the network knows": "not all of them"})
    numbers = sum(parameter.numel() for parameter in model.parameters() if parameter.requires_grad)
    length, start = 8 * call + 20, 2 * call + 8  # far from the ends, also for windows longer than a call
    model = model.double().eval()
    generator = torch.Generator().manual_seed(0)
    sound = torch.randn(5, 1, call, generator=generator, dtype=torch.float64)
    if not numbers:
        return Observed({"numbers that learn": "none"})
    found = {
        "layers that the network knows": "all of them",
        "numbers that learn": f"at most {budget}",
        "shape of the logits of 5 recordings": list(model(_laid(sound, length, start)).shape),
        "shape of the logits of 2 longer ones": list(model(_laid(sound[:2], length + 31, start)).shape),
    }
    if numbers > budget:  # whatever else it does, and however many windows it has
        found["numbers that learn"] = f"more than {budget}"
    if found["shape of the logits of 5 recordings"] != [5, birds]:
        return Observed(found)
    moves = (1, 2, 3, 2 * call + 1)
    logits, moved = _logits_by_place(model, sound, length, [start, *(start + move for move in moves)], generator)
    for move, later in zip(moves, moved, strict=True):
        same = torch.allclose(logits, later, rtol=1e-7, atol=1e-9)
        found[f"logits when the call comes {move} later"] = "the same" if same else "others"
    found["comes out"] = _kind_of_numbers(logits)
    if found["comes out"] != "logits":  # shares of equal logits are equal, whatever the windows see
        return Observed(found)
    found["one number of the last maps"] = _what_it_sees(model, call, length, generator)
    return Observed(found)


def _hides_layers(model):
    """Whether a plain list, tuple or dictionary of some module holds layers that are not registered."""
    known = set(model.modules())
    for module in known:
        for value in vars(module).values():
            held = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
            if any(isinstance(part, nn.Module) and part not in known for part in held):
                return True
    return False


def _logits_by_place(model, sound, length, places, generator):
    """The logits at the first place and at the others, for many draws of the weights: some leaks need certain signs."""
    recordings = torch.cat([_laid(sound, length, place) for place in places])
    draws = []
    for _ in range(60):
        _write_random(model, generator)
        with torch.no_grad():
            draws.append(model(recordings).reshape(len(places), len(sound), -1).clone())
    first, *others = torch.stack(draws, dim=1)
    return first, others


def _kind_of_numbers(logits):
    """Logits are of both signs and of any size, and no sum binds them; (draws, recordings, birds)."""
    if (logits.sum(dim=2) - 1).abs().max() < 1e-6 or (logits.exp().sum(dim=2) - 1).abs().max() < 1e-6:
        return "shares that add up to 1"
    if logits.min() >= 0:
        return "numbers that are never below 0"
    if logits.max() <= 0:
        return "numbers that are never above 0"
    return "numbers between -1 and 1" if logits.abs().max() <= 1 else "logits"


def _laid(sound, length, start):
    recordings = sound.new_zeros(len(sound), 1, length)
    recordings[:, :, start : start + sound.shape[2]] = sound
    return recordings


def _write_random(model, generator):
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.randn(parameter.shape, generator=generator, dtype=torch.float64))


def _what_it_sees(model, call, length, generator):
    """Where weights are equal and positive, the slope by a recording shows what the one number that got through has seen.

    Windows with gaps between their weights see fewer readings than they span: the longest row without a gap counts. Of a network
    that lets every number through (means) the slope shows the whole recording; then two clicks must matter together, and not
    only each for itself, at every distance within a call.
    """
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.fill_(1 / max(1, parameter[0].numel() if parameter.ndim > 1 else parameter.numel()))
    middle = torch.arange(length, dtype=torch.float64) - length // 2
    recording = (2 - middle.abs() / length).reshape(1, 1, length).requires_grad_()
    total = model(recording).sum()
    if not total.requires_grad:
        return "sees nothing"
    (slope,) = torch.autograd.grad(total, recording, allow_unused=True)
    places = [] if slope is None else slope.flatten().nonzero().flatten().tolist()
    seen = _longest_row(places)
    if seen > length // 2:
        met = [_clicks_meet(model, distance, length, generator) for distance in range(1, call)]
        if not any(met):
            return "sees each reading for itself alone"
        if not all(met):
            return "sees a call with gaps" if met[-1] else "sees less than a call"
    if seen < call and places and places[-1] - places[0] + 1 >= call:
        return "sees a call with gaps"
    return "sees a whole call" if seen >= call else f"sees {seen} of {call} readings"


def _longest_row(places):
    """How many of these numbers, in order, follow each other without a gap, at most."""
    longest = row = 0
    for number, place in enumerate(places):
        row = row + 1 if number and places[number - 1] == place - 1 else 1
        longest = max(longest, row)
    return longest


def _clicks_meet(model, distance, length, generator):
    """Whether it matters, for some weights, which of two clicks at this distance comes first."""
    first = length // 2 - distance // 2
    clicks = torch.zeros(2, 1, length, dtype=torch.float64)
    clicks[0, 0, first], clicks[0, 0, first + distance] = 1.0, -2.0
    clicks[1, 0, first], clicks[1, 0, first + distance] = -2.0, 1.0
    for _ in range(50):
        _write_random(model, generator)
        with torch.no_grad():
            one, other = model(clicks)
        if not torch.allclose(one, other, rtol=1e-9, atol=1e-12):
            return True
    return False


def _gaps(pool):
    """Two weights, one at each end of a call."""

    def make(birds, call, budget):
        window = nn.Conv1d(1, 1, kernel_size=2, dilation=call - 1)
        return nn.Sequential(window, nn.ReLU(), pool, nn.Flatten(), nn.Linear(1, birds))

    return make


def _built(pool, kernel_size=None, stride=1, windows=None):
    """The solution with other parts."""

    def make(birds, call, budget):
        count = windows or (budget - birds) // (call + 1 + birds)
        window = nn.Conv1d(1, count, kernel_size=kernel_size or call, stride=stride)
        return nn.Sequential(window, nn.ReLU(), pool, nn.Flatten(), nn.Linear(count, birds))

    return make


def _two_halves(birds, call, budget):
    """Two numbers of each map get through."""
    windows = max(1, (budget - birds) // (call + 1 + 2 * birds))
    pool = nn.AdaptiveMaxPool1d(2)
    return nn.Sequential(nn.Conv1d(1, windows, call), nn.ReLU(), pool, nn.Flatten(), nn.Linear(2 * windows, birds))


def _halved(pool):
    """A pool of two readings behind the windows, and a window of one behind it, whose weight may be negative."""

    def make(birds, call, budget):
        window, small = nn.Conv1d(1, 1, kernel_size=call), nn.Conv1d(1, 1, kernel_size=1)
        looking = nn.Sequential(window, nn.ReLU(), pool, small, nn.ReLU())
        return nn.Sequential(looking, nn.AdaptiveMaxPool1d(1), nn.Flatten(), nn.Linear(1, birds))

    return make


def _ending_in(activation):
    """The solution, with an activation behind its last layer."""
    return lambda *given: nn.Sequential(finder(*given), activation)


class _InAList(nn.Module):
    """The windows stand in a plain list."""

    def __init__(self, birds, call, budget):
        super().__init__()
        *windows, self.output = finder(birds, call, budget)
        self.windows = windows

    def forward(self, recordings):
        for layer in self.windows:
            recordings = layer(recordings)
        return self.output(recordings)


EXERCISE = Exercise(
    id="08.7",
    solution=finder,
    cases=cases,
    use=use,
    hint="Section 8's last network does this for digits. Which of its layers lets go of the place, and which stride may it have?",
    more_hints=(
        "One layer of windows is enough, each as long as a call: nn.Conv1d(1, windows, kernel_size=call), a ReLU, "
        "nn.AdaptiveMaxPool1d(1), nn.Flatten(), nn.Linear(windows, birds). Each window costs call weights, a bias, and a weight "
        "for each bird. How many can you pay for?",
    ),
    otherwise="Compare what is expected with what came. 'More than' a budget: fewer windows, or one layer instead of several. "
    "'Others' after a move: the place still counts, through a stride or through a second number of a map. 'Sees' too little: "
    "longer windows. A wrong shape: there is one logit for each bird, and no axis more.",
    mistakes={
        "It is too dear. With c windows, Conv1d has c * call + c numbers, and Linear c * birds + birds: choose c so that the sum "
        "is within the budget.": (
            {"(budget - birds) // (call + 1 + birds)": "budget // call"},
            {"(budget - birds) // (call + 1 + birds)": "budget // (call + birds)"},
            {"(budget - birds) // (call + 1 + birds)": "budget // (call + 1)"},
            {"(budget - birds) // (call + 1 + birds)": "max(3, (budget - birds) // (call + 1 + birds))"},
            {"(budget - birds) // (call + 1 + birds)": "max(5, (budget - birds) // (call + 1 + birds))"},
            _built(nn.AdaptiveMaxPool1d(1), windows=8),
            _built(nn.AdaptiveMaxPool1d(1), windows=100),
        ),
        "A call that comes one reading later meets other stops: windows and pools must move by one reading. MaxPool1d(2) and "
        "AvgPool1d(2) move by two, like a stride of 2.": (
            _built(nn.AdaptiveMaxPool1d(1), stride=2),
            _built(nn.AdaptiveMaxPool1d(1), stride=3),
            _halved(nn.MaxPool1d(2)),
            _halved(nn.AvgPool1d(2)),
        ),
        "Of each map one number alone may get through: where two do, it matters in which half of the recording the call comes.": (
            _two_halves
        ),
        "Softmax stands behind the last layer: a network returns logits, and the loss function takes them.": (
            _ending_in(nn.Softmax(dim=1)),
            _ending_in(nn.LogSoftmax(dim=1)),
        ),
        "An activation stands behind the last layer. A logit may be any number, below 0 and above 1 as well: end with Linear.": (
            _ending_in(nn.ReLU()),
            _ending_in(nn.LogSigmoid()),
            _ending_in(nn.Tanh()),
        ),
        "Layers stand in a plain list, which registers nothing: no optimiser finds their numbers (section 9). Put them in "
        "nn.ModuleList or nn.Sequential.": _InAList,
        "The windows have gaps (dilation): between two weights lie readings of the call that no number sees.": (
            _gaps(nn.AdaptiveMaxPool1d(1)),
            _gaps(nn.AdaptiveAvgPool1d(1)),
        ),
        "Each reading counts for itself, whatever stands beside it. So it is with windows of one reading, and with longer ones "
        "when a mean follows and no activation stands between: sum and mean are one linear layer.": (
            _built(nn.AdaptiveAvgPool1d(1), kernel_size=1),
            {"        nn.ReLU(),\n": "", "AdaptiveMaxPool1d": "AdaptiveAvgPool1d"},
        ),
        "An axis is left over: nn.Flatten() makes one row for each recording of the maps of length 1.": (
            lambda birds, call, budget: nn.Sequential(nn.Conv1d(1, birds, call), nn.AdaptiveMaxPool1d(1))
        ),
        "No number sees a whole call: the windows are too short for it.": (
            _built(nn.AdaptiveMaxPool1d(1), kernel_size=3),
            {"kernel_size=call": "kernel_size=call - 1"},
            {"kernel_size=call": "kernel_size=call // 2 + 1"},
            {"kernel_size=call": "kernel_size=call // 2"},
            {"kernel_size=call": "kernel_size=9", "(call + 1 + birds)": "(10 + birds)"},
            _built(nn.AdaptiveAvgPool1d(1), kernel_size=3),
            {"kernel_size=call": "kernel_size=call - 1", "AdaptiveMaxPool1d": "AdaptiveAvgPool1d"},
        ),
    },
    free=("torch's random numbers: state",),  # the first weights are random
)

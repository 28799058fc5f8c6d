"""Exercise 08.6: the linear layer that does what a window does, on a row of temperatures."""

import torch

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.viewing import as_tensor, without_a_graph


def window_matrix(kernel, length):
    """A row for each stop: the kernel lies where the window lies, and everywhere else stands 0."""
    stops = length - len(kernel) + 1
    matrix = torch.zeros(stops, length)
    for stop in range(stops):
        matrix[stop, stop : stop + len(kernel)] = kernel
    return matrix


def view(result):
    """A list as a tensor, and the weight of a layer as numbers alone."""
    return without_a_graph(as_tensor(result))


def cases():
    """Three weights over five readings; then a mean of a day, one weight, two, and a window as long as all."""
    yield Case(torch.tensor([-1.0, 0.0, 1.0]), 5)
    yield Case(torch.tensor([1.0, 2.0, 3.0, 4.0]), 6)
    yield Case(torch.full((24,), 1 / 24), 48, title="a mean over 24 of 48 readings")
    yield Case(torch.tensor([2.0]), 4)
    yield Case(torch.tensor([-1.0, 1.0]), 2)
    yield Case(torch.tensor([0.5, 0.25, 0.25]), 3)
    yield Case(torch.tensor([0.0, 3.0]), 7)


def _cut_at_the_end(kernel, length):
    """A row for each reading; where the kernel would leave the readings, it is cut off."""
    wide = torch.zeros(length, length + len(kernel))
    for stop in range(length):
        wide[stop, stop : stop + len(kernel)] = kernel
    return wide[:, :length]


def _round(kernel, length):
    """A row for each reading; what would leave the readings comes in again in front."""
    row = torch.cat([kernel, kernel.new_zeros(length - len(kernel))])
    return torch.stack([row.roll(stop) for stop in range(length)])


def _for_three(kernel, length):
    """Zeros in front, the kernel, and as many zeros behind as three weights leave."""
    rows = [torch.cat([torch.zeros(stop), kernel, torch.zeros(max(0, length - 3 - stop))]) for stop in range(length - 2)]
    return torch.stack(rows)


def _centred(kernel, length):
    """A row for each reading, with the middle of the kernel on it."""
    wide = torch.zeros(length, length + len(kernel) - 1)
    for stop in range(length):
        wide[stop, stop : stop + len(kernel)] = kernel
    return wide[:, len(kernel) // 2 :][:, :length]


def _zeros_at_the_ends(kernel, length):
    """A row for each reading; where the window does not fit, a row of zeros."""
    square, front = torch.zeros(length, length), (len(kernel) - 1) // 2
    rows = window_matrix(kernel, length)
    square[front : front + len(rows)] = rows
    return square


def _over_the_ends(kernel, length):
    """A row for each place at which the window meets a reading at all."""
    wide = window_matrix(kernel, length + 2 * (len(kernel) - 1))
    return wide[:, len(kernel) - 1 :][:, :length]


EXERCISE = Exercise(
    id="08.6",
    solution=window_matrix,
    cases=cases,
    view=view,
    hint=(
        "A row of the weight belongs to one output, and an output to one stop of the window. Which readings does the window not "
        "see at that stop, and what is their weight?"
    ),
    otherwise="Write down the rows for three weights and five readings by hand: each holds the kernel, one place further.",
    mistakes={
        "The window has one stop more: the last one, where it ends with the last reading.": {
            "length - len(kernel) + 1": "length - len(kernel)"
        },
        "A row of the weight belongs to one output: the matrix lies on its side.": {"return matrix": "return matrix.T"},
        "The window moves on by one reading from row to row.": {"stop : stop + len(kernel)]": ": len(kernel)]"},
        "The window moves by one reading, not by its whole length: neighbouring windows overlap.": {
            "stops = length - len(kernel) + 1": "stops = length // len(kernel)",
            "stop : stop + len(kernel)": "stop * len(kernel) : (stop + 1) * len(kernel)",
        },
        "The kernel was turned round: its first weight meets the first reading of the window.": {
            "= kernel\n": "= kernel.flip(0)\n"
        },
        "The window stays inside the readings: it gives fewer sums than there are readings.": (
            _cut_at_the_end,
            _round,
            _centred,
            _zeros_at_the_ends,
            _over_the_ends,
        ),
        "The kernel is handed over, and may have any length: −1, 0, 1 is only an example.": (
            lambda kernel, length: window_matrix(torch.tensor([-1.0, 0.0, 1.0]), length),
            {"kernel\n": "torch.tensor([-1.0, 0.0, 1.0])\n", "len(kernel)": "3"},
            _for_three,
        ),
        "The window's weights stay the same at every stop; nothing is added to them.": {
            "matrix = torch.zeros": "matrix = torch.ones"
        },
    },
    free=("torch's random numbers: state",),  # whoever makes a layer draws its first weights
)

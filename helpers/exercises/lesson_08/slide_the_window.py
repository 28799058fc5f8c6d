"""Exercise 08.3: a window that slides over a picture."""

import torch
from torch import nn

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed, with_slopes_of_outputs


def slide(image, kernel, stride):
    """One sum for each stop at which the window lies wholly on the picture."""
    height, width = kernel.shape
    sums = []
    for row in range(0, image.shape[0] - height + 1, stride):
        stops = range(0, image.shape[1] - width + 1, stride)
        line = [(image[row : row + height, column : column + width] * kernel).sum() for column in stops]
        sums.append(torch.stack(line))
    return torch.stack(sums)


def cases():
    """A small square first; then oblong pictures and windows, strides that leave a rest, a window as large as all."""
    image = torch.tensor([[1.0, 2.0, 0.0, 1.0], [0.0, 1.0, 3.0, 1.0], [2.0, 0.0, 1.0, 0.0], [1.0, 1.0, 0.0, 2.0]])
    yield Case(image, torch.tensor([[1.0, 2.0], [0.0, -1.0]], requires_grad=True), 1)
    generator = torch.Generator().manual_seed(0)
    for number, (picture, window, stride) in enumerate(
        (
            ((5, 5), (3, 3), 2),
            ((6, 9), (3, 3), 1),
            ((9, 6), (2, 4), 2),
            ((7, 8), (3, 1), 3),
            ((4, 3), (4, 3), 1),
            ((4, 3), (4, 3), 2),
            ((6, 6), (1, 1), 4),
            ((8, 8), (2, 3), 5),
        )
    ):
        image = torch.randn(picture, generator=generator).requires_grad_(number % 2 == 1)
        kernel = torch.randn(window, generator=generator).requires_grad_()
        if number % 2:
            kernel.grad = torch.ones_like(kernel)  # left over from before
        yield Case(image, kernel, stride, title=f"a picture of {picture}, a window of {window}, stride {stride}")


def use(answer, image, kernel, stride):
    """The outputs and their slopes; their shape comes first, for most mistakes lie there."""
    found = with_slopes_of_outputs(answer, image, kernel, stride).observed()
    return Observed({"shape of the sums": list(found["outputs"].shape)} | found)


def _cut(sums, rows, columns):
    """The first of the sums; without any, zeros that remember nothing."""
    return sums[:rows, :columns] if rows and columns else torch.zeros(rows, columns)


def _divided_last(image, kernel, stride):
    rows, columns = ((image.shape[axis] - kernel.shape[axis] + 1) // stride for axis in (0, 1))
    return _cut(slide(image, kernel, stride), rows, columns)


def _steps_for_stops(image, kernel, stride):
    rows, columns = ((image.shape[axis] - kernel.shape[axis]) // stride for axis in (0, 1))
    return _cut(slide(image, kernel, stride), rows, columns)


def _with_border(image, kernel):
    down, right = kernel.shape[0] // 2, kernel.shape[1] // 2
    return nn.functional.pad(image, (right, right, down, down))


def _with_steps_of(image, kernel, stride, down, right):
    """As many stops as there should be, but so many pixels from one to the next."""
    height, width = kernel.shape
    rows, columns = (image.shape[0] - height) // stride + 1, (image.shape[1] - width) // stride + 1
    windows = image.unfold(0, height, down).unfold(1, width, right)
    return (windows * kernel).sum(dim=(2, 3))[:rows, :columns]


def _going_round(image, kernel):
    rows, columns = kernel.shape
    image = torch.cat([image, image[: rows - 1]])
    return torch.cat([image, image[:, : columns - 1]], dim=1)


EXERCISE = Exercise(
    id="08.3",
    solution=slide,
    cases=cases,
    use=use,
    hint=(
        "range(0, last + 1, stride) gives the stops in one direction, where last is the size of the picture minus that of the "
        "window. Section 1 has the rest; torch.stack makes one tensor of a list of tensors."
    ),
    otherwise=(
        "In each direction there are (size of the picture - size of the window) // stride + 1 stops. At each, multiply the "
        "pixels under the window by the weights that lie on them, and add up."
    ),
    mistakes={
        "The last stop is missing: range stops before its end, so add 1.": (
            {"height + 1": "height", "width + 1": "width"},
            {"height + 1": "height"},
            {"width + 1": "width"},
        ),
        "The window moves by stride pixels from stop to stop.": {"1, stride)": "1, 1)"},
        "The window moves by stride pixels downwards too, not only to the right.": {"height + 1, stride)": "height + 1, 1)"},
        "The window moves by stride pixels to the right too, not only downwards.": {"width + 1, stride)": "width + 1, 1)"},
        "Work out the number of stops as (size of the picture - size of the window) // stride + 1: first divide, then add 1.": (
            lambda image, kernel, stride: slide(image, kernel, stride)[
                : (image.shape[0] - kernel.shape[0] + 1) // stride, : (image.shape[1] - kernel.shape[1] + 1) // stride
            ],
            _divided_last,
        ),
        "One row and one column of sums are missing: (size of the picture - size of the window) // stride counts the steps from "
        "stop to stop, and there is one stop more than steps.": (
            lambda image, kernel, stride: slide(image, kernel, stride)[:-1, :-1],
            _steps_for_stops,
        ),
        "The window was turned round: its first weight meets its first pixel.": {"* kernel)": "* kernel.flip(0, 1))"},
        "Height and width of the window were exchanged: kernel.shape is (rows, columns).": {"height, width =": "width, height ="},
        "The sums lie on their side: a row of sums belongs to a row of the picture.": {
            "return torch.stack(sums)": "return torch.stack(sums).T"
        },
        "Add up what you get; the mean divides it by the number of weights.": {".sum()": ".mean()"},
        "The window must lie wholly on the picture; put no border of zeros around it.": (
            lambda image, kernel, stride: slide(nn.functional.pad(image, (1, 1, 1, 1)), kernel, stride),
            lambda image, kernel, stride: slide(_with_border(image, kernel), kernel, stride),
        ),
        "The window must lie wholly on the picture; it does not come in again on the other side.": (
            lambda image, kernel, stride: slide(_going_round(image, kernel), kernel, stride)
        ),
        "The weights could not be trained with this: use the kernel as it is, without detach() or a copy.": {
            "* kernel)": "* kernel.detach())"
        },
        "The sums are right, but backward() finds no way back to kernel: copy_() and nn.Parameter(...) make new weights. Use the "
        "kernel that you were given.": lambda image, kernel, stride: slide(image, nn.Parameter(kernel.detach().clone()), stride),
        "The sums are right, but backward() finds no way back to image: use it as it is, without detach().": {
            "(image[row": "(image.detach()[row"
        },
        "There are as many stops as there should be, but each begins too early: the stop in row r and column c has its upper "
        "left corner at r * stride and c * stride.": (
            lambda image, kernel, stride: _with_steps_of(image, kernel, stride, 1, 1),
            lambda image, kernel, stride: _with_steps_of(image, kernel, stride, 1, stride),
            lambda image, kernel, stride: _with_steps_of(image, kernel, stride, stride, 1),
        ),
    },
    free=("torch's random numbers: state",),  # whoever makes a layer draws its first weights
)

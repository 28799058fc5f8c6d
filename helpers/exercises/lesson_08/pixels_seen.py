"""Exercise 08.5: how much of the picture a number deep inside a network depends on."""

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.viewing import as_number


def pixels_seen(layers):
    """Each window adds kernel_size - 1 places to what is seen; a place is worth as many pixels as all strides before it."""
    seen, pixels_in_a_step = 1, 1
    for kernel_size, stride in layers:
        seen += (kernel_size - 1) * pixels_in_a_step
        pixels_in_a_step *= stride
    return seen


def cases():
    """One window; two; strides before, between and after; windows of one pixel and of two; no layer at all.

    No window is smaller than its stride: between such windows lie pixels that nothing depends on.
    """
    for layers in (
        [(3, 1)],
        [(3, 1), (3, 1)],
        [(3, 2), (3, 1)],
        [(3, 2), (3, 2), (3, 2)],
        [(5, 1), (3, 3)],
        [(5, 3), (2, 2), (4, 1)],
        [(2, 2), (2, 2), (2, 2), (2, 2)],
        [(1, 1), (7, 2)],
        [(3, 1), (2, 2), (3, 1), (2, 2), (3, 1)],
        [(7, 2), (3, 2), (3, 1), (3, 1), (3, 2), (3, 1)],
        [],
    ):
        yield Case(layers)


def _backwards_rule_forwards(layers):
    """The rule for going back from the last layer to the picture, on the way from the picture."""
    seen = 1
    for kernel_size, stride in layers:
        seen = (seen - 1) * stride + kernel_size
    return seen


EXERCISE = Exercise(
    id="08.5",
    solution=pixels_seen,
    cases=cases,
    view=as_number,
    hint=(
        "Go through the layers from the picture on. A window of 3 sees two places more than the layer before it did. How many "
        "pixels lie between two neighbouring places of that layer?"
    ),
    more_hints=(
        "Draw three dots for three neighbouring places of the first layer in [(3, 2), (3, 1)]: they lie two pixels apart, and "
        "behind a second stride of 2 four. So keep two numbers, what is seen and how many pixels lie in a step; both begin at 1, "
        "and each layer changes both.",
    ),
    otherwise=(
        "Draw it in one direction: for [(3, 2), (3, 1)] three numbers of the first layer lie two pixels apart, and each sees "
        "three pixels. Mark the pixels, and count."
    ),
    mistakes={
        "The stride of a layer spreads what comes after it: two neighbouring places are as many pixels apart as all strides so "
        "far, multiplied.": (
            {"        pixels_in_a_step *= stride\n": ""},
            {"pixels_in_a_step *= stride": "pixels_in_a_step = stride"},
            {"pixels_in_a_step *= stride": "pixels_in_a_step += stride"},
        ),
        "A stride multiplies the distance that all strides before it have made; it is not added.": {
            "pixels_in_a_step *= stride": "pixels_in_a_step += stride - 1"
        },
        "(seen - 1) * stride + kernel_size is right on the way from the last layer back to the picture; you go the other way.": (
            _backwards_rule_forwards
        ),
        "A layer's own stride does not widen its window: it counts for the layers after it.": {
            "        seen += (kernel_size - 1) * pixels_in_a_step\n        pixels_in_a_step *= stride\n": (
                "        pixels_in_a_step *= stride\n        seen += (kernel_size - 1) * pixels_in_a_step\n"
            )
        },
        "Neighbouring windows overlap: a window of 3 adds two places, not three.": {"(kernel_size - 1)": "kernel_size"},
        "Begin with one number: without any layer it sees its own pixel.": {
            "seen, pixels_in_a_step = 1, 1": "seen, pixels_in_a_step = 0, 1"
        },
        "Windows in a row add up and do not multiply: two of 3 see 5 pixels.": {
            "seen += (kernel_size - 1) * pixels_in_a_step": "seen *= kernel_size"
        },
        "Count along one direction only; that is the number of pixels in the whole square.": {"return seen": "return seen**2"},
    },
    free=("torch's random numbers: state",),  # whoever measures it with layers draws their first weights
)

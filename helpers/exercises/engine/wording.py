"""Expected and got, in the words and the digits that a student needs to see the difference."""

import math
import re
import traceback
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch

from helpers.exercises.engine.comparing import ABSENT, Difference, same
from helpers.exercises.engine.observing import Leaf, kind_of

_FEW = 20  # so many numbers of a tensor or an array are written out
_FEW_IN_LISTS = 24
_LONG = 160
_LONG_ARGUMENT = 300  # the few numbers of a tensor, each at its longest

# What torch and Python say, and what to do about it.
CURES: tuple[tuple[str, str], ...] = (
    (
        r"a leaf Variable that requires grad is being used in an in-place",
        "Put the lines that move it under `with torch.no_grad():`; where nothing is to move, make a new tensor.",
    ),
    (
        r"a view of a leaf Variable that requires grad",
        "Put the lines that change it under `with torch.no_grad():`; where nothing is to change, make a new tensor.",
    ),
    (r"Can't call numpy\(\) on Tensor that requires grad", "Call .detach() first."),
    (
        r"element 0 of tensors does not require grad",
        "The graph is cut somewhere before backward(): no .item(), .detach() or no_grad() there.",
    ),
    (r"backward through the graph a second time", "Call backward() once for each forward pass."),
    (
        r"grad can be implicitly created only for scalar outputs",
        "backward() starts from one number: take the mean or the sum first.",
    ),
    (
        r"mat1 and mat2 shapes cannot be multiplied",
        "Look at the two shapes: the inner sizes must be equal. A transpose (.T) turns one round.",
    ),
    (
        r"expected scalar type Long|expected target|Expected floating point type for target",
        "Class numbers must be whole numbers: int64.",
    ),
    (
        r"result type Float can't be cast to the desired output type Long",
        "This loss wants its labels as floats, 0.0 and 1.0: labels.float() converts them.",
    ),
    (
        r"takes \d+ positional arguments? but|missing \d+ required positional|unexpected keyword",
        "Keep the arguments of the stub.",
    ),
    (
        r"NoneType",
        "Something is None here: a function without return, or a .grad that nobody has filled (a new tensor, as w = w - ... "
        "makes it, has none).",
    ),
    (
        r"[Bb]ool(ean)? value of Tensor with more than one value is ambiguous",
        "Compare number by number, or reduce with .all() or .any(); torch.equal says whether two tensors are the same.",
    ),
    (r"only one element tensors can be converted", "It holds several numbers: take the mean, the sum, or one of them first."),
)

# What to do when something beside the result differs, by the side of it that does.
LOOKS = {
    "mode": "Leave the mode of every layer as it was, or put it back.",
    "requires_grad": "Leave requires_grad alone: it decides whether a parameter can be trained at all.",
    "gradient": "Look at what becomes of the gradients: which line fills, clears or changes them?",
    "graph": "A graph leads back to what was computed from; .item(), .detach() and no_grad() cut it.",
    "own": "The tensors that were handed over must stay the same objects: write into them, put no others in their place.",
    "random state": "Draw from the generator that is handed over, as often as the exercise says, and from nothing else.",
    "kind": "Return what the exercise asks for, in that form.",
    "shape": "Look at the shape: which axis is summed, kept or swapped?",
    "type": "Look at the type of the numbers: whole, with a fraction, or True and False.",
    "length": "Count: how many parts does the exercise ask for?",
    "names": "The names must be exactly those.",
    "files": "Only the files that the exercise speaks of may change.",
}
UNTOUCHED = "It was handed over and must stay as it is: make something new instead of changing it in place."
ENDLESS = "Your function was still running and was stopped. Which loop of it never ends, and what should have ended it?"
AROUND = {
    "torch's recording of gradients": "It leaves the recording of gradients switched: `with torch.no_grad():` ends by itself.",
    "torch's default type of numbers": "Leave torch's default type of numbers alone.",
    "torch's number of threads": "Leave the number of threads alone.",
    "torch's random numbers": "It seeds torch's random numbers, or draws from them: that changes what everybody else draws next.",
    "NumPy's random numbers": "It seeds NumPy's random numbers, or draws from them: make a generator of your own.",
    "Python's random numbers": "It seeds Python's random numbers, or draws from them: make a generator of your own.",
    "the working folder": "Stay in the folder: use whole paths.",
}


def cure(error: str) -> str:
    """What to do about an error message of torch or Python; empty where there is no common cure."""
    return next((advice for pattern, advice in CURES if re.search(pattern, error)), "")


def own_line(answer: Callable[..., Any], error: BaseException) -> str:
    """The student's own line in a traceback, not the line inside torch that it led to; empty if there is none."""
    code = getattr(answer, "__code__", None)
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if code is not None and frame.filename == code.co_filename]
    return own[-1].line or "" if own else ""


def first_line(error: BaseException) -> str:
    """Type and first line of an error, without colours, cut to a length that can be read."""
    lines = re.sub(r"\x1b\[[0-9;]*m", "", str(error)).strip().splitlines()
    text = f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
    return _cut(text, 200).rstrip(".")


def describe_arguments(names: tuple[str, ...], arguments: tuple[Any, ...]) -> str:
    """What a case hands over, for the reader: small things written out, large ones by their shape."""
    shown = [f"{name} = {describe(value)}" for name, value in zip(names, arguments, strict=False)]
    return ", ".join(text for text in shown if len(text) <= _LONG_ARGUMENT)


def describe(value: Any, digits: int = 4) -> str:
    """A value in a student's words."""
    if value is ABSENT:
        return "nothing"
    if isinstance(value, torch.Tensor):
        return _describe_tensor(value, digits)
    if isinstance(value, np.ndarray):
        return describe(value.tolist(), digits) if value.size <= _FEW else f"an array of shape {value.shape}"
    if isinstance(value, bool | np.bool_) or value is None:
        return str(value)
    if isinstance(value, int | float | np.number):
        return _number(value, digits)
    if isinstance(value, str):
        return repr(_cut(value, 60))
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    if isinstance(value, list | tuple):
        flat = sum(len(item) if isinstance(item, list | tuple) else 1 for item in value)
        if flat > _FEW_IN_LISTS:
            start = ", ".join(describe(item, digits) for item in value[:3])
            return f"{len(value)} values that start {_cut(start, 90)}"
        return "[" + ", ".join(describe(item, digits) for item in value) + "]"
    if isinstance(value, Mapping):
        return _cut("{" + ", ".join(f"{key!r}: {describe(item, digits)}" for key, item in value.items()) + "}", _LONG)
    if isinstance(value, torch.nn.Module):
        return f"a {type(value).__name__} with {sum(part.numel() for part in value.parameters())} parameters"
    if callable(value) and hasattr(value, "__name__"):
        return f"the function {value.__name__}"
    return kind_of(value)


def _describe_tensor(tensor: torch.Tensor, digits: int) -> str:
    if tensor.ndim == 0:
        return describe(tensor.item(), digits)
    if tensor.numel() <= _FEW:
        return describe(tensor.detach().tolist(), digits)
    start = describe(tensor.detach().flatten()[:3].tolist(), digits)[1:-1]
    return f"a tensor of shape {tuple(tensor.shape)} that starts {start}"


def _number(value: Any, digits: int) -> str:
    if isinstance(value, int | np.integer):
        return str(int(value))
    return str(float(value)) if not math.isfinite(value) else f"{float(value):.{digits}g}"


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[:length]} ..."


def apart(expected: Any, got: Any) -> tuple[str, str]:
    """Both in words, with as many digits as it takes to tell them apart; of two tensors or lists, where they part."""
    for digits in (4, 6, 9, 17):
        one, other = describe(expected, digits), describe(got, digits)
        if one != other:
            break
    place = _first_place(expected, got)
    if place is not None and (len(one) > 60 or len(other) > 60 or one == other):
        index, a, b = place
        for digits in (4, 6, 9, 17):
            one, other = describe(a, digits), describe(b, digits)
            if one != other:
                break
        return f"{one} at place {index}", f"{other} there"
    return one, other


def _first_place(expected: Any, got: Any) -> tuple[Any, Any, Any] | None:
    """Where two tensors or lists of one shape differ first, and both numbers."""
    if isinstance(expected, torch.Tensor) and isinstance(got, torch.Tensor) and expected.shape == got.shape and expected.ndim:
        apart_at = ~torch.isclose(expected.double(), got.double(), equal_nan=True)
        if not apart_at.any():
            apart_at = expected.double() != got.double()
        places = apart_at.nonzero()
        if len(places):
            index = tuple(places[0].tolist())
            return (index[0] if len(index) == 1 else index), expected[index].item(), got[index].item()
    if isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        for number, (one, other) in enumerate(zip(expected, got, strict=True)):
            if not same(one, other, 1e-9):
                return number, one, other
    return None


def rounded(expected: Any, got: Any) -> bool:
    """Whether ``got`` is ``expected`` rounded to at most six digits after the point."""
    if isinstance(expected, torch.Tensor) and isinstance(got, torch.Tensor):
        expected, got = expected.flatten().tolist(), got.flatten().tolist()
    if isinstance(expected, list) and isinstance(got, list):
        return bool(expected) and len(expected) == len(got) and all(_near(a, b) for a, b in zip(expected, got, strict=True))
    return _near(expected, got)


def _near(expected: Any, got: Any) -> bool:
    if isinstance(expected, bool) or not isinstance(expected, float) or not isinstance(got, int | float):
        return bool(isinstance(expected, int) and expected == got)
    return math.isfinite(expected) and any(abs(round(expected, digits) - got) < 2e-7 * max(1, abs(got)) for digits in range(1, 7))


def words_for(difference: Difference, parts: tuple[str, ...] = ()) -> tuple[str, str]:
    """Expected and got of one difference, each as words that name what is compared.

    Args:
        difference: what differs.
        parts: the names of ``result[0]``, ``result[1]``, ...
    """
    leaf, expected, got = difference
    leaf = Leaf(leaf.place.removeprefix("result, "), leaf.aspect)  # what an Observed names needs no other name
    for number, name in enumerate(parts):
        leaf = Leaf(leaf.place.replace(f"result[{number}]", name, 1), leaf.aspect)
    if leaf.aspect == "kind":
        several = leaf.place == "result" and expected == "a list" and parts
        return _with_place(leaf.place, f"{len(parts)} things: {', '.join(parts)}" if several else str(expected)), str(got)
    if leaf.aspect == "mode":
        return f"{leaf.place} in {expected}", f"it in {got}" if got is not ABSENT else "no such layer"
    if leaf.aspect == "requires_grad":
        return f"{leaf.place} with requires_grad={expected}", f"requires_grad={got}"
    if leaf.aspect == "graph":
        yes, no = "with a graph that backward() can follow", "without a graph"
        return f"{leaf.place} {yes if expected else no}", f"one {yes if got else no}"
    if leaf.aspect == "own":
        return f"{leaf.place} to hold the very tensors that it held before", "others in their place"
    if leaf.aspect == "state":
        return f"{leaf.place} as before", "a change"
    if leaf.aspect == "random state":
        return f"{leaf.place} moved on as by the solution", "another state"
    if leaf.aspect == "files":
        return f"{leaf.place} with the files as the solution leaves them", "others"
    if leaf.aspect == "names" and isinstance(expected, list) and isinstance(got, list):
        return _names_apart(leaf.place, expected, got)
    if leaf.aspect == "length" and got is ABSENT:  # a list of lists against one of numbers
        return _with_place(leaf.place, f"a list of {expected} parts that hold several values each"), "plain values, one by one"
    if leaf.aspect == "value" and expected == [] and got is ABSENT:
        return _with_place(leaf.place, "an empty list"), "a list that is not empty"
    if leaf.aspect == "value" and isinstance(expected, list) and got is ABSENT:  # against one of tensors, or of lists
        return _with_place(leaf.place, f"{describe(expected)}, plain values"), "a list that holds other things, such as tensors"
    one, other = apart(expected, got)
    what = "" if leaf.aspect == "value" else f"{leaf.aspect} "
    if leaf.aspect == "gradient" and expected is None:
        one = "none"
    if leaf.aspect == "gradient" and got is None:
        other = "none"
    return _with_place(leaf.place, f"{what}{one}"), f"{what}{other}"


def _names_apart(place: str, expected: list[str], got: list[str]) -> tuple[str, str]:
    """Of two dictionaries, the names that only one of them has."""
    missing, extra = [name for name in expected if name not in got], [name for name in got if name not in expected]
    if not missing:
        return f"{place} without {_enumerated(extra)}", "one with that"
    return f"{place} with {_enumerated(missing)}", f"one without, but with {_enumerated(extra)}" if extra else "one without"


def _enumerated(names: list[str], most: int = 4) -> str:
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def _with_place(place: str, words: str) -> str:
    """The result needs no name; everything else has one."""
    if place == "result":
        return words
    return f"{place}: {words}"

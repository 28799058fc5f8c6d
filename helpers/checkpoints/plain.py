"""Only types that ``torch.load(weights_only=True)`` accepts go into a file, and from there back as they were."""

import io
import math
from collections import Counter, OrderedDict
from datetime import UTC, datetime
from numbers import Integral, Real
from typing import Any

import numpy as np
import torch

from helpers.checkpoints.files import Refused

# Exactly these types; of a subclass (a named tuple, NumPy's float64) something would be lost or refused.
ATOMS = (type(None), bool, int, float, complex, str, bytes, torch.Size, torch.device, torch.dtype)
TENSORS = (torch.Tensor, torch.nn.Parameter)
SEQUENCES = (list, tuple, set)
MAPPINGS = (dict, OrderedDict, Counter)


def stamped(kind: str, contents: dict[str, Any]) -> dict[str, Any]:
    """``contents``, and what kind of file it is, torch's version and the time."""
    return {
        "format": kind,
        **contents,
        "torch": str(torch.__version__),  # its own type is a subclass of str, which weights_only=True refuses
        "saved": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def packed(state: dict[str, Any]) -> bytes:
    """The bytes of a file that holds ``state``.

    Raises:
        Refused: something in it cannot be stored, or would be refused when it is loaded.
    """
    for name, part in state.items():
        _refuse_what_cannot_be_loaded(part, name)
    buffer = io.BytesIO()
    computes = torch.serialization.get_crc32_options()
    try:
        torch.serialization.set_crc32_options(True)  # without its checksums no file could be verified
        torch.save(state, buffer)
        buffer.seek(0)
        torch.load(buffer, map_location="cpu", weights_only=True)
    except Exception as error:
        raise Refused(f"cannot be saved: its contents would be refused when loaded ({type(error).__name__})", _ADVICE) from error
    finally:
        torch.serialization.set_crc32_options(computes)
    return buffer.getvalue()


_ADVICE = "keep only numbers, strings, tensors, and lists, tuples or dictionaries of them"


def _refuse_what_cannot_be_loaded(value: Any, name: str) -> None:
    if type(value) in MAPPINGS:
        for key, entry in value.items():
            _refuse_what_cannot_be_loaded(key, f"a key of {name}")
            _refuse_what_cannot_be_loaded(entry, f"{name}[{key!r}]")
    elif type(value) in SEQUENCES:
        for position, entry in enumerate(value):
            _refuse_what_cannot_be_loaded(entry, f"{name}[{position}]")
    elif type(value) not in ATOMS and type(value) not in TENSORS:
        kind = f"{type(value).__module__}.{type(value).__qualname__}"
        raise Refused(f"cannot be saved, because {name} is a {kind}, which weights_only=True refuses to load", _ADVICE)


def plain_history(value: Any, name: str = "history") -> Any:
    """A copy in which every number is Python's own: NumPy's numbers and tensors with one element are converted.

    Raises:
        Refused: something in it is neither a number, a string, None, nor a list, tuple or dictionary of them.
    """
    if value is None or type(value) in (bool, int, float):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Integral | Real):
        return int(value) if isinstance(value, Integral) else float(value)
    if isinstance(value, np.bool_ | torch.Tensor | np.ndarray) and math.prod(value.shape) == 1:
        return plain_history(value.item(), name)
    if isinstance(value, dict):
        return {plain_history(key, f"a key of {name}"): plain_history(entry, f"{name}[{key!r}]") for key, entry in value.items()}
    if isinstance(value, list | tuple):
        entries = [plain_history(entry, f"{name}[{position}]") for position, entry in enumerate(value)]
        return entries if isinstance(value, list) else tuple(entries)
    shape = f" of shape {tuple(value.shape)}" if isinstance(value, torch.Tensor | np.ndarray) else ""
    what = f"cannot be saved, because {name} is a {type(value).__name__}{shape}"
    raise Refused(what, "keep numbers, strings, and lists or dictionaries of them in the history (.item(), .tolist())")

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
        loaded = torch.load(buffer, map_location="cpu", weights_only=True)
    except Exception as error:
        raise Refused(f"cannot be saved: its contents would be refused when loaded ({type(error).__name__})", _ADVICE) from error
    finally:
        torch.serialization.set_crc32_options(computes)
    for name, part in state.items():
        _refuse_what_comes_back_otherwise(part, loaded[name], name)
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
    elif type(value) in TENSORS:
        _refuse_odd_tensor(value, name)
    elif type(value) not in ATOMS:
        kind = f"{type(value).__module__}.{type(value).__qualname__}"
        raise Refused(f"cannot be saved, because {name} is a {kind}, which weights_only=True refuses to load", _ADVICE)


def _refuse_odd_tensor(tensor: torch.Tensor, name: str) -> None:
    if tensor.is_meta:
        raise Refused(
            f"cannot be saved, because {name} is on the device meta and has no values", "build the network on a real device"
        )
    overlaps = tensor.layout is torch.strided and any(
        step == 0 and size > 1 for step, size in zip(tensor.stride(), tensor.shape, strict=True)
    )
    if overlaps:  # load_state_dict cannot write into it
        raise Refused(
            f"cannot be saved, because {name} was expanded: several of its entries are one place in memory", "take its clone()"
        )


def _refuse_what_comes_back_otherwise(value: Any, loaded: Any, name: str) -> None:
    """Compare what was saved with what a load gives, to the bit; the types are known to be plain."""
    if type(value) in MAPPINGS:
        for (key, entry), other in zip(value.items(), loaded.values(), strict=True):
            _refuse_what_comes_back_otherwise(entry, other, f"{name}[{key!r}]")
    elif type(value) in (list, tuple):
        for position, (entry, other) in enumerate(zip(value, loaded, strict=True)):
            _refuse_what_comes_back_otherwise(entry, other, f"{name}[{position}]")
    elif type(value) in TENSORS and not _same_tensor(value.detach().cpu(), loaded.detach()):
        raise Refused(f"cannot be saved, because {name} would be another tensor when loaded", _ADVICE)


def _same_tensor(one: torch.Tensor, other: torch.Tensor) -> bool:
    if (one.layout, one.dtype, one.shape) != (other.layout, other.dtype, other.shape):
        return False
    if one.layout is torch.sparse_coo:
        one, other = one.coalesce(), other.coalesce()
        return _same_tensor(one.indices(), other.indices()) and _same_tensor(one.values(), other.values())
    if one.layout in (torch.sparse_csr, torch.sparse_bsr):
        return all(map(_same_tensor, _by_rows(one), _by_rows(other)))
    if one.layout in (torch.sparse_csc, torch.sparse_bsc):
        return all(map(_same_tensor, _by_columns(one), _by_columns(other)))
    if one.is_quantized:
        return one.qscheme() == other.qscheme() and torch.equal(one, other)
    return torch.equal(_bits(one), _bits(other))


def _by_rows(tensor: torch.Tensor) -> tuple[torch.Tensor, ...]:
    return tensor.crow_indices(), tensor.col_indices(), tensor.values()


def _by_columns(tensor: torch.Tensor) -> tuple[torch.Tensor, ...]:
    return tensor.ccol_indices(), tensor.row_indices(), tensor.values()


def _bits(tensor: torch.Tensor) -> torch.Tensor:
    """The bytes of all numbers in a row, so that NaN equals NaN and -0 is not 0."""
    return tensor.resolve_conj().resolve_neg().clone(memory_format=torch.contiguous_format).reshape(-1).view(torch.uint8)


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

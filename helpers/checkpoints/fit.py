"""Whether saved weights fit a network: names, shapes, types, and which of them are one and the same tensor."""

from typing import Any

import torch
from torch import nn

from helpers.checkpoints.files import Refused

# What wrappers put before every name, one inside the other perhaps.
WRAPPERS = {"_orig_mod.": "torch.compile", "module.": "a data-parallel wrapper"}
AVERAGED = "n_averaged"  # which an AveragedModel has beside the names that begin with module.
ADVICE = "build the network as it was built when this was saved"


def check_weights(model: nn.Module, saved: dict[str, Any]) -> None:
    """Raise ``Refused`` at the first entry that does not fit. Nothing is changed."""
    here = model.state_dict()
    if set(saved) != set(here):
        _refuse_wrapped(set(saved), set(here))
        missing = next((name for name in here if name not in saved), None)
        if missing is not None:
            raise Refused(f"holds no {missing}, which this {type(model).__name__} has", ADVICE)
        unexpected = next(name for name in saved if name not in here)
        raise Refused(f"holds {unexpected}, which this {type(model).__name__} has not", _for_unexpected(model, unexpected))
    for name, ours in here.items():
        _check_entry(name, saved[name], ours)
    for name in sorted(_ties(saved) ^ _ties(here)):
        where = "in the file, but two here" if name in _ties(saved) else "here, but two in the file"
        raise Refused(f"does not fit: {' and '.join(name)} are one tensor {where}", ADVICE)


def _check_entry(name: str, saved: Any, ours: Any) -> None:
    if isinstance(saved, torch.Tensor) != isinstance(ours, torch.Tensor):
        raise Refused(f"holds a {type(saved).__name__} as {name}, which is a {type(ours).__name__} here", ADVICE)
    if not isinstance(ours, torch.Tensor):
        return
    if ours.is_meta:  # torch would copy nothing, and only warn
        raise Refused(f"cannot be put back, because {name} is on the device meta", "call model.to_empty(device=...) first")
    if nn.parameter.is_lazy(ours):
        raise Refused(f"cannot be compared, because {name} has no shape yet", "send one batch through the network first")
    if saved.shape != ours.shape:
        raise Refused(f"holds {name} of shape {tuple(saved.shape)}, but here it has shape {tuple(ours.shape)}", ADVICE)
    if saved.dtype != ours.dtype:
        raise Refused(f"holds {name} as {saved.dtype}, but here it is {ours.dtype}", ADVICE)


def _refuse_wrapped(saved: set[str], here: set[str]) -> None:
    (inner, prefix, wrapper), (our_inner, our_prefix, our_wrapper) = _unwrapped(saved), _unwrapped(here)
    if inner != our_inner:
        return
    if not our_prefix:
        raise Refused(f"was saved from a network inside {wrapper} ({prefix})", "hand over one in the same wrapper")
    if not prefix:
        raise Refused(
            f"was saved from a plain network, but this one is inside {our_wrapper}",
            f"hand over the network itself, which is model.{our_prefix.rstrip('.')}",
        )
    raise Refused(
        f"was saved from a network inside {wrapper} ({prefix}), but this one is inside {our_wrapper} ({our_prefix})",
        "hand over one in the same wrapper",
    )


def _unwrapped(names: set[str]) -> tuple[set[str], str, str]:
    """The names of the network inside all wrappers; what stands before each; and words for the wrappers."""
    inner, prefix, wrappers = names - {AVERAGED}, "", []
    while found := next((each for each in WRAPPERS if inner and all(name.startswith(each) for name in inner)), None):
        averages = not prefix and found == "module." and AVERAGED in names
        wrappers.append("an AveragedModel" if averages else WRAPPERS[found])
        inner, prefix = {name.removeprefix(found) for name in inner}, prefix + found
    return inner, prefix, " and ".join(wrappers)


def _for_unexpected(model: nn.Module, name: str) -> str:
    """A buffer that is still None is no part of the state: it appears at the first forward pass."""
    module_name, _, buffer = name.rpartition(".")
    modules = dict(model.named_modules())
    if module_name in modules and buffer in modules[module_name]._buffers:
        return "this buffer is still None, so send one batch through the network first"
    return ADVICE


def _ties(state: dict[str, Any]) -> set[tuple[str, ...]]:
    """Groups of names that stand for one tensor. It is written once into a file, and stays one there."""
    groups: dict[Any, list[str]] = {}
    for name, value in state.items():
        # Only dense tensors have one place in memory.
        if (
            isinstance(value, torch.Tensor)
            and not nn.parameter.is_lazy(value)
            and value.layout is torch.strided
            and value.numel()
        ):
            groups.setdefault((value.device, value.data_ptr(), value.shape), []).append(name)
    return {tuple(sorted(names)) for names in groups.values() if len(names) > 1}

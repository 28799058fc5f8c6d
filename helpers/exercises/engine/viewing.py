"""What of a result counts: views that make different right forms of an answer equal before they are compared."""

from fractions import Fraction
from typing import Any

import numpy as np
import torch


def as_it_is(result: Any) -> Any:
    """Every form counts: a tensor is not a number, a list is not an array."""
    return result


def as_number(result: Any) -> Any:
    """A number, also as a fraction or in a tensor or array that holds one and has no graph; anything else as it is."""
    if isinstance(result, Fraction):
        return float(result)
    if isinstance(result, torch.Tensor) and result.numel() == 1 and not result.requires_grad and result.dtype != torch.bool:
        return result.item()
    if isinstance(result, np.ndarray) and result.size == 1 and result.dtype != bool:
        return result.item()
    return result


def as_truth(result: Any) -> Any:
    """True or False, also in a tensor or array that holds one of them; anything else as it is."""
    if isinstance(result, torch.Tensor) and result.numel() == 1 and result.dtype == torch.bool:
        return result.item()
    if isinstance(result, np.ndarray) and result.size == 1 and result.dtype == bool:
        return result.item()
    return result


def as_numbers(result: Any) -> Any:
    """Numbers in a list, also those in a tensor or array of any shape that has no graph; anything else as it is."""
    if isinstance(result, torch.Tensor) and not result.requires_grad:
        return result.flatten().tolist()
    if isinstance(result, np.ndarray):
        return result.flatten().tolist()
    if isinstance(result, list | tuple):
        return [as_number(item) for item in result]
    return result


def as_tensor(result: Any) -> Any:
    """An array or a nested list of numbers as a tensor; anything else as it is."""
    if isinstance(result, np.ndarray) and result.dtype.kind in "biuf":
        return torch.from_numpy(np.array(result))
    if isinstance(result, list | tuple) and result:
        try:
            return torch.tensor(result)
        except (TypeError, ValueError, RuntimeError):
            return result
    return result


def without_a_graph(result: Any) -> Any:
    """A tensor, or tensors in a list, as numbers alone: with a graph or without, a parameter or not, is all right."""
    if isinstance(result, list | tuple):
        return [without_a_graph(part) for part in result]
    return result.detach() if isinstance(result, torch.Tensor) else result


def parts_as_tensors(result: Any) -> Any:
    """For several things to return: each a tensor without a graph, also where it came as an array or a nested list of numbers."""
    if isinstance(result, list | tuple):
        return [without_a_graph(as_tensor(part)) for part in result]
    return without_a_graph(result)

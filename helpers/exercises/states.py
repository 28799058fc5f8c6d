"""What judges of saving and loading compare: states, and the model that should go on learning."""

from collections.abc import Mapping

import torch

from helpers.exercises.exercise import WrongAnswer


def same_weights(found, expected):
    """Whether two state dicts hold the same names and the same bits."""
    return found.keys() == expected.keys() and all(torch.equal(found[name], value) for name, value in expected.items())


def same_state(found, expected):
    """Whether two nested states hold the same keys and values."""
    if isinstance(expected, torch.Tensor):
        return isinstance(found, torch.Tensor) and found.dtype == expected.dtype and torch.equal(found, expected)
    if isinstance(expected, Mapping):
        return (
            isinstance(found, Mapping)
            and found.keys() == expected.keys()
            and all(same_state(found[key], value) for key, value in expected.items())
        )
    if isinstance(expected, list | tuple):
        return isinstance(found, list | tuple) and len(found) == len(expected) and all(map(same_state, found, expected))
    return bool(found == expected)


def judge_condition(model):
    """The model can go on learning: nothing is frozen, every layer is in training mode."""
    if not all(parameter.requires_grad for parameter in model.parameters()):
        raise WrongAnswer("a model that can go on learning", "a frozen one", "Leave requires_grad alone.")
    if not all(module.training for module in model.modules()):
        look = "Leave its mode alone: in evaluation mode it would go on without dropout."
        raise WrongAnswer("a model in training mode, as it was", "one in evaluation mode", look)


def judge_tensors(model, own):
    """The parameters are still the very tensors that an optimiser holds."""
    if any(new is not old for new, old in zip(model.parameters(), own, strict=True)):
        look = "The optimiser still holds the old ones: copy into the model, without assign=True."
        raise WrongAnswer("the model's own tensors with new values", "other tensors in their place", look)

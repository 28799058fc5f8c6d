"""Many small models trained at once: their weights in one stack, one step for all. Introduced in lesson 19."""

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.func import functional_call, grad_and_value, stack_module_state, vmap

# From (outputs, targets) of one model to one loss for each example: a torch loss with reduction="none".
ExampleLoss = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]


def part_weights(parts: Sequence[Sequence[int] | np.ndarray], examples: int, device: torch.device | str = "cpu") -> torch.Tensor:
    """How much each example counts for each model: 1/n in the model's own part, else 0. Introduced in lesson 19.

    Args:
        parts: for each model the places of the n examples that it learns from, each place once.
        examples: how many examples there are in all.
        device: where the tensor goes.

    Shapes:
        returns ``(models, examples)`` float32, every row with the sum 1.

    Raises:
        ValueError: there is no part, or one is empty, names a place twice, or one that does not exist.
    """
    if not len(parts):
        raise ValueError("There must be a part for at least one model, but there is none.")
    weights = torch.zeros(len(parts), examples)
    for number, part in enumerate(parts):
        places = np.asarray(part)
        if not places.size or len(np.unique(places)) < len(places) or places.min() < 0 or places.max() >= examples:
            raise ValueError(f"Part {number} must hold places from 0 to {examples - 1}, at least one, and none of them twice.")
        weights[number, torch.as_tensor(places)] = 1 / len(places)
    return weights.to(device)


class Ensemble:
    """Models of one shape, trained at once by gradient descent. Introduced in lesson 19.

    Every model keeps weights, data and training settings of its own; only the arithmetic is shared. The result is that
    of training one after another with ``torch.optim.SGD``, but for rounding: frozen parameters stay, and tied ones stay
    tied. (``weight_decay`` also pulls at parameters that no output depends on, which SGD passes by.) The loop stays yours::

        ensemble = Ensemble(models)
        for _ in range(epochs):
            ensemble.step(inputs, targets, weights, loss_function, learning_rate=0.1)
        outputs = ensemble.predict(inputs)

    Args:
        models: at least one; layers of the same kinds, sizes and settings, the same parameters frozen. They are copied
            and stay as they are.

    Attributes:
        parameters: the weights by name, ``(models, *shape in one model)``.

    Raises:
        ValueError: there is no model, they differ in more than the values of their parameters, or a layer draws random
            numbers or keeps running statistics (dropout, also inside an LSTM or attention, BatchNorm): those cannot be
            stacked here.
    """

    def __init__(self, models: Sequence[nn.Module]) -> None:
        models = list(models)
        if not models:
            raise ValueError("There must be at least one model, but there is none.")
        for number, model in enumerate(models):
            difference = _difference(models[0], model)
            if difference:
                raise ValueError(
                    f"Only models of one shape can be stacked, but model {number} differs from model 0: {difference}."
                )
        for layer in models[0].modules():
            inside = getattr(layer, "dropout", 0.0)
            drops = isinstance(layer, nn.modules.dropout._DropoutNd) or (isinstance(inside, int | float) and inside > 0)
            if drops or list(layer.buffers(recurse=False)):
                raise ValueError(f"A model with {type(layer).__name__} cannot be trained in a stack.")
        self._skeleton = copy.deepcopy(models[0])
        stacked, _ = stack_module_state(models)
        self.parameters = {name: stacked[name].detach() for name, _ in self._skeleton.named_parameters()}
        self._learning = {name for name, parameter in self._skeleton.named_parameters() if parameter.requires_grad}

    def __len__(self) -> int:
        """How many models there are."""
        return len(next(iter(self.parameters.values())))

    def step(
        self,
        inputs: torch.Tensor,
        targets: torch.Tensor,
        weights: torch.Tensor,
        loss_function: ExampleLoss,
        learning_rate: float | torch.Tensor,
        weight_decay: float | torch.Tensor = 0.0,
        l1: float | torch.Tensor = 0.0,
    ) -> torch.Tensor:
        """One step of gradient descent for every model, each on its own loss.

        A model's loss is the sum of its examples' losses, each times its weight. ``weight_decay`` pulls at all
        parameters, as in ``torch.optim.SGD``; ``l1`` at those with two dimensions or more (no biases), as in
        lesson 03. Data that all models share needs no copies: ``inputs.expand(len(ensemble), *inputs.shape)``.

        Args:
            inputs: ``(models, examples, ...)``.
            targets: ``(models, examples, ...)``.
            weights: ``(models, examples)``, see ``part_weights``.
            loss_function: one loss for each example of one model.
            learning_rate: one for all, or one for each model, ``(models,)``; so the next two.
            weight_decay: strength of L2.
            l1: strength of L1.

        Returns:
            The losses before the step, without the penalties, ``(models,)``.

        Raises:
            ValueError: a tensor is not for this number of models, or ``loss_function`` does not give one loss for each
                example (or output): (examples, 1) and (examples,) would be compared each with each.
        """
        settings = {"learning_rate": learning_rate, "weight_decay": weight_decay, "l1": l1}
        self._check({"inputs": inputs, "targets": targets, "weights": weights})
        self._check({name: value for name, value in settings.items() if isinstance(value, torch.Tensor)})

        def loss_of_one(parameters, inputs, targets, weights):
            outputs = functional_call(self._skeleton, parameters, (inputs,))
            each = loss_function(outputs, targets)
            if each.shape not in (weights.shape, outputs.shape, targets.shape) or len(each) != len(weights):
                shapes = f"{tuple(outputs.shape)} and targets of the shape {tuple(targets.shape)}"
                raise ValueError(
                    f"There must be one loss for each of {len(weights)} examples, but outputs of the shape {shapes} gave "
                    f"{tuple(each.shape)}."
                )
            return (weights * each.reshape(len(weights), -1).mean(dim=1)).sum()

        gradients, losses = vmap(grad_and_value(loss_of_one))(self.parameters, inputs, targets, weights)
        for name, values in self.parameters.items():
            if name not in self._learning:
                continue
            rate, decay, absolute = (_for_each(value, values) for value in settings.values())
            slope = gradients[name] + decay * values
            if values.dim() > 2:  # one dimension is that of the models
                slope += absolute * values.sign()
            values -= rate * slope
        return losses

    def predict(self, inputs: torch.Tensor) -> torch.Tensor:
        """Every model's outputs for its own inputs, ``(models, examples, outputs)``, without a graph.

        Raises:
            ValueError: ``inputs`` is not for this number of models.
        """
        self._check({"inputs": inputs})
        with torch.no_grad():
            return vmap(lambda parameters, inputs: functional_call(self._skeleton, parameters, (inputs,)))(
                self.parameters, inputs
            )

    def unstack(self) -> list[nn.Module]:
        """The models one by one, each a copy with its own weights."""
        models = []
        for number in range(len(self)):
            model = copy.deepcopy(self._skeleton)
            with torch.no_grad():
                for name, parameter in model.named_parameters():  # which gives tied ones once
                    parameter.copy_(self.parameters[name][number])
            models.append(model)
        return models

    def _check(self, tensors: dict[str, torch.Tensor]) -> None:
        for name, tensor in tensors.items():
            if tensor.dim() < 1 or len(tensor) != len(self):
                shape = tuple(tensor.shape)
                raise ValueError(f"{name} has the shape {shape}, but its first dimension must be the {len(self)} models.")


def _for_each(value: float | torch.Tensor, like: torch.Tensor) -> float | torch.Tensor:
    """A setting of each model in a shape that multiplies that model's part of a stack."""
    return value.reshape(-1, *[1] * (like.dim() - 1)) if isinstance(value, torch.Tensor) else value


def _difference(one: nn.Module, other: nn.Module) -> str:
    """Words for the first thing, other than values of parameters, in which two models differ; empty if there is none."""
    layers, others = dict(one.named_modules()), dict(other.named_modules())
    if [(name, type(layer)) for name, layer in layers.items()] != [(name, type(layer)) for name, layer in others.items()]:
        return "other layers"
    for name, layer in layers.items():
        mine, theirs = _settings(layer), _settings(others[name])
        for setting in sorted(mine.keys() | theirs.keys()):
            if setting not in mine or setting not in theirs or not _alike(mine[setting], theirs[setting]):
                return f"{setting} of {name or type(layer).__name__}"
    mine, theirs = _parameters(one), _parameters(other)
    for name in mine:  # the same names, since the layers are the same, unless one lacks its bias
        if mine[name] != theirs.get(name, "none"):
            return f"{name} is {theirs.get(name, 'none')}, not {mine[name]}"
    return ", ".join(theirs.keys() - mine.keys())


def _settings(layer: nn.Module) -> dict[str, Any]:
    """What a layer was made with. Its mode is none of it: layers whose mode matters cannot be stacked."""
    return {name: value for name, value in vars(layer).items() if not name.startswith("_") and name != "training"}


def _parameters(model: nn.Module) -> dict[str, str]:
    """What must be alike of each parameter, tied ones under all their names."""
    first: dict[int, str] = {}
    return {
        name: f"{tuple(p.shape)}, {p.dtype}, {'learning' if p.requires_grad else 'frozen'}, "
        f"{'alone' if first.setdefault(id(p), name) == name else f'tied to {first[id(p)]}'}"
        for name, p in model.named_parameters(remove_duplicate=False)
    }


def _alike(one: Any, other: Any) -> bool:
    """Whether two settings are equal; of objects that cannot be compared only the type counts."""
    if type(one) is not type(other):
        return False
    if isinstance(one, nn.Module):  # in a plain list, where no optimiser would see it
        weights, others = one.state_dict(), other.state_dict()
        return _alike(weights, others) and not _difference(one, other)
    if isinstance(one, torch.Tensor | np.ndarray):
        return one.shape == other.shape and bool((one == other).all())
    if isinstance(one, Mapping):
        return one.keys() == other.keys() and all(_alike(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(_alike, one, other))
    comparable = isinstance(one, bool | int | float | complex | str | bytes | type(None) | set | frozenset) or callable(one)
    return not comparable or one == other

"""Settings of a small network, compared by cross-validation: all folds of all candidates are trained at once."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from sklearn.model_selection import KFold
from sklearn.preprocessing import StandardScaler

from helpers.models import MLP

AT_ONCE = 8  # candidates: with more of them, what a step needs no longer fits into the cache of a processor


class Candidate(NamedTuple):
    """The settings of one training. Introduced in lesson 16."""

    learning_rate: float
    l2: float = 0.0
    l1: float = 0.0


class FoldScores(NamedTuple):
    """What cross-validation found, one row a candidate and one column a fold. Introduced in lesson 16.

    ``training`` and ``held_out`` are root mean squared errors in the unit of the targets, infinite where a training diverged;
    ``weights`` holds for each candidate all weights (no biases) of the network that did not see the first fold.
    """

    training: np.ndarray
    held_out: np.ndarray
    weights: np.ndarray


class CrossValidation:
    """A network with one hidden layer predicts a number; which settings suit it? Introduced in lesson 16.

    In each fold inputs and targets are scaled by the part that is learnt from. The network of a fold starts with the same
    weights for every candidate, those that ``seed_everything(first_weights + fold)`` gives, so that candidates differ in
    nothing but their settings. ``pairs`` holds, for each fold, the places that are learnt from and those that are held out.

    Args:
        inputs: ``(examples, features)``.
        targets: ``(examples,)``, the numbers to predict.
        folds: how many parts are held out in turn, at least two.
        hidden_size: units of the hidden layer.
        epochs: steps of gradient descent, each on all examples that are learnt from.
        seed: decides the folds and the first weights.
        first_weights: decides the first weights in place of ``seed``, to see how much of a score they are.
        device: where the arithmetic is done.

    Raises:
        ValueError: inputs and targets do not fit together, there are too few examples for the folds, or a number of folds,
            units or epochs is too small.
    """

    def __init__(
        self,
        inputs: np.ndarray,
        targets: np.ndarray,
        *,
        folds: int,
        hidden_size: int,
        epochs: int,
        seed: int,
        first_weights: int | None = None,
        device: torch.device | str = "cpu",
    ) -> None:
        inputs, targets = np.asarray(inputs, dtype=float), np.asarray(targets, dtype=float)
        if inputs.ndim != 2 or targets.shape != (len(inputs),):
            raise ValueError(
                f"Inputs of shape {inputs.shape} and targets of shape {targets.shape}: they must be (examples, features) and "
                "(examples,)."
            )
        if not 2 <= folds <= len(inputs) // 2 or hidden_size < 1 or epochs < 1:
            raise ValueError(
                f"{folds} folds of {len(inputs)} examples, {hidden_size} hidden units, {epochs} epochs: there must be at least "
                "two folds, of at least two examples each, and at least one unit and one epoch."
            )
        self.epochs, self.device, self.hidden_size = epochs, device, hidden_size
        self.first_weights = seed if first_weights is None else first_weights
        self.pairs = list(KFold(folds, shuffle=True, random_state=seed).split(inputs))
        learnt, held = zip(*self.pairs, strict=True)
        self._learnt, self._held = (self._shares(parts, len(targets)).unsqueeze(2) for parts in (learnt, held))
        scaled = [StandardScaler().fit(inputs[part]).transform(inputs) for part in learnt]
        self._inputs = self._tensor([np.column_stack([each, np.ones(len(each))]) for each in scaled])  # a 1 for the bias
        self._deviations = np.array([targets[part].std() for part in learnt])
        self._targets = self._tensor([(targets - targets[part].mean()) / targets[part].std() for part in learnt]).unsqueeze(2)

    def score(self, candidates: Sequence[Candidate]) -> FoldScores:
        """Train every candidate on every fold, all at once.

        Raises:
            ValueError: there is no candidate, or one has a setting that is negative or not finite.
        """
        settings = np.array([tuple(Candidate(*candidate)) for candidate in candidates], dtype=float)
        if not settings.size or not np.isfinite(settings).all() or (settings < 0).any():
            raise ValueError("There must be at least one candidate, and every setting of it must be a number from 0.")
        parts = [self._score_at_once(settings[first : first + AT_ONCE]) for first in range(0, len(settings), AT_ONCE)]
        return FoldScores(*(np.concatenate(each) for each in zip(*parts, strict=True)))

    def _score_at_once(self, settings: np.ndarray) -> FoldScores:
        """The same for a few candidates, ``(candidates, 3)``."""
        count, folds = len(settings), len(self.pairs)
        everyone = (self._inputs, self._targets, self._learnt, self._held)
        inputs, targets, learnt, held = (each.repeat(count, 1, 1) for each in everyone)
        rates, l2, l1 = (self._tensor(np.repeat(column, folds)).reshape(-1, 1, 1) for column in settings.T)
        hidden, output = (layer.repeat(count, 1, 1) for layer in self._first_weights())
        double, back_to_inputs = 2 * learnt, inputs.transpose(1, 2).contiguous()  # the slope of a square is twice its root
        for _ in range(self.epochs):
            units = torch.bmm(inputs, hidden).clamp_(min=0)
            errors = (torch.bmm(units, output[:, :-1]) + output[:, -1:] - targets).mul_(double)
            back = units.sign().mul_(errors).mul_(output[:, :-1].transpose(1, 2))  # sign: 1 where a unit is awake, else 0
            slopes = torch.cat([torch.bmm(units.transpose(1, 2), errors), errors.sum(dim=1, keepdim=True)], dim=1)
            _step(hidden, torch.bmm(back_to_inputs, back), rates, l2, l1)
            _step(output, slopes, rates, l2, l1)
        predicted = torch.bmm(torch.bmm(inputs, hidden).clamp_(min=0), output[:, :-1]) + output[:, -1:]
        squares = (predicted - targets).square()
        weights = torch.cat([layer[::folds, :-1].flatten(start_dim=1) for layer in (hidden, output)], dim=1)
        return FoldScores(
            *(self._points(squares, part).reshape(count, folds) * self._deviations for part in (learnt, held)),
            weights.cpu().numpy(),
        )

    def _first_weights(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Of each fold's network both layers, ``(folds, inputs + 1, outputs)``; the last row holds the biases."""
        layers: tuple[list, list] = ([], [])
        with torch.random.fork_rng(devices=[]):
            for fold in range(len(self.pairs)):
                torch.default_generator.manual_seed((self.first_weights + fold) % 2**32)
                model = MLP(self._inputs.shape[2] - 1, self.hidden_size, 1)
                for found, layer in zip(layers, (model.hidden, model.output), strict=True):
                    found.append(torch.cat([layer.weight.detach().T, layer.bias.detach()[None]]))
        return tuple(torch.stack(found).to(self.device) for found in layers)

    def _points(self, squares: torch.Tensor, part: torch.Tensor) -> np.ndarray:
        """The root mean square in a part, infinite where it is not a number."""
        roots = torch.where(part > 0, squares * part, 0.0).sum(dim=(1, 2)).sqrt().cpu().numpy().astype(float)
        return np.where(np.isfinite(roots), roots, np.inf)

    def _shares(self, parts: Sequence[np.ndarray], examples: int) -> torch.Tensor:
        """How much each example counts in a mean over its part: 1/n in the part, 0 elsewhere."""
        shares = np.zeros((len(parts), examples))
        for row, part in zip(shares, parts, strict=True):
            row[part] = 1 / len(part)
        return self._tensor(shares)

    def _tensor(self, values: object) -> torch.Tensor:
        return torch.tensor(np.asarray(values), dtype=torch.float32, device=self.device)


def _step(layer: torch.Tensor, slopes: torch.Tensor, rates: torch.Tensor, l2: torch.Tensor, l1: torch.Tensor) -> None:
    """One step of gradient descent in place. L2 pulls at biases too, as in ``torch.optim.SGD``; L1 does not."""
    slopes += l2 * layer
    slopes[:, :-1] += l1 * layer[:, :-1].sign()
    layer -= rates * slopes

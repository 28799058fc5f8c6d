"""Settings of a small network, compared by cross-validation: all folds of all candidates are trained at once."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from sklearn.model_selection import KFold
from sklearn.preprocessing import StandardScaler
from torch import nn

from helpers.ensembles import Ensemble, part_weights
from helpers.models import MLP


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
    weights for every candidate, those that ``seed_everything(seed + fold)`` gives, so that candidates differ in nothing
    but their settings. ``pairs`` holds, for each fold, the places that are learnt from and those that are held out.

    Args:
        inputs: ``(examples, features)``.
        targets: ``(examples,)``, the numbers to predict.
        folds: how many parts are held out in turn, at least two.
        hidden_size: units of the hidden layer.
        epochs: steps of gradient descent, each on all examples that are learnt from.
        seed: decides the folds and the first weights.
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
        self.epochs, self.device, self.hidden_size, self.seed = epochs, device, hidden_size, seed
        self.pairs = list(KFold(folds, shuffle=True, random_state=seed).split(inputs))
        learnt, held = zip(*self.pairs, strict=True)
        self._learnt, self._held = (part_weights(parts, len(targets), device) for parts in (learnt, held))
        self._inputs = self._tensor([StandardScaler().fit(inputs[part]).transform(inputs) for part in learnt])
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
        count, folds = len(settings), len(self.pairs)
        ensemble = Ensemble(self._first_networks() * count)
        inputs, targets, learnt, held = (
            each.repeat(count, *[1] * (each.dim() - 1)) for each in (self._inputs, self._targets, self._learnt, self._held)
        )
        rates, l2, l1 = (self._tensor(np.repeat(column, folds)) for column in settings.T)
        for _ in range(self.epochs):
            ensemble.step(inputs, targets, learnt, nn.MSELoss(reduction="none"), rates, l2, l1)
        squares = (ensemble.predict(inputs) - targets).squeeze(2).square()
        matrices = [values for values in ensemble.parameters.values() if values.dim() > 2]
        weights = torch.cat([values[::folds].flatten(start_dim=1) for values in matrices], dim=1)
        return FoldScores(
            *(self._points(squares, part).reshape(count, folds) * self._deviations for part in (learnt, held)),
            weights.cpu().numpy(),
        )

    def _first_networks(self) -> list[nn.Module]:
        networks = []
        with torch.random.fork_rng(devices=[]):
            for fold in range(len(self.pairs)):
                torch.default_generator.manual_seed((self.seed + fold) % 2**32)
                networks.append(MLP(self._inputs.shape[2], self.hidden_size, 1).to(self.device))
        return networks

    def _points(self, squares: torch.Tensor, part: torch.Tensor) -> np.ndarray:
        """The root mean square in a part, infinite where it is not a number."""
        roots = torch.where(part > 0, squares * part, 0.0).sum(dim=1).sqrt().cpu().numpy().astype(float)
        return np.where(np.isfinite(roots), roots, np.inf)

    def _tensor(self, values: object) -> torch.Tensor:
        return torch.tensor(np.asarray(values), dtype=torch.float32, device=self.device)

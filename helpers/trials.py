"""Ways of training a small network, each repeated with the same seeds, and compared in pairs with the first one."""

from collections.abc import Callable, Sequence
from statistics import mean
from typing import NamedTuple

import numpy as np
import torch

from helpers.comparisons import Difference, paired_difference
from helpers.data.draws import Draw, noisy_draw
from helpers.data.parts import Split
from helpers.small_network import SmallNetwork, train_small_network


class Score(NamedTuple):
    """Of one network, on data that it is asked about: mean cross-entropy in nats, and the share that it has right."""

    loss: float
    accuracy: float


class Trial:
    """Ways of training, each with all seeds. The way ``"baseline"`` is what the others are compared with.

    Introduced in lesson 03. ``networks[way]`` holds one trained ``SmallNetwork`` for each seed, in their order.

    Args:
        pool: where each seed draws its examples from; see ``noisy_draw``.
        seeds: one run for each of them, of every way.
        examples: how many are learnt from.
        label_noise: probability that one of their labels is wrong.
        hidden_size: units of the hidden layer.
        learning_rate: how far a step goes.
        epochs: how long every way is trained.
        share: how often the intervals of ``effects`` are meant to hold the true difference; may be set later.

    Raises:
        ValueError: there are fewer than two seeds.
    """

    def __init__(
        self,
        pool: Split,
        seeds: Sequence[int],
        *,
        examples: int,
        label_noise: float,
        hidden_size: int,
        learning_rate: float,
        epochs: int,
        share: float = 0.95,
    ) -> None:
        if len(seeds) < 2:
            raise ValueError(f"{len(seeds)} seeds have no spread: at least two are needed.")
        self.pool, self.seeds, self.learning_rate, self.epochs = pool, list(seeds), learning_rate, epochs
        self.share = share
        self._usual = {"examples": examples, "label_noise": label_noise, "hidden_size": hidden_size}
        self.networks: dict[str, list[SmallNetwork]] = {}

    def run(self, way: str, **changes: object) -> None:
        """Train a way with all seeds.

        Args:
            way: its name.
            changes: what is other than in the baseline: ``examples``, ``label_noise`` or ``hidden_size``; ``checked``
                (see ``noisy_draw``); ``weights_seed``, added to the seed of the first weights alone; ``change``, a function of
                the inputs and a generator; or a cure of ``train_small_network``.
        """
        self.networks[way] = [self.train(seed, **changes) for seed in self.seeds]

    def draw(self, seed: int, *, examples: int | None = None, label_noise: float | None = None, checked: int = 0) -> Draw:
        """What a seed learns from and chooses with."""
        examples = self._usual["examples"] if examples is None else examples
        label_noise = self._usual["label_noise"] if label_noise is None else label_noise
        return noisy_draw(self.pool, seed, examples, label_noise, checked=checked)

    def train(
        self,
        seed: int,
        *,
        epochs: int | None = None,
        hidden_size: int | None = None,
        weights_seed: int = 0,
        change: Callable[[torch.Tensor, torch.Generator], torch.Tensor] | None = None,
        examples: int | None = None,
        label_noise: float | None = None,
        checked: int = 0,
        **cure: float,
    ) -> SmallNetwork:
        """One network, trained with one seed; the changes are those of ``run``."""
        part, validation, _ = self.draw(seed, examples=examples, label_noise=label_noise, checked=checked)
        generator = torch.Generator().manual_seed(seed)
        return train_small_network(
            *part,
            self._usual["hidden_size"] if hidden_size is None else hidden_size,
            self.learning_rate,
            self.epochs if epochs is None else epochs,
            seed=(seed + weights_seed) % 2**32,
            validation=validation if len(validation[1]) else None,
            change=None if change is None else lambda inputs: change(inputs, generator),
            **cure,
        )

    def at_the_end(self, way: str) -> list[float]:
        """The last validation loss of every run."""
        return [network.validation_losses[-1] for network in self._of(way)]

    def at_the_lowest(self, way: str) -> list[float]:
        """The lowest validation loss of every run, each at its own point."""
        return [min(network.validation_losses) for network in self._of(way)]

    def stops(self, way: str) -> list[int]:
        """The epoch of every run's lowest validation loss."""
        return [network.steps[_place_of_the_lowest(network)] for network in self._of(way)]

    def accuracies(self, way: str) -> tuple[list[float], list[float]]:
        """Validation accuracy of every run, at the end and at the lowest validation loss."""
        networks = self._of(way)
        lowest = [network.validation_accuracies[_place_of_the_lowest(network)] for network in networks]
        return [network.validation_accuracies[-1] for network in networks], lowest

    def by_heart(self, way: str) -> float:
        """The share of the baseline's wrong labels that the trained networks give, mean over the seeds."""
        shares = []
        for seed, network in zip(self.seeds, self._of(way), strict=True):
            (inputs, labels), _, truth = self.draw(seed)
            wrong = (labels != truth).numpy()
            if wrong.any():
                shares.append(float((network.predict(inputs) == labels.numpy())[wrong].mean()))
        return mean(shares) if shares else float("nan")

    def curves(self, way: str) -> tuple[list[list[float]], list[list[float]]]:
        """Training and validation losses of every run."""
        return [network.losses for network in self._of(way)], [network.validation_losses for network in self._of(way)]

    def effects(self, way: str) -> dict[str, tuple[list[float], Difference]]:
        """The way minus the baseline, at the end and at the lowest: every seed's difference, and the interval of their mean."""
        found = {}
        for where, losses in (("at the end", self.at_the_end), ("at the lowest", self.at_the_lowest)):
            new, old = losses(way), losses("baseline")
            differences = [after - before for after, before in zip(new, old, strict=True)]
            found[where] = (differences, paired_difference(new, old, share=self.share))
        return found

    def test(self, way: str, inputs: torch.Tensor, labels: torch.Tensor, stop: bool) -> list[Score]:
        """Scores on the test part: trained to the end, or as each was at its lowest validation loss."""
        networks = [network.at_lowest or network if stop else network for network in self._of(way)]
        truth = labels.cpu().numpy()
        scores = []
        for network in networks:
            probabilities = network.probabilities(inputs)
            with np.errstate(divide="ignore"):
                loss = float(-np.log(probabilities[np.arange(len(truth)), truth]).mean())
            scores.append(Score(loss, float((probabilities.argmax(axis=1) == truth).mean())))
        return scores

    def _of(self, way: str) -> list[SmallNetwork]:
        if way not in self.networks:
            raise ValueError(f"{way!r} has not been run; there are {', '.join(map(repr, self.networks)) or 'no ways yet'}.")
        return self.networks[way]


def _place_of_the_lowest(network: SmallNetwork) -> int:
    return network.validation_losses.index(min(network.validation_losses))

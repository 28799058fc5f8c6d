"""Ways of training a small network, each repeated with the same seeds, and compared in pairs with the first one."""

from collections.abc import Callable, Sequence
from math import isnan
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
        self._changes: dict[str, dict[str, object]] = {}
        self._trained: dict[tuple, SmallNetwork] = {}

    def run(self, way: str, **changes: object) -> None:
        """Train a way with all seeds.

        Args:
            way: its name.
            changes: what is other than in the baseline: ``examples``, ``label_noise`` or ``hidden_size``; ``checked``
                (see ``noisy_draw``); ``weights_seed``, added to the seed of the first weights alone; ``change``, a function of
                the inputs and a generator; or a cure of ``train_small_network``. With ``keep=True`` every network is
                kept as it was at each recorded epoch, for ``test``.
        """
        self.networks[way] = [self.train(seed, **changes) for seed in self.seeds]
        self._changes[way] = changes

    def draw(
        self,
        seed: int,
        *,
        examples: int | None = None,
        label_noise: float | None = None,
        checked: int = 0,
    ) -> Draw:
        """What a seed learns from and chooses with."""
        examples = self._usual["examples"] if examples is None else examples
        label_noise = self._usual["label_noise"] if label_noise is None else label_noise
        return noisy_draw(self.pool, seed, examples, label_noise, checked=checked)

    def train(self, seed: int, *, keep: bool = False, **changes: object) -> SmallNetwork:
        """One network, trained with one seed; the changes are those of ``run``, and ``epochs``.

        A network that was trained before with the same seed and the same changes is not trained again.
        """
        key = (seed, frozenset(changes.items()))
        if key not in self._trained or (keep and not self._trained[key].on_the_way):
            self._trained[key] = self._train(seed, keep=keep, **changes)
        return self._trained[key]

    def _train(
        self,
        seed: int,
        *,
        keep: bool,
        epochs: int | None = None,
        hidden_size: int | None = None,
        weights_seed: int = 0,
        change: Callable[[torch.Tensor, torch.Generator], torch.Tensor] | None = None,
        examples: int | None = None,
        label_noise: float | None = None,
        checked: int = 0,
        **cure: float,
    ) -> SmallNetwork:
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
            keep=keep,
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
        return [network.steps[_place_of_the_lowest(network.validation_losses)] for network in self._of(way)]

    def accuracies(self, way: str) -> tuple[list[float], list[float]]:
        """Validation accuracy of every run, at the end and at the lowest validation loss."""
        networks = self._of(way)
        lowest = [network.validation_accuracies[_place_of_the_lowest(network.validation_losses)] for network in networks]
        return [network.validation_accuracies[-1] for network in networks], lowest

    def by_heart(self, way: str, stop: bool = False) -> float:
        """The share of the baseline's wrong labels that the networks give, mean over the seeds; at the end, or stopped."""
        networks = zip(self._networks(way, stop), self.seeds, strict=True)
        shares = [share for network, seed in networks if not isnan(share := self.learnt_by_heart(network, seed))]
        return mean(shares) if shares else float("nan")

    def learnt_by_heart(self, network: SmallNetwork, seed: int, examples: int | None = None) -> float:
        """The share of a draw's wrong labels that a network gives; NaN where no label is wrong.

        Args:
            network: trained on that draw.
            seed: of the draw.
            examples: how many it learnt from, if others than usual.
        """
        (inputs, labels), _, truth = self.draw(seed, examples=examples)
        wrong = (labels != truth).numpy()
        return float((network.predict(inputs) == labels.numpy())[wrong].mean()) if wrong.any() else float("nan")

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

    def verdict(self, way: str) -> str:
        """``effects`` in words: a line for each comparison, with its mean, its interval, and what that interval says."""
        lines = []
        for where, (_, found) in self.effects(way).items():
            says = "helped" if found.high < 0 else "harmed" if found.low > 0 else "cannot tell"
            lines.append(f"{way}, {where:13} {found.mean:+.3f} ({found.low:+.3f} to {found.high:+.3f}): {says}")
        return "\n".join(lines)

    def table(self) -> str:
        """Of every way, means over the seeds, at the end and at the lowest point.

        They are the validation loss, the share of validation examples that are right, and the share of the baseline's wrong
        labels that is known by heart; last, the epoch of the lowest point.
        """
        lines = [
            "                       at the end                    at the lowest",
            "                  loss  right  by heart      loss  right  by heart  epoch",
        ]
        for way in self.networks:
            losses = mean(self.at_the_end(way)), mean(self.at_the_lowest(way))
            right = [mean(shares) for shares in self.accuracies(way)]
            known = self.by_heart(way), self.by_heart(way, stop=True)
            texts = [f"{losses[at]:6.3f}  {right[at]:5.1%}    {known[at]:4.0%}    " for at in (0, 1)]
            lines.append(f"{way:15} {''.join(texts)}{mean(self.stops(way)):4.0f}")
        return "\n".join(lines)

    def test(self, way: str, inputs: torch.Tensor, labels: torch.Tensor, stop: bool | Sequence[int]) -> list[Score]:
        """Scores on the test part.

        Args:
            way: its name.
            inputs: of the test part.
            labels: of the test part.
            stop: False for the networks at their end; True for each as it was at its lowest validation loss; or an epoch for
                each, if the way was run with ``keep=True``.

        Raises:
            ValueError: nothing was kept of one of these epochs.
        """
        return [_score(network, inputs, labels) for network in self._networks(way, stop)]

    def _networks(self, way: str, stop: bool | Sequence[int]) -> list[SmallNetwork]:
        if isinstance(stop, bool):
            return [network.at_lowest or network if stop else network for network in self._of(way)]
        found = []
        for epoch, network in zip(stop, self._kept(way), strict=True):
            if epoch not in network.steps:
                raise ValueError(f"Nothing was kept of epoch {epoch}; there are {network.steps}.")
            found.append(network.on_the_way[network.steps.index(epoch)])
        return found

    def _kept(self, way: str) -> list[SmallNetwork]:
        if not all(network.on_the_way for network in self._of(way)):
            raise ValueError(f"{way!r} was run without keep=True: nothing is left of its way.")
        return self._of(way)

    def _of(self, way: str) -> list[SmallNetwork]:
        if way not in self.networks:
            raise ValueError(f"{way!r} has not been run; there are {', '.join(map(repr, self.networks)) or 'no ways yet'}.")
        return self.networks[way]


def _score(network: SmallNetwork, inputs: torch.Tensor, labels: torch.Tensor) -> Score:
    truth = labels.cpu().numpy()
    probabilities = network.probabilities(inputs)
    with np.errstate(divide="ignore"):
        loss = float(-np.log(probabilities[np.arange(len(truth)), truth]).mean())
    return Score(loss, float((probabilities.argmax(axis=1) == truth).mean()))


def _place_of_the_lowest(losses: list[float]) -> int:
    return losses.index(min(losses))

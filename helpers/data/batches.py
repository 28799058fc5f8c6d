"""Batches from tensors that are already in memory."""

from collections.abc import Iterator

import torch

# So many shuffled batches are copied with one operation, and then cut apart, which copies nothing. For small batches the
# operations themselves are what takes time; many more at once would no longer fit into the processor's cache.
_BATCHES_AT_ONCE = 8


class Batches:
    """Pairs ``(inputs, labels)`` cut out of tensors in memory, batch by batch. Introduced in lesson 11.

    Give it to a loop in the place of a ``DataLoader``. That one asks its data set for one example after the other,
    and puts them together again; this one copies whole batches with one operation, on the device where the tensors
    lie. Shuffled with a generator in the same state, both give the same batches, epoch after epoch.

    Args:
        inputs: ``(examples, ...)``.
        labels: ``(examples,)``, on the same device.
        batch_size: examples in a batch; the last batch holds what is left.
        shuffle: a new order in every epoch. Unshuffled batches are views: no pixel is copied, so do not change them.
            Shuffled ones are copied eight at once: who keeps one keeps the memory of eight.
        generator: where the orders come from; the global random numbers are never drawn. Two ``Batches`` with one
            generator disturb each other.
        seed: instead of ``generator``: the seed of a generator of its own.
        drop_last: leave out a last batch that is smaller.

    Raises:
        ValueError: the lengths differ, the devices differ, there is no example, ``batch_size`` is below 1, or
            ``shuffle`` comes without a generator or seed, or with both.
    """

    def __init__(
        self,
        inputs: torch.Tensor,
        labels: torch.Tensor,
        batch_size: int = 64,
        *,
        shuffle: bool = False,
        generator: torch.Generator | None = None,
        seed: int | None = None,
        drop_last: bool = False,
    ) -> None:
        _check(inputs, labels, batch_size)
        if generator is not None and seed is not None:
            raise ValueError("Give a generator or a seed, not both: a generator has its own.")
        if shuffle and generator is None and seed is None:
            raise ValueError("shuffle=True needs a generator or a seed: an order that nobody can repeat proves nothing.")
        self.inputs, self.labels, self.batch_size = inputs, labels, batch_size
        self.shuffle, self.drop_last = shuffle, drop_last
        self._generator = torch.Generator().manual_seed(seed) if seed is not None else generator

    @property
    def generator(self) -> torch.Generator | None:
        """Where the orders come from. A checkpoint must keep its state."""
        return self._generator

    def __len__(self) -> int:
        """How many batches an epoch has."""
        whole, rest = divmod(len(self.labels), self.batch_size)
        return whole + (rest > 0 and not self.drop_last)

    def __iter__(self) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        """One epoch."""
        return self._shuffled() if self.shuffle else self._in_order()

    def _in_order(self) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        for start in range(0, len(self) * self.batch_size, self.batch_size):
            stop = start + self.batch_size
            yield self.inputs[start:stop], self.labels[start:stop]

    def _shuffled(self) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        # A DataLoader draws a seed for its workers before its order, and once the order is used up draws another,
        # of which it takes nothing. We draw both too: so the generators agree in the next epoch as well.
        torch.empty((), dtype=torch.int64, device=self._generator.device).random_(generator=self._generator)
        order = self._new_order()[: len(self) * self.batch_size].to(self.inputs.device)
        at_once = self.batch_size * _BATCHES_AT_ONCE
        for start in range(0, len(order), at_once):
            chosen = order[start : start + at_once]
            # index_select, and not inputs[chosen]: the same rows in less time.
            inputs, labels = self.inputs.index_select(0, chosen), self.labels.index_select(0, chosen)
            yield from zip(inputs.split(self.batch_size), labels.split(self.batch_size), strict=True)
        self._new_order()

    def _new_order(self) -> torch.Tensor:
        return torch.randperm(len(self.labels), generator=self._generator, device=self._generator.device)


def _check(inputs: torch.Tensor, labels: torch.Tensor, batch_size: int) -> None:
    if len(inputs) != len(labels):
        raise ValueError(f"There are {len(inputs):,} inputs and {len(labels):,} labels, but each input needs one label.")
    if not len(labels):
        raise ValueError("There is no example to make batches from.")
    if inputs.device != labels.device:
        raise ValueError(f"The inputs lie on {inputs.device} and the labels on {labels.device}: put both on one device.")
    if isinstance(batch_size, bool) or not isinstance(batch_size, int) or batch_size < 1:
        raise ValueError(f"batch_size is {batch_size!r}, but it must be a whole number from 1.")

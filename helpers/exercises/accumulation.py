"""Exercise 13.3, gradients accumulated over micro-batches, and its judge."""

from weakref import WeakSet

import torch
from torch import nn
from torch.nn import functional

from helpers.exercises.exercise import NotAttempted, WrongAnswer, call, must


def accumulate(model, micro_batches, loss_function):
    """Old gradients away; then each micro-batch counts by its share of all examples."""
    model.zero_grad()
    total = sum(len(labels) for _, labels in micro_batches)
    for inputs, labels in micro_batches:
        (loss_function(model(inputs), labels) * len(labels) / total).backward()


def flat(tensors):
    """All numbers of some tensors in one row, without a graph."""
    return torch.cat([torch.zeros(0), *(tensor.detach().flatten() for tensor in tensors)])


def _gradients(model):
    return [torch.zeros_like(part) if part.grad is None else part.grad for part in model.parameters()]


class _Graph:
    """Stands for the graph of one call."""


class _Watched(nn.Module):
    """Two layers that note how many examples came in each call, and how many calls waited for their backward pass at once."""

    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Linear(4, 5), nn.Linear(5, 3)
        self.forget()

    def forget(self):
        """Begin to count anew."""
        self.sizes, self.waiting, self.most_waiting = [], WeakSet(), 0

    def forward(self, inputs):
        outputs = self.second(torch.tanh(self.first(inputs)))
        if outputs.requires_grad:
            graph = _Graph()
            self.waiting.add(graph)
            self.most_waiting = max(self.most_waiting, len(self.waiting))
            # Only the hook holds it: it is forgotten after its backward pass, or when nothing needs the graph any more.
            outputs.register_hook(lambda gradient, waiting=self.waiting: waiting.discard(graph))
        self.sizes.append(len(inputs))
        return outputs


def judge_accumulate(answer):
    """Equal and unequal pieces, two losses; old gradients are there at the start."""

    def to_number(outputs, labels):
        return functional.mse_loss(outputs.sum(dim=1), labels.float())

    for sizes, loss_function in (
        ((4, 4, 2), functional.cross_entropy),
        ((3, 3, 3), functional.cross_entropy),
        ((5, 1), to_number),
        ((1, 2, 5, 3), to_number),
        ((6,), functional.cross_entropy),
    ):
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(sum(sizes))
            model = _Watched()
            pieces = [(torch.randn(size, 4), torch.randint(3, (size,))) for size in sizes]
            old = [torch.randn_like(part) for part in model.parameters()]
            _judge_pieces(answer, model, pieces, loss_function, old)


def _judge_pieces(answer, model, pieces, loss_function, old):
    for part, gradient in zip(model.parameters(), old, strict=True):
        part.grad = gradient.clone()
    parts = list(model.parameters())
    losses = [loss_function(model(inputs), labels) for inputs, labels in pieces]
    each = [flat(torch.autograd.grad(loss, parts)) for loss in losses]
    sizes = [len(labels) for _, labels in pieces]
    weighted = [size / sum(sizes) * gradient for size, gradient in zip(sizes, each, strict=True)]
    wanted, before = sum(weighted), flat(parts).clone()
    given = [(inputs.clone(), labels.clone()) for inputs, labels in pieces]
    model.forget()
    result = call(answer, model, given, loss_function, returns=False)
    got = flat(_gradients(model))
    if result is ... and torch.equal(got, flat(old)) and not model.sizes:
        raise NotAttempted
    moved = not torch.equal(flat(model.parameters()), before)
    must(not moved, "the weights as they were", "changed weights", "No step is asked for: fill .grad, and stop there.")
    kept = len(given) == len(pieces) and all(
        torch.equal(mine, theirs)
        for one, other in zip(given, pieces, strict=True)
        for mine, theirs in zip(one, other, strict=True)
    )
    must(kept, "the micro-batches as they were", "changed ones", "Read them, and write nothing into them.")
    look = "The micro-batches must not be joined: memory for the large batch is what is lacking."
    largest = max(model.sizes, default=0)
    must(largest <= max(sizes), f"at most {max(sizes)} examples in one call of the model", largest, look)
    look = "Call backward() for each micro-batch inside the loop: the sum of the losses keeps every graph in memory."
    most = model.most_waiting
    must(most <= 1, "the graph of one micro-batch at a time", f"{most} that wait for backward() at once", look)
    if not bool(((got - wanted).abs() <= 1e-5).all()):
        start = ", ".join(f"{value:.4f}" for value in got[:3].tolist())
        shown = ", ".join(f"{value:.4f}" for value in wanted[:3].tolist())
        expected = f"gradients that start [{shown}] for micro-batches of {sizes}"
        raise WrongAnswer(expected, f"[{start}]", _piece_mistake(got, each, sizes, flat(old)))


def _piece_mistake(got, each, sizes, old):
    """The sentence for a wrong gradient, by what it would come from."""
    shares = [size / sum(sizes) for size in sizes]

    def mixed(factors):
        return sum(factor * gradient for factor, gradient in zip(factors, each, strict=True))

    count = len(sizes)
    looks = {
        "Nothing changed: is backward() called?": old,
        "All gradients are 0: call backward() on each loss, and zero_grad() before the loop only.": torch.zeros_like(old),
        "The old gradients are still in it: model.zero_grad() comes first, once.": mixed(shares) + old,
        "Divided by the number of micro-batches: a smaller one then counts too much. Weigh each by its examples.": mixed(
            [1 / count] * count
        ),
        "Divided by the number of micro-batches, and the old gradients are still in it: weigh by examples, zero_grad() first.": (
            mixed([1 / count] * count) + old
        ),
        "That is the sum of the means: multiply each by its share of all examples.": mixed([1] * count),
        "The last micro-batch alone is left: zero_grad() comes before the loop, not inside it.": shares[-1] * each[-1],
        "The last micro-batch alone is left, at full weight: zero_grad() before the loop, and a share for each.": each[-1],
        "The first micro-batch alone is in it: does the loop go through all?": shares[0] * each[0],
        "The first micro-batch alone is in it, at full weight: does the function return inside the loop?": each[0],
        "That is the sum over the examples: divide by the number of all examples.": mixed(sizes),
        "Divide by the number of all examples, not by the first micro-batch's.": mixed([size / sizes[0] for size in sizes]),
        "The last one is left out: a smaller micro-batch counts too, by its share.": mixed([*shares[:-1], 0]),
        "Divided by the number of all examples, but not multiplied by the micro-batch's: its loss is a mean.": mixed(
            [1 / sum(sizes)] * count
        ),
        "Divided twice: by all examples, and by the number of micro-batches.": mixed([share / count for share in shares]),
    }
    matching = (look for look, gradient in looks.items() if bool(((got - gradient).abs() <= 1e-5).all()))
    return next(matching, "Each micro-batch's mean counts by its examples over all examples; backward() adds up.")

"""Answers to exercise 13.3, accumulation, for ``answers_13_training``."""

import torch
from torch.nn import functional


def _accumulate(weigh, clear="before", step=False):
    """Accumulation that counts a micro-batch by ``weigh(its examples, all examples, micro-batches)``."""

    def run(model, micro_batches, loss_function):
        if clear == "before":
            model.zero_grad()
        total = sum(len(labels) for _, labels in micro_batches)
        for inputs, labels in micro_batches:
            if clear == "inside":
                model.zero_grad()
            (loss_function(model(inputs), labels) * weigh(len(labels), total, len(micro_batches))).backward()
        if step:
            with torch.no_grad():
                for parameter in model.parameters():
                    parameter -= 0.1 * parameter.grad

    return run


def _share(n, total, pieces):
    return n / total


def _joined(model, micro_batches, loss_function):
    model.zero_grad()
    inputs, labels = (torch.cat(parts) for parts in zip(*micro_batches, strict=True))
    loss_function(model(inputs), labels).backward()


def _stops_early(model, micro_batches, loss_function):
    model.zero_grad()
    for inputs, labels in micro_batches:
        loss_function(model(inputs), labels).backward()
        return


def _drops_the_last(model, micro_batches, loss_function):
    model.zero_grad()
    total = sum(len(labels) for _, labels in micro_batches)
    for inputs, labels in micro_batches[:-1]:
        (loss_function(model(inputs), labels) * len(labels) / total).backward()


def _always_cross_entropy(model, micro_batches, loss_function):
    _accumulate(_share)(model, micro_batches, functional.cross_entropy)


def _cleared_at_the_end(model, micro_batches, loss_function):
    _accumulate(_share)(model, micro_batches, loss_function)
    model.zero_grad()
    for parameter in model.parameters():
        parameter.grad = torch.zeros_like(parameter)


def _one_backward(model, micro_batches, loss_function):
    total, loss = 0, 0
    for inputs, labels in micro_batches:
        loss = loss + loss_function(model(inputs), labels) * len(labels)
        total += len(labels)
    model.zero_grad()
    (loss / total).backward()


def _looks_first(model, micro_batches, loss_function):
    model.zero_grad()
    total = sum(len(labels) for _, labels in micro_batches)
    for inputs, labels in micro_batches:
        assert loss_function(model(inputs), labels).item() >= 0
        (loss_function(model(inputs), labels) * len(labels) / total).backward()


def _with_autograd_grad(model, micro_batches, loss_function):
    parts = list(model.parameters())
    total, sums = sum(len(labels) for _, labels in micro_batches), [torch.zeros_like(part) for part in parts]
    for inputs, labels in micro_batches:
        gradients = torch.autograd.grad(loss_function(model(inputs), labels), parts)
        sums = [old + len(labels) / total * new for old, new in zip(sums, gradients, strict=True)]
    for part, gradient in zip(parts, sums, strict=True):
        part.grad = gradient


def _divides_at_the_end(model, micro_batches, loss_function):
    for parameter in model.parameters():
        parameter.grad = None
    total = 0
    for inputs, labels in micro_batches:
        (loss_function(model(inputs), labels) * labels.shape[0]).backward()
        total += labels.shape[0]
    for parameter in model.parameters():
        parameter.grad /= total


WRONG_ACCUMULATION = {
    "divided by the pieces": _accumulate(lambda n, total, pieces: 1 / pieces),
    "cleared at the end": _cleared_at_the_end,
    "not divided": _accumulate(lambda n, total, pieces: 1),
    "not multiplied": _accumulate(lambda n, total, pieces: 1 / total),
    "a sum over examples": _accumulate(lambda n, total, pieces: n),
    "divided twice": _accumulate(lambda n, total, pieces: n / total / pieces),
    "old gradients": _accumulate(_share, clear="never"),
    "old gradients, divided by the pieces": _accumulate(lambda n, total, pieces: 1 / pieces, clear="never"),
    "cleared inside": _accumulate(_share, clear="inside"),
    "cleared inside, no share": _accumulate(lambda n, total, pieces: 1, clear="inside"),
    "with a step": _accumulate(_share, step=True),
    "joined": _joined,
    "one backward": _one_backward,
    "stops early": _stops_early,
    "drops the last": _drops_the_last,
    "nothing": lambda model, micro_batches, loss_function: None,
    "always cross-entropy": _always_cross_entropy,
}

RIGHT_ACCUMULATION = {
    "divides at the end": _divides_at_the_end,
    "looks at the loss first": _looks_first,
    "with autograd.grad": _with_autograd_grad,
}

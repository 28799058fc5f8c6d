"""Answers to exercises 13.3 (accumulation) and 13.4 (an epoch with a scheduler)."""

import torch
from torch.nn import functional

from helpers.exercises.answers_accumulation import RIGHT_ACCUMULATION, WRONG_ACCUMULATION


def _epoch(scheduler_at="end", clear=True, step="each", returns="before"):
    """An epoch as a student writes it, with a slip for each argument that is changed."""

    def run(model, batches, optimizer, scheduler):
        rate = optimizer.param_groups[0]["lr"]
        if scheduler_at == "start":
            scheduler.step()
        for inputs, labels in batches:
            loss = functional.cross_entropy(model(inputs), labels)
            if clear:
                optimizer.zero_grad()
            loss.backward()
            if step == "each":
                optimizer.step()
            if scheduler_at == "each":
                scheduler.step()
        if step == "once":
            optimizer.step()
        if scheduler_at == "end":
            scheduler.step()
        return {"before": rate, "after": scheduler.get_last_lr()[0], "loss": loss.item(), "list": [rate], "nothing": None}[
            returns
        ]

    return run


def _clears_after_backward(model, batches, optimizer, scheduler):
    rate = scheduler.get_last_lr()[0]
    for inputs, labels in batches:
        functional.cross_entropy(model(inputs), labels).backward()
        optimizer.zero_grad()
        optimizer.step()
    scheduler.step()
    return rate


def _scheduler_twice(model, batches, optimizer, scheduler):
    rate = _epoch()(model, batches, optimizer, scheduler)
    scheduler.step()
    return rate


def _first_batch_only(model, batches, optimizer, scheduler):
    return _epoch()(model, batches[:1], optimizer, scheduler)


def _an_optimizer_of_its_own(model, batches, optimizer, scheduler):
    own = torch.optim.SGD(model.parameters(), lr=optimizer.param_groups[0]["lr"])
    rate = _epoch(scheduler_at="never")(model, batches, own, scheduler)
    scheduler.step()
    return rate


def _with_a_while(model, batches, optimizer, scheduler):
    (rate,) = scheduler.get_last_lr()
    left = list(batches)
    while left:
        inputs, labels = left.pop(0)
        model.zero_grad()
        (-model(inputs).log_softmax(dim=1)[torch.arange(len(labels)), labels].mean()).backward()
        optimizer.step()
    scheduler.step()
    return torch.tensor(rate, dtype=torch.float64)


WRONG = {
    "13.3": WRONG_ACCUMULATION,
    "13.4": {
        "scheduler first": _epoch(scheduler_at="start"),
        "scheduler after every batch": _epoch(scheduler_at="each"),
        "no scheduler": _epoch(scheduler_at="never"),
        "gradients pile up": _epoch(clear=False),
        "no step": _epoch(step="never"),
        "one step": _epoch(step="once"),
        "one step, all gradients": _epoch(step="once", clear=False),
        "the next rate": _epoch(returns="after"),
        "the loss": _epoch(returns="loss"),
        "a list": _epoch(returns="list"),
        "no return": _epoch(returns="nothing"),
        "clears after backward": _clears_after_backward,
        "the first batch only": _first_batch_only,
        "an optimiser of its own": _an_optimizer_of_its_own,
        "scheduler twice": _scheduler_twice,
        "in evaluation mode": lambda model, *given: _epoch()(model.eval(), *given),
        "another rate": lambda *given: _epoch()(*given) and 0.3,
    },
}

ALSO_RIGHT = {
    "13.3": RIGHT_ACCUMULATION,
    "13.4": {
        "in other words": _epoch(),
        "with a while": _with_a_while,
        "the rate in 32 bits": lambda *given: torch.tensor(_epoch()(*given)),
    },
}

"""Exercise 14.1: one epoch of training under a schedule."""

import torch
from torch import nn
from torch.nn import functional

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed
from helpers.exercises.engine.viewing import as_number


def one_epoch(model, batches, optimizer, scheduler):
    """A step for each batch at one rate; the scheduler moves once, after them."""
    rate = optimizer.param_groups[0]["lr"]
    model.train()
    for inputs, labels in batches:
        loss = functional.cross_entropy(model(inputs), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    scheduler.step()
    return rate


def cases():
    """Falling, rising and rare schedules; a smaller last batch, and one batch alone; optimisers that remember.

    Old gradients are left over, and a network with dropout and BatchNorm arrives in evaluation mode.
    """
    for sizes, rate, momentum, whole in (((5, 5, 3), 0.5, 0.0, False), ((4, 2), 0.2, 0.9, True), ((3,), 0.1, 0.5, False)):
        torch.manual_seed(len(sizes))
        parts = [nn.Linear(4, 6, bias=False), nn.BatchNorm1d(6), nn.Dropout(0.3), nn.ReLU(), nn.Linear(6, 3)]
        model = nn.Sequential(*parts) if whole else nn.Linear(4, 3)
        batches = [(torch.randn(size, 4), torch.randint(3, (size,))) for size in sizes]
        functional.cross_entropy(model(torch.randn(6, 4)), torch.arange(6) % 3).backward()
        model.train(not whole)
        optimizer = torch.optim.SGD(model.parameters(), lr=rate, momentum=momentum)
        scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=1, gamma=3.0 if whole else 0.4)
        if len(sizes) == 1:
            scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda epoch: 1 / (1 + epoch) ** 2)
        network = "a network with dropout and BatchNorm that arrives in evaluation mode" if whole else "a network of one layer"
        title = f"batches of {', '.join(map(str, sizes))} examples, rate {rate}, momentum {momentum:g}, {network}"
        yield Case(model, batches, optimizer, scheduler, title=title)


def use(answer, model, batches, optimizer, scheduler):
    """Three epochs in a row: the second one runs at the rate that the first one left."""
    return Observed(
        {f"the rate of epoch {epoch}": as_number(answer(model, batches, optimizer, scheduler)) for epoch in (1, 2, 3)}
    )


EXERCISE = Exercise(
    id="14.1",
    solution=one_epoch,
    cases=cases,
    use=use,
    hint="Read the rate from optimizer.param_groups[0]['lr'] before anything changes it. Which line stands outside the loop?",
    more_hints=(
        "The loop of section 2 without its outer loop. Which line comes first, because the network may be in evaluation mode?",
    ),
    otherwise=(
        "In training mode, per batch: loss, zero_grad(), backward(), step() of the optimiser that is handed over; once at the "
        "end: scheduler.step(). Read the rate before that, from optimizer.param_groups[0]['lr']."
    ),
    mistakes={
        "The scheduler moved before the steps: its first rate was never used. It comes after them.": (
            {"    scheduler.step()\n": "", "    model.train()": "    model.train()\n    scheduler.step()"},
            {"    scheduler.step()\n": "", "    rate =": "    scheduler.step()\n    rate ="},
        ),
        "The schedule counts epochs: scheduler.step() stands behind the loop over the batches.": (
            {"    scheduler": "        scheduler"},
            {"    scheduler": "        scheduler", "return rate": "return scheduler.get_last_lr()[0]"},
            {"    scheduler.step()\n": "", "        loss =": "        scheduler.step()\n        loss ="},
        ),
        "The scheduler did not move: call scheduler.step() once, at the end of the epoch.": {"    scheduler.step()\n": ""},
        "The network learnt in the mode in which it arrived, or in evaluation mode, without dropout: call model.train() first.": (
            {"    model.train()\n": ""},
            {"train()": "eval()"},
        ),
        "Only the first batch was learnt: does the function return inside the loop?": (
            {"    scheduler.step()\n    return": "        scheduler.step()\n        return"},
            {"    scheduler.step()\n    return": "        return"},
        ),
        "Gradients piled up from batch to batch: zero_grad() belongs before each backward().": {"optimizer.zero_grad()": "pass"},
        "The first step used gradients that were left over from before: zero_grad() comes before backward().": {
            "optimizer.zero_grad()": "pass",
            "optimizer.step()": "optimizer.step(); optimizer.zero_grad()",
        },
        "zero_grad() between backward() and step() throws the new gradient away: it belongs before backward().": {
            "loss.backward()": "loss.backward(); optimizer.zero_grad()"
        },
        "The weights did not move: optimizer.step() comes after each backward().": {"optimizer.step()": "pass"},
        "One step a batch, each with its own gradient: zero_grad() and optimizer.step() stand inside the loop.": (
            {"        optimizer.step()": "    optimizer.step()"},
            {"        optimizer.step()": "    optimizer.step()", "optimizer.zero_grad()": "pass"},
        ),
        "That is one step for the whole epoch, on the mean of the batches' losses: take one step for each batch.": {
            "    for": "    losses = []\n    for",
            "        optimizer.zero_grad()\n        loss.backward()\n        optimizer.step()": (
                "        losses.append(loss)\n    optimizer.zero_grad()\n    torch.stack(losses).mean().backward()\n"
                "    optimizer.step()"
            ),
        },
        "That is the rate of the first epoch, every time: optimizer.defaults and scheduler.base_lrs keep it. The rate that the "
        "next step will use stands in optimizer.param_groups[0]['lr'].": {
            'optimizer.param_groups[0]["lr"]': "scheduler.base_lrs[0]"
        },
        "Use the optimiser that is handed over: it remembers earlier steps, and a new one or a step by hand does not.": {
            "    model.train()": "    model.train()\n    optimizer = torch.optim.SGD(model.parameters(), lr=rate)"
        },
        "The list of batches is empty afterwards, and the next epoch finds none: go through it in a loop, take nothing out.": {
            "    return": "    batches.clear()\n    return"
        },
        "That is the sum over the examples; the mean does not grow with their number.": {
            "(inputs), labels": "(inputs), labels, reduction='sum'"
        },
        "cross_entropy contains the softmax: hand it the raw logits.": {"model(inputs)": "model(inputs).softmax(dim=1)"},
        "That is the next epoch's rate: read it before scheduler.step().": {"return rate": "return scheduler.get_last_lr()[0]"},
        "get_lr() computes what the scheduler sets next, and is for torch's own use: read optimizer.param_groups[0]['lr'], "
        "or scheduler.get_last_lr()[0], before scheduler.step().": (
            {'optimizer.param_groups[0]["lr"]': "scheduler.get_lr()[0]"},
            {"return rate": "return scheduler.get_lr()[0]"},
        ),
        "That is the loss of the last batch; the rate is asked for.": {"return rate": "return loss.item()"},
        "One number is asked for: get_last_lr() is a list, with a rate for each group of parameters.": {
            'optimizer.param_groups[0]["lr"]': "scheduler.get_last_lr()"
        },
    },
    free=("model*: mode", "model.*: gradient"),
)

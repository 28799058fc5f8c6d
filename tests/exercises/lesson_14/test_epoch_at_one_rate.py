"""Exercise 14.1, beyond its own mistakes."""

import torch
from torch import nn

from helpers.exercises.lesson_14.epoch_at_one_rate import EXERCISE, one_epoch
from tests.exercises.judging import accepts, refuses


def with_a_while(model, batches, optimizer, scheduler):
    (rate,) = scheduler.get_last_lr()
    left = list(batches)
    model.train()
    while left:
        inputs, labels = left.pop(0)
        model.zero_grad()
        (-model(inputs).log_softmax(dim=1)[torch.arange(len(labels)), labels].mean()).backward()
        optimizer.step()
    scheduler.step()
    return torch.tensor(rate, dtype=torch.float64)


def ends_in_evaluation_mode(model, *given):
    rate = one_epoch(model, *given)
    model.eval()
    return rate


def puts_the_mode_back(model, *given):
    training = model.training
    rate = one_epoch(model, *given)
    model.train(training)
    return rate


def clears_at_both_ends(model, batches, optimizer, scheduler):
    rate = one_epoch(model, batches, optimizer, scheduler)
    optimizer.zero_grad()
    return rate


def with_adam(model, batches, optimizer, scheduler):
    rate = optimizer.param_groups[0]["lr"]
    one_epoch(model, batches, torch.optim.Adam(model.parameters(), lr=rate), scheduler)
    return rate


def sets_the_rate_itself(model, batches, optimizer, scheduler):
    rate = one_epoch(model, batches, optimizer, scheduler)
    for group in optimizer.param_groups:
        group["lr"] = rate
    return rate


def remembers_the_first_rate(model, batches, optimizer, scheduler):
    one_epoch(model, batches, optimizer, scheduler)
    return scheduler.base_lrs[0]


def reads_the_defaults(model, batches, optimizer, scheduler):
    one_epoch(model, batches, optimizer, scheduler)
    return optimizer.defaults["lr"]


def in_a_new_order(model, batches, optimizer, scheduler):
    return one_epoch(model, batches[::-1], optimizer, scheduler)


def freezes(model, *given):
    rate = one_epoch(model, *given)
    model.requires_grad_(False)
    return rate


def clips(model, batches, optimizer, scheduler):
    rate = optimizer.param_groups[0]["lr"]
    model.train()
    for inputs, labels in batches:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(inputs), labels).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 0.1)
        optimizer.step()
    scheduler.step()
    return rate


def by_hand(model, batches, optimizer, scheduler):
    rate = optimizer.param_groups[0]["lr"]
    model.train()
    for inputs, labels in batches:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(inputs), labels).backward()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= rate * parameter.grad
    scheduler.step()
    return rate


def scheduler_moves_twice(model, batches, optimizer, scheduler):
    rate = one_epoch(model, batches, optimizer, scheduler)
    scheduler.step()
    return rate


def takes_out(model, batches, optimizer, scheduler):
    return one_epoch(model, [batches.pop(0) for _ in range(len(batches))], optimizer, scheduler)


def without_the_last(model, batches, optimizer, scheduler):
    return one_epoch(model, batches[:-1], optimizer, scheduler)


test_right = accepts(
    EXERCISE,
    {
        "with a while": with_a_while,
        "the rate in 32 bits": lambda *given: torch.tensor(one_epoch(*given)),
        "ends in evaluation mode": ends_in_evaluation_mode,
        "puts the mode back": puts_the_mode_back,
        "zero_grad at both ends": clears_at_both_ends,
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "no return": (lambda *given: one_epoch(*given) and None, "end with return"),
        "another rate": (lambda *given: one_epoch(*given) and 0.3, "param_groups[0]['lr']"),
        "the first rate each time": (remembers_the_first_rate, "the rate of the first epoch, every time"),
        "the optimiser's defaults": (reads_the_defaults, "optimizer.defaults and scheduler.base_lrs keep it"),
        "rounded": (lambda *given: round(one_epoch(*given), 1), "unrounded"),
        "an optimiser of another kind": (with_adam, "of the optimiser that is handed over"),
        "puts the rate back": (sets_the_rate_itself, "scheduler"),
        "a step by hand": (by_hand, "Use the optimiser that is handed over"),
        "the scheduler moves twice": (scheduler_moves_twice, "once at the end: scheduler.step()"),
        "the list is emptied": (takes_out, "take nothing out"),
        "the last batch is left out": (without_the_last, "per batch"),
        "in a new order": (in_a_new_order, "In training mode, per batch"),
        "freezes": (freezes, "does not require grad"),
        "clips": (clips, "In training mode, per batch"),
        "draws random numbers": (lambda *given: (one_epoch(*given), torch.rand(1))[0], "draws from them"),
    },
)

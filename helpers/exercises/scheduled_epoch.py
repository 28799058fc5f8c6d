"""Exercise 13.4, an epoch with a scheduler, and its judge."""

import copy
import warnings

import torch
from torch import nn
from torch.nn import functional

from helpers.exercises.accumulation import flat
from helpers.exercises.exercise import NotAttempted, WrongAnswer, as_number, call, must


def one_epoch(model, batches, optimizer, scheduler):
    """A step for each batch at one rate; the scheduler moves once, after them."""
    rate = optimizer.param_groups[0]["lr"]
    for inputs, labels in batches:
        loss = functional.cross_entropy(model(inputs), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    scheduler.step()
    return rate


def _epoch(model, batches, optimizer, scheduler, when="after", clear=True, step=True, last=False, first=False):
    """An epoch with one usual slip."""
    if when == "before":
        scheduler.step()
    for number, (inputs, labels) in enumerate(batches[:1] if first else batches, start=1):
        if when == "before each":
            scheduler.step()
        loss = functional.cross_entropy(model(inputs), labels)
        if clear:
            optimizer.zero_grad()
        loss.backward()
        if step and (not last or number == len(batches)):
            optimizer.step()
        if when == "after each":
            scheduler.step()
    for _ in range({"after": 1, "twice": 2}.get(when, 0)):
        scheduler.step()


EPOCH_LOOKS = {
    "The scheduler moved before the steps: its first rate was never used. It comes after them.": {"when": "before"},
    "The schedule counts epochs: scheduler.step() stands outside the loop over the batches.": {"when": "after each"},
    "The schedule counts epochs, and moves after the steps: put scheduler.step() behind the loop.": {"when": "before each"},
    "The scheduler did not move: call scheduler.step() once, at the end of the epoch.": {"when": "never"},
    "The scheduler moved twice: call scheduler.step() once, at the end of the epoch.": {"when": "twice"},
    "Only the first batch was learnt: does the function return inside the loop?": {"first": True},
    "Gradients piled up from batch to batch: zero_grad() belongs before each backward().": {"clear": False},
    "The weights did not move: optimizer.step() comes after each backward().": {"step": False},
    "One step a batch: optimizer.step() stands inside the loop.": {"last": True},
    "One step a batch, each with its own gradient: zero_grad() and optimizer.step() stand inside the loop.": {
        "last": True,
        "clear": False,
    },
}


class _Noting(nn.Linear):
    """A layer that notes in which mode it is called."""

    def __init__(self, *sizes):
        super().__init__(*sizes)
        self.modes = []

    def forward(self, inputs):
        self.modes.append(self.training)
        return super().forward(inputs)


def judge_one_epoch(answer):
    """Two epochs in a row, for two optimisers and schedules; the weights, the rate left behind, and the rate returned."""
    for start, gamma, momentum, sizes in ((0.5, 0.4, 0.0, (5, 5, 3)), (0.2, 3.0, 0.9, (4, 2))):
        with torch.random.fork_rng(devices=[]), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch warns of the wrong order; the judge says more
            torch.manual_seed(len(sizes))
            model = _Noting(4, 3)
            batches = [(torch.randn(size, 4), torch.randint(3, (size,))) for size in sizes]
            optimizer = torch.optim.SGD(model.parameters(), lr=start, momentum=momentum)
            scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=1, gamma=gamma)
            trained = model, optimizer, scheduler
            for rate in (start, start * gamma):
                # One deepcopy of all three, so that the copied optimiser holds the copied weights.
                twins = {look: copy.deepcopy(trained) for look in ("", *EPOCH_LOOKS)}
                given = [(inputs.clone(), labels.clone()) for inputs, labels in batches]
                got = call(answer, model, given, optimizer, scheduler, returns=False)
                if got is ... and torch.equal(flat(model.parameters()), flat(twins[""][0].parameters())):
                    raise NotAttempted
                look = "A training epoch needs the training mode: leave out eval()."
                must(model.training and all(model.modes), "a model in training mode", "one in evaluation mode", look)
                _judge_epoch(got, trained, twins, batches, rate)


def _judge_epoch(got, trained, twins, batches, rate):
    outcomes = {}
    for look, (model, optimizer, scheduler) in twins.items():
        _epoch(model, batches, optimizer, scheduler, **EPOCH_LOOKS.get(look, {}))
        outcomes[look] = flat(model.parameters()), optimizer.param_groups[0]["lr"]
    weights, left = flat(trained[0].parameters()), trained[1].param_groups[0]["lr"]

    def same(outcome):
        return bool(((weights - outcome[0]).abs() <= 1e-5).all()) and abs(left - outcome[1]) <= 1e-9

    wanted = outcomes[""]
    expected = f"after an epoch at rate {rate:g}: weights that start {wanted[0][0]:.4f}, and the next rate {wanted[1]:g}"
    if not same(wanted):
        neutral = (
            "Per batch: loss, zero_grad(), backward(), step() of the optimiser that is given; once at the end: scheduler.step()."
        )
        matching = (look for look, outcome in outcomes.items() if look and same(outcome))
        look = next(matching, neutral)
        if "weights did not move" in look and all(p.grad is None for p in trained[0].parameters()):
            look = "zero_grad() between backward() and step() throws the new gradient away: it belongs before backward()."
        raise WrongAnswer(expected, f"{weights[0]:.4f} and {left:g}", look)
    number = as_number(got, f"the rate {rate:g}")
    look = "Read the rate before the steps, from optimizer.param_groups[0]['lr']."
    if abs(number - wanted[1]) <= 1e-6 * wanted[1]:
        look = "That is the next epoch's rate: read it before scheduler.step()."
    must(abs(number - rate) <= 1e-6 * rate, f"the rate {rate:g}, which this epoch used", f"{number:g}", look)

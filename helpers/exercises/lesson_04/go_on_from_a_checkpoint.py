"""Exercise 04.3: take a run up again where its checkpoint left it."""

import copy

import torch
from torch import nn

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed

PARTS = ("model", "optimizer", "scheduler")
TOO_MANY = 40


def go_on(saved, model, optimizer, scheduler, train_one_epoch, epochs):
    """Put everything back, then train the epochs that are left."""
    model.load_state_dict(saved["model"])
    optimizer.load_state_dict(saved["optimizer"])
    scheduler.load_state_dict(saved["scheduler"])
    for epoch in range(saved["epoch"] + 1, epochs + 1):
        train_one_epoch(epoch)


class Training:
    """Trains one epoch of a run; notes the epochs that it is asked for, and the states before the first of them."""

    def __init__(self, *run):
        self.run = run
        self.epochs, self.at_first = [], {}

    def __call__(self, epoch):
        """Train this epoch; an error where so many were trained that the answer would never end."""
        if len(self.epochs) == TOO_MANY:
            raise RuntimeError(f"{TOO_MANY} epochs were trained, and it does not end")
        if not self.epochs:
            self.at_first = _states(self.run)
        self.epochs.append(epoch)
        model, optimizer, scheduler = self.run
        optimizer.zero_grad()
        model(torch.linspace(-1, 1, 24).reshape(6, 4)).square().sum().backward()
        optimizer.step()
        scheduler.step()


def _states(run):
    return {name: copy.deepcopy(part.state_dict()) for name, part in zip(PARTS, run, strict=True)}


def _small_run():
    model = nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
    return model, optimizer, torch.optim.lr_scheduler.StepLR(optimizer, step_size=2)


def _run_with_averages():
    model = nn.Sequential(nn.Sequential(nn.Linear(4, 5, bias=False), nn.BatchNorm1d(5)), nn.Dropout(0.2), nn.Linear(5, 2))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    return model, optimizer, torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.5)


def _run_with_a_frozen_layer():
    model = nn.Sequential(nn.Linear(4, 1, bias=False), nn.Linear(1, 1))
    model[0].requires_grad_(False)
    optimizer = torch.optim.SGD(
        [{"params": model[0].parameters(), "lr": 0.5}, {"params": model[1].parameters(), "lr": 0.1}], momentum=0.5
    )
    return model, optimizer, torch.optim.lr_scheduler.StepLR(optimizer, step_size=3)


def cases():
    """Three, four and one epochs left, none, and a run that went beyond; the new run has trained already, or not."""
    for make, done, epochs, trained in (
        (_small_run, 3, 6, 0),
        (_run_with_averages, 1, 5, 0),
        (_small_run, 4, 4, 2),
        (_run_with_a_frozen_layer, 2, 3, 1),
        (_run_with_averages, 5, 4, 0),
    ):
        torch.manual_seed(done)
        first, run = make(), make()
        for which, count in ((first, done), (run, trained)):
            training = Training(*which)
            for epoch in range(1, count + 1):
                training(epoch)
        saved = {"epoch": done, **_states(first)}
        title = f"a run of {epochs} epochs in all, saved after epoch {done}"
        yield Case(saved, *run, Training(*run), epochs, title=title)


def use(answer, saved, model, optimizer, scheduler, train_one_epoch, epochs):
    """Which epochs were trained, and in what state the first of them began; how it ended, the run itself shows."""
    answer(saved, model, optimizer, scheduler, train_one_epoch, epochs)
    states = {f"{name} at the first epoch": state for name, state in train_one_epoch.at_first.items()}
    return Observed({"epochs trained": train_one_epoch.epochs} | states)


def _changed(
    saved, model, optimizer, scheduler, train_one_epoch, epochs,
    first=lambda done: done + 1, end=lambda done, epochs: epochs + 1, names=PARTS, after=lambda scheduler: None,
):  # fmt: skip
    for name, part in zip(PARTS, (model, optimizer, scheduler), strict=True):
        if name in names:
            part.load_state_dict(saved[name])
    for epoch in range(first(saved["epoch"]), end(saved["epoch"], epochs)):
        train_one_epoch(epoch)
        after(scheduler)


def _without(*names, rate=False, settings=False):
    """States forgotten; of the optimiser's, the learning rate may be put back by hand, or all settings."""

    def resumed(saved, model, optimizer, scheduler, train_one_epoch, epochs):
        for group, old in zip(optimizer.param_groups, saved["optimizer"]["param_groups"], strict=True):
            group.update(
                {name: value for name, value in old.items() if (name == "lr" and rate) or (name != "params" and settings)}
            )
        kept = tuple(name for name in PARTS if name not in names)
        _changed(saved, model, optimizer, scheduler, train_one_epoch, epochs, names=kept)

    return resumed


def _makes_a_new_optimizer(saved, model, optimizer, scheduler, train_one_epoch, epochs):
    new = torch.optim.SGD(model.parameters(), lr=0.1)
    _changed(saved, model, new, scheduler, train_one_epoch, epochs)


def _counts_what_is_left(saved, model, optimizer, scheduler, train_one_epoch, epochs, start=0):
    _changed(saved, model, optimizer, scheduler, train_one_epoch, epochs, end=lambda done, epochs: 0)
    for number in range(epochs - saved["epoch"]):
        train_one_epoch(start + number)


def _never_ends(saved, model, optimizer, scheduler, train_one_epoch, epochs):
    _changed(saved, model, optimizer, scheduler, train_one_epoch, epochs, end=lambda done, epochs: 0)
    epoch = saved["epoch"]
    while epoch != epochs:
        epoch += 1
        train_one_epoch(epoch)


def _puts_back_at_the_end(saved, model, optimizer, scheduler, train_one_epoch, epochs):
    for epoch in range(saved["epoch"] + 1, epochs + 1):
        train_one_epoch(epoch)
    _changed(saved, model, optimizer, scheduler, train_one_epoch, epochs, end=lambda done, epochs: 0)


def _puts_back_every_epoch(saved, *others, names=("model",)):
    *run, train_one_epoch, epochs = others
    kept = copy.deepcopy(saved)
    _changed(saved, *others, end=lambda done, epochs: 0)
    for epoch in range(saved["epoch"] + 1, epochs + 1):
        for name, part in zip(PARTS, run, strict=True):
            if name in names:
                part.load_state_dict(copy.deepcopy(kept[name]))
        train_one_epoch(epoch)


def _nothing_when_done(saved, *others):
    if saved["epoch"] < others[-1]:
        go_on(saved, *others)


def _loads_in_the_loop(saved, model, optimizer, scheduler, train_one_epoch, epochs):
    for epoch in range(saved["epoch"] + 1, epochs + 1):
        if epoch == saved["epoch"] + 1:
            _changed(saved, model, optimizer, scheduler, train_one_epoch, epochs, end=lambda done, epochs: 0)
        train_one_epoch(epoch)


def _assigns(saved, model, optimizer, scheduler, train_one_epoch, epochs):
    model.load_state_dict(saved["model"], assign=True)
    _without("model")(saved, model, optimizer, scheduler, train_one_epoch, epochs)


EXERCISE = Exercise(
    id="04.3",
    solution=go_on,
    cases=cases,
    use=use,
    hint="Three calls of load_state_dict, then a loop over a range. Which epoch is the first that is not done?",
    otherwise="Put all three states back once, then call train_one_epoch(epoch) for each epoch that is left, and nothing else.",
    mistakes={
        "The saved epoch is finished: training it again is one epoch too many.": (
            lambda *given: _changed(*given, first=lambda done: done)
        ),
        "One epoch is skipped: the next one is the saved epoch plus 1.": (
            lambda *given: _changed(*given, first=lambda done: done + 2)
        ),
        "The epochs up to the saved one are done: start after it.": (
            lambda *given: _changed(*given, first=lambda done: 1),
            lambda *given: _changed(*given, first=lambda done: 0),
            lambda *given: _changed(*given, first=lambda done: 0, end=lambda done, epochs: epochs),
            lambda *given: _changed(*given, first=lambda done: 1, end=lambda done, epochs: epochs),
        ),
        "The last epoch is missing: range stops before its end.": (
            lambda *given: _changed(*given, end=lambda done, epochs: epochs),
            lambda *given: _changed(*given, first=lambda done: done, end=lambda done, epochs: epochs),
        ),
        "`epochs` is the length of the whole run, not of what is left.": (
            lambda *given: _changed(*given, end=lambda done, epochs: done + epochs + 1),
            lambda *given: _changed(*given, first=lambda done: done, end=lambda done, epochs: done + epochs),
        ),
        "An epoch keeps its own number, also in a run that is taken up again: count from the saved one plus 1.": (
            _counts_what_is_left,
            lambda *given: _counts_what_is_left(*given, start=1),
        ),
        "Where the run is finished, nothing is left to train, not even one epoch.": (
            lambda *given: _changed(*given, end=lambda done, epochs: max(done + 1, epochs) + 1)
        ),
        "The saved epoch may lie beyond `epochs` already: then nothing is left, and a loop that waits for equality never ends.": (
            _never_ends
        ),
        "Put the weights back into the model that was handed over: they are what was learnt so far.": _without("model"),
        "Put the optimiser's state back too: what it remembers of the steps before would start at nothing.": (
            _without("optimizer")
        ),
        "Put the scheduler's state back too: the learning rate would fall at the wrong epochs.": _without("scheduler"),
        "Put the state back into the optimizer that was handed over: train_one_epoch uses that one, and no new one.": (
            _makes_a_new_optimizer
        ),
        "Leave requires_grad alone: a frozen layer must stay frozen, and the others must go on learning.": (
            lambda saved, model, *others: go_on(saved, model.requires_grad_(True), *others),
            lambda saved, model, *others: (go_on(saved, model, *others), model.requires_grad_(False))[0],
        ),
        "The learning rate alone is not enough: load_state_dict also brings back what the optimiser remembers of the steps.": (
            _without("optimizer", rate=True),
            _without("optimizer", settings=True),
        ),
        "Call load_state_dict of all three before the first epoch: this is the training of a new run.": (
            _without("model", "optimizer", "scheduler")
        ),
        "The weights alone are not enough: the optimiser and the scheduler have a state of their own.": (
            _without("optimizer", "scheduler")
        ),
        "Put the states back before the first epoch, not after the last: what was trained in between is lost.": (
            _puts_back_at_the_end
        ),
        "Put the states back once, before the loop: inside it, each epoch starts where the first one started.": (
            _puts_back_every_epoch,
            lambda *given: _puts_back_every_epoch(*given, names=PARTS),
        ),
        "Put the states back also where nothing is left to train: whoever uses the model next needs what was learnt.": (
            _nothing_when_done,
            _loads_in_the_loop,
        ),
        "train_one_epoch steps the scheduler itself: a second step makes the learning rate fall too early.": (
            lambda *given: _changed(*given, after=lambda scheduler: scheduler.step())
        ),
        "Leave the mode alone: in evaluation mode the run would go on without dropout.": (
            lambda saved, model, *others: go_on(saved, model.eval(), *others)
        ),
        "The optimiser still holds the old tensors, so nothing trains the new ones: copy into the model, without assign=True.": (
            _assigns
        ),
    },
    free=("saved*", "model.*: gradient"),
)

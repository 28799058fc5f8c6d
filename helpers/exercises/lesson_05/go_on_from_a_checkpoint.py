"""Exercise 05.2: take a run up again where its checkpoint left it."""

import copy

import torch

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed
from helpers.exercises.lesson_05.runs import run_with_a_frozen_layer, run_with_averages, small_run, train

PARTS = ("model", "optimizer", "scheduler")
TOO_MANY = 40


def go_on(saved, model, optimizer, scheduler, train_one_epoch, epochs):
    """Put everything back, then train the epochs that are left; ``saved`` stays as it is."""
    model.load_state_dict(saved["model"])
    optimizer.load_state_dict(copy.deepcopy(saved["optimizer"]))  # it goes on with the tensors that it is given
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
        train(*self.run)


def _states(run):
    return {name: copy.deepcopy(part.state_dict()) for name, part in zip(PARTS, run, strict=True)}


def cases():
    """Three, four and one epochs left, none, and a run that went beyond; the new run has trained already, or not."""
    for make, done, epochs, trained in (
        (small_run, 3, 6, 0),
        (run_with_averages, 1, 5, 0),
        (small_run, 4, 4, 2),
        (run_with_a_frozen_layer, 2, 3, 1),
        (run_with_averages, 5, 4, 0),
    ):
        torch.manual_seed(done)
        first, run = make(), make()
        for which in [first] * done + [run] * trained:
            train(*which)
        saved = {"epoch": done, **_states(first)}
        title = f"a run of {epochs} epochs in all, saved after epoch {done}"
        yield Case(saved, *run, Training(*run), epochs, title=title)


def use(answer, saved, model, optimizer, scheduler, train_one_epoch, epochs):
    """Which epochs were trained, and in what state the first of them began; how it ended, the run itself shows."""
    answer(saved, model, optimizer, scheduler, train_one_epoch, epochs)
    states = {f"{name} at the first epoch": state for name, state in train_one_epoch.at_first.items()}
    return Observed({"epochs trained": train_one_epoch.epochs} | states)


_COPY = 'copy.deepcopy(saved["optimizer"])'


def _without(*names):
    """The mistake of not putting these states back."""
    state = {name: f'saved["{name}"]' for name in PARTS} | {"optimizer": _COPY}
    return {f"{name}.load_state_dict({state[name]})": "" for name in names}


def _also_without_a_copy(ways):
    """A mistake, and the same made by somebody who does not copy the optimiser's state either, if it is put back at all."""
    ways = ways if isinstance(ways, tuple) else (ways,)
    return (*ways, *({_COPY: 'saved["optimizer"]'} | way for way in ways if not any(_COPY in text for text in way)))


MISTAKES = {
    "The saved epoch is finished: training it again is one epoch too many.": {'["epoch"] + 1': '["epoch"]'},
    "One epoch is skipped: the next one is the saved epoch plus 1.": {'["epoch"] + 1': '["epoch"] + 2'},
    "The epochs up to the saved one are done: start after it.": (
        {'saved["epoch"] + 1': "1"},
        {'saved["epoch"] + 1, epochs + 1': "epochs"},
    ),
    "The last epoch is missing: range stops before its end.": (
        {"epochs + 1": "epochs"},
        {'saved["epoch"] + 1, epochs + 1': 'saved["epoch"], epochs'},
    ),
    "`epochs` is the length of the whole run, not of what is left.": {"epochs + 1": 'saved["epoch"] + epochs + 1'},
    "An epoch keeps its own number, also in a run that is taken up again: count from the saved one plus 1.": (
        {'saved["epoch"] + 1, epochs + 1': 'epochs - saved["epoch"]'},
        {'saved["epoch"] + 1, epochs + 1': '1, epochs - saved["epoch"] + 1'},
    ),
    "The saved epoch may lie beyond `epochs` already: then nothing is left, and a loop that waits for equality never ends.": {
        'for epoch in range(saved["epoch"] + 1, epochs + 1):': (
            'epoch = saved["epoch"]\n    while epoch != epochs:\n        epoch += 1'
        )
    },
    "Put the weights back into the model that was handed over: they are what was learnt so far.": _without("model"),
    "Put the optimiser's state back too: what it remembers of the steps before would start at nothing.": _without("optimizer"),
    "Put the scheduler's state back too: the learning rate would fall at the wrong epochs.": _without("scheduler"),
    "The weights alone are not enough: the optimiser and the scheduler have a state of their own.": (
        _without("optimizer", "scheduler")
    ),
    "Call load_state_dict of all three before the first epoch: this is the training of a new run.": _without(*PARTS),
    "Put the state back into the optimizer that was handed over: train_one_epoch uses that one, and no new one.": {
        "    optimizer.load": "    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)\n    optimizer.load"
    },
    "The learning rate alone is not enough: load_state_dict also brings back what the optimiser remembers of the steps.": {
        f".load_state_dict({_COPY})": '.param_groups[0]["lr"] = saved["optimizer"]["param_groups"][0]["lr"]'
    },
    "Put the states back once, before the loop: inside it, each epoch starts where the first one started.": {
        "train_one_epoch(epoch)": 'model.load_state_dict(saved["model"]); train_one_epoch(epoch)'
    },
    "Put the states back also where nothing is left to train: whoever uses the model next needs what was learnt.": {
        "    model": '    if saved["epoch"] >= epochs:\n        return\n    model'
    },
    "train_one_epoch steps the scheduler itself: a second step makes the learning rate fall too early.": {
        "train_one_epoch(epoch)": "train_one_epoch(epoch); scheduler.step()"
    },
    "Leave requires_grad alone: a frozen layer must stay frozen, and the others must go on learning.": (
        {"model.load": "model.requires_grad_(True).load"},
        {"model.load": "model.requires_grad_(False).load"},
    ),
    "Leave the mode alone: in evaluation mode the run would go on without dropout.": {"model.load": "model.eval().load"},
    "The optimiser still holds the old tensors, so nothing trains the new ones: copy into the model, without assign=True.": {
        'saved["model"]': 'saved["model"], assign=True'
    },
}

EXERCISE = Exercise(
    id="05.2",
    solution=go_on,
    cases=cases,
    use=use,
    hint="Three calls of load_state_dict, then a loop over a range. Which epoch is the first that is not done?",
    more_hints=(
        "The text says which of the parts goes on with the very tensors that it is given. That one needs a copy: "
        "copy.deepcopy(...).",
    ),
    otherwise="Put all three states back once, then call train_one_epoch(epoch) for each epoch that is left, and nothing else.",
    mistakes={
        "The optimiser goes on with the very tensors of `saved`, and every step writes into them: hand it a copy.": {
            _COPY: 'saved["optimizer"]'
        }
    }
    | {look: _also_without_a_copy(ways) for look, ways in MISTAKES.items()},
    free=("model.*: gradient", "saved: own"),
)

"""Exercises 04.2 and 04.3: write a checkpoint, and go on from one; and their judges."""

import copy
import pickle
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

import torch

from helpers.exercises.exercise import NotAttempted, WrongAnswer, call
from helpers.exercises.states import judge_condition, judge_tensors, same_state
from helpers.models import MLP

PARTS = ("model", "optimizer", "scheduler")


def save(path, epoch, model, optimizer, scheduler):
    """Write one file from which the run can go on."""
    torch.save(
        {
            "epoch": epoch,
            "model": model.state_dict(),
            "optimizer": optimizer.state_dict(),
            "scheduler": scheduler.state_dict(),
        },
        path,
    )


def go_on(saved, model, optimizer, scheduler, train_one_epoch, epochs):
    """Put everything back, then train the epochs that are left."""
    model.load_state_dict(saved["model"])
    optimizer.load_state_dict(saved["optimizer"])
    scheduler.load_state_dict(saved["scheduler"])
    for epoch in range(saved["epoch"] + 1, epochs + 1):
        train_one_epoch(epoch)


class _Run:
    """A small training: its three parts, the epochs it was asked for, and the states at the first of them."""

    def __init__(self, seed, adam, hidden_size=3):
        torch.manual_seed(seed)
        self.model = MLP(4, hidden_size, 2)
        make = torch.optim.Adam if adam else torch.optim.SGD
        self.optimizer = make(self.model.parameters(), lr=0.5) if adam else make(self.model.parameters(), lr=0.5, momentum=0.9)
        self.scheduler = torch.optim.lr_scheduler.StepLR(self.optimizer, step_size=2)
        self.inputs = torch.randn(6, 4)
        self.epochs, self.at_first = [], None

    def parts(self):
        return self.model, self.optimizer, self.scheduler

    def states(self):
        return {name: copy.deepcopy(part.state_dict()) for name, part in zip(PARTS, self.parts(), strict=True)}

    def train_one_epoch(self, epoch):
        self.at_first = self.at_first or self.states()
        self.epochs.append(epoch)
        self.optimizer.zero_grad()
        self.model(self.inputs).square().sum().backward()
        self.optimizer.step()
        self.scheduler.step()


def judge_save(answer):
    """Two runs of different optimisers, sizes and lengths; what the file holds is compared with the run."""
    for seed, adam, hidden_size, epochs in ((0, True, 3, 3), (1, False, 5, 4)):
        with torch.random.fork_rng(devices=[]), tempfile.TemporaryDirectory() as folder:
            run, path = _Run(seed, adam, hidden_size), Path(folder) / "checkpoint.pt"
            for epoch in range(1, epochs + 1):
                run.train_one_epoch(epoch)
            states = run.states()
            got = call(answer, path, epochs, *run.parts(), returns=False)
            if not path.exists():
                if got is ...:
                    raise NotAttempted
                look = "Call torch.save(..., path) with the path as it is given."
                raise WrongAnswer("a file at the path", "none there", look)
            _judge_file(_read(path), {"epoch": epochs, **states})
            if not same_state(run.states(), states):
                raise WrongAnswer("a run left as it was", "a changed one", "Saving must change nothing.")
            judge_condition(run.model)


def _read(path):
    try:
        return torch.load(path, weights_only=True)
    except pickle.UnpicklingError as error:
        refused = re.search(r"GLOBAL (\S+)", str(error))
        found = f"one that is refused, for its {refused[1]}" if refused else "one that is refused"
        look = "Use torch.save; put in state_dict() of each part, not the part itself, and else Python's own numbers and texts."
        raise WrongAnswer("a file that loads with weights_only=True", found, look) from error
    except Exception as error:
        look = "Write it with torch.save."
        raise WrongAnswer("a file of torch.save", f"one that gives {type(error).__name__}", look) from error


def _judge_file(found, expected):
    if not isinstance(found, Mapping):
        look = "Save one dictionary with a name for each entry."
        raise WrongAnswer("a dictionary", f"a {type(found).__name__}", look)
    missing = [name for name in expected if name not in found]
    if found.keys() == expected["model"].keys():
        look = "One state alone is not enough: the dictionary holds three of them, and the epoch."
        raise WrongAnswer(f"entries {', '.join(expected)}", "the model's state alone", look)
    others = [str(name) for name in found if name not in expected]
    if missing and others:
        look = "The names must be exactly these: whoever loads the file looks for them."
        raise WrongAnswer(f"entries {', '.join(expected)}", f"no {missing[0]}, but {', '.join(others[:4])}", look)
    if missing:
        look = f'Without "{missing[0]}" the run that goes on is another one.'
        raise WrongAnswer(f"entries {', '.join(expected)}", f"no {', no '.join(missing)}", look)
    if type(found["epoch"]) is not int or found["epoch"] != expected["epoch"]:
        look = "Save the last finished epoch as it is handed over; what to do next is decided on loading."
        raise WrongAnswer(f"epoch {expected['epoch']}", repr(found["epoch"]), look)
    for name in PARTS:
        if not same_state(found[name], expected[name]):
            look = f"Save {name}.state_dict() under {name!r}, unchanged."
            raise WrongAnswer(f"the whole state_dict() of the {name}", _other(found[name], expected[name]), look)


def _other(found, expected):
    if not isinstance(found, Mapping):
        return f"a value of type {type(found).__name__}"
    if found.keys() == expected.keys():
        return "its entries with other values"
    return f"a dictionary with the entries {', '.join(map(str, list(found)[:4]))}"


def judge_go_on(answer):
    """Runs of several lengths, one with nothing left; the epochs trained and the states at the first are compared."""
    for seed, adam, done, epochs in ((0, True, 3, 6), (1, False, 1, 5), (2, True, 4, 4)):
        with torch.random.fork_rng(devices=[]):
            first = _Run(seed, adam)
            for epoch in range(1, done + 1):
                first.train_one_epoch(epoch)
            saved = {"epoch": done, **first.states()}
            run = _Run(seed + 10, adam)
            run.inputs, start, own = first.inputs, run.states(), list(run.model.parameters())
            got = call(answer, copy.deepcopy(saved), *run.parts(), run.train_one_epoch, epochs, returns=False)
        if got is ... and not run.epochs and same_state(run.states(), start):
            raise NotAttempted
        _judge_epochs(run.epochs, done, epochs)
        judge_tensors(run.model, own)
        judge_condition(run.model)
        _judge_states(run.at_first or run.states(), saved, start, bool(run.epochs))
        for epoch in range(done + 1, epochs + 1):
            first.train_one_epoch(epoch)
        if not same_state(run.states(), first.states()):
            look = "Put the states back once, before the first epoch; train_one_epoch does all the rest, scheduler.step() too."
            raise WrongAnswer("the states of the uninterrupted run at the end", "others", look)


def _judge_epochs(trained, done, epochs):
    wanted = list(range(done + 1, epochs + 1))
    if trained == wanted:
        return
    look = "Call train_one_epoch(epoch) once for each epoch that is left, in order."
    if not wanted:
        look = "The run is finished: nothing is left to train."
    elif trained[:1] == [done]:
        look = "The saved epoch is finished: training it again is one epoch too many."
    elif trained[:1] == [1]:
        look = "Those before are done: start after the saved epoch."
    elif trained and trained[0] == 0:
        look = "Epochs are counted from 1 here, and the saved one is finished."
    elif trained == wanted[:-1]:
        look = "The last one is missing: range stops before its end."
    elif trained[: len(wanted)] == wanted and len(trained) > len(wanted):
        look = "`epochs` is the length of the whole run, not of what is left."
    elif trained and trained == wanted[1:]:
        look = "One epoch is skipped: the next one is saved epoch + 1."
    raise WrongAnswer(f"the epochs {wanted} after epoch {done} of {epochs}", trained, look)


def _judge_states(found, saved, start, trained):
    forgotten = [name for name in PARTS if not same_state(found[name], saved[name])]
    if not forgotten:
        return
    if len(forgotten) == len(PARTS):
        if not trained:
            look = "Put them back also when nothing is left to train: whoever uses the model next needs what was learnt."
            raise WrongAnswer("the saved states after the call", "those of a new run", look)
        look = "Call load_state_dict of all three before the first epoch."
        raise WrongAnswer("the saved states at the first epoch", "those of a new run", look)
    name = forgotten[0]
    reasons = {
        "model": "the weights are what was learnt so far",
        "optimizer": "what it remembers of the steps before would start at nothing",
        "scheduler": "the learning rate would fall at the wrong epochs",
    }
    was = "as in a new run" if same_state(found[name], start[name]) else "in another state"
    look = f"Put it back into the {name} that was handed over: {reasons[name]}."
    if was == "in another state":
        look = "Was it changed after it was put back? Call nothing else before the first epoch."
    raise WrongAnswer(f"the saved state of the {name} at the first epoch", f"one {was}", look)

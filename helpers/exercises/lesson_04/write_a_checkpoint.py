"""Exercise 04.2: one file from which a run can go on."""

import json
import pickle
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from torch import nn

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed

ENTRIES = ("epoch", "model", "optimizer", "scheduler")


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


def cases():
    """Three optimisers and schedulers; running means, frozen layers, 64 bits, two rates; a file that is there already."""
    schedulers = torch.optim.lr_scheduler
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
    with tempfile.TemporaryDirectory() as folder:
        run = model, optimizer, schedulers.StepLR(optimizer, step_size=2)
        yield _after(3, Path(folder) / "checkpoint.pt", *run, title="a run with Adam after 3 epochs")
    model = nn.Sequential(nn.Sequential(nn.Linear(4, 5, bias=False), nn.BatchNorm1d(5)), nn.Dropout(0.2), nn.Linear(5, 2))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    with tempfile.TemporaryDirectory() as folder:
        run = model, optimizer, schedulers.ExponentialLR(optimizer, 0.5)
        yield _after(4, Path(folder) / "run.bin", *run, title="a run with BatchNorm and momentum after 4 epochs")
    model = nn.Sequential(nn.Linear(4, 1, bias=False), nn.Linear(1, 1)).double()
    model[0].requires_grad_(False)
    optimizer = torch.optim.SGD([{"params": model[0].parameters(), "lr": 0.5}, {"params": model[1].parameters(), "lr": 0.1}])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "last.pt"
        path.write_bytes(bytes(100_000))
        run = model.eval(), optimizer, schedulers.CosineAnnealingLR(optimizer, 6)
        yield _after(1, path, *run, title="a run after 1 epoch, with another file at the path already")


def _after(epochs, path, *run, title):
    for _ in range(epochs):
        _train(*run)
    return Case(path, epochs, *run, title=title)


def _train(model, optimizer, scheduler):
    inputs = torch.linspace(-1, 1, 24, dtype=next(model.parameters()).dtype).reshape(6, 4)
    optimizer.zero_grad()
    loss = model(inputs).square().sum()
    if loss.requires_grad:  # an answer may have frozen the model
        loss.backward()
    optimizer.step()
    scheduler.step()


def use(answer, path, epoch, *run):
    """A checkpoint, one more epoch, and a checkpoint at the same path: what both files hold."""
    answer(path, epoch, *run)
    seen = _read(path, "the file")
    _train(*run)
    answer(path, epoch + 1, *run)
    seen |= _read(path, "the file one epoch later")
    beside = [found.name for found in sorted(path.parent.iterdir()) if found != path]
    return Observed(seen | {"files beside it": beside})


def _read(path, words):
    """What is in a file, by words; without a dictionary of the four entries, what is wrong with it."""
    try:
        found = torch.load(path, weights_only=True)
    except FileNotFoundError:
        return {words: "is not there"}
    except pickle.UnpicklingError as error:
        refused = re.search(r"GLOBAL (\S+)", str(error))
        name = refused[1].split(".")[-1] if refused else ""
        return {words: f"is refused by weights_only=True, for its {name}" if refused else "is none of torch.save's"}
    except Exception:
        return {words: "is none of torch.save's"}
    if not isinstance(found, Mapping):
        return {words: f"holds no dictionary, but a value of type {type(found).__name__}"}
    missing = [name for name in ENTRIES if name not in found]
    if missing:
        others = ", ".join(str(name) for name in found if name not in ENTRIES)
        lacks = "has none of the four" if len(missing) == len(ENTRIES) else f"has no {', no '.join(missing)}"
        return {words: f"{lacks}, but {others}" if others else lacks}
    return {words: "has the four entries"} | {f"{words}: {name}": found[name] for name in ENTRIES}


def _saves(keep=ENTRIES, as_state=lambda part: part.state_dict(), change=lambda entries: entries):
    """A checkpoint with something left out or changed."""

    def saving(path, epoch, model, optimizer, scheduler):
        parts = {"model": model, "optimizer": optimizer, "scheduler": scheduler}
        entries = {"epoch": epoch, **{name: as_state(part) for name, part in parts.items()}}
        torch.save(change({name: entries[name] for name in keep}), path)

    return saving


def _saves_other(**changes):
    """A checkpoint with entries that are made in another way, each of its own part."""

    def saving(path, epoch, model, optimizer, scheduler):
        parts = {"epoch": epoch, "model": model, "optimizer": optimizer, "scheduler": scheduler}
        own = {name: part if name == "epoch" else part.state_dict() for name, part in parts.items()}
        torch.save(own | {name: change(parts[name]) for name, change in changes.items()}, path)

    return saving


def _elsewhere(other):
    return lambda path, epoch, *run: save(other(path, epoch), epoch, *run)


def _appends(path, epoch, *run):
    with path.open("ab") as file:
        save(file, epoch, *run)


def _only_once(path, epoch, *run):
    if not path.exists():
        save(path, epoch, *run)


def _pickles(path, epoch, *run):
    parts = dict(zip(ENTRIES, [epoch, *(part.state_dict() for part in run)], strict=True))
    with path.open("wb") as file:
        pickle.dump(parts, file)


def _steps_too(path, epoch, model, optimizer, scheduler):
    save(path, epoch, model, optimizer, scheduler)
    optimizer.step()


def _steps_the_scheduler(path, epoch, model, optimizer, scheduler):
    scheduler.step()
    save(path, epoch, model, optimizer, scheduler)


EXERCISE = Exercise(
    id="04.2",
    solution=save,
    cases=cases,
    use=use,
    hint="torch.save takes one object and a path. Three of the four entries come from state_dict().",
    otherwise=(
        "Write one dictionary with torch.save: the epoch as it is handed over, and the unchanged state_dict() of each part."
    ),
    mistakes={
        "Without the optimiser's state, what it remembers of the steps before would start at nothing.": (
            _saves(("epoch", "model", "scheduler"))
        ),
        "Without the scheduler's state, the learning rate would fall at the wrong epochs.": _saves(
            ("epoch", "model", "optimizer")
        ),
        "Without the epoch nobody knows how much is left to train.": _saves(("model", "optimizer", "scheduler")),
        "One state alone is not enough: the dictionary holds three of them, and the epoch.": (
            _saves(change=lambda entries: entries["model"])
        ),
        "weights_only=True refuses whole objects: put in the state_dict() of each part, called with its brackets.": (
            _saves(as_state=lambda part: part),
            _saves(as_state=lambda part: part.state_dict),
            _saves_other(model=lambda model: model),
            _saves_other(optimizer=lambda optimizer: optimizer),
            _saves_other(scheduler=lambda scheduler: scheduler),
            lambda path, epoch, model, optimizer, scheduler: torch.save(model, path),
        ),
        "Save the last finished epoch as it is handed over; what to do next is decided on loading.": (
            _saves_other(epoch=lambda epoch: epoch + 1),
            _saves_other(epoch=lambda epoch: epoch - 1),
        ),
        "Save one dictionary, with a name for each entry.": (
            _saves(change=lambda entries: list(entries.values())),
            _saves(change=lambda entries: tuple(entries.values())),
        ),
        "The whole state_dict() of the optimiser must go in: its settings alone do not know the steps before.": (
            _saves_other(optimizer=lambda optimizer: {"param_groups": optimizer.state_dict()["param_groups"]}),
            _saves_other(optimizer=lambda optimizer: optimizer.state_dict()["param_groups"]),
        ),
        "Some layers keep averages beside their weights (lesson 07): state_dict() holds them, parameters() does not.": (
            _saves_other(model=lambda model: dict(model.named_parameters())),
            _saves_other(model=lambda model: {name: part.detach().clone() for name, part in model.named_parameters()}),
        ),
        "Write to the path exactly as it is given: whoever goes on looks there.": (
            _elsewhere(lambda path, epoch: path.with_name(f"epoch_{epoch}.pt")),
            _elsewhere(lambda path, epoch: path.with_name(f"{path.name}.pt")),
            _elsewhere(lambda path, epoch: path.with_suffix(".pth")),
            _elsewhere(lambda path, epoch: path.with_name("checkpoint.pth")),
        ),
        "A later checkpoint at the same path must replace the earlier one, and this file still loads as the earlier one.": (
            _appends,
            _only_once,
        ),
        "Write the file with torch.save, which torch.load can read.": (
            lambda path, epoch, *run: path.write_text(f"epoch: {epoch}", encoding="utf-8"),
            lambda path, epoch, *run: path.write_text(json.dumps({"epoch": epoch}), encoding="utf-8"),
            _pickles,
        ),
        "The names must be exactly epoch, model, optimizer and scheduler: whoever loads the file looks for them.": (
            _saves(change=lambda entries: {f"{name}_state": value for name, value in entries.items()}),
            _saves(change=lambda entries: {f"{name}_state_dict": value for name, value in entries.items()}),
            _saves(change=lambda e: {n if n == "epoch" else f"{n}_state_dict": value for n, value in e.items()}),
            _saves(change=lambda e: {n if n == "epoch" else f"{n}_state": value for n, value in e.items()}),
        ),
        "The epoch goes in as Python's own number: weights_only=True refuses NumPy's.": (_saves_other(epoch=np.int64)),
        "The epoch goes in as the number that it is: 3 is neither a text nor 3.0 nor a tensor.": (
            _saves_other(epoch=str),
            _saves_other(epoch=float),
            _saves_other(epoch=torch.tensor),
        ),
        "Save the weights with all their digits: fewer bits are other numbers.": (
            _saves_other(model=lambda model: {name: value.half() for name, value in model.state_dict().items()})
        ),
        "Saving must change nothing: no step belongs here.": (_steps_too, _steps_the_scheduler),
        "Leave the mode alone: in evaluation mode the run would go on without dropout.": (
            lambda path, epoch, model, *others: save(path, epoch, model.eval(), *others)
        ),
        "Leave requires_grad alone: a frozen model cannot go on learning.": (
            lambda path, epoch, model, *others: save(path, epoch, model.requires_grad_(False), *others)
        ),
    },
    free=("path: files", "result*: requires_grad"),
    tolerance=0.0,
    exact=True,
)

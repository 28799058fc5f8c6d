"""Exercise 05.1: one file from which a run can go on."""

import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

import torch

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed
from helpers.exercises.lesson_05.runs import run_with_a_frozen_layer, run_with_averages, small_run, train

ENTRIES = ("epoch", "model", "optimizer", "scheduler")


def save(path, epoch, model, optimizer, scheduler):
    """Write one file from which the run can go on."""
    saved = {
        "epoch": epoch,
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "scheduler": scheduler.state_dict(),
    }
    torch.save(saved, path)


def cases():
    """Three optimisers and schedulers; running means, frozen layers, 64 bits, two rates; a file that is there already."""
    for make, epochs, name, there, title in (
        (small_run, 3, "checkpoint.pt", False, "a run with Adam after 3 epochs"),
        (run_with_averages, 4, "run.bin", False, "a run with BatchNorm and momentum after 4 epochs"),
        (run_with_a_frozen_layer, 1, "last.pt", True, "a run after 1 epoch, with another file at the path already"),
    ):
        torch.manual_seed(epochs)
        run = make()
        for _ in range(epochs):
            train(*run)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            if there:
                path.write_bytes(bytes(100_000))
                run[0].eval()
            yield Case(path, epochs, *run, title=title)


def use(answer, path, epoch, *run):
    """A checkpoint, one more epoch, and a checkpoint at the same path: what both files hold."""
    answer(path, epoch, *run)
    seen = _read(path, "the file")
    train(*run)
    answer(path, epoch + 1, *run)
    seen |= _read(path, "the file one epoch later")
    beside = [found.name for found in sorted(path.parent.iterdir()) if found != path]
    return Observed(seen | {"files beside it": beside})


def _read(path, words):
    """What is in a file, without entries beside the four; or why it cannot be loaded."""
    try:
        found = torch.load(path, weights_only=True)
    except FileNotFoundError:
        return {words: "is not there"}
    except Exception as error:
        refused = re.search(r"GLOBAL (?:\w+\.)*(\w+)", str(error))
        why = f"is refused by weights_only=True, for its {refused[1]}" if refused else "is none of torch.save's"
        return {words: why}
    if isinstance(found, Mapping) and found.keys() >= set(ENTRIES):
        found = {name: found[name] for name in ENTRIES}
    return {words: "can be loaded", f"what is in {words}": found}


EXERCISE = Exercise(
    id="05.1",
    solution=save,
    cases=cases,
    use=use,
    hint="torch.save takes one object and a path. Three of the four entries come from state_dict().",
    otherwise=(
        "Write one dictionary with torch.save: the epoch as it is handed over, and the unchanged state_dict() of each part."
    ),
    mistakes={
        "Without the optimiser's state, what it remembers of the steps before would start at nothing.": {
            '"optimizer": optimizer.state_dict(),': ""
        },
        "Without the scheduler's state, the learning rate would fall at the wrong epochs.": {
            '"scheduler": scheduler.state_dict(),': ""
        },
        "Without the epoch nobody knows how much is left to train.": {'"epoch": epoch,': ""},
        "One state alone is not enough: the dictionary holds three of them, and the epoch.": {
            "save(saved": "save(model.state_dict()"
        },
        "weights_only=True refuses whole objects: put in the state_dict() of each part, called with its brackets.": (
            {".state_dict()": ""},
            {".state_dict()": ".state_dict"},
            {"optimizer.state_dict()": "optimizer"},
            {"scheduler.state_dict()": "scheduler"},
        ),
        "Save the last finished epoch as it is handed over; what to do next is decided on loading.": {": epoch,": ": epoch + 1,"},
        "Save one dictionary, with a name for each entry.": {"save(saved": "save(list(saved.values())"},
        "The whole state_dict() of the optimiser must go in: its settings alone do not know the steps before.": {
            "optimizer.state_dict()": 'optimizer.state_dict()["param_groups"]'
        },
        "Some layers keep averages beside their weights (lesson 07): state_dict() holds them, parameters() does not.": {
            "model.state_dict()": "dict(model.named_parameters())"
        },
        "Write to the path exactly as it is given: whoever goes on looks there.": (
            {"saved, path": 'saved, path.with_name(f"epoch_{epoch}.pt")'},
            {"saved, path": 'saved, path.with_suffix(".pth")'},
        ),
        "A later checkpoint at the same path must replace the earlier one, and this file still loads as the earlier one.": {
            "torch.save": "path.exists() or torch.save"
        },
        "Write the file with torch.save, which torch.load can read.": {"torch.save(saved, path)": "path.write_text(str(saved))"},
        "The names must be exactly epoch, model, optimizer and scheduler: whoever loads the file looks for them.": (
            {'": model': '_state_dict": model', '": opt': '_state_dict": opt', '": sched': '_state_dict": sched'},
            {'":': '_state":'},
        ),
        "Saving must change nothing: no step belongs here.": (
            {"torch.save": "scheduler.step(); torch.save"},
            {"path)": "path); optimizer.step()"},
        ),
        "Leave the mode alone: in evaluation mode the run would go on without dropout.": {
            "model.state_dict()": "model.eval().state_dict()"
        },
        "Leave requires_grad alone: a frozen model cannot go on learning.": {
            "model.state_dict()": "model.requires_grad_(False).state_dict()"
        },
    },
    free=("path: files", "result*: requires_grad"),
    tolerance=0.0,
    exact=True,
)

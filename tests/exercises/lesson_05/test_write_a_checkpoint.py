"""Exercise 05.1, beyond its own mistakes."""

import copy
import io
import json
import os
import pickle

import numpy as np
import torch

from helpers.exercises.lesson_05.write_a_checkpoint import ENTRIES, EXERCISE, save
from tests.exercises.judging import accepts, refuses


def entries(epoch, model, optimizer, scheduler):
    states = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "scheduler": scheduler.state_dict()}
    return {"epoch": epoch, **states}


def with_a_note_into_an_open_file(path, epoch, *run):
    with open(path, "wb") as file:
        torch.save({"note": "after an epoch", **entries(epoch, *run)}, file)


def beside_and_moved(path, epoch, *run):
    torch.save(copy.deepcopy(entries(epoch, *run)), path.with_suffix(".part"))
    os.replace(path.with_suffix(".part"), path)


def through_memory(path, epoch, *run):
    buffer = io.BytesIO()
    save(buffer, epoch, *run)
    path.write_bytes(buffer.getvalue())


def only_new_files(path, epoch, *run):
    with path.open("xb") as file:
        save(file, epoch, *run)


def leaves_a_copy_beside(path, epoch, *run):
    for place in (path, path.with_name("newest.pt")):
        save(place, epoch, *run)


def clears_the_slopes(path, epoch, model, optimizer, scheduler):
    save(path, epoch, model, optimizer, scheduler)
    optimizer.zero_grad()


def appends(path, epoch, *run):
    with path.open("ab") as file:
        save(file, epoch, *run)


def with_all(change):
    return lambda path, epoch, *run: torch.save(change(entries(epoch, *run)), path)


def with_other(**changes):
    """A checkpoint with entries that are made in another way, each of its own part."""

    def saving(path, *parts):
        named = dict(zip(ENTRIES, parts, strict=True))
        torch.save(entries(*parts) | {name: change(named[name]) for name, change in changes.items()}, path)

    return saving


def elsewhere(other):
    return lambda path, *parts: save(other(path), *parts)


test_right = accepts(
    EXERCISE,
    {
        "with a note, into an open file": with_a_note_into_an_open_file,
        "in another order": lambda path, epoch, *run: torch.save(dict(reversed(entries(epoch, *run).items())), path),
        "beside and moved": beside_and_moved,
        "through memory": through_memory,
        "returns the path": lambda path, *others: (save(path, *others), path)[1],
        "a path as text": lambda path, *others: save(str(path), *others),
        "ends with the dots of the stub": lambda path, *others: (save(path, *others), ...)[1],
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "only new files": (only_new_files, "FileExistsError"),
        "a copy beside it": (leaves_a_copy_beside, "files beside it"),
        "clears the slopes": (clears_the_slopes, "gradient"),
        "the last epoch from the scheduler": (
            lambda path, epoch, *run: torch.save(entries(0, *run), path),
            "the epoch as it is handed over",
        ),
        "the epoch before": (with_other(epoch=lambda epoch: epoch - 1), "the epoch as it is handed over"),
        "the epoch as a NumPy number": (with_other(epoch=np.int64), "refused by weights_only=True, for its scalar"),
        "the epoch as a text": (with_other(epoch=str), "['epoch']: a number, got a text"),
        "the epoch with a fraction": (with_other(epoch=float), "got type 'float'"),
        "the epoch as a tensor": (with_other(epoch=torch.tensor), "['epoch']: a number, got a tensor"),
        "the whole model in its entry": (with_other(model=lambda model: model), "refuses whole objects"),
        "the whole model alone": (lambda path, epoch, model, *others: torch.save(model, path), "refuses whole objects"),
        "weights in 16 bits": (
            with_other(model=lambda model: {name: value.half() for name, value in model.state_dict().items()}),
            "got type 'torch.float16'",
        ),
        "copies of the parameters alone": (
            with_other(model=lambda model: {name: part.detach().clone() for name, part in model.named_parameters()}),
            "keep averages beside their weights",
        ),
        "the optimizer's settings alone": (
            with_other(optimizer=lambda optimizer: {"param_groups": optimizer.state_dict()["param_groups"]}),
            "with 'state', got one without",
        ),
        "the optimizer's rate alone": (
            with_other(optimizer=lambda optimizer: {"lr": optimizer.param_groups[0]["lr"]}),
            "got one without, but with 'lr'",
        ),
        "a number for the scheduler": (
            with_other(scheduler=lambda scheduler: scheduler.last_epoch),
            "['scheduler']: a dictionary, got a number",
        ),
        "an empty optimizer": (with_other(optimizer=lambda _: {}), "with 'param_groups', 'state', got one without"),
        "nothing for the scheduler": (with_other(scheduler=lambda _: None), "['scheduler']: a dictionary, got None"),
        "a tuple": (with_all(lambda found: tuple(found.values())), "Save one dictionary, with a name for each entry"),
        "other names for all": (
            with_all(lambda found: {f"{name}_state_dict": value for name, value in found.items()}),
            "got one without, but with 'epoch_state_dict'",
        ),
        "other names for the states": (
            with_all(lambda found: {name if name == "epoch" else f"{name}_state": value for name, value in found.items()}),
            "got one without, but with 'model_state'",
        ),
        "another ending": (elsewhere(lambda path: path.with_name(f"{path.name}.pt")), "is not there"),
        "a name of its own": (elsewhere(lambda path: path.with_name("checkpoint.pth")), "is not there"),
        "a text": (
            lambda path, epoch, *run: path.write_text(f"epoch: {epoch}", encoding="utf-8"),
            "Write the file with torch.save",
        ),
        "pickled": (
            lambda path, *parts: path.write_bytes(pickle.dumps(entries(*parts))),
            "Write the file with torch.save",
        ),
        "the epoch as JSON": (
            lambda path, epoch, *run: path.write_text(json.dumps({"epoch": epoch}), encoding="utf-8"),
            "Write the file with torch.save",
        ),
        "appends": (appends, "one epoch later"),
        "two entries forgotten": (
            lambda path, epoch, model, *others: torch.save({"epoch": epoch, "model": model.state_dict()}, path),
            "with 'optimizer', 'scheduler', got one without",
        ),
        "seeds": (lambda path, *others: (torch.manual_seed(1), save(path, *others))[0], "what everybody else draws next"),
        "ends in training mode": (lambda path, epoch, model, *o: (save(path, epoch, model, *o), model.train())[0], "mode"),
    },
)

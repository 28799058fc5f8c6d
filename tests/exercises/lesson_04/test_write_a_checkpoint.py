"""Exercise 04.2, beyond its own mistakes."""

import copy
import io
import os

import torch

from helpers.exercises.lesson_04.write_a_checkpoint import EXERCISE, save
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


def with_other(**changes):
    return lambda path, epoch, *run: torch.save(entries(epoch, *run) | changes, path)


def the_first_rate_alone(path, epoch, model, optimizer, scheduler):
    rate = {"lr": optimizer.param_groups[0]["lr"]}
    torch.save(entries(epoch, model, optimizer, scheduler) | {"optimizer": rate}, path)


def the_last_epoch_of_the_scheduler_alone(path, epoch, model, optimizer, scheduler):
    torch.save(entries(epoch, model, optimizer, scheduler) | {"scheduler": scheduler.last_epoch}, path)


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
        "the optimizer's rate alone": (the_first_rate_alone, "got one without, but with 'lr'"),
        "a number for the scheduler": (the_last_epoch_of_the_scheduler_alone, "the file: scheduler: a dictionary, got a number"),
        "an empty optimizer": (with_other(optimizer={}), "with 'param_groups', 'state', got one without"),
        "nothing for the scheduler": (with_other(scheduler=None), "the file: scheduler: a dictionary, got None"),
        "two entries forgotten": (
            lambda path, epoch, model, *others: torch.save({"epoch": epoch, "model": model.state_dict()}, path),
            "has no optimizer, no scheduler",
        ),
        "seeds": (lambda path, *others: (torch.manual_seed(1), save(path, *others))[0], "what everybody else draws next"),
        "ends in training mode": (lambda path, epoch, model, *o: (save(path, epoch, model, *o), model.train())[0], "mode"),
    },
)

"""Answers to lesson 04 that the tests hand to its judges: what students typically write, and other right ways.

Those to 04.1 and 04.4 stand in ``answers_04_weights``.
"""

import copy
from pathlib import Path

import numpy as np
import torch

from helpers.exercises import answers_04_weights as weights
from helpers.exercises.resuming import PARTS, go_on, save


def _save(keep=("epoch", *PARTS), as_state=lambda part: part.state_dict(), change=lambda entries: entries):
    """A checkpoint for 04.2 with something left out or changed."""

    def saving(path, epoch, model, optimizer, scheduler):
        parts = {"model": model, "optimizer": optimizer, "scheduler": scheduler}
        entries = {"epoch": epoch, **{name: as_state(part) for name, part in parts.items()}}
        torch.save(change({name: entries[name] for name in keep}), path)

    return saving


def _save_elsewhere(path, epoch, model, optimizer, scheduler):
    save(Path(path).with_name(f"epoch_{epoch}.pt"), epoch, model, optimizer, scheduler)


def _save_settings_only(path, epoch, model, optimizer, scheduler):
    settings = {"param_groups": optimizer.state_dict()["param_groups"]}
    entries = {"epoch": epoch, "model": model.state_dict(), "optimizer": settings, "scheduler": scheduler.state_dict()}
    torch.save(entries, path)


def _save_text(path, epoch, model, optimizer, scheduler):
    Path(path).write_text(f"epoch: {epoch}", encoding="utf-8")


def _save_and_step(path, epoch, model, optimizer, scheduler):
    save(path, epoch, model, optimizer, scheduler)
    optimizer.step()


def _save_in_evaluation_mode(path, epoch, model, optimizer, scheduler):
    save(path, epoch, model.eval(), optimizer, scheduler)


def _save_piece_by_piece(path, epoch, model, optimizer, scheduler):
    entries = dict(zip(PARTS, (part.state_dict() for part in (model, optimizer, scheduler)), strict=True))
    with open(path, "wb") as file:
        torch.save(dict(entries, epoch=epoch, note="after an epoch"), file)


def _go_on(first=lambda done: done + 1, end=lambda done, epochs: epochs + 1, names=PARTS):
    """A resumed run for 04.3 with one of its lines changed."""

    def resumed(saved, model, optimizer, scheduler, train_one_epoch, epochs):
        for name, part in zip(PARTS, (model, optimizer, scheduler), strict=True):
            if name in names:
                part.load_state_dict(saved[name])
        for epoch in range(first(saved["epoch"]), end(saved["epoch"], epochs)):
            train_one_epoch(epoch)

    return resumed


def _put_back_at_the_end(saved, model, optimizer, scheduler, train_one_epoch, epochs):
    for epoch in range(saved["epoch"] + 1, epochs + 1):
        train_one_epoch(epoch)
    go_on(saved, model, optimizer, scheduler, train_one_epoch, saved["epoch"])


def _put_back_every_epoch(saved, model, optimizer, scheduler, train_one_epoch, epochs):
    go_on(copy.deepcopy(saved), model, optimizer, scheduler, train_one_epoch, saved["epoch"])
    for epoch in range(saved["epoch"] + 1, epochs + 1):
        model.load_state_dict(saved["model"])
        train_one_epoch(epoch)


def _nothing_when_done(saved, model, optimizer, scheduler, train_one_epoch, epochs):
    if saved["epoch"] < epochs:
        go_on(saved, model, optimizer, scheduler, train_one_epoch, epochs)


def _in_evaluation_mode(saved, model, optimizer, scheduler, train_one_epoch, epochs):
    go_on(saved, model.eval(), optimizer, scheduler, train_one_epoch, epochs)


def _assigned(saved, model, optimizer, scheduler, train_one_epoch, epochs):
    model.load_state_dict(saved["model"], assign=True)
    _go_on(names=("optimizer", "scheduler"))(saved, model, optimizer, scheduler, train_one_epoch, epochs)


def _save_frozen(path, epoch, model, optimizer, scheduler):
    save(path, epoch, model.requires_grad_(False), optimizer, scheduler)


def _go_on_with_while(saved, model, optimizer, scheduler, train_one_epoch, epochs):
    epoch = saved["epoch"]
    scheduler.load_state_dict(saved["scheduler"])
    optimizer.load_state_dict(saved["optimizer"])
    model.load_state_dict(saved["model"], strict=True)
    while epoch < epochs:
        epoch += 1
        train_one_epoch(epoch)
    return model


WRONG = weights.WRONG | {
    "04.2": {
        "optimizer forgotten": _save(("epoch", "model", "scheduler")),
        "scheduler forgotten": _save(("epoch", "model", "optimizer")),
        "epoch forgotten": _save(PARTS),
        "weights alone": _save(change=lambda entries: entries["model"]),
        "whole objects": _save(as_state=lambda part: part),
        "the next epoch": _save(change=lambda entries: {**entries, "epoch": entries["epoch"] + 1}),
        "a list": _save(change=lambda entries: list(entries.values())),
        "the optimizer's settings alone": _save_settings_only,
        "another path": _save_elsewhere,
        "a text": _save_text,
        "one more step": _save_and_step,
        "mode switched": _save_in_evaluation_mode,
        "other names": _save(change=lambda entries: {f"{name}_state": value for name, value in entries.items()}),
        "a NumPy number": _save(change=lambda entries: {**entries, "epoch": np.int64(entries["epoch"])}),
        "frozen": _save_frozen,
        "the epoch as text": _save(change=lambda entries: {**entries, "epoch": str(entries["epoch"])}),
        "weights of half the bits": _save(
            change=lambda entries: {**entries, "model": {name: value.half() for name, value in entries["model"].items()}}
        ),
    },
    "04.3": {
        "the saved epoch again": _go_on(first=lambda done: done),
        "one skipped": _go_on(first=lambda done: done + 2),
        "from the start": _go_on(first=lambda done: 1),
        "from 0": _go_on(first=lambda done: 0),
        "the last one missing": _go_on(end=lambda done, epochs: epochs),
        "as many again": _go_on(end=lambda done, epochs: done + epochs + 1),
        "one at least": _go_on(end=lambda done, epochs: max(done + 1, epochs) + 1),
        "optimizer forgotten": _go_on(names=("model", "scheduler")),
        "scheduler forgotten": _go_on(names=("model", "optimizer")),
        "model forgotten": _go_on(names=("optimizer", "scheduler")),
        "nothing put back": _go_on(names=()),
        "put back every epoch": _put_back_every_epoch,
        "nothing put back when done": _nothing_when_done,
        "evaluation mode": _in_evaluation_mode,
        "other tensors": _assigned,
    },
}

ALSO_RIGHT = weights.ALSO_RIGHT | {
    "04.2": {"with a note, into an open file": _save_piece_by_piece},
    "04.3": {"with while": _go_on_with_while},
}

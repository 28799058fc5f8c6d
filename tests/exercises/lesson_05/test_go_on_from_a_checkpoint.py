"""Exercise 05.2, beyond its own mistakes."""

import copy
import io

import torch

from helpers.exercises.lesson_05.go_on_from_a_checkpoint import EXERCISE, go_on
from tests.exercises.judging import accepts, refuses


def with_while(saved, model, optimizer, scheduler, train_one_epoch, epochs):
    epoch = saved["epoch"]
    saved = copy.deepcopy(saved)
    scheduler.load_state_dict(saved["scheduler"])
    optimizer.load_state_dict(saved["optimizer"])
    model.load_state_dict(saved["model"], strict=True)
    while epoch < epochs:
        epoch += 1
        train_one_epoch(epoch)
    return model


def with_continue(saved, model, optimizer, scheduler, train_one_epoch, epochs):
    for name, part in (("model", model), ("optimizer", optimizer), ("scheduler", scheduler)):
        part.load_state_dict(saved.pop(name))
    for epoch in range(1, epochs + 1):
        if epoch <= saved["epoch"]:
            continue
        train_one_epoch(epoch=epoch)


def through_a_file(saved, *others):
    file = io.BytesIO()
    torch.save(saved, file)
    file.seek(0)
    go_on(torch.load(file, weights_only=True), *others)


def puts_back_without_a_copy(saved, model, optimizer, scheduler):
    for name, part in (("model", model), ("optimizer", optimizer), ("scheduler", scheduler)):
        part.load_state_dict(saved[name])


def without_a_copy(first=1, last=1):
    """Trains from this epoch behind the saved one to this one before ``epochs + 2``."""

    def answer(saved, model, optimizer, scheduler, train_one_epoch, epochs):
        puts_back_without_a_copy(saved, model, optimizer, scheduler)
        for epoch in range(saved["epoch"] + first, epochs + last):
            train_one_epoch(epoch)

    return answer


def shallow_copy(saved, *others):
    without_a_copy()(copy.copy(saved), *others)


def copies_the_outer_dictionaries(saved, *others):
    without_a_copy()({name: dict(part) if isinstance(part, dict) else part for name, part in saved.items()}, *others)


def copies_the_model_alone(saved, *others):
    without_a_copy()(saved | {"model": copy.deepcopy(saved["model"])}, *others)


def with_a_new_optimizer(saved, model, optimizer, scheduler, train_one_epoch, epochs):
    new = type(optimizer)(model.parameters())
    model.load_state_dict(saved["model"])
    new.load_state_dict(saved["optimizer"])
    scheduler.load_state_dict(saved["scheduler"])
    for epoch in range(saved["epoch"] + 1, epochs + 1):
        train_one_epoch(epoch)


def counts_the_saved_epoch_on(saved, *others):
    saved["epoch"] += 1
    go_on(saved, *others)


def without_recording(*given):
    with torch.no_grad():
        go_on(*given)


def trains_each_twice(saved, model, optimizer, scheduler, train_one_epoch, epochs):
    go_on(saved, model, optimizer, scheduler, lambda epoch: (train_one_epoch(epoch), train_one_epoch(epoch)), epochs)


def backwards(saved, model, optimizer, scheduler, train_one_epoch, epochs):
    go_on(saved, model, optimizer, scheduler, train_one_epoch, 0)
    for epoch in range(epochs, saved["epoch"], -1):
        train_one_epoch(epoch)


def rates_anew(saved, model, optimizer, scheduler, train_one_epoch, epochs):
    go_on(saved, model, optimizer, scheduler, train_one_epoch, 0)
    for group in optimizer.param_groups:
        group["lr"] = group["initial_lr"]
    for epoch in range(saved["epoch"] + 1, epochs + 1):
        train_one_epoch(epoch)


def puts_back_the_parameters_alone(saved, model, optimizer, scheduler, train_one_epoch, epochs):
    kept = {name: value for name, value in saved["model"].items() if "running" not in name and "num_batches" not in name}
    model.load_state_dict(kept, strict=False)
    go_on(saved | {"model": model.state_dict()}, model, optimizer, scheduler, train_one_epoch, epochs)


def trains(epochs_of):
    """Everything put back, and these epochs trained."""

    def training(saved, *run, train_one_epoch, epochs):
        go_on(saved, *run, train_one_epoch, 0)
        for epoch in epochs_of(saved["epoch"], epochs):
            train_one_epoch(epoch)

    return lambda *given: training(*given[:4], train_one_epoch=given[4], epochs=given[5])


def puts_back_at_the_end(saved, model, optimizer, scheduler, train_one_epoch, epochs):
    for epoch in range(saved["epoch"] + 1, epochs + 1):
        train_one_epoch(epoch)
    go_on(saved, model, optimizer, scheduler, train_one_epoch, 0)


def puts_back_in_the_loop(saved, model, optimizer, scheduler, train_one_epoch, epochs):
    for epoch in range(saved["epoch"] + 1, epochs + 1):
        go_on(copy.deepcopy(saved), model, optimizer, scheduler, train_one_epoch, 0)
        train_one_epoch(epoch)


def puts_back_in_the_first_epoch(saved, model, optimizer, scheduler, train_one_epoch, epochs):
    for epoch in range(saved["epoch"] + 1, epochs + 1):
        if epoch == saved["epoch"] + 1:
            go_on(saved, model, optimizer, scheduler, train_one_epoch, 0)
        train_one_epoch(epoch)


def every_setting_alone(*names):
    """Of the optimiser's state, these settings of every group alone are put back."""

    def going_on(saved, model, optimizer, *others):
        state = optimizer.state_dict()
        for group, old in zip(state["param_groups"], saved["optimizer"]["param_groups"], strict=True):
            group.update({name: old[name] for name in names if name in old})
        go_on(saved | {"optimizer": state}, model, optimizer, *others)

    return going_on


def put_back_into_saved(saved, *others):
    kept = copy.deepcopy(saved["optimizer"])
    without_a_copy()(saved, *others)
    saved["optimizer"] = kept


def keeps_the_trained_state(saved, model, *others):
    go_on(saved, model, *others)
    saved["model"] = model.state_dict()


test_right = accepts(
    EXERCISE,
    {
        "with while": with_while,
        "through a file": through_a_file,
        "copies first": lambda saved, *others: go_on(copy.deepcopy(saved), *others),
        "a copy put back into saved": put_back_into_saved,
        "train first": lambda saved, model, *others: go_on(saved, model.train(), *others),
        "slopes cleared": lambda saved, model, *others: (model.zero_grad(), go_on(saved, model, *others))[1],
        "ends with the dots of the stub": lambda *given: (go_on(*given), ...)[1],
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "without a copy": (without_a_copy(), "hand it a copy"),
        "a copy of the outermost dictionary": (shallow_copy, "hand it a copy"),
        "copies of the outer dictionaries": (copies_the_outer_dictionaries, "hand it a copy"),
        "a copy of the weights alone": (copies_the_model_alone, "hand it a copy"),
        "without a copy, one epoch skipped": (without_a_copy(first=2), "One epoch is skipped"),
        "without a copy, one epoch too many": (without_a_copy(first=0), "one epoch too many"),
        "without a copy, the last one missing": (without_a_copy(last=0), "The last epoch is missing"),
        "entries taken out of what was handed over": (with_continue, "must stay as it is"),
        "a new optimizer of that kind": (with_a_new_optimizer, "uses that one, and no new one"),
        "the saved epoch counted on": (counts_the_saved_epoch_on, "got [5, 6]"),
        "without recording": (without_recording, "does not require grad"),
        "each epoch twice": (trains_each_twice, "got [4, 4, 5, 5, 6, 6]"),
        "backwards": (backwards, "got [6, 5, 4]"),
        "rates anew": (rates_anew, "optimizer at the first epoch['param_groups'][0]['lr']"),
        "averages forgotten": (puts_back_the_parameters_alone, "running_mean"),
        "epochs as texts": (
            lambda *given: go_on(*given[:4], lambda epoch: given[4](str(epoch)), given[5]),
            "got ['4', '5', '6']",
        ),
        "no epoch handed over": (
            lambda *given: go_on(*given[:4], lambda epoch: given[4](), given[5]),
            "Keep the arguments of the stub",
        ),
        "frozen too early": (lambda saved, model, *o: go_on(saved, model.requires_grad_(False), *o), "Leave requires_grad alone"),
        "frozen afterwards": (
            lambda saved, model, *o: (go_on(saved, model, *o), model.requires_grad_(False))[0],
            "Leave requires_grad alone",
        ),
        "from nothing to the end": (trains(lambda done, epochs: range(epochs + 1)), "got [0, 1, 2, 3, 4, 5, 6]"),
        "from the first to the last but one": (trains(lambda done, epochs: range(1, epochs)), "got [1, 2, 3, 4, 5]"),
        "as many epochs again": (trains(lambda done, epochs: range(done, done + epochs)), "got [3, 4, 5, 6, 7, 8]"),
        "at least one epoch": (
            trains(lambda done, epochs: range(done + 1, max(done + 1, epochs) + 1)),
            "expected epochs trained: [], got [5]",
        ),
        "put back at the end": (puts_back_at_the_end, "Put all three states back once"),
        "all put back in every epoch": (puts_back_in_the_loop, "Put all three states back once"),
        "put back in the first epoch": (puts_back_in_the_first_epoch, "also where nothing is left to train"),
        "every learning rate, but no memory": (every_setting_alone("lr"), "optimizer at the first epoch['state']"),
        "every setting, but no memory": (every_setting_alone("lr", "betas", "momentum", "initial_lr"), "optimizer at the first"),
        "saved gets the trained weights": (keeps_the_trained_state, "must stay as it is"),
        "seeds": (lambda *given: (torch.manual_seed(1), go_on(*given))[1], "what everybody else draws next"),
    },
)

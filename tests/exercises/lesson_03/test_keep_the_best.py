"""Exercise 03.6, beyond its own mistakes."""

import copy

import torch
from torch.nn.functional import cross_entropy

from helpers.exercises.lesson_03.keep_the_best import EXERCISE
from tests.exercises.judging import accepts, refuses


def look(model, validation):
    model.eval()
    with torch.no_grad():
        logits = model(validation[0])
    return (logits.argmax(1) == validation[1]).float().mean().item(), cross_entropy(logits, validation[1]).item()


def step(model, optimizer, inputs, labels):
    model.train()
    optimizer.zero_grad()
    cross_entropy(model(inputs), labels).backward()
    optimizer.step()


def written_out(model, optimizer, part, validation, change, epochs):
    best_right, lowest = look(model, validation)
    best, kept = 0, {name: value.clone() for name, value in model.state_dict().items()}
    for epoch in range(1, epochs + 1):
        step(model, optimizer, change(part[0]), part[1])
        right, loss = look(model, validation)
        if right > best_right or (right == best_right and loss < lowest):
            best, best_right, lowest = epoch, right, loss
            kept = {name: value.clone() for name, value in model.state_dict().items()}
    model.load_state_dict(kept)
    return best


def keeps_them_all(model, optimizer, part, validation, change, epochs):
    looks, states = [], []
    for epoch in range(epochs + 1):
        if epoch:
            step(model, optimizer, change(part[0]), part[1])
        right, loss = look(model, validation)
        looks.append((-right, loss))
        states.append(copy.deepcopy(model.state_dict()))
    best = looks.index(min(looks))
    model.load_state_dict(states[best])
    return best


def shallow(model, optimizer, part, validation, change, epochs):
    best, best_look, kept = 0, look(model, validation), dict(model.state_dict())
    for epoch in range(1, epochs + 1):
        step(model, optimizer, change(part[0]), part[1])
        right, loss = look(model, validation)
        if (right, -loss) > (best_look[0], -best_look[1]):
            best, best_look, kept = epoch, (right, loss), model.state_dict().copy()
    model.load_state_dict(kept)
    return best


def stops_when_it_gets_worse(model, optimizer, part, validation, change, epochs):
    best, best_look, kept = 0, look(model, validation), copy.deepcopy(model.state_dict())
    for epoch in range(1, epochs + 1):
        step(model, optimizer, change(part[0]), part[1])
        right, loss = look(model, validation)
        if (right, -loss) <= (best_look[0], -best_look[1]):
            break
        best, best_look, kept = epoch, (right, loss), copy.deepcopy(model.state_dict())
    model.load_state_dict(kept)
    return best


def moves_once(model, optimizer, part, validation, change, epochs):
    moved = change(part[0])
    return written_out(model, optimizer, (moved, part[1]), validation, lambda inputs: inputs, epochs)


def either_will_do(model, optimizer, part, validation, change, epochs):
    best, (most, lowest), kept = 0, look(model, validation), copy.deepcopy(model.state_dict())
    for epoch in range(1, epochs + 1):
        step(model, optimizer, change(part[0]), part[1])
        right, loss = look(model, validation)
        if right > most or loss < lowest:
            best, most, lowest, kept = epoch, right, loss, copy.deepcopy(model.state_dict())
    model.load_state_dict(kept)
    return best


def either_record_will_do(model, optimizer, part, validation, change, epochs):
    best, (most, lowest), kept = 0, look(model, validation), copy.deepcopy(model.state_dict())
    for epoch in range(1, epochs + 1):
        step(model, optimizer, change(part[0]), part[1])
        right, loss = look(model, validation)
        if right > most or loss < lowest:
            best, kept = epoch, copy.deepcopy(model.state_dict())
        most, lowest = max(most, right), min(lowest, loss)
    model.load_state_dict(kept)
    return best


def training_mode_once(model, optimizer, part, validation, change, epochs):
    best, (most, lowest), kept = 0, look(model, validation), copy.deepcopy(model.state_dict())
    model.train()
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad()
        cross_entropy(model(change(part[0])), part[1]).backward()
        optimizer.step()
        right, loss = look(model, validation)
        if (right, -loss) > (most, -lowest):
            best, most, lowest, kept = epoch, right, loss, copy.deepcopy(model.state_dict())
    model.load_state_dict(kept)
    model.eval()
    return best


def looks_before_the_step(model, optimizer, part, validation, change, epochs):
    best, best_look = 0, None
    for epoch in range(epochs):
        right, loss = look(model, validation)
        if best_look is None or (right, -loss) > best_look:
            best, best_look, kept = epoch, (right, -loss), copy.deepcopy(model.state_dict())
        step(model, optimizer, change(part[0]), part[1])
    model.eval()
    if epochs:
        model.load_state_dict(kept)
    return best


test_right = accepts(EXERCISE, {"written out": written_out, "keeps them all": keeps_them_all})
test_wrong = refuses(
    EXERCISE,
    {
        "a shallow copy": (shallow, "what was kept is no copy"),
        "stops when it gets worse": (stops_when_it_gets_worse, "keep a copy if"),
        "never looks after the last step": (looks_before_the_step, "after the last step was never looked at"),
        "moves once": (moves_once, "call change anew for each step"),
        "more right, or a lower loss": (either_will_do, "does not make up for fewer right answers"),
        "more right or a lower loss than ever": (either_record_will_do, "does not make up for fewer right answers"),
        "training mode once": (training_mode_once, "model.train() comes back before the step"),
        "a copy of the model is trained": (
            lambda model, *given: (written_out(copy.deepcopy(model), *given), model.eval())[0],
            "Train the model that was handed over",
        ),
    },
)

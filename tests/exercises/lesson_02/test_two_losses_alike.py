"""Exercise 02.3, beyond its own mistakes."""

import torch
from torch import nn

from helpers.exercises.lesson_02.two_losses_alike import EXERCISE, two_losses
from helpers.training import evaluate, train_one_epoch
from tests.exercises.judging import accepts, refuses


def with_the_helpers(model, optimizer, train, validation, epochs):
    inputs, labels, is_wrong = train
    right = inputs[~is_wrong], labels[~is_wrong]
    price, found = nn.CrossEntropyLoss(), ([], [])
    for epoch in range(epochs + 1):
        for losses, part in zip(found, (right, validation), strict=True):
            losses.append(evaluate(model, [part], price).loss)
        if epoch < epochs:
            train_one_epoch(model, [(inputs, labels)], price, optimizer)
    return found


def the_lesson_own_loop(model, optimizer, train, validation, epochs):
    price, found = nn.CrossEntropyLoss(), ([], [])
    for epoch in range(epochs + 1):
        for losses, part in zip(found, (train[:2], validation), strict=True):
            losses.append(evaluate(model, [part], price).loss)
        if epoch < epochs:
            train_one_epoch(model, [train[:2]], price, optimizer)
    return found


def learns_from_right_labels_only(model, optimizer, train, validation, epochs):
    inputs, labels, is_wrong = train
    right = inputs[~is_wrong], labels[~is_wrong], is_wrong[~is_wrong]
    return two_losses(model, optimizer, right, validation, epochs)


def last_look_after_the_loop(model, optimizer, train, validation, epochs):
    price, curves = nn.CrossEntropyLoss(), ([], [])
    measured = train[0], train[1], torch.where(~train[2])[0]

    def look():
        model.eval()
        with torch.inference_mode():
            for curve, (inputs, labels, chosen) in zip(curves, (measured, (*validation, slice(None))), strict=True):
                curve.append(price(model(inputs)[chosen], labels[chosen]))  # chosen after the prediction
        model.train()

    for _ in range(epochs):
        look()
        optimizer.zero_grad(set_to_none=False)
        price(model(train[0]), train[1]).backward()
        optimizer.step()
    look()
    return curves


def a_new_optimizer(model, optimizer, train, validation, epochs):
    return two_losses(model, torch.optim.SGD(model.parameters(), lr=0.3), train, validation, epochs)


def keeps_the_graphs(model, optimizer, train, validation, epochs):
    inputs, labels, is_wrong = train
    price, curves = nn.CrossEntropyLoss(), ([], [])
    for epoch in range(epochs + 1):
        model.eval()
        curves[0].append(price(model(inputs[~is_wrong]), labels[~is_wrong]))
        curves[1].append(price(model(validation[0]), validation[1]))
        model.train()
        if epoch < epochs:
            optimizer.zero_grad()
            price(model(inputs), labels).backward()
            optimizer.step()
    return curves


def in_batches_of_100(model, optimizer, train, validation, epochs):
    inputs, labels, is_wrong = train
    price, curves = nn.CrossEntropyLoss(), ([], [])
    batches = list(zip(inputs.split(100), labels.split(100), strict=True))
    for epoch in range(epochs + 1):
        for curve, part in zip(curves, ((inputs[~is_wrong], labels[~is_wrong]), validation), strict=True):
            curve.append(evaluate(model, [part], price).loss)
        if epoch < epochs:
            train_one_epoch(model, batches, price, optimizer)
    return curves


def before_and_after(when):
    """An answer that measures the training and the validation loss before or after the step, by two letters."""

    def answer(model, optimizer, train, validation, epochs):
        inputs, labels, is_wrong = train
        parts = (inputs[~is_wrong], labels[~is_wrong]), validation
        price, curves = nn.CrossEntropyLoss(), ([], [])
        for epoch in range(epochs + 1):
            for now in "ba":
                for curve, part, mine in zip(curves, parts, when, strict=True):
                    if mine == now:
                        curve.append(evaluate(model, [part], price).loss)
                if now == "b" and epoch < epochs:
                    train_one_epoch(model, [(inputs, labels)], price, optimizer)
        return curves

    return answer


def her_own_program(model, optimizer, train, validation, epochs):
    price, curves = nn.CrossEntropyLoss(), ([], [])
    for _ in range(epochs):
        curves[0].append(train_one_epoch(model, [train[:2]], price, optimizer))
        curves[1].append(evaluate(model, [validation], price).loss)
    return curves


test_right = accepts(
    EXERCISE,
    {
        "with the helpers": with_the_helpers,
        "last look after the loop": last_look_after_the_loop,
        "as arrays": lambda *given: [torch.tensor(curve, dtype=torch.float64) for curve in two_losses(*given)],
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "only the training losses": (lambda *given: two_losses(*given)[0], "two are asked for"),
        "the lesson's own loop": (the_lesson_own_loop, "measured on the wrong labels too"),
        "learns from right labels only": (learns_from_right_labels_only, "learns from all training examples"),
        "mini-batches of 100": (in_batches_of_100, "what a step learns from"),
        "a new optimiser": (a_new_optimizer, "optimizer that is given"),
        "left in evaluation mode": (lambda model, *rest: (two_losses(model, *rest), model.eval())[0], "in training mode"),
        "with their graphs": (keeps_the_graphs, "hold the graph"),
        "both after the step": (before_and_after("aa"), "comes before the first step"),
        "training before, validation after": (before_and_after("ba"), "Measure both before"),
        "training after, validation before": (before_and_after("ab"), "Measure both before"),
        "her own program": (her_own_program, "Those are her curves"),
        "rounded": (lambda *given: [[round(x, 2) for x in curve] for curve in two_losses(*given)], "Return it unrounded"),
        "nothing": (lambda *given: None, "None"),
        "as texts": (lambda *given: [[f"{x:.2f}" for x in curve] for curve in two_losses(*given)], "expected"),
    },
)

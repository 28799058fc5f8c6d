"""Exercise 14.5, beyond its own mistakes."""

import copy

import torch
from torch import nn

from helpers import training
from helpers.exercises.lesson_14.accumulate_gradients import EXERCISE, accumulate
from helpers.training import accumulate_gradients
from tests.exercises.judging import accepts, refuses


def divides_at_the_end(model, micro_batches, loss_function):
    for parameter in model.parameters():
        parameter.grad = None
    total = 0
    for inputs, labels in micro_batches:
        (loss_function(model(inputs), labels) * labels.shape[0]).backward()
        total += labels.shape[0]
    for parameter in model.parameters():
        parameter.grad /= total


def looks_first(model, micro_batches, loss_function):
    model.zero_grad()
    total = sum(len(labels) for _, labels in micro_batches)
    for inputs, labels in micro_batches:
        assert loss_function(model(inputs), labels).item() >= 0
        (loss_function(model(inputs), labels) * len(labels) / total).backward()


def with_autograd_grad(model, micro_batches, loss_function):
    parts = list(model.parameters())
    total, sums = sum(len(labels) for _, labels in micro_batches), [torch.zeros_like(part) for part in parts]
    for inputs, labels in micro_batches:
        gradients = torch.autograd.grad(loss_function(model(inputs), labels), parts)
        sums = [old + len(labels) / total * new for old, new in zip(sums, gradients, strict=True)]
    for part, gradient in zip(parts, sums, strict=True):
        part.grad = gradient


def in_a_copy(model, micro_batches, loss_function):
    twin = copy.deepcopy(model)
    accumulate(twin, micro_batches, loss_function)
    for parameter, its_twin in zip(model.parameters(), twin.parameters(), strict=True):
        parameter.grad = its_twin.grad


def writes_the_losses_down(model, micro_batches, loss_function):
    model.zero_grad()
    losses, total = [], sum(len(labels) for _, labels in micro_batches)
    for inputs, labels in micro_batches:
        loss = loss_function(model(inputs), labels)
        (loss * len(labels) / total).backward()
        losses.append(loss.item())
    return losses


def one_example_at_a_time(model, micro_batches, loss_function):
    model.zero_grad()
    total = sum(len(labels) for _, labels in micro_batches)
    for inputs, labels in micro_batches:
        for place in range(len(labels)):
            (loss_function(model(inputs[place : place + 1]), labels[place : place + 1]) / total).backward()


def keeps_every_graph(model, micro_batches, loss_function):
    """The very thing that is forbidden, behind a backward() for each loss."""
    model.zero_grad()
    total, losses = sum(len(labels) for _, labels in micro_batches), []
    for inputs, labels in micro_batches:
        losses.append(loss_function(model(inputs), labels) * len(labels) / total)
        losses[-1].backward(retain_graph=True)


def backward_in_a_second_loop(model, micro_batches, loss_function):
    model.zero_grad()
    total = sum(len(labels) for _, labels in micro_batches)
    losses = [loss_function(model(inputs), labels) * len(labels) / total for inputs, labels in micro_batches]
    for loss in losses:
        loss.backward()


def takes_them_out(model, micro_batches, loss_function):
    accumulate(model, micro_batches, loss_function)
    micro_batches.clear()


def with_sgd(model, micro_batches, loss_function):
    accumulate(model, micro_batches, loss_function)
    torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9).step()


def drops_small_ones(model, micro_batches, loss_function):
    accumulate(model, [pair for pair in micro_batches if len(pair[1]) == len(micro_batches[0][1])], loss_function)


def rounds(model, micro_batches, loss_function):
    accumulate(model, micro_batches, loss_function)
    for parameter in model.parameters():
        parameter.grad = parameter.grad.round(decimals=2)


def freezes_the_last_layer(model, micro_batches, loss_function):
    accumulate(model, micro_batches, loss_function)
    list(model.children())[-1].requires_grad_(False)


def scales_inputs_in_place(model, micro_batches, loss_function):
    accumulate(model, micro_batches, loss_function)
    micro_batches[-1][0].mul_(2)


def one_backward(weigh, clear):
    """A sum of the losses, each times what ``weigh`` makes of its share and their number; every graph is held."""

    def run(model, micro_batches, loss_function):
        total = sum(len(labels) for _, labels in micro_batches)
        if clear:
            model.zero_grad()
        sum(
            loss_function(model(inputs), labels) * weigh(len(labels) / total, len(micro_batches))
            for inputs, labels in micro_batches
        ).backward()

    return run


def divides_twice(model, micro_batches, loss_function):
    accumulate(model, micro_batches, loss_function)
    for parameter in model.parameters():
        parameter.grad /= len(micro_batches)


def divides_twice_and_keeps_the_old(model, micro_batches, loss_function):
    total = sum(len(labels) for _, labels in micro_batches)
    for inputs, labels in micro_batches:
        (loss_function(model(inputs), labels) * len(labels) / total / len(micro_batches)).backward()


def last_at_full_weight(model, micro_batches, loss_function):
    model.zero_grad()
    for inputs, labels in micro_batches[-1:]:
        loss_function(model(inputs), labels).backward()


def step_and_clear(model, micro_batches, loss_function):
    with_sgd(model, micro_batches, loss_function)
    model.zero_grad()


def zeros_at_the_end(model, micro_batches, loss_function):
    accumulate(model, micro_batches, loss_function)
    for parameter in model.parameters():
        parameter.grad.zero_()


def calls_the_helper(model, micro_batches, loss_function):
    model.zero_grad()
    accumulate_gradients(model, micro_batches, loss_function)


def calls_the_helper_by_its_module(model, micro_batches, loss_function):
    for parameter in model.parameters():
        parameter.grad = None
    return training.accumulate_gradients(model, micro_batches, loss_function)


test_right = accepts(
    EXERCISE,
    {
        "divides at the end": divides_at_the_end,
        "looks at the loss first": looks_first,
        "with autograd.grad": with_autograd_grad,
        "in a copy": in_a_copy,
        "writes the losses down": writes_the_losses_down,
        "one example at a time": one_example_at_a_time,
        "in training mode": lambda model, *given: accumulate(model.train(), *given),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "calls the helper": (calls_the_helper, "without accumulate_gradients"),
        "calls the helper by its module": (calls_the_helper_by_its_module, "without accumulate_gradients"),
        "calls the helper on top": (lambda *given: accumulate_gradients(*given), "without accumulate_gradients"),
        "keeps every graph": (keeps_every_graph, "without retain_graph=True"),
        "backward in a second loop": (backward_in_a_second_loop, "backward() for each micro-batch inside the loop"),
        "takes the micro-batches out": (takes_them_out, "micro_batches"),
        "with a step of its own": (with_sgd, "No step is asked for"),
        "with a step and zero_grad()": (step_and_clear, "weights as they were"),
        "zeros at the end": (zeros_at_the_end, "No gradient is left"),
        "leaves the last out": (lambda model, pieces, loss: accumulate(model, pieces[:-1], loss), "counts by its examples"),
        "the last at full weight": (last_at_full_weight, "The last micro-batch alone"),
        "divides twice": (divides_twice, "counts by its examples"),
        "divides twice, old gradients": (divides_twice_and_keeps_the_old, "counts by its examples"),
        "one backward() for all": (one_backward(lambda share, count: share, clear=True), "backward() for each"),
        "one backward() for all, old gradients": (one_backward(lambda share, count: share, clear=False), "backward() for each"),
        "one backward() for the mean": (one_backward(lambda share, count: 1 / count, clear=True), "backward() for each"),
        "one backward() for the sum": (one_backward(lambda share, count: 1, clear=True), "backward() for each"),
        "drops small ones": (drops_small_ones, "counts by its examples"),
        "rounds": (rounds, "unrounded"),
        "freezes the last layer": (freezes_the_last_layer, "requires_grad"),
        "scales inputs in place": (scales_inputs_in_place, "make something new"),
        "in evaluation mode": (lambda model, *given: accumulate(model.eval(), *given), "mode"),
        "a loss of its own": (
            lambda model, pieces, loss_function: accumulate(model, pieces, nn.CrossEntropyLoss(label_smoothing=0.1)),
            "counts by its examples",
        ),
    },
)

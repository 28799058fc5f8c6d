"""Answers to lesson 01 that the tests hand to its judges: what students typically write, and other right ways."""

import torch
from torch import nn

from helpers.exercises.lesson_01 import scale, sgd_step, training_step

# --- 01.3 and 01.4 need statements; the others fit into one expression each below -------------------------


def _step_without_no_grad(parameters, learning_rate):
    for parameter in parameters:
        parameter -= learning_rate * parameter.grad


def _step_uphill(parameters, learning_rate):
    with torch.no_grad():
        for parameter in parameters:
            parameter += learning_rate * parameter.grad


def _step_without_learning_rate(parameters, learning_rate):
    with torch.no_grad():
        for parameter in parameters:
            parameter -= parameter.grad


def _step_on_a_copy(parameters, learning_rate):
    with torch.no_grad():
        for parameter in parameters:
            parameter = parameter - learning_rate * parameter.grad


def _step_on_the_first(parameters, learning_rate):
    with torch.no_grad():
        parameters[0] -= learning_rate * parameters[0].grad


def _step_of_the_first_number(parameters, learning_rate):
    with torch.no_grad():
        for parameter in parameters:
            parameter.view(-1)[0] -= learning_rate * parameter.grad.view(-1)[0]


def _step_switched_off(parameters, learning_rate):
    for parameter in parameters:
        parameter.requires_grad_(False)
        parameter -= learning_rate * parameter.grad


def _step_that_spoils_the_gradients(parameters, learning_rate):
    with torch.no_grad():
        for parameter in parameters:
            parameter.grad *= learning_rate
            parameter -= parameter.grad


def _step_at_a_fixed_rate(parameters, learning_rate):
    sgd_step(parameters, 0.1)


def _step_and_dots(parameters, learning_rate):
    sgd_step(parameters, learning_rate)
    return ...


def _step_with_optimizer(parameters, learning_rate):
    torch.optim.SGD(parameters, lr=learning_rate).step()


def _training(loss_of, order, result=lambda loss: loss.item()):
    """A training step with its calls in another order: z = zero_grad, b = backward, s = step."""

    def step(model, inputs, labels, optimizer):
        loss = loss_of(model(inputs), labels)
        calls = {"z": optimizer.zero_grad, "b": loss.backward, "s": optimizer.step}
        for letter in order:
            calls[letter]()
        return result(loss)

    return step


def _loss_after_the_step(model, inputs, labels, optimizer):
    training_step(model, inputs, labels, optimizer)
    return nn.functional.cross_entropy(model(inputs), labels).item()


def _without_argmax(model, inputs, labels, optimizer):
    loss = nn.functional.cross_entropy(model(inputs).argmax(dim=1), labels)
    loss.backward()
    optimizer.step()
    return loss.item()


def _scale_by(part, source):
    low, high = source.min(dim=0).values, source.max(dim=0).values
    return (part - low) / (high - low)


CROSS_ENTROPY = nn.functional.cross_entropy

WRONG = {
    "01.1": {
        "counts": lambda logits, labels: (logits.argmax(dim=1) == labels).sum().item(),
        "per cent": lambda logits, labels: 100 * (logits.argmax(dim=1) == labels).float().mean().item(),
        "compares the largest logit itself": lambda logits, labels: (logits.max(dim=1).values == labels).float().mean().item(),
        "argmax down the columns": lambda logits, labels: (logits.argmax(dim=0) == labels).float().mean().item(),
        "answers in text": lambda logits, labels: f"{(logits.argmax(dim=1) == labels).float().mean().item():.0%}",
        "rounded": lambda logits, labels: round((logits.argmax(dim=1) == labels).float().mean().item(), 1),
        "smallest logit": lambda logits, labels: (logits.argmin(dim=1) == labels).float().mean().item(),
        "does not average": lambda logits, labels: logits.argmax(dim=1) == labels,
        "share of mistakes": lambda logits, labels: 1 - (logits.argmax(dim=1) == labels).float().mean().item(),
        "forgets return": lambda logits, labels: None,
        "takes one argument": lambda logits: 0.6,
    },
    "01.2": {
        "each part by itself": lambda train, test: (_scale_by(train, train), _scale_by(test, test)),
        "fitted on both parts": lambda train, test: tuple(_scale_by(part, torch.cat([train, test])) for part in (train, test)),
        "one range for all columns": lambda train, test: tuple(
            (p - train.min()) / (train.max() - train.min()) for p in (train, test)
        ),
        "standardised": lambda train, test: tuple((p - train.mean(dim=0)) / train.std(dim=0) for p in (train, test)),
        "divided by the largest": lambda train, test: tuple(part / train.max(dim=0).values for part in (train, test)),
        "test part first": lambda train, test: scale(train, test)[::-1],
        "as arrays": lambda train, test: tuple(part.numpy() for part in scale(train, test)),
        "clipped": lambda train, test: tuple(part.clamp(0, 1) for part in scale(train, test)),
        "only the test part": lambda train, test: scale(train, test)[1],
    },
    "01.3": {
        "without no_grad": _step_without_no_grad,
        "uphill": _step_uphill,
        "without the learning rate": _step_without_learning_rate,
        "on a copy": _step_on_a_copy,
        "only the first parameter": _step_on_the_first,
        "only the first number of each": _step_of_the_first_number,
        "always at rate 0.1": _step_at_a_fixed_rate,
        "switched off": _step_switched_off,
        "spoils the gradients": _step_that_spoils_the_gradients,
    },
    "01.4": {
        "without zero_grad": _training(CROSS_ENTROPY, "bs"),
        "clears between backward and step": _training(CROSS_ENTROPY, "bzs"),
        "without step": _training(CROSS_ENTROPY, "zb"),
        "softmax first": _training(lambda logits, labels: CROSS_ENTROPY(logits.softmax(dim=1), labels), "zbs"),
        "sum, not mean": _training(lambda logits, labels: CROSS_ENTROPY(logits, labels, reduction="sum"), "zbs"),
        "returns the graph": _training(CROSS_ENTROPY, "zbs", result=lambda loss: loss),
        "loss after the step": _loss_after_the_step,
        "two steps at once": lambda *given: (training_step(*given), training_step(*given))[0],
        "no number": lambda *given: training_step(*given) * float("nan"),
        "loss of class numbers": _without_argmax,
    },
}

ALSO_RIGHT = {
    "01.1": {
        "by hand": lambda logits, labels: (
            sum(int(row.argmax() == label) for row, label in zip(logits, labels, strict=True)) / len(labels)
        )
    },
    "01.2": {
        "through aminmax": lambda train, test: tuple(
            (part - train.aminmax(dim=0).min) / (train.aminmax(dim=0).max - train.aminmax(dim=0).min) for part in [train, test]
        )
    },
    "01.3": {"with torch's own": _step_with_optimizer, "with the dots left in": _step_and_dots},
    "01.4": {
        "clears first": lambda *given: (given[3].zero_grad(), training_step(*given))[1],
        "clears last": _training(CROSS_ENTROPY, "bsz"),
        "through log_softmax": _training(lambda logits, labels: nn.functional.nll_loss(logits.log_softmax(dim=1), labels), "zbs"),
    },
}

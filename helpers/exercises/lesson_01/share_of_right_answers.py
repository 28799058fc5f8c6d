"""Exercise 01.1: the share of right answers, from logits and labels."""

import torch

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.viewing import as_number


def accuracy(logits, labels):
    """Share of the examples whose largest logit is that of the right class."""
    predictions = logits.argmax(dim=1)
    return (predictions == labels).float().mean().item()


def cases():
    """Several sizes and numbers of classes; rows of negative logits; all right, none right, one example."""
    five = torch.tensor([[2.5, 1.0, 0.0], [0.1, 0.3, 0.2], [5.5, 0.0, 4.0], [0.0, 1.0, 3.5], [1.5, 0.0, -1.0]])
    yield Case(five, torch.tensor([0, 1, 2, 2, 2]))
    yield Case(five - 9.0, torch.tensor([0, 1, 2, 2, 2]))  # every logit is negative
    yield Case(five[:3], torch.tensor([0, 2, 1]))
    yield Case(torch.tensor([[-1.0, -2.0, -0.5, -3.0]]), torch.tensor([2]))
    generator = torch.Generator().manual_seed(0)
    for examples, classes in ((7, 2), (6, 11), (40, 5)):
        logits = torch.randn(examples, classes, generator=generator)
        yield Case(logits, torch.randint(classes, (examples,), generator=generator))
    yield Case(five, five.argmax(dim=1))
    yield Case(five, (five.argmax(dim=1) + 1) % 3)


def _count(logits, labels):
    return (logits.argmax(dim=1) == labels).sum().item()


EXERCISE = Exercise(
    id="01.1",
    solution=accuracy,
    cases=cases,
    view=as_number,
    hint=(
        "logits.argmax(dim=1) gives one class number per flower. Compare it with labels: that gives True and False. "
        ".float() turns True into 1 and False into 0."
    ),
    otherwise="Compare logits.argmax(dim=1) with the labels, and divide by the number of examples.",
    mistakes={
        "That is how many are right; divide by the number of examples.": _count,
        "That is per cent; a share lies between 0 and 1.": lambda logits, labels: 100 * accuracy(logits, labels),
        "That is the share of wrong predictions.": lambda logits, labels: 1 - accuracy(logits, labels),
        "argmax ran down the columns, over the flowers; over the classes is dim=1.": (
            lambda logits, labels: (logits.argmax(dim=0)[labels] == torch.arange(len(labels))).float().mean().item(),
            lambda logits, labels: (logits.argmax(dim=0) == labels).float().mean().item(),
        ),
        "The softmax must run over the classes of each flower: dim=1. (It is not needed here at all.)": (
            lambda logits, labels: accuracy(logits.softmax(dim=0), labels)
        ),
        "That divides by the number of logits; divide by the number of examples.": (
            lambda logits, labels: _count(logits, labels) / logits.numel()
        ),
        "That divides by the number of classes; divide by the number of examples.": (
            lambda logits, labels: _count(logits, labels) / logits.shape[1]
        ),
        "A number fixed at five, or at thirty, fits one case only: divide by len(labels).": (
            lambda logits, labels: _count(logits, labels) / 5,
            lambda logits, labels: _count(logits, labels) / 30,
        ),
    },
)

"""Exercise 01.1: of each class, the share of its examples that were answered rightly."""

import torch

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.viewing import as_numbers


def share_right_of_each(logits, labels):
    """For each class the share of its examples whose largest logit is that of the class."""
    right = logits.argmax(dim=1) == labels
    return [right[labels == number].float().mean().item() for number in range(logits.shape[1])]


def cases():
    """Several sizes and numbers of classes, unequal classes, negative logits; one example of each class; all right."""
    five = torch.tensor([[2.5, 1.0, 0.0], [0.1, 0.3, 0.2], [5.5, 0.0, 4.0], [0.0, 1.0, 3.5], [1.5, 0.0, -1.0]])
    yield Case(five, torch.tensor([0, 1, 2, 2, 2]))
    yield Case(five - 9.0, torch.tensor([0, 1, 2, 2, 0]))  # every logit is negative
    yield Case(torch.tensor([[-1.0, -2.0], [-0.5, -3.0]]), torch.tensor([1, 0]))
    generator = torch.Generator().manual_seed(0)
    for examples, classes in ((9, 2), (40, 11), (60, 5)):
        logits = torch.randn(examples, classes, generator=generator)
        more = torch.randint(classes, (examples - classes,), generator=generator)
        yield Case(logits, torch.cat([torch.arange(classes), more]))
    yield Case(five[:4], five[:4].argmax(dim=1))


EXERCISE = Exercise(
    id="01.1",
    solution=share_right_of_each,
    cases=cases,
    view=as_numbers,
    hint=(
        "right = logits.argmax(dim=1) == labels is True where the answer is right. labels == 0 is True where the flower is of "
        "class 0, and right[labels == 0] keeps those places alone. How many classes are there? logits.shape[1]."
    ),
    otherwise="Take one class at a time: keep the examples whose label it is, and find the share of right answers among them.",
    mistakes={
        "That is one share for all classes together; the exercise asks for one for each class.": (
            {"right[labels == number]": "right"},
            lambda logits, labels: (logits.argmax(dim=1) == labels).float().mean().item(),
        ),
        "Those are counts: divide each by the number of examples of its class.": {"mean()": "sum()"},
        "Divide by the number of examples of this class, not by the number of all examples.": {
            "float().mean().item()": "float().sum().item() / len(labels)"
        },
        "You kept the examples that were *predicted* as this class; keep those whose label it is.": {
            "right[labels == number].float().mean()": "right[logits.argmax(dim=1) == number].float().mean().nan_to_num()"
        },
        "That is per cent; a share lies between 0 and 1.": {".item()": ".item() * 100"},
        "Those are the shares of wrong answers.": {
            "right =": "right = ~",
            "logits.argmax(dim=1) == labels": "(logits.argmax(dim=1) == labels)",
        },
        "There need not be three classes: logits.shape[1] says how many.": {"logits.shape[1]": "3"},
    },
)

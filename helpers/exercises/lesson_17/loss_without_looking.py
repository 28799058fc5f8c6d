"""Exercise 17.5: the lowest loss that can be had without looking at the inputs."""

import torch

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.viewing import as_number, without_a_graph


def loss_without_looking(labels, classes):
    """The mean of -log(share of one's own class): whoever does not look can do no better than name the shares."""
    counts = torch.bincount(labels, minlength=classes)
    shares = counts[counts > 0] / len(labels)
    return -(shares * shares.log()).sum().item()


def cases():
    """Two classes and more, equal and unequal; a class missing in the middle and at the end; one class alone; one label."""
    spam = torch.tensor([0, 0, 0, 1, 0, 0, 0, 0, 0, 0])
    yield Case(spam, 2, title="one letter in ten is spam")
    yield Case(torch.tensor([0, 1, 2, 3] * 5), 4, title="four classes, equally frequent")
    yield Case(torch.tensor([2, 0, 2, 2, 1, 2, 0]), 3, title="three classes, unequal")
    yield Case(torch.tensor([0, 3, 3, 1, 3]), 4, title="class 2 is missing")
    yield Case(torch.tensor([1, 0, 1, 1]), 5, title="the last three classes are missing")
    yield Case(torch.tensor([1, 1, 1]), 2, title="every label is 1")
    yield Case(torch.tensor([4]), 6, title="a single label")
    generator = torch.Generator().manual_seed(0)
    yield Case(torch.randint(10, (1000,), generator=generator).square() // 10, 9, title="1,000 labels of nine classes")


def view(result):
    """A loss with a graph is the same number: whoever minimises it by gradients has one."""
    return as_number(without_a_graph(result))


EXERCISE = Exercise(
    id="17.5",
    solution=loss_without_looking,
    cases=cases,
    view=view,
    hint=(
        "Whoever does not look at the inputs must say the same to every example: one probability for each class. Which "
        "probabilities are best if one letter in ten is spam? And what do they cost, on average over the letters?"
    ),
    more_hints=(
        "The best that can be said are the shares of the classes. An example of class k then costs -log(share of k), and such "
        "examples are a share of k of all. A class that never comes costs nothing, but 0 * log 0 is NaN in torch: leave it out.",
    ),
    otherwise="Take the share of each class that occurs, multiply it by minus its natural logarithm, and add up.",
    mistakes={
        "That is the loss for classes that are equally frequent: here one can do better by saying how frequent each is.": {
            "-(shares * shares.log()).sum().item()": "torch.tensor(float(classes)).log().item()"
        },
        "That counts only the classes that occur, as if they were equally frequent: use their shares.": {
            "-(shares * shares.log()).sum().item()": "torch.tensor(float(len(shares))).log().item()"
        },
        "A class that is missing makes 0 * log 0, which torch calls NaN: leave such classes out.": {
            "counts[counts > 0]": "counts"
        },
        "The sign is missing: a logarithm of a share is negative, and a loss is not.": {"-(shares": "(shares"},
        "Those are bits: cross-entropy takes the natural logarithm.": {"shares.log()": "shares.log2()"},
        "That is the logarithm to base 10: cross-entropy takes the natural one.": {"shares.log()": "shares.log10()"},
        "Each class counts as often as it occurs: multiply each -log(share) by the share.": (
            {"(shares * shares.log()).sum()": "shares.log().sum()"},
            {"(shares * shares.log()).sum()": "shares.log().mean()"},
        ),
        "That is the cost of naming the most frequent class with its share; the other examples cost something too.": {
            "-(shares * shares.log()).sum().item()": "-shares.max().log().item()"
        },
        "The sum over all examples was not divided by their number: a loss is a mean.": {
            "-(shares * shares.log()).sum()": "-(counts[counts > 0] * shares.log()).sum()"
        },
        "That is the share of wrong answers if one always names the most frequent class: the loss is asked for.": {
            "-(shares * shares.log()).sum().item()": "1 - shares.max().item()"
        },
    },
)

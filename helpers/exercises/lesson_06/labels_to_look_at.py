"""Exercise 06.4: which labels of a data set should somebody look at again?"""

import math

import numpy as np
import torch
from torch import nn

from helpers.early_stopping import replay  # noqa: F401  (for the mistakes below)
from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.viewing import as_numbers

NAN = math.nan


def suspects(logits, labels, validation_losses):
    """Places of the examples whose label the network contradicts at its best evaluation, the largest loss first."""
    best, place = float("inf"), None
    for number, loss in enumerate(validation_losses):
        if loss < best:
            best, place = loss, number
    answers = logits[place].argmax(dim=1)
    losses = nn.functional.cross_entropy(logits[place], labels, reduction="none")
    contradicted = (answers != labels).nonzero().flatten().tolist()
    return sorted(contradicted, key=lambda example: losses[example].item(), reverse=True)


def _logits(looks, examples, classes, seed):
    generator = torch.Generator().manual_seed(seed)
    return [3 * torch.randn(examples, classes, generator=generator) for _ in range(looks)]


def cases():
    """The best evaluation first, in the middle, last, behind a hill; a tie; NaN; no suspect, all, many; two classes; one look."""
    for number, (losses, examples, classes) in enumerate(
        (
            ([0.9, 0.6, 0.8, 1.1], 6, 3),
            ([0.5, 0.6, 0.9], 8, 4),
            ([1.4, 1.2, 0.7], 12, 10),
            ([0.9, 0.6, 0.6, 0.8], 9, 3),
            ([NAN, 0.8, 0.7, NAN, 0.9], 10, 5),
            ([0.8, NAN, 0.6, NAN], 7, 2),
            ([-0.5, -2.0, -1.0], 6, 4),
            ([7e12, 5e12, 6e12], 5, 3),
            ([0.4], 7, 3),
            ([0.9, 0.7, 0.8, 0.75, 0.72, 0.71, 0.73, 0.74, 0.8, 0.72, 0.71, 0.78, 0.6, 0.9], 8, 4),  # a long way to the best
            ([0.8, 0.5, 0.6], 90, 6),  # more suspects than one would list by hand
            ([0.8, 0.5, 0.6], 1210, 6),  # and more than anybody would read in a week
        )
    ):
        logits = _logits(len(losses), examples, classes, seed=number)
        labels = torch.randint(classes, (examples,), generator=torch.Generator().manual_seed(100 + number))
        for step, look in enumerate(logits):  # about half of the labels are what the network says, others at each look
            if examples > 1000:  # nearer to 0, so that no two probabilities are so small that 1 - p cannot order them
                look *= 0.5
            agrees = torch.arange(examples) % 2 == step % 2
            look[agrees, labels[agrees]] += 8.0
        shown = ", ".join(f"{loss:g}" for loss in losses)
        yield Case(logits, labels, losses, title=f"{examples} examples of {classes} classes, validation losses {shown}")
    # Nothing is contradicted; then everything is.
    agreeing = torch.tensor([[2.0, 0.5, -1.0], [0.1, 3.0, 0.2], [0.0, 0.5, 1.5]])
    yield Case([agreeing.clone()], torch.tensor([0, 1, 2]), [0.3], title="three labels that the network agrees with")
    yield Case([agreeing.clone()], torch.tensor([1, 2, 0]), [0.3], title="three labels that the network contradicts")
    # Sure of two answers and unsure of two: the losses stand in another order than the logits of the labels.
    mixed = torch.tensor([[9.0, 8.0, 0.0], [1.0, -1.0, -1.5], [4.0, 3.9, 3.8], [-5.0, -9.0, -2.0]])
    yield Case([mixed], torch.tensor([1, 1, 2, 0]), [0.3], title="four labels, some answers surer than others")
    # Agreed with, and yet unsure: a loss above that of one that is contradicted.
    close = torch.tensor([[0.1, 0.0, 0.0, 0.0, 0.0], [0.9, 1.0, -3.0, -3.0, -3.0], [2.0, 0.0, 0.0, 0.0, 0.0]])
    yield Case([close], torch.tensor([0, 0, 1]), [0.3], title="a label that the network agrees with, but is unsure of")


def _with_argmin(logits, labels, validation_losses):
    return suspects([logits[np.argmin(validation_losses)]], labels, [0.0])


def _with_min(logits, labels, validation_losses):
    return suspects([logits[validation_losses.index(min(validation_losses))]], labels, [0.0])


def _as_places(result):
    """A list, also from a tensor or array; True and False stay what they are, and are no places."""
    return as_numbers(result)


def _mask(of):
    """True and False instead of places, of the best evaluation or of one that is named by its place."""

    def answer(logits, labels, validation_losses):
        found = suspects(logits, labels, validation_losses) if of == "best" else suspects([logits[of]], labels, [0.0])
        return [place in found for place in range(len(labels))]

    return answer


EXERCISE = Exercise(
    id="06.4",
    solution=suspects,
    cases=cases,
    view=_as_places,
    hint=(
        "When does a network know better than its labels? Section 1 has the table. And which number, one for each example, says "
        "how strongly it disagrees?"
    ),
    otherwise=(
        "Take the logits of the evaluation with the (first) lowest validation loss; list the places "
        "where their argmax is not the label, sorted by each example's cross-entropy, the largest first."
    ),
    mistakes={
        "Return places, not True and False: (...).nonzero().flatten() says where a mask is True. Then sort them.": (
            _mask("best"),
            _mask(0),
            _mask(-1),
        ),
        "At the end the network has learnt the wrong labels too, and contradicts hardly any: ask it at its best evaluation.": {
            "logits[place]": "logits[-1]"
        },
        "Of two equal losses the first counts: an equal loss is no improvement.": {"loss < best": "loss <= best"},
        "That is the evaluation with the largest validation loss; the smallest is the best.": {
            "loss < best": "loss > best",
            'float("inf")': '-float("inf")',
        },
        "The first loss may be NaN, and then min() and argmin find it: compare one by one with `<`, starting from infinity.": (
            _with_min,
            _with_argmin,
            {'float("inf"), None': "validation_losses[0], 0"},
        ),
        "A loss may be large: the best starts at infinity.": {'float("inf"), None': "1e9, 0"},
        "A loss may be below 0, and still be the best: the best starts at infinity.": {'float("inf"), None': "0.0, 0"},
        "The largest loss first: those are the most suspicious. Yours stand the other way round.": {", reverse=True": ""},
        "In the order of the places nobody knows where to begin: sort by the loss, the largest first.": {
            "sorted(contradicted, key=lambda example: losses[example].item(), reverse=True)": "contradicted"
        },
        "A label that the network agrees with is no suspect, however unsure it is: keep those alone that it contradicts.": {
            "(answers != labels).nonzero().flatten().tolist()": "range(len(labels))"
        },
        "Those are the labels that the network agrees with; the suspects are the others.": {
            "answers != labels": "answers == labels"
        },
        "Cross-entropy applies softmax itself: hand it the logits, or softmax is applied twice.": {
            "cross_entropy(logits[place], labels": "cross_entropy(logits[place].softmax(dim=1), labels"
        },
        "How far the answer's logit lies above the label's is not the loss: the other classes have a say in that, too.": {
            "losses[example].item()": "(logits[place][example].max() - logits[place][example, labels[example]]).item()"
        },
        "Search all the evaluations for the lowest loss: a run that was trained to its end has hills on the way.": tuple(
            {"enumerate(validation_losses)": f"enumerate(validation_losses[: replay(validation_losses, {patience}).ended + 1])"}
            for patience in (1, 2, 3, 5, 10)
        ),
        "Every label that is contradicted, however many they are.": tuple(
            {"reverse=True)": f"reverse=True)[:{count}]"} for count in (5, 8, 10, 20, 50, 60, 100, 500)
        ),
        "A logit alone is no probability: sort by the cross-entropy of each example, which sees the other logits too.": {
            "losses[example].item()": "-logits[place][example, labels[example]].item()"
        },
        "The sureness of the answer says little about the label: sort by the loss, which asks for the label's probability.": {
            "losses[example].item()": "logits[place][example].softmax(dim=0).max().item()"
        },
    },
)

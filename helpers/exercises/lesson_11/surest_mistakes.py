"""Exercise 11.4: the wrong answers that were given with the highest probability."""

import numpy as np
import torch

from helpers.exercises.engine import Case, Exercise


def surest_mistakes(logits, labels, count):
    """Places of the wrong answers that were given with the highest probability, the surest first."""
    confidence, predictions = logits.softmax(dim=1).max(dim=1)
    mistakes = (predictions != labels).nonzero().flatten()
    order = confidence[mistakes].argsort(descending=True)
    return mistakes[order][:count]


def cases():
    """Logits whose largest number and largest probability disagree; fewer mistakes than asked for; one, none, all; count 0."""
    # By hand: place 0 is a mistake with large logits that is not sure; place 4 is right, and the surest of all.
    logits = torch.tensor([[6.0, 5.5], [-3.0, -1.0], [0.2, 0.0], [1.0, -2.0], [-4.0, 1.0]])
    yield Case(logits, torch.tensor([1, 0, 0, 1, 1]), 2)
    for seed, (examples, classes, wrong, count) in enumerate(
        ((12, 3, 6, 3), (30, 10, 9, 4), (9, 4, 2, 5), (8, 3, 0, 2), (15, 5, 15, 15), (10, 4, 1, 3), (6, 3, 4, 0), (1, 2, 1, 1))
    ):
        title = f"{examples} pictures, {classes} classes, {wrong} mistakes, count = {count}"
        yield Case(*_mixed(examples, classes, wrong, seed), count, title=title)


def _mixed(examples, classes, wrong, seed):
    """Random logits, each row shifted by a number of its own: that moves the logits and leaves the probabilities."""
    generator = torch.Generator().manual_seed(seed)
    logits = 2 * torch.randn(examples, classes, generator=generator)
    predictions = logits.argmax(dim=1)
    labels = predictions.clone()
    chosen = torch.randperm(examples, generator=generator)[:wrong]
    labels[chosen] = (predictions[chosen] + torch.randint(1, classes, (wrong,), generator=generator)) % classes
    return logits + 2 * torch.randn(examples, 1, generator=generator), labels


def view(result):
    """Places in one row as a list, whatever holds them; whole numbers may come with a point."""
    if isinstance(result, torch.Tensor | np.ndarray) and result.ndim == 1:
        result = result.tolist()
    if isinstance(result, list | tuple):
        items = [item.item() if isinstance(item, torch.Tensor | np.generic) and np.ndim(item) == 0 else item for item in result]
        return [int(item) if isinstance(item, float) and item.is_integer() else item for item in items]
    return result


EXERCISE = Exercise(
    id="11.4",
    solution=surest_mistakes,
    cases=cases,
    view=view,
    hint=(
        "softmax gives probabilities, and (predictions != labels).nonzero().flatten() the places of the mistakes. "
        "Sort these places by the probability of the answer, and cut."
    ),
    otherwise=(
        "Keep the places where prediction and label differ, sort them by the probability of the prediction, "
        "and return the first count of them."
    ),
    mistakes={
        "Those are places among the mistakes; give the places among all pictures: mistakes[...].": {"mistakes[order]": "order"},
        "These are the least sure mistakes: sort with descending=True.": {"descending=True": ""},
        "These are the right mistakes in another order: the surest comes first.": (
            {"[:count]": "[:count].flip(0)"},
            {"descending=True": "", "[:count]": "[-count:]"},
        ),
        "With count = 0, [-count:] is everything: sort with descending=True, and cut with [:count].": {
            "descending=True": "",
            "[:count]": "[-count:].flip(0)",
        },
        "The softmax is taken within each picture, over its classes: dim=1.": (
            {"softmax(dim=1)": "softmax(dim=0)"},
            {"confidence[": "logits.softmax(dim=0).max(dim=1).values["},
        ),
        "A large logit is not a large probability: take the softmax first.": {".softmax(dim=1)": ""},
        "That ranks by how little the truth got; asked is how much the wrong answer got.": {
            "confidence[mistakes]": "(1 - logits.softmax(dim=1)[mistakes, labels[mistakes]])"
        },
        "That ranks by how far the answer lies above the truth; asked is the probability of the answer alone.": {
            "confidence[mistakes]": "(confidence[mistakes] - logits.softmax(dim=1)[mistakes, labels[mistakes]])"
        },
        "Right answers are among them: keep only those whose prediction differs from the label.": {
            "(predictions != labels)": "torch.ones_like(labels)"
        },
        "These are the right answers: keep those whose prediction differs from the label, with != in place of ==.": {"!=": "=="},
        "Those are the mistakes in the order of the pictures: sort them by probability.": {"mistakes[order]": "mistakes"},
        "These are the surest mistakes, but in the order of the pictures: the surest comes first.": {
            "[:count]": "[:count].sort().values"
        },
        "Those are all mistakes; return the surest, as many as count says.": {"[:count]": ""},
        "One place too many: cut with [:count].": {"[:count]": "[:count + 1]"},
        "One place too few: [:count] keeps count of them.": {"[:count]": "[:count - 1]"},
        "Where there are fewer mistakes than count, return no right answer to fill up: keep the mistakes first, then cut.": {
            "    order = confidence[mistakes]": "    confidence[predictions == labels] = -1\n    order = confidence",
            "mistakes[order]": "order",
        },
        "First keep the mistakes, then cut: the surest answers of all may be right ones.": {
            "    order = confidence[mistakes]": "    order = confidence",
            "mistakes[order][:count]": "order[:count][(predictions != labels)[order[:count]]]",
        },
        "topk needs as many as it is asked for: take min(count, how many mistakes there are).": {
            "argsort(descending=True)": "topk(count).indices"
        },
        "That is a mask: nonzero() turns it into places, which can be sorted.": {
            "return mistakes[order][:count]": "return predictions != labels"
        },
        "nonzero() has a row for each place: flatten() makes one list of them.": (
            {".flatten()": ""},
            {"[:count]": "[:count].unsqueeze(1)"},
        ),
        "Those are probabilities; asked are the places of the pictures.": {"mistakes[order]": "confidence[mistakes[order]]"},
        "Those are the pictures' logits; asked are their places.": {"mistakes[order]": "logits[mistakes[order]]"},
    },
)

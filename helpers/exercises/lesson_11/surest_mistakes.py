"""Exercise 11.4: the wrong answers that were given with the highest probability."""

import numpy as np
import torch

from helpers.exercises.engine import Case, Exercise


def surest_mistakes(logits, labels, count):
    """Places of the wrong answers that were given with the highest probability, the surest first."""
    confidence, predictions = logits.softmax(dim=1).max(dim=1)
    confidence[predictions == labels] = -1  # below every mistake
    mistakes = (predictions != labels).sum().item()
    return confidence.argsort(descending=True)[: min(count, mistakes)]


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


def _wrong(logits, labels):
    return (logits.argmax(dim=1) != labels).nonzero().flatten()


def _confidence(logits, dim=1):
    return logits.softmax(dim=dim).max(dim=1).values


def _truth(logits, labels):
    return logits.softmax(dim=1)[torch.arange(len(labels)), labels]


def _ranked(places, values, count):
    return places[values[places].argsort(descending=True)][:count]


def _ranked_by(values_of):
    """The mistakes, ranked by another value than the probability of the answer."""
    return lambda logits, labels, count: _ranked(_wrong(logits, labels), values_of(logits, labels), count)


def _rising(logits, labels, count):
    """The last ``count`` of a rising order, turned round."""
    places = _wrong(logits, labels)
    return places[_confidence(logits)[places].argsort()][-count:].flip(0)


def _rising_as_it_is(logits, labels, count):
    places = _wrong(logits, labels)
    return places[_confidence(logits)[places].argsort()][-count:]


def _filled_up(logits, labels, count):
    confidence = _confidence(logits)
    confidence[logits.argmax(dim=1) == labels] = -1
    return confidence.argsort(descending=True)[:count]


def _cut_first(logits, labels, count):
    surest = _confidence(logits).argsort(descending=True)[:count]
    return surest[logits.argmax(dim=1)[surest] != labels[surest]]


def _by_topk(logits, labels, count):
    places = _wrong(logits, labels)
    return places[_confidence(logits)[places].topk(count).indices]


def _filled_up_by_topk(logits, labels, count):
    confidence = _confidence(logits)
    confidence[logits.argmax(dim=1) == labels] = -1
    return confidence.topk(count).indices


EXERCISE = Exercise(
    id="11.4",
    solution=surest_mistakes,
    cases=cases,
    view=view,
    hint="softmax gives probabilities. Give right answers a value below every mistake's, sort all places by it, and cut.",
    otherwise=(
        "Keep the places where prediction and label differ, sort them by the probability of the prediction, "
        "and return the first count of them."
    ),
    mistakes={
        "Those are places among the mistakes; give the places among all pictures: mistakes[...].": (
            lambda logits, labels, count: _confidence(logits)[_wrong(logits, labels)].argsort(descending=True)[:count]
        ),
        "These are the least sure mistakes: sort with descending=True.": _ranked_by(lambda logits, labels: -_confidence(logits)),
        "These are the right mistakes in another order: the surest comes first.": (
            lambda *given: surest_mistakes(*given).flip(0),
            _rising_as_it_is,
        ),
        "With count = 0, [-count:] is everything: sort with descending=True, and cut with [:count].": _rising,
        "The softmax is taken within each picture, over its classes: dim=1.": (
            _ranked_by(lambda logits, labels: _confidence(logits, dim=0))
        ),
        "A large logit is not a large probability: take the softmax first.": (
            _ranked_by(lambda logits, labels: logits.max(dim=1).values)
        ),
        "That ranks by how little the truth got; asked is how much the wrong answer got.": (
            _ranked_by(lambda logits, labels: -_truth(logits, labels))
        ),
        "That ranks by how far the answer lies above the truth; asked is the probability of the answer alone.": (
            _ranked_by(lambda logits, labels: _confidence(logits) - _truth(logits, labels))
        ),
        "Right answers are among them: keep only those whose prediction differs from the label.": (
            lambda logits, labels, count: _confidence(logits).argsort(descending=True)[:count]
        ),
        "These are the right answers: keep those whose prediction differs from the label, with != in place of ==.": (
            lambda logits, labels, count: _ranked(
                (logits.argmax(dim=1) == labels).nonzero().flatten(), _confidence(logits), count
            )
        ),
        "Those are the mistakes in the order of the pictures: sort them by probability.": (
            lambda logits, labels, count: _wrong(logits, labels)[:count]
        ),
        "These are the surest mistakes, but in the order of the pictures: the surest comes first.": (
            lambda *given: surest_mistakes(*given).sort().values
        ),
        "Those are all mistakes; return the surest, as many as count says.": (
            lambda logits, labels, count: surest_mistakes(logits, labels, len(labels)),
        ),
        "One place too many: cut with [:count].": lambda logits, labels, count: surest_mistakes(logits, labels, count + 1),
        "One place too few: [:count] keeps count of them.": (
            lambda logits, labels, count: surest_mistakes(logits, labels, count - 1),
            lambda logits, labels, count: _ranked(_wrong(logits, labels), _confidence(logits), count - 1),
        ),
        "Where there are fewer mistakes than count, return no right answer to fill up: keep the mistakes first, then cut.": (
            _filled_up
        ),
        "First keep the mistakes, then cut: the surest answers of all may be right ones.": _cut_first,
        "topk needs as many as it is asked for: take min(count, how many mistakes there are).": (_by_topk, _filled_up_by_topk),
        "That is a mask: nonzero() turns it into places, which can be sorted.": (
            lambda logits, labels, count: logits.argmax(dim=1) != labels
        ),
        "nonzero() has a row for each place: flatten() makes one list of them.": (
            lambda *given: surest_mistakes(*given).unsqueeze(1)
        ),
        "Those are probabilities; asked are the places of the pictures.": (
            lambda logits, labels, count: _confidence(logits)[surest_mistakes(logits, labels, count)]
        ),
        "Those are the pictures' logits; asked are their places.": (
            lambda logits, labels, count: logits[surest_mistakes(logits, labels, count)]
        ),
    },
)

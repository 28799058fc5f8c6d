"""Judges of exercises 11.2 (the most frequent mistake) and 11.4 (the surest mistakes)."""

import operator

import torch

from helpers.exercises.exercise import WrongAnswer, call

# Rows are true classes. In the first, every mistake in the judge's list leads to a pair of its own.
MATRICES = (
    [[8, 5, 1, 1, 1], [5, 2, 1, 1, 2], [6, 1, 2, 2, 1], [3, 3, 0, 20, 7], [8, 1, 3, 1, 15]],
    [[5, 0, 9], [8, 30, 1], [8, 2, 1]],
    [[0, 12], [3, 20]],
    [[0, 0, 0, 0], [0, 5, 2, 1], [0, 3, 6, 7], [0, 0, 1, 4]],  # class 0 does not occur
    [[6, 1, 2], [2, 4, 7], [0, 0, 0]],  # class 2 is predicted, and is never true
    [[20, 4, 0, 1, 3, 0], [0, 9, 0, 2, 1, 0], [5, 6, 8, 0, 0, 0], [1, 0, 0, 7, 6, 0], [3, 7, 0, 2, 11, 0], [1, 8, 0, 4, 2, 0]],
)
TWELVE = 12


def _matrices():
    """The matrices above, and one of twelve classes whose most frequent mistake takes class 11 for class 3."""
    large = torch.full((TWELVE, TWELVE), 1).fill_diagonal_(6)
    large[11, 3], large[4, 9], large[9, 4] = 5, 4, 4
    return [*map(torch.tensor, MATRICES), large]


def judge_most_confused(answer):
    """Two to twelve classes, unequally large; one is never predicted, one never found, one never true, one neither."""
    for seed, matrix in enumerate(_matrices()):
        top = _place(_without_diagonal(matrix))
        logits, labels = _answers_with(matrix, seed)
        given = (logits.clone(), labels.clone())
        got = call(answer, *given)
        if not (torch.equal(given[0], logits) and torch.equal(given[1], labels)):
            raise WrongAnswer("logits and labels as they were", "changed ones", "Make new tensors; change nothing in place.")
        pair = _as_pair(got)
        if pair == top:
            continue
        mistakes = _without_diagonal(matrix)
        shares = [mistakes / matrix.sum(dim=dim, keepdim=True).clamp(min=1) for dim in (0, 1)]
        both = _without_diagonal(matrix + matrix.T)
        looks = {
            "The true class comes first: rows are true classes, columns predicted ones.": top[::-1],
            "That is the largest number of all, on the diagonal: those are right answers.": _place(matrix),
            "That is the largest share of a row; the most frequent mistake is the largest count.": _place(shares[1]),
            "That is the largest share of a column; the most frequent mistake is the largest count.": _place(shares[0]),
            "Taken for each other, both ways together, is another question: here only one direction counts.": _place(both),
            "That is the rarest mistake.": _place(-matrix),
            "Probabilities were added up: count answers, one for each picture.": _place(_probabilities(logits, labels)),
            "The most frequent true class and the most frequent wrong answer need not be a pair: count the pairs.": (
                mistakes.sum(dim=1).argmax().item(),
                mistakes.sum(dim=0).argmax().item(),
            ),
        }
        neutral = "Count each pair (true, predicted), without the right answers, and find the largest count."
        look = next((text for text, place in looks.items() if place == pair), neutral)
        count = matrix[top].item()
        raise WrongAnswer(f"{top}: {count} pictures of {top[0]} were taken for {top[1]}", pair, look)


def _probabilities(logits, labels):
    """What adding up probabilities gives in place of counts."""
    sums = torch.zeros(logits.shape[1], logits.shape[1]).index_add(0, labels, logits.softmax(dim=1))
    return _without_diagonal(sums)


def _answers_with(matrix, seed):
    """Logits and labels, in random order, that have this confusion matrix; negative logits too.

    With three classes or more, another class is always nearly as likely as the answer.
    """
    generator = torch.Generator().manual_seed(seed)
    classes = len(matrix)
    pairs = [(t, p) for t in range(classes) for p in range(classes) for _ in range(int(matrix[t, p]))]
    pairs = torch.tensor(pairs)[torch.randperm(len(pairs), generator=generator)]
    logits = torch.rand(len(pairs), classes, generator=generator) - 5
    everyone, top = torch.arange(len(pairs)), torch.rand(len(pairs), generator=generator)
    if classes > 2:
        logits[everyone, (pairs[:, 1] + 1) % classes] = top - 0.01
    logits[everyone, pairs[:, 1]] = top
    return logits, pairs[:, 0].clone()


def _place(matrix):
    return divmod(matrix.argmax().item(), matrix.shape[1])


def _without_diagonal(matrix):
    return matrix.clone().fill_diagonal_(0)


def _as_pair(got):
    """Two whole numbers, whatever they come in."""
    expected, look = "a pair (true class, predicted class)", "Return both classes: return true, predicted."
    try:
        parts = got.flatten().tolist() if hasattr(got, "flatten") else list(got)
        pair = tuple(map(_whole, parts))
    except (TypeError, ValueError, RuntimeError, AttributeError) as error:
        found = repr(got)[:60] if isinstance(got, tuple | list) else f"a value of type {type(got).__name__}"
        raise WrongAnswer(expected, found, look) from error
    if len(pair) != 2:
        raise WrongAnswer(expected, f"{len(pair)} numbers", look)
    return pair


def judge_surest_mistakes(answer):
    """Logits whose largest number and largest probability disagree; fewer mistakes than asked for; one; none at all."""
    for seed, (examples, classes, wrong, count) in enumerate(
        ((12, 3, 6, 3), (30, 10, 9, 4), (9, 4, 2, 5), (8, 3, 0, 2), (15, 5, 15, 15), (10, 4, 1, 3))
    ):
        logits, labels = _mixed(examples, classes, wrong, seed)
        given = (logits.clone(), labels.clone())
        got = call(answer, *given, count)
        if not (torch.equal(given[0], logits) and torch.equal(given[1], labels)):
            raise WrongAnswer("logits and labels as they were", "changed ones", "Make new tensors; change nothing in place.")
        places = _as_places(got)
        probabilities = logits.softmax(dim=1)
        confidence, predictions = probabilities.max(dim=1)
        mistakes = (predictions != labels).nonzero().flatten()
        wanted = _sorted(mistakes, confidence)[:count]
        if places == wanted:
            continue
        truth = probabilities[torch.arange(examples), labels]
        within = confidence[mistakes].argsort(descending=True).tolist()
        looks = {
            "Those are places among the mistakes; give the places among all pictures: mistakes[...].": within[:count],
            "The surest comes first: sort with descending=True.": _sorted(mistakes, -confidence)[:count],
            "These are the right mistakes in another order: the surest comes first.": wanted[::-1],
            "The softmax is taken within each picture, over its classes: dim=1.": _sorted(
                mistakes, logits.softmax(dim=0).max(dim=1).values
            )[:count],
            "A large logit is not a large probability: take the softmax first.": _sorted(mistakes, logits.max(dim=1).values)[
                :count
            ],
            "That ranks by how little the truth got; asked is how much the wrong answer got.": _sorted(mistakes, -truth)[:count],
            "Right answers are among them: keep only those whose prediction differs from the label.": _sorted(
                torch.arange(examples), confidence
            )[:count],
            "Those are the mistakes in the order of the pictures: sort them by probability.": mistakes[:count].tolist(),
            "Those are all mistakes; return the surest, as many as count says.": _sorted(mistakes, confidence),
        }
        neutral = "Keep the places where prediction and label differ, and sort them by the probability of the prediction."
        if any(not 0 <= place < examples for place in places):
            neutral = f"A place is a number from 0 to {examples - 1}."
        elif len(places) < len(wanted):
            neutral = f"Asked are {len(wanted)} places, and these are {len(places)}: keep the mistakes first, then cut."
        elif len(places) > len(wanted):
            neutral = f"There are only {len(mistakes)} mistakes here: return no right answer to fill up."
        look = next((text for text, value in looks.items() if value == places and len(value)), neutral)
        asked = f"{wanted} (count {count}, {len(mistakes)} mistakes among {examples} pictures)"
        raise WrongAnswer(asked, places, look)


def _mixed(examples, classes, wrong, seed):
    """Random logits, each row shifted by a number of its own: that moves the logits and leaves the probabilities."""
    generator = torch.Generator().manual_seed(seed)
    logits = 2 * torch.randn(examples, classes, generator=generator)
    predictions = logits.argmax(dim=1)
    labels = predictions.clone()
    chosen = torch.randperm(examples, generator=generator)[:wrong]
    labels[chosen] = (predictions[chosen] + torch.randint(1, classes, (wrong,), generator=generator)) % classes
    return logits + 2 * torch.randn(examples, 1, generator=generator), labels


def _sorted(places, values):
    return places[values[places].argsort(descending=True)].tolist()


def _whole(value):
    """A number without a fraction as an int; raises TypeError for anything else."""
    value = value.item() if hasattr(value, "item") else value
    return int(value) if isinstance(value, float) and value.is_integer() else operator.index(value)


def _as_places(got):
    """A list of whole numbers, whatever they come in."""
    expected, look = (
        "places, as a tensor or list of whole numbers",
        "Return places in the test part, not pictures or probabilities.",
    )
    if getattr(got, "ndim", 1) > 1:
        look = "nonzero() has a row for each place: flatten() makes one list of them."
        raise WrongAnswer(expected, f"a tensor of shape {tuple(got.shape)}", look)
    try:
        parts = got.tolist() if hasattr(got, "tolist") else list(got)
        if parts and all(isinstance(part, bool) for part in parts):
            raise WrongAnswer(expected, "True and False", "That is a mask: nonzero() turns it into places, which can be sorted.")
        return list(map(_whole, parts))
    except (TypeError, ValueError, RuntimeError, AttributeError) as error:
        raise WrongAnswer(expected, f"a value of type {type(got).__name__}", look) from error

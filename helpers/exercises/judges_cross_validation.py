"""The judge of exercise 15.2: it watches what is fitted and what is predicted."""

import numpy as np

from helpers.exercises.exercise import WrongAnswer, as_number, call
from helpers.exercises.judges_15 import same_random_numbers


def judge_cross_validation(answer):
    """Watch what ``fit`` and its function are handed, then look at the mean; the folds are unequal."""
    with same_random_numbers():
        for seed, sizes in ((0, (4, 9, 7)), (1, (5, 11))):
            _judge_one_cross_validation(answer, np.random.default_rng(seed), sizes)


def _judge_one_cross_validation(answer, rng, sizes):
    examples = sum(sizes)
    inputs = rng.normal(5.0, 3.0, (examples, 3)) * (1.0, 10.0, 0.1)
    places = rng.permutation(examples)
    inputs[places[: sizes[0]]] += 20  # the first fold lies far from the others: a leak shows
    labels = rng.integers(0, 2, examples)
    held_parts = np.split(places, np.cumsum(sizes)[:-1])
    pairs = [(np.setdiff1d(places, held), held) for held in held_parts]
    fitted, asked, hits = [], [], {}

    def fit(rows, classes):
        number = len(fitted)
        fitted.append((np.array(rows, dtype=float), np.array(classes)))

        def predict(rows):
            asked.append((number, np.array(rows, dtype=float)))
            hits[number] = np.random.default_rng(7 * number).integers(0, 2, len(rows))
            return hits[number].copy()

        return predict

    given = inputs.copy(), labels.copy()
    got = as_number(call(answer, *given, [(a.copy(), b.copy()) for a, b in pairs], fit), "a mean accuracy")
    if not (np.array_equal(given[0], inputs) and np.array_equal(given[1], labels)):
        raise WrongAnswer("inputs and labels as they were", "changed ones", "Make a new array: scaled = (inputs - mean) / ...")
    _judge_calls(inputs, labels, pairs, fitted, asked)
    shares = [np.mean(hits[number] == labels[held]) for number, (_, held) in enumerate(pairs)]
    if not abs(got - np.mean(shares)) <= 1e-6:
        pooled = np.average(shares, weights=sizes)
        look = "Average the accuracies of the folds."
        if abs(got - pooled) < 1e-6:
            look = "That is the share over all examples; asked is the mean of the folds' accuracies."
        elif abs(got - shares[-1]) < 1e-6:
            look = "That is the last fold alone."
        elif any(abs(got - share) < 1e-6 for share in shares):
            look = "That is one fold's accuracy; the mean of all is asked for."
        elif abs(got - sum(shares)) < 1e-6:
            look = "That is the sum of the folds."
        elif abs(got - (1 - np.mean(shares))) < 1e-6:
            look = "That is the share of wrong answers."
        elif abs(got - 100 * np.mean(shares)) < 1e-4:
            look = "That is per cent; a share lies between 0 and 1."
        elif abs(got - np.mean(shares)) < 0.006:
            look = "Close: return it without rounding."
        raise WrongAnswer(f"{np.mean(shares):.4f}", f"{got:.4f}", look)


def _scale(inputs, rows):
    return (inputs - inputs[rows].mean(axis=0)) / inputs[rows].std(axis=0)


def _judge_calls(inputs, labels, pairs, fitted, asked):
    if len(fitted) != len(pairs):
        raise WrongAnswer(f"{len(pairs)} calls of fit", len(fitted), "A new model for each fold, fitted once.")
    asked = sorted(asked, key=lambda call: call[0])
    if [number for number, _ in asked] != list(range(len(pairs))):
        look = "Let each model predict its own held-out rows, once."
        raise WrongAnswer("one prediction by each model", f"predictions by the models {[n for n, _ in asked]}", look)
    everything = np.arange(len(labels))
    for (learn, held), (rows, classes), (_, shown) in zip(pairs, fitted, asked, strict=True):
        for name, found, part in (("fit", rows, learn), ("the prediction", shown, held)):
            if found.shape != inputs[part].shape:
                which = "Only the rows of learn train." if name == "fit" else "Hand the model only the rows of held."
                raise WrongAnswer(f"{len(part)} rows for {name}", f"the shape {found.shape}", which)
        if not np.array_equal(classes, labels[learn]):
            raise WrongAnswer("the labels of the rows that fit is given", "others", "Hand over labels[learn].")
        sample = np.sqrt(1 - 1 / len(learn))  # how ddof=1 differs
        for name, found, part in (("training rows", rows, learn), ("held-out rows", shown, held)):
            right = _scale(inputs, learn)[part]
            if np.allclose(found, right, atol=1e-4) or np.allclose(found, right * sample, atol=1e-4):
                continue
            looks = {
                "The columns are not scaled.": inputs[part],
                "The scaler has seen the held-out rows: that is the leak. Fit it on learn alone.": _scale(inputs, everything)[
                    part
                ],
                "The held-out rows have a scaler of their own; take mean and deviation of learn.": _scale(
                    inputs[part], slice(None)
                ),
                "Only the mean is taken off; divide by the standard deviation of learn.": inputs[part]
                - inputs[learn].mean(axis=0),
                "The mean has seen the held-out rows: that is a leak too. Take it from learn alone.": (
                    (inputs - inputs.mean(axis=0)) / inputs[learn].std(axis=0)
                )[part],
                "One mean for the whole table: each column needs its own, axis=0.": (inputs[part] - inputs[learn].mean())
                / inputs[learn].std(),
            }
            look = next(
                (text for text, value in looks.items() if np.allclose(found, value, atol=1e-4)),
                "Subtract the mean of inputs[learn], divide by its standard deviation, column by column.",
            )
            raise WrongAnswer(f"{name} scaled by mean and deviation of learn", "other numbers", look)

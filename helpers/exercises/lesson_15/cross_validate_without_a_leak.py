"""Exercise 15.2: cross-validation in which the held-out rows have no say in the scaling."""

import numpy as np

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed
from helpers.exercises.engine.viewing import as_number


def cross_validation(inputs, labels, pairs, fit):
    """Mean accuracy over the folds; mean and standard deviation come from the training rows of each fold."""
    scores = []
    for learn, held in pairs:
        mean, deviation = inputs[learn].mean(axis=0), inputs[learn].std(axis=0)
        scaled = (inputs - mean) / deviation
        predict = fit(scaled[learn], labels[learn])
        scores.append(np.mean(predict(scaled[held]) == labels[held]))
    return np.mean(scores)


class NearestNeighbour:
    """A ``fit`` that predicts the label of the nearest row, and keeps what it was given."""

    def __init__(self):
        self.given = []

    def __call__(self, inputs, labels):
        """Keep rows and labels; the function that is returned predicts from them."""
        rows, classes = np.array(inputs, dtype=float), np.array(labels)
        if rows.ndim != 2 or classes.shape != rows.shape[:1]:
            raise ValueError(f"fit needs a label for each row; inputs {rows.shape} and labels {classes.shape} came")
        self.given.append((rows, classes))

        def predict(inputs):
            asked = np.array(inputs, dtype=float)
            if asked.ndim != 2 or asked.shape[1] != rows.shape[1]:
                raise ValueError(f"to predict, inputs (examples, {rows.shape[1]}) are needed; {asked.shape} came")
            return classes[((asked[:, None] - rows) ** 2).sum(axis=2).argmin(axis=1)]

        return predict


def cases():
    """Unequal folds, the first of them far away from the others; unsorted places; whole numbers; places in lists."""
    for number, (sizes, columns) in enumerate((((12, 14), 2), ((4, 9, 7), 3), ((10, 3, 8, 1), 1))):
        generator = np.random.default_rng(number)
        examples = sum(sizes)
        places = generator.permutation(examples)
        inputs = generator.normal(5.0, 3.0, (examples, columns)) * np.array([1.0, 10.0, 0.1])[:columns]
        inputs[places[: sizes[0]]] += 20
        labels = (inputs.sum(axis=1) + generator.normal(0, 25, examples) > inputs.sum() / examples).astype(int)
        parts = np.split(places, np.cumsum(sizes)[:-1])
        pairs = [(generator.permutation(np.setdiff1d(places, held)), held) for held in parts]
        if columns == 1:
            inputs, labels = (10_000 * inputs).astype(int), generator.integers(0, 3, examples)
            pairs = [(learn.tolist(), held.tolist()) for learn, held in pairs]
        yield Case(inputs, labels, pairs, NearestNeighbour(), title=f"{examples} rows in folds of {' + '.join(map(str, sizes))}")


def use(answer, inputs, labels, pairs, fit):
    """What the models were fitted on, whatever the order of folds and rows, and the result.

    Deviations are rounded: whether n or n - 1 divides is left open.
    """
    result = answer(inputs, labels, pairs, fit)
    given = sorted(fit.given, key=lambda pair: len(pair[0]))
    return Observed(
        {
            "calls of fit": len(given),
            "numbers of rows that fit was given": [len(rows) for rows, _ in given],
            "means of the columns that fit was given": np.round([rows.mean(axis=0) for rows, _ in given], 3) + 0.0,
            "standard deviations of the columns that fit was given": np.round([rows.std(axis=0) for rows, _ in given], 1),
            "labels that fit was given, in the order of the rows' first column": [
                classes[rows[:, 0].argsort(kind="stable")].tolist() for rows, classes in given
            ],
            "mean accuracy": as_number(result),
        }
    )


EXERCISE = Exercise(
    id="15.2",
    solution=cross_validation,
    cases=cases,
    use=use,
    hint="In the loop over pairs: mean and standard deviation of inputs[learn] only, used for both parts. fit once a fold.",
    otherwise=(
        "In each fold: mean and standard deviation of each column of inputs[learn], used for learn and held alike; "
        "fit on learn, then the share of right answers on held. Return the mean of these shares."
    ),
    mistakes={
        "The scaler has seen the held-out rows, and that is the leak: fit it on learn alone.": {"inputs[learn]": "inputs"},
        "The caller's inputs were changed, and the scaling has seen the held-out rows: make a new array in each fold.": {
            "scores = []": "scores = []\n    inputs -= inputs.mean(axis=0)\n    inputs /= inputs.std(axis=0)",
            "(inputs - mean) / deviation": "inputs",
        },
        "The held-out rows have a scaler of their own: use the mean and the deviation of learn for them too.": (
            {"scaled[held]": "(inputs[held] - inputs[held].mean(axis=0)) / inputs[held].std(axis=0)"},
            {"scaled[held]": "(inputs[held] - inputs[held].mean(axis=0)) / (inputs[held].std(axis=0) + (len(held) == 1))"},
        ),
        "The held-out rows are not scaled: use the mean and the deviation of learn for them too.": {
            "scaled[held]": "inputs[held]"
        },
        "The columns are not scaled at all.": {"(inputs - mean) / deviation": "inputs"},
        "The mean has seen the held-out rows, and that is a leak too: take it from learn alone.": {
            "inputs[learn].mean": "inputs.mean"
        },
        "Only the mean is taken off: divide by the standard deviation of learn, too.": {" / deviation": ""},
        "That is one mean for the whole table: each column needs its own, with axis=0.": {"axis=0": ""},
        "The model was fitted on the held-out rows too: hand it scaled[learn] and labels[learn].": {
            "fit(scaled[learn], labels[learn])": "fit(scaled, labels)"
        },
        "That scores the rows that were learnt from: let each model predict its held-out rows.": {"[held]": "[learn]"},
        "Each fold needs a new model: call fit inside the loop.": {"predict = fit": "predict = predict if scores else fit"},
        "Rows and labels do not belong together: take labels[learn], in the same order as the rows.": {
            "labels[learn]": "np.delete(labels, held)"
        },
        "That is the share over all examples; asked is the mean of the folds' accuracies.": {
            "append(np.mean(predict(scaled[held]) == labels[held]))": "extend(predict(scaled[held]) == labels[held])"
        },
        "That is the last fold alone: keep the accuracy of every fold, and average.": {"np.mean(scores)": "scores[-1]"},
        "That is the sum of the folds; asked is their mean.": {"np.mean(scores)": "sum(scores)"},
        "That is the share of wrong answers.": {"==": "!="},
        "That is per cent; a share lies between 0 and 1.": {"np.mean(scores)": "100 * np.mean(scores)"},
    },
)

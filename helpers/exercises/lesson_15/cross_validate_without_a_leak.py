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
    for number, (sizes, columns, classes) in enumerate((((12, 14), 2, 2), ((4, 9, 7), 3, 2), ((10, 3, 8, 1), 1, 3))):
        generator = np.random.default_rng(number)
        examples = sum(sizes)
        places = generator.permutation(examples)
        inputs = generator.normal(5.0, 3.0, (examples, columns)) * np.array([1.0, 10.0, 0.1])[:columns]
        inputs[places[: sizes[0]]] += 20
        labels = (inputs.sum(axis=1) + generator.normal(0, 25, examples) > inputs.sum() / examples).astype(int)
        if classes == 3:
            inputs, labels = (10_000 * inputs).astype(int), generator.integers(0, classes, examples)
        parts = np.split(places, np.cumsum(sizes)[:-1])
        pairs = [(generator.permutation(np.setdiff1d(places, held)), held) for held in parts]
        if classes == 3:
            pairs = [(learn.tolist(), held.tolist()) for learn, held in pairs]
        words = f"{', '.join(map(str, sizes[:-1]))} and {sizes[-1]}"
        title = f"{examples} rows of {columns} column{'s' * (columns > 1)}, in folds of {words} rows"
        yield Case(inputs, labels, pairs, NearestNeighbour(), title=title)


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


def _mean_and_deviation(rows):
    return rows.mean(axis=0), rows.std(axis=0)


def _changed(scaler=None, held_scaler=None, combine=np.mean, score_on_learn=False, fit_on_all=False, labels_of=None):
    """The solution with one of its parts changed; a scaler gets inputs, learn and held, and gives mean and deviation."""

    def answer(inputs, labels, pairs, fit):
        scores = []
        for learn, held in pairs:
            mean, deviation = (scaler or _by_learn)(inputs, learn, held)
            scaled = (inputs - mean) / deviation
            mean, deviation = (held_scaler or scaler or _by_learn)(inputs, learn, held)
            asked = (inputs - mean) / deviation
            rows = np.arange(len(labels)) if fit_on_all else learn
            predict = fit(scaled[rows], labels[rows] if labels_of is None else labels_of(labels, learn, held))
            scored = learn if score_on_learn else held
            scores.append(np.mean(predict(asked[scored]) == labels[scored]))
        return combine(scores)

    return answer


def _by_learn(inputs, learn, held):
    return _mean_and_deviation(inputs[learn])


def _in_place(inputs, labels, pairs, fit):
    inputs -= inputs.mean(axis=0)
    inputs /= inputs.std(axis=0)
    return cross_validation(inputs, labels, pairs, fit)


def _one_model_for_all(inputs, labels, pairs, fit):
    learn, _ = pairs[0]
    mean, deviation = _mean_and_deviation(inputs[learn])
    predict = fit(((inputs - mean) / deviation)[learn], labels[learn])
    scores = []
    for learn, held in pairs:
        mean, deviation = _mean_and_deviation(inputs[learn])
        scores.append(np.mean(predict(((inputs - mean) / deviation)[held]) == labels[held]))
    return np.mean(scores)


def _all_together(inputs, labels, pairs, fit):
    right = 0
    for learn, held in pairs:
        mean, deviation = _mean_and_deviation(inputs[learn])
        scaled = (inputs - mean) / deviation
        right += np.sum(fit(scaled[learn], labels[learn])(scaled[held]) == labels[held])
    return right / len(labels)


EXERCISE = Exercise(
    id="15.2",
    solution=cross_validation,
    cases=cases,
    use=use,
    hint="In the loop over pairs: mean and standard deviation of inputs[learn] only, used for both parts. fit once a fold.",
    otherwise=(
        "In each fold: mean and standard deviation of each column of inputs[learn], used for learn and held alike; "
        "fit on learn, then the share of right answers on held."
    ),
    mistakes={
        "The scaler has seen the held-out rows, and that is the leak: fit it on learn alone.": _changed(
            lambda x, learn, held: _mean_and_deviation(x)
        ),
        "The caller's inputs were changed, and the scaling has seen the held-out rows: make a new array in each fold.": _in_place,
        "The held-out rows have a scaler of their own: use the mean and the deviation of learn for them too.": (
            _changed(held_scaler=lambda x, learn, held: _mean_and_deviation(x[held])),
            _changed(held_scaler=lambda x, learn, held: (x[held].mean(axis=0), x[held].std(axis=0) + (len(held) == 1))),
        ),
        "The held-out rows are not scaled: use the mean and the deviation of learn for them too.": _changed(
            held_scaler=lambda x, learn, held: (0, 1)
        ),
        "The columns are not scaled at all.": _changed(lambda x, learn, held: (0, 1)),
        "The mean has seen the held-out rows, and that is a leak too: take it from learn alone.": _changed(
            lambda x, learn, held: (x.mean(axis=0), x[learn].std(axis=0))
        ),
        "Only the mean is taken off: divide by the standard deviation of learn, too.": _changed(
            lambda x, learn, held: (x[learn].mean(axis=0), 1)
        ),
        "That is one mean for the whole table: each column needs its own, with axis=0.": _changed(
            lambda x, learn, held: (x[learn].mean(), x[learn].std())
        ),
        "The model was fitted on the held-out rows too: hand it scaled[learn] and labels[learn].": _changed(fit_on_all=True),
        "That scores the rows that were learnt from: let each model predict its held-out rows.": _changed(score_on_learn=True),
        "Each fold needs a new model: call fit inside the loop.": _one_model_for_all,
        "Rows and labels do not belong together: take labels[learn], in the same order as the rows.": _changed(
            labels_of=lambda labels, learn, held: np.delete(labels, held)
        ),
        "That is the share over all examples; asked is the mean of the folds' accuracies.": _all_together,
        "That is the last fold alone: keep the accuracy of every fold, and average.": _changed(combine=lambda s: s[-1]),
        "That is the best fold; asked is the mean of all.": _changed(combine=max),
        "That is the median of the folds; asked is their mean.": _changed(combine=np.median),
        "That is the sum of the folds; asked is their mean.": _changed(combine=sum),
        "That is the share of wrong answers.": _changed(combine=lambda scores: 1 - np.mean(scores)),
        "That is per cent; a share lies between 0 and 1.": _changed(combine=lambda scores: 100 * np.mean(scores)),
    },
)

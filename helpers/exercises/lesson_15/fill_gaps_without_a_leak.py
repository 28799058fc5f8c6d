"""Exercise 15.2: cross-validation in which the held-out rows have no say in how gaps are filled."""

import numpy as np

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed
from helpers.exercises.engine.viewing import as_number


def cross_validation(inputs, labels, pairs, fit):
    """Mean accuracy over the folds; gaps are filled with the means of the training rows of each fold."""
    scores = []
    for learn, held in pairs:
        means = np.nanmean(inputs[learn], axis=0)
        filled = np.where(np.isnan(inputs), means, inputs)
        predict = fit(filled[learn], labels[learn])
        scores.append(np.mean(predict(filled[held]) == labels[held]))
    return np.mean(scores)


class NearestNeighbour:
    """A ``fit`` that predicts the label of the nearest row, and keeps what it was given and asked."""

    def __init__(self):
        self.given = []  # rows, classes, and the rows that were asked about

    def __call__(self, inputs, labels):
        """Keep rows and labels; the function that is returned predicts from them."""
        rows, classes = np.array(inputs, dtype=float), np.array(labels)
        if rows.ndim != 2 or classes.shape != rows.shape[:1]:
            raise ValueError(f"fit needs a label for each row; inputs {rows.shape} and labels {classes.shape} came")
        questions = []
        self.given.append((rows, classes, questions))
        known = {row.tobytes() for row in rows}

        def predict(inputs):
            asked = np.array(inputs, dtype=float)
            if asked.ndim != 2 or asked.shape[1] != rows.shape[1]:
                raise ValueError(f"to predict, inputs (examples, {rows.shape[1]}) are needed; {asked.shape} came")
            questions.extend(row for row in asked if row.tobytes() not in known)
            return classes[((asked[:, None] - rows) ** 2).sum(axis=2).argmin(axis=1)]

        return predict


def cases():
    """Unequal folds, the first of them far away from the others; unsorted places; gaps in every column; places in lists."""
    for number, (sizes, columns) in enumerate((((12, 14), 2), ((4, 9, 7), 3), ((10, 3, 8, 1), 2), ((5, 6), 1))):
        generator = np.random.default_rng(number)
        examples = sum(sizes)
        places = generator.permutation(examples)
        inputs = generator.normal(5.0, 3.0, (examples, columns)) * np.array([1.0, 10.0, 0.1])[:columns]
        inputs[places[: sizes[0]]] += 20
        labels = (inputs.sum(axis=1) + generator.normal(0, 25, examples) > inputs.sum() / examples).astype(int)
        parts = np.split(places, np.cumsum(sizes)[:-1])
        pairs = [(generator.permutation(np.setdiff1d(places, held)), held) for held in parts]
        for column in range(columns):
            gaps = [
                held[(column + step) % len(held)] for held in parts for step in range(0, min(len(held), 5), 2) if len(held) > 1
            ]
            inputs[gaps, column] = np.nan
        if number == 2:
            labels = generator.integers(0, 3, examples)
            pairs = [(learn.tolist(), held.tolist()) for learn, held in pairs]
        yield Case(inputs, labels, pairs, NearestNeighbour(), title=f"{examples} rows in folds of {' + '.join(map(str, sizes))}")


def use(answer, inputs, labels, pairs, fit):
    """What the models were fitted on and asked, whatever the order of folds and rows, and the result."""
    result = answer(inputs, labels, pairs, fit)
    given = sorted(fit.given, key=lambda each: len(each[0]))
    return Observed(
        {
            "calls of fit": len(given),
            "numbers of rows that fit was given": [len(rows) for rows, _, _ in given],
            "a gap is left": any(bool(np.isnan(rows).any()) for rows, _, _ in given),
            "means of the columns that fit was given": [rows.mean(axis=0) for rows, _, _ in given],
            "labels that fit was given, in the order of the rows' sums": [
                [int(label) for _, label in sorted(zip(rows.sum(axis=1).round(3), classes, strict=True))]
                for rows, classes, _ in given
            ],
            "means of the columns of the other rows that the model was asked about": [
                np.mean(asked, axis=0) if asked else None for _, _, asked in given
            ],
            "mean accuracy": as_number(result),
        }
    )


def _whole_rows(inputs, pairs):
    whole = ~np.isnan(inputs).any(axis=1)
    return [([p for p in learn if whole[p]], [p for p in held if whole[p]]) for learn, held in pairs]


def _drops_rows_with_gaps(inputs, labels, pairs, fit):
    return cross_validation(inputs, labels, [pair for pair in _whole_rows(inputs, pairs) if pair[1]], fit)


def _drops_rows_and_scores_empty_folds(inputs, labels, pairs, fit):
    return cross_validation(inputs, labels, _whole_rows(inputs, pairs), fit)


def _means_by_class(known, filled, gaps_stay=False):
    """Fills gaps of the rows ``filled`` with the means of their class among the rows ``known``.

    Where no row of the class has a value, the gap stays, or gets the mean of the column.
    """

    def answer(inputs, labels, pairs, fit):
        scores = []
        for learn, held in pairs:
            rows = {"learn": np.asarray(learn), "everything": np.arange(len(labels))}
            whole = np.where(np.isnan(inputs), np.nanmean(inputs[learn], axis=0), inputs)
            for label in np.unique(labels[learn]):
                means = np.ma.masked_invalid(inputs[rows[known]][labels[rows[known]] == label]).mean(axis=0)
                means = means.filled(np.nan if gaps_stay else np.nanmean(inputs[learn], axis=0))
                to_fill = rows[filled][labels[rows[filled]] == label]
                whole[to_fill] = np.where(np.isnan(inputs[to_fill]), means, inputs[to_fill])
            scores.append(np.mean(fit(whole[learn], labels[learn])(whole[held]) == labels[held]))
        return np.mean(scores)

    return answer


EXERCISE = Exercise(
    id="15.2",
    solution=cross_validation,
    cases=cases,
    use=use,
    hint="What is fitted here? The means that fill the gaps. So they are computed inside the loop, from inputs[learn] alone.",
    more_hints=(
        "np.nanmean(inputs[learn], axis=0) leaves gaps out; np.where(np.isnan(inputs), means, inputs) fills them in a new array.",
    ),
    otherwise=(
        "In each fold: the mean of each column of inputs[learn] without its gaps, filled into learn and held alike; "
        "fit on learn, then the share of right answers on held. Return the mean of these shares."
    ),
    mistakes={
        "The means have seen the held-out rows, and that is the leak: take them from learn alone.": {
            "inputs[learn], axis": "inputs, axis"
        },
        "To fill a held-out row by its class one must know its label, which is what is asked for, and that is a leak: "
        "one mean for each column, from learn.": (
            _means_by_class("learn", "everything"),
            _means_by_class("learn", "everything", gaps_stay=True),
            _means_by_class("everything", "everything"),
        ),
        "Those are means of the classes; asked is one mean for each column, over all of learn.": (
            _means_by_class("learn", "learn"),
            _means_by_class("learn", "learn", gaps_stay=True),
        ),
        "The caller's inputs were changed, and from the second fold on there is no gap left: make a new array in each fold.": {
            "filled = np.where(np.isnan(inputs), means, inputs)": (
                "filled = inputs\n        filled[:] = np.where(np.isnan(inputs), means, inputs)"
            )
        },
        "In the array filled for the first fold no gap is left for the second: fill a new one in each fold.": {
            "scores = []": "scores, filled = [], inputs.copy()",
            "np.nanmean(inputs[learn], axis=0)": "np.nanmean(filled[learn], axis=0)",
            "np.where(np.isnan(inputs), means, inputs)": "np.where(np.isnan(filled), means, filled)",
        },
        "Gaps are left: was nothing filled in, or NaN? A mean of a column with a gap is NaN itself; np.nanmean leaves it out.": (
            {"np.where(np.isnan(inputs), means, inputs)": "inputs"},
            {"np.nanmean(inputs[learn], axis=0)": "inputs[learn].mean(axis=0)"},
            {"np.nanmean(inputs[learn], axis=0)": "inputs.mean(axis=0)"},
        ),
        "Nothing was to be scaled: hand the filled rows to fit as they are.": {
            "predict = fit(": (
                "filled = (filled - filled[learn].mean(axis=0)) / filled[learn].std(axis=0)\n        predict = fit("
            )
        },
        "The held-out rows are filled with means of their own: use those of learn for them too.": {
            "predict(filled[held])": (
                "predict(np.where(np.isnan(inputs[held]), np.nan_to_num(np.nanmean(inputs[held], axis=0)), inputs[held]))"
            )
        },
        "The gaps became 0, which is a value like any other: fill them with the column's mean.": {
            "means = np.nanmean(inputs[learn], axis=0)": "means = 0.0"
        },
        "That is one mean for the whole table: each column needs its own, with axis=0.": {", axis=0": ""},
        "That is the median of the column; asked is the mean.": {"nanmean": "nanmedian"},
        "A row with a gap belongs to the data too: fill the gap, and leave no row out.": (
            _drops_rows_with_gaps,
            _drops_rows_and_scores_empty_folds,
        ),
        "The model was fitted on the held-out rows too: hand it filled[learn] and labels[learn].": {
            "fit(filled[learn], labels[learn])": "fit(filled, labels)"
        },
        "That scores the rows that were learnt from: let each model predict its held-out rows.": {"[held]": "[learn]"},
        "Each fold needs a new model: call fit inside the loop.": {"predict = fit": "predict = predict if scores else fit"},
        "Rows and labels do not belong together: take labels[learn], in the same order as the rows.": {
            "labels[learn]": "np.delete(labels, held)"
        },
        "That is the share over all examples; asked is the mean of the folds' accuracies.": {
            "append(np.mean(predict(filled[held]) == labels[held]))": "extend(predict(filled[held]) == labels[held])"
        },
        "That is the last fold alone: keep the accuracy of every fold, and average.": {"np.mean(scores)": "scores[-1]"},
        "That is the sum of the folds; asked is their mean.": {"np.mean(scores)": "sum(scores)"},
        "That is the share of wrong answers.": {"==": "!="},
        "That is per cent; a share lies between 0 and 1.": {"np.mean(scores)": "100 * np.mean(scores)"},
    },
)

"""Exercise 15.2, beyond its own mistakes."""

import numpy as np
import torch
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from helpers.exercises.lesson_15.cross_validate_without_a_leak import EXERCISE, cross_validation
from tests.exercises.judging import accepts, refuses


def all_fitted_first(inputs, labels, pairs, fit):
    scalers = [StandardScaler().fit(inputs[learn]) for learn, _ in pairs]
    models = [fit(s.transform(inputs[learn]), labels[learn]) for s, (learn, _) in zip(scalers, pairs, strict=True)]
    asked = zip(scalers, models, pairs, strict=True)
    return np.mean([np.mean(model(s.transform(inputs[held])) == labels[held]) for s, model, (_, held) in asked])


def in_32_bits(inputs, labels, pairs, fit):
    rows, scores = inputs.astype(np.float32), []
    for learn, held in pairs:
        scaled = (rows - rows[learn].mean(0)) / rows[learn].std(0)
        scores.append(np.mean(fit(scaled[learn], labels[learn])(scaled[held]) == labels[held]))
    return np.mean(scores)


def with_scikit_learn(inputs, labels, pairs, fit):
    total = 0.0
    for learn, held in pairs:
        scaler = StandardScaler().fit(inputs[learn])
        predict = fit(scaler.transform(inputs[learn]), labels[learn])
        total += (predict(scaler.transform(inputs[held])) == labels[held]).mean() / len(pairs)
    return torch.tensor(total)


def sample_deviation(inputs, labels, pairs, fit):
    scores = []
    for learn, held in pairs:
        scaled = (inputs - inputs[learn].mean(0)) / inputs[learn].std(0, ddof=1)
        scores.append(np.mean(fit(scaled[learn], labels[learn])(scaled[held]) == labels[held]))
    return np.mean(scores)


def boolean_masks(inputs, labels, pairs, fit):
    scores = []
    for _, held in pairs:
        mask = np.zeros(len(labels), dtype=bool)
        mask[held] = True
        scaler = StandardScaler().fit(inputs[~mask])
        predict = fit(scaler.transform(inputs[~mask]), labels[~mask])
        scores.append(np.mean(predict(scaler.transform(inputs[mask])) == labels[mask]))
    return np.mean(scores)


def predicts_all_rows(inputs, labels, pairs, fit):
    scores = []
    for learn, held in pairs:
        z = StandardScaler().fit(inputs[learn]).transform(inputs)
        scores.append(np.mean(fit(z[learn], labels[learn])(z)[held] == labels[held]))
    return np.mean(scores)


def row_by_row(inputs, labels, pairs, fit):
    scores = []
    for learn, held in reversed(pairs):
        z = StandardScaler().fit(inputs[learn]).transform(inputs)
        predict = fit(z[learn], labels[learn])
        scores.append(np.mean([predict(z[row : row + 1])[0] == labels[row] for row in held]))
    return sum(scores) / len(scores)


def scaled_twice(inputs, labels, pairs, fit):
    """Scaling everything first does no harm if each fold is scaled again: the second scaling undoes the first."""
    return cross_validation((inputs - inputs.mean(0)) / inputs.std(0), labels, pairs, fit)


def each_part_by_itself(inputs, labels, pairs, fit):
    scores = []
    for learn, held in pairs:
        predict = fit(StandardScaler().fit_transform(inputs[learn]), labels[learn])
        scores.append(np.mean(predict(StandardScaler().fit_transform(inputs[held])) == labels[held]))
    return np.mean(scores)


def held_out_rows_of_everything(inputs, labels, pairs, fit):
    scores = []
    for learn, held in pairs:
        predict = fit(StandardScaler().fit_transform(inputs[learn]), labels[learn])
        scores.append(np.mean(predict(StandardScaler().fit_transform(inputs)[held]) == labels[held]))
    return np.mean(scores)


def scaled_in_place_too(inputs, labels, pairs, fit):
    inputs -= inputs.mean(axis=0)
    inputs /= inputs.std(axis=0)
    return cross_validation(inputs, labels, pairs, fit)


def fits_twice(inputs, labels, pairs, fit):
    cross_validation(inputs, labels, pairs, fit)
    return cross_validation(inputs, labels, pairs, fit)


def parts_exchanged(inputs, labels, pairs, fit):
    return cross_validation(inputs, labels, [(held, learn) for learn, held in pairs], fit)


def smallest_to_largest(inputs, labels, pairs, fit):
    scores = []
    for learn, held in pairs:
        z = MinMaxScaler().fit(inputs[learn]).transform(inputs)
        scores.append(np.mean(fit(z[learn], labels[learn])(z[held]) == labels[held]))
    return np.mean(scores)


def without_the_last_fold(inputs, labels, pairs, fit):
    return cross_validation(inputs, labels, pairs[:-1], fit)


def shuffles_the_labels(inputs, labels, pairs, fit):
    score = cross_validation(inputs, labels, pairs, fit)
    labels.sort()
    return score


def single_rows(inputs, labels, pairs, fit):
    learn, held = pairs[0]
    predict = fit(StandardScaler().fit_transform(inputs[learn]), labels[learn])
    return np.mean([predict(row) == label for row, label in zip(inputs[held], labels[held], strict=True)])


def changed(combine):
    """The accuracy of every fold, combined in another way."""
    return lambda inputs, labels, pairs, fit: combine([cross_validation(inputs, labels, [pair], fit) for pair in pairs])


test_right = accepts(
    EXERCISE,
    {
        "all fitted first": all_fitted_first,
        "in 32 bits": in_32_bits,
        "with StandardScaler": with_scikit_learn,
        "sample deviation": sample_deviation,
        "boolean masks": boolean_masks,
        "predicts all rows": predicts_all_rows,
        "row by row, last fold first": row_by_row,
        "scaled twice": scaled_twice,
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "each part by itself": (each_part_by_itself, "a scaler of their own"),
        "held-out rows with a scaler of everything": (held_out_rows_of_everything, "mean accuracy"),
        "fits twice": (fits_twice, "calls of fit: 2, got 4"),
        "the parts exchanged": (parts_exchanged, "fit on learn"),
        "from smallest to largest": (smallest_to_largest, "means of the columns"),
        "without the last fold": (without_the_last_fold, "calls of fit: 2, got 1"),
        "sorts the labels": (shuffles_the_labels, "must stay as it is"),
        "labels in a column": (lambda x, y, pairs, fit: cross_validation(x, y[:, None], pairs, fit), "a label for each row"),
        "single rows": (single_rows, "to predict, inputs (examples, 2) are needed"),
        "scaled in place, and again": (scaled_in_place_too, "must stay as it is"),
        "the best fold": (changed(max), "Return the mean of these shares"),
        "the median of the folds": (changed(np.median), "Return the mean of these shares"),
        "rounded": (changed(lambda scores: round(np.mean(scores), 2)), "unrounded"),
        "not averaged": (changed(np.array), "average or sum"),
        "never fits": (lambda x, y, pairs, fit: 0.5, "calls of fit: 2, got 0"),
    },
)

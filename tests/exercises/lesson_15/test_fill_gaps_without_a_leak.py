"""Exercise 15.2, beyond its own mistakes."""

import numpy as np
import torch
from sklearn.impute import SimpleImputer

from helpers.exercises.lesson_15.fill_gaps_without_a_leak import EXERCISE, cross_validation
from tests.exercises.judging import accepts, refuses


def with_scikit_learn(inputs, labels, pairs, fit):
    total = 0.0
    for learn, held in pairs:
        imputer = SimpleImputer().fit(inputs[learn])
        predict = fit(imputer.transform(inputs[learn]), labels[learn])
        total += (predict(imputer.transform(inputs[held])) == labels[held]).mean() / len(pairs)
    return torch.tensor(total)


def boolean_masks(inputs, labels, pairs, fit):
    scores = []
    for _, held in pairs:
        mask = np.zeros(len(labels), dtype=bool)
        mask[held] = True
        imputer = SimpleImputer().fit(inputs[~mask])
        predict = fit(imputer.transform(inputs[~mask]), labels[~mask])
        scores.append(np.mean(predict(imputer.transform(inputs[mask])) == labels[mask]))
    return np.mean(scores)


def predicts_all_rows(inputs, labels, pairs, fit):
    scores = []
    for learn, held in pairs:
        z = SimpleImputer().fit(inputs[learn]).transform(inputs)
        scores.append(np.mean(fit(z[learn], labels[learn])(z)[held] == labels[held]))
    return np.mean(scores)


def row_by_row(inputs, labels, pairs, fit):
    scores = []
    for learn, held in reversed(pairs):
        z = SimpleImputer().fit(inputs[learn]).transform(inputs)
        predict = fit(z[learn], labels[learn])
        scores.append(np.mean([predict(z[row : row + 1])[0] == labels[row] for row in held]))
    return sum(scores) / len(scores)


def column_by_column(inputs, labels, pairs, fit):
    scores = []
    for learn, held in pairs:
        filled = inputs.copy()
        for column in range(inputs.shape[1]):
            known = [inputs[row, column] for row in learn if not np.isnan(inputs[row, column])]
            filled[np.isnan(filled[:, column]), column] = sum(known) / len(known)
        scores.append(np.mean(fit(filled[learn], labels[learn])(filled[held]) == labels[held]))
    return np.mean(scores)


def each_part_by_itself(inputs, labels, pairs, fit):
    scores = []
    for learn, held in pairs:
        own = np.where(np.isnan(inputs[held]), np.nan_to_num(np.nanmean(inputs[held], axis=0)), inputs[held])
        predict = fit(SimpleImputer().fit_transform(inputs[learn]), labels[learn])
        scores.append(np.mean(predict(own) == labels[held]))
    return np.mean(scores)


def held_out_rows_of_everything(inputs, labels, pairs, fit):
    scores = []
    for learn, held in pairs:
        predict = fit(SimpleImputer().fit_transform(inputs[learn]), labels[learn])
        scores.append(np.mean(predict(SimpleImputer().fit_transform(inputs)[held]) == labels[held]))
    return np.mean(scores)


def filled_once_before(inputs, labels, pairs, fit):
    return cross_validation(SimpleImputer().fit_transform(inputs), labels, pairs, fit)


def means_of_the_class(inputs, labels, pairs, fit):
    scores = []
    for learn, held in pairs:
        filled = np.where(np.isnan(inputs), np.nanmean(inputs[learn], axis=0), inputs)
        for label in np.unique(labels):
            rows = [row for row in learn if labels[row] == label]
            filled[rows] = np.where(np.isnan(inputs[rows]), np.nanmean(inputs[rows]), inputs[rows])
        scores.append(np.mean(fit(filled[learn], labels[learn])(filled[held]) == labels[held]))
    return np.mean(scores)


def filled_by_class(inputs, labels, pairs, fit):
    """Each gap, held out or not, with its own class's mean of that column."""
    scores = []
    for learn, held in pairs:
        filled = inputs.copy()
        for row, column in np.argwhere(np.isnan(inputs)):
            everyone = inputs[learn, column][~np.isnan(inputs[learn, column])].tolist()
            known = [inputs[other, column] for other in learn if labels[other] == labels[row]]
            filled[row, column] = np.mean([value for value in known if not np.isnan(value)] or everyone)
        scores.append(np.mean(fit(filled[learn], labels[learn])(filled[held]) == labels[held]))
    return np.mean(scores)


def learnt_from_by_class(inputs, labels, pairs, fit):
    scores = []
    for learn, held in pairs:
        filled = np.where(np.isnan(inputs), np.nanmean(inputs[learn], axis=0), inputs)
        for row in learn:
            same = [other for other in learn if labels[other] == labels[row]]
            filled[row] = np.where(np.isnan(inputs[row]), np.nanmean(inputs[same], axis=0), inputs[row])
        scores.append(np.mean(fit(filled[learn], labels[learn])(filled[held]) == labels[held]))
    return np.mean(scores)


def filled_with_nan(inputs, labels, pairs, fit):
    scores = []
    for learn, held in pairs:
        filled = np.where(np.isnan(inputs), inputs[learn].mean(axis=0), inputs)
        scores.append(np.mean(fit(filled[learn], labels[learn])(filled[held]) == labels[held]))
    return np.mean(scores)


def fits_twice(inputs, labels, pairs, fit):
    cross_validation(inputs, labels, pairs, fit)
    return cross_validation(inputs, labels, pairs, fit)


def sorts_the_labels(inputs, labels, pairs, fit):
    score = cross_validation(inputs, labels, pairs, fit)
    labels.sort()
    return score


def changed(combine):
    """The accuracy of every fold, combined in another way."""
    return lambda inputs, labels, pairs, fit: combine([cross_validation(inputs, labels, [pair], fit) for pair in pairs])


test_right = accepts(
    EXERCISE,
    {
        "with SimpleImputer": with_scikit_learn,
        "boolean masks": boolean_masks,
        "predicts all rows": predicts_all_rows,
        "row by row, last fold first": row_by_row,
        "column by column": column_by_column,
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "filled once, before the cut": (filled_once_before, "that is the leak"),
        "each part by itself": (each_part_by_itself, "means of their own"),
        "held-out rows from everything": (held_out_rows_of_everything, "other rows that the model was asked about"),
        "means of the class": (means_of_the_class, "means of the columns that fit was given"),
        "filled by class": (filled_by_class, "which is what is asked for, and that is a leak"),
        "learnt from, filled by class": (learnt_from_by_class, "Those are means of the classes"),
        "filled with NaN": (filled_with_nan, "np.nanmean leaves it out"),
        "fits twice": (fits_twice, "calls of fit: 2, got 4"),
        "the parts exchanged": (lambda x, y, pairs, fit: cross_validation(x, y, [p[::-1] for p in pairs], fit), "fit on learn"),
        "without the last fold": (lambda x, y, pairs, fit: cross_validation(x, y, pairs[:-1], fit), "calls of fit: 2, got 1"),
        "sorts the labels": (sorts_the_labels, "must stay as it is"),
        "labels in a column": (lambda x, y, pairs, fit: cross_validation(x, y[:, None], pairs, fit), "a label for each row"),
        "the best fold": (changed(max), "Return the mean of these shares"),
        "the median of the folds": (changed(np.median), "Return the mean of these shares"),
        "rounded": (changed(lambda scores: round(np.mean(scores), 2)), "unrounded"),
        "not averaged": (changed(np.array), "average or sum"),
        "never fits": (lambda x, y, pairs, fit: 0.5, "calls of fit: 2, got 0"),
    },
)

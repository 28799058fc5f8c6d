"""What students typically answer in exercise 15.2: wrong ways, and other right ones."""

import numpy as np
import torch
from sklearn.preprocessing import StandardScaler

from helpers.exercises.lesson_15 import cross_validation


def _cv(scale=None, score_on="held", combine=np.mean, once=False):
    """A cross-validation for 15.2 with one of its lines changed; ``scale`` gives mean and deviation."""

    def answer(inputs, labels, pairs, fit):
        scores = []
        for learn, held in pairs:
            mean, deviation = (scale or (lambda x, learn: (x[learn].mean(0), x[learn].std(0))))(inputs, learn)
            scaled = (inputs - mean) / deviation
            predict = predict if once and scores else fit(scaled[learn], labels[learn])  # noqa: F821
            part = held if score_on == "held" else learn
            scores.append(np.mean(predict(scaled[part]) == labels[part]))
        return combine(scores)

    return answer


def _held_out_scaled_by_itself(inputs, labels, pairs, fit):
    scores = []
    for learn, held in pairs:
        predict = fit(StandardScaler().fit_transform(inputs[learn]), labels[learn])
        scores.append(np.mean(predict(StandardScaler().fit_transform(inputs[held])) == labels[held]))
    return np.mean(scores)


def _scales_in_place(inputs, labels, pairs, fit):
    inputs -= inputs.mean(axis=0)
    inputs /= inputs.std(axis=0)
    return cross_validation(inputs, labels, pairs, fit)


def _held_out_not_scaled(inputs, labels, pairs, fit):
    scores = []
    for learn, held in pairs:
        predict = fit(StandardScaler().fit_transform(inputs[learn]), labels[learn])
        scores.append(np.mean(predict(inputs[held]) == labels[held]))
    return np.mean(scores)


def _fits_on_everything(inputs, labels, pairs, fit):
    scores = []
    for learn, held in pairs:
        scaled = StandardScaler().fit(inputs[learn]).transform(inputs)
        scores.append(np.mean(fit(scaled, labels)(scaled[held]) == labels[held]))
    return np.mean(scores)


def _pooled(inputs, labels, pairs, fit):
    right = 0
    for learn, held in pairs:
        scaled = StandardScaler().fit(inputs[learn]).transform(inputs)
        right += np.sum(fit(scaled[learn], labels[learn])(scaled[held]) == labels[held])
    return right / len(labels)


def _cv_with_sklearn(inputs, labels, pairs, fit):
    total = 0.0
    for learn, held in pairs:
        scaler = StandardScaler().fit(inputs[learn])
        predict = fit(scaler.transform(inputs[learn]), labels[learn])
        total += (predict(scaler.transform(inputs[held])) == labels[held]).mean() / len(pairs)
    return torch.tensor(total)


def _fits_all_first(inputs, labels, pairs, fit):
    scalers = [StandardScaler().fit(inputs[learn]) for learn, _ in pairs]
    models = [fit(s.transform(inputs[learn]), labels[learn]) for s, (learn, _) in zip(scalers, pairs, strict=True)]
    asked = zip(scalers, models, pairs, strict=True)
    return np.mean([np.mean(model(s.transform(inputs[held])) == labels[held]) for s, model, (_, held) in asked])


def _in_32_bits(inputs, labels, pairs, fit):
    rows, scores = inputs.astype(np.float32), []
    for learn, held in pairs:
        scaled = (rows - rows[learn].mean(0)) / rows[learn].std(0)
        scores.append(np.mean(fit(scaled[learn], labels[learn])(scaled[held]) == labels[held]))
    return np.mean(scores)


WRONG_CROSS_VALIDATION = {
    "scaler fitted on everything": _cv(scale=lambda x, learn: (x.mean(0), x.std(0))),
    "held-out rows with a scaler of their own": _held_out_scaled_by_itself,
    "held-out rows not scaled": _held_out_not_scaled,
    "a mean that has seen everything": _cv(scale=lambda x, learn: (x.mean(0), x[learn].std(0))),
    "rounded": _cv(combine=lambda scores: round(np.mean(scores), 2)),
    "per cent": _cv(combine=lambda scores: 100 * np.mean(scores)),
    "the share of mistakes": _cv(combine=lambda scores: 1 - np.mean(scores)),
    "mean only": _cv(scale=lambda x, learn: (x[learn].mean(0), 1.0)),
    "one mean for the table": _cv(scale=lambda x, learn: (x[learn].mean(), x[learn].std())),
    "in place": _scales_in_place,
    "scored on the training rows": _cv(score_on="learn"),
    "fitted on everything": _fits_on_everything,
    "one model for all": _cv(once=True),
    "the last fold": _cv(combine=lambda scores: scores[-1]),
    "the best fold": _cv(combine=max),
    "the sum": _cv(combine=sum),
    "all together": _pooled,
    "not averaged": _cv(combine=lambda scores: np.array(scores)),
}

RIGHT_CROSS_VALIDATION = {
    "all fitted first": _fits_all_first,
    "in 32 bits": _in_32_bits,
    "with StandardScaler": _cv_with_sklearn,
    "sample deviation": _cv(scale=lambda x, i: (x[i].mean(0), x[i].std(0, ddof=1))),
}

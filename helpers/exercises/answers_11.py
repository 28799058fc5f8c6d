"""Answers to lesson 11 that the tests hand to its judges: what students typically write, and other right ways."""

import torch
from sklearn.metrics import accuracy_score
from torch import nn

from helpers.exercises import answers_macro_f1, answers_mistakes
from helpers.exercises.lesson_11 import evaluate
from helpers.training import evaluate as with_the_helper

loss_function = nn.functional.cross_entropy


def _per_batch(model, batches):
    """Loss, share of right answers and size of each batch."""
    rows = []
    with torch.no_grad():
        for inputs, labels in batches:
            logits = model(inputs)
            right = (logits.argmax(dim=1) == labels).float().mean().item()
            rows.append((loss_function(logits, labels).item(), right, len(labels)))
    return rows


def _mean(values):
    values = list(values)
    return sum(values) / len(values)


def _batch_means(model, batches):
    rows = _per_batch(model, batches)
    return _mean(loss for loss, _, _ in rows), _mean(right for _, right, _ in rows)


def _only_accuracy_weighted(model, batches):
    rows = _per_batch(model, batches)
    count = sum(size for _, _, size in rows)
    return _mean(loss for loss, _, _ in rows), sum(right * size for _, right, size in rows) / count


def _all_batches_full(model, batches):
    rows = _per_batch(model, batches)
    full = rows[0][2] * len(rows)
    return sum(loss * size for loss, _, size in rows) / full, sum(right * size for _, right, size in rows) / full


def _sums_of_means(model, batches):
    rows = _per_batch(model, batches)
    return sum(loss for loss, _, _ in rows), sum(right for _, right, _ in rows)


def _softmax_first(model, batches):
    pairs = list(batches)
    probabilities = nn.Sequential(model, nn.Softmax(dim=1))
    return evaluate(probabilities, pairs)


def _nll_of_probabilities(model, batches):
    pairs = list(batches)
    loss = count = 0
    with torch.no_grad():
        for inputs, labels in pairs:
            loss += nn.functional.nll_loss(model(inputs).softmax(dim=1), labels, reduction="sum").item()
            count += len(labels)
    return loss / count, evaluate(model, pairs)[1]


def _counts_instead(model, batches):
    pairs = list(batches)
    loss, accuracy = evaluate(model, pairs)
    return loss, round(accuracy * sum(len(labels) for _, labels in pairs))


def _switches_grad_off(model, batches):
    torch.set_grad_enabled(False)
    return evaluate(model, batches)


def _goes_through_twice(model, batches):
    loss, _ = evaluate(model, batches)
    return loss, evaluate(model, batches)[1]


def _second_loop(model, batches):
    """The loss in a first loop, and the count in a second."""
    loss = count = correct = 0
    with torch.no_grad():
        for inputs, labels in batches:
            loss += loss_function(model(inputs), labels, reduction="sum").item()
            count += len(labels)
        for inputs, labels in batches:
            correct += (model(inputs).argmax(dim=1) == labels).sum().item()
    return loss / count, correct / count


def _ends_with_train(model, batches):
    scores = evaluate(model, batches)
    model.train()
    return scores


def _with_dropout(model, batches):
    model.train()
    try:
        return evaluate(model, batches)
    finally:
        model.eval()


def _trains_along(model, batches):
    pairs = list(batches)
    scores = evaluate(model, pairs)
    loss_function(model(pairs[0][0]), pairs[0][1]).backward()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= 0.1 * parameter.grad
    return scores


def _keeps_the_graph(model, batches):
    loss = count = correct = 0
    for inputs, labels in batches:
        logits = model(inputs)
        loss = loss + loss_function(logits, labels, reduction="sum")
        correct, count = correct + (logits.argmax(dim=1) == labels).sum(), count + len(labels)
    return loss / count, correct / count


def _all_at_once(model, batches):
    inputs, labels = (torch.cat(parts) for parts in zip(*batches, strict=True))
    with torch.no_grad():
        logits = model(inputs)
    return loss_function(logits, labels), accuracy_score(labels, logits.argmax(dim=1))


def _by_the_helper(model, batches):
    return with_the_helper(model, batches, loss_function)[:2]


WRONG = {
    **answers_macro_f1.WRONG,
    **answers_mistakes.WRONG,
    "11.1": {
        "means of the batches": _batch_means,
        "only the accuracy is weighted": _only_accuracy_weighted,
        "as if every batch were full": _all_batches_full,
        "sums of the batches": _sums_of_means,
        "softmax before cross-entropy": _softmax_first,
        "nll_loss of probabilities": _nll_of_probabilities,
        "a count": _counts_instead,
        "the other order": lambda model, batches: evaluate(model, batches)[::-1],
        "per cent": lambda model, batches: (lambda loss, accuracy: (loss, 100 * accuracy))(*evaluate(model, batches)),
        "the share of mistakes": lambda model, batches: (lambda loss, accuracy: (loss, 1 - accuracy))(*evaluate(model, batches)),
        "the last batch": lambda model, batches: evaluate(model, list(batches)[-1:]),
        "ends with train()": _ends_with_train,
        "switches grad off": _switches_grad_off,
        "goes through twice": _goes_through_twice,
        "a second loop": _second_loop,
        "rounded": lambda model, batches: tuple(round(score, 4) for score in evaluate(model, batches)),
        "with dropout": _with_dropout,
        "keeps the graph": _keeps_the_graph,
        "one number": lambda model, batches: evaluate(model, batches)[1],
        "three numbers": lambda model, batches: (*evaluate(model, batches), 9),
        "no numbers": lambda model, batches: (float("nan"), float("nan")),
    },
}

ALSO_RIGHT = {
    **answers_macro_f1.ALSO_RIGHT,
    **answers_mistakes.ALSO_RIGHT,
    "11.1": {"all at once": _all_at_once, "the helper": _by_the_helper},
}

"""Judges of exercises 11.1 (scores over unequal batches) and 11.3 (macro F1)."""

import copy

import torch
from torch import nn

from helpers.exercises.exercise import WrongAnswer, as_number, call

CUTS = (((6, 6, 4), 3, False), ((5, 5, 5, 2), 4, True), ((3, 3), 5, False), ((7,), 3, True), ((6, 1), 3, False))


def judge_evaluate(answer):
    """Batches of several cuts, most with a smaller last one, as a list or coming only once; a model with dropout."""
    for sizes, classes, once in CUTS:
        generator = torch.Generator().manual_seed(sum(sizes) + classes)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(len(sizes))
            model = nn.Sequential(nn.Linear(2, classes), nn.Dropout(0.5)).eval()
        batches = _batches(model, sizes, classes, generator)
        given = [(inputs.clone(), labels.clone()) for inputs, labels in batches]
        before, modes = copy.deepcopy(model.state_dict()), []
        handle = model.register_forward_hook(lambda module, *_, modes=modes: modes.append(module.training))
        with torch.random.fork_rng(devices=[]):
            got = _call(answer, model, given, once)
        handle.remove()
        if any(modes):
            look = "Dropout was active: the model comes in evaluation mode; do not call train()."
            raise WrongAnswer("answers in evaluation mode", "answers in training mode", look)
        if any(module.training for module in model.modules()):
            look = "Leave the model in the mode in which it came: no train() at the end."
            raise WrongAnswer("a model in evaluation mode afterwards", "one in training mode", look)
        if any(not torch.equal(value, before[name]) for name, value in model.state_dict().items()):
            raise WrongAnswer("the weights as they were", "changed ones", "An evaluation reads: no step, no change.")
        if not all(torch.equal(a, b) for pair, kept in zip(given, batches, strict=True) for a, b in zip(pair, kept, strict=True)):
            raise WrongAnswer("the batches as they were", "changed ones", "Make new tensors; change nothing in place.")
        _judge_scores(got, model, batches, f"for batches of {', '.join(map(str, sizes))}")


def _call(answer, model, batches, once):
    """The answer's scores. What it did to torch's grad switch is undone."""
    before = torch.is_grad_enabled()
    try:
        got = call(answer, model, iter(batches) if once else batches)
        now = torch.is_grad_enabled()
    except WrongAnswer as finding:
        if not (once and isinstance(finding.__cause__, ZeroDivisionError)):
            raise
        look = "Batches may come only once: add everything up in a single loop over them."
        raise WrongAnswer("one pass over the batches", "a second one, which finds none", look) from finding
    finally:
        torch.set_grad_enabled(before)
    if now != before:
        raise WrongAnswer("torch's grad switch as it was", "switched off", "with torch.no_grad(): sets it back by itself.")
    return got


def _batches(model, sizes, classes, generator):
    """Random inputs; the labels of whole batches mostly right, those of the last one mostly wrong."""
    batches = []
    for place, size in enumerate(sizes):
        inputs = 4 * torch.randn(size, 2, generator=generator)
        with torch.no_grad():
            best = model(inputs).argmax(dim=1)
        last = place == len(sizes) - 1
        wrong = torch.arange(size) >= (max(1, size // 3) if last else size - 1 - place % 2)
        batches.append((inputs, torch.where(wrong, (best + 1) % classes, best)))
    return batches


def _judge_scores(got, model, batches, which):
    if not isinstance(got, tuple | list) or len(got) != 2:
        kind = f"{len(got)} values" if isinstance(got, tuple | list) else f"a value of type {type(got).__name__}"
        raise WrongAnswer("two numbers, loss and accuracy", kind, "The last line is: return loss, accuracy.")
    with torch.no_grad():
        logits = [model(inputs) for inputs, _ in batches]
    labels = [labels for _, labels in batches]
    sizes = torch.tensor([len(part) for part in labels], dtype=torch.float64)
    rights = torch.tensor([(z.argmax(1) == y).double().mean().item() for z, y in zip(logits, labels, strict=True)])
    losses = _losses(logits, labels, lambda z: z)
    loss, accuracy = (_weighted(values, sizes) for values in (losses, rights))
    full = max(sizes.tolist()) * len(sizes)
    _judge_number(
        "accuracy",
        got[1],
        accuracy,
        which,
        "Count the right answers, and divide by the number of pictures.",
        {
            "That is the mean over the batches: a smaller last one counts as much as the others. Weight by pictures.": (
                rights.mean()
            ),
            "That is how many are right; divide by the number of pictures.": (rights * sizes).sum(),
            "That is per cent; a share lies between 0 and 1.": 100 * accuracy,
            "That is the share of wrong answers.": 1 - accuracy,
            "The last batch is smaller: count its pictures, len(labels), do not assume a full batch.": (rights * sizes).sum()
            / full,
            "That is the loss: return loss, accuracy in this order.": loss,
            "Does a second loop go over the batches? They may come only once: add everything up in one.": 0.0,
            "That is the last batch alone: add up over all of them.": rights[-1],
            "That is the sum of the batches' accuracies: weight each by its pictures, then divide by all pictures.": rights.sum(),
        },
    )
    _judge_number(
        "loss",
        got[0],
        loss,
        which,
        "cross_entropy on the raw logits, times the size of the batch, added up, divided by the number of pictures.",
        {
            "That is the mean over the batches: weight each batch's loss by its number of pictures.": losses.mean(),
            "cross_entropy takes the softmax itself: give it the logits as they are, not probabilities.": _weighted(
                _losses(logits, labels, lambda z: z.softmax(1)), sizes
            ),
            "nll_loss wants logarithms of probabilities: cross_entropy takes the logits.": _weighted(
                _losses(logits, labels, lambda z: z.softmax(1), nn.functional.nll_loss), sizes
            ),
            "That is the sum over the pictures; divide by their number.": (losses * sizes).sum(),
            "That is the sum of the batches' means: weight each by its pictures, then divide by all pictures.": losses.sum(),
            "That is the last batch alone: add up over all of them.": losses[-1],
            "The last batch is smaller: count its pictures, len(labels), do not assume a full batch.": (losses * sizes).sum()
            / full,
        },
    )


def _losses(logits, labels, change, function=nn.functional.cross_entropy):
    return torch.tensor([function(change(z), y).item() for z, y in zip(logits, labels, strict=True)])


def _weighted(values, sizes):
    return (values * sizes).sum() / sizes.sum()


def _judge_number(name, got, wanted, which, neutral, looks):
    """One number beside the right one; the sentence whose number came tells where to look."""
    wanted = float(wanted)
    number = as_number(got, f"{name} {wanted:.4f} {which}")
    if abs(number - wanted) <= 1e-5:
        return
    if abs(number - wanted) <= 1e-3:
        neutral = "That is nearly it: do not round."
    look = next((text for text, value in looks.items() if abs(number - float(value)) <= 1e-5), neutral)
    raise WrongAnswer(f"{name} {wanted:.4f} {which}", f"{number:.4f}", look)


def judge_macro_f1(answer):
    """Matrices of three sizes with unequal rows; in one a class is never predicted, in one nothing of a class is found."""
    for rows in (
        [[50, 3, 2], [1, 6, 4], [0, 2, 9]],
        [[8, 2], [5, 1]],
        [[4, 0, 1, 0], [3, 0, 2, 1], [0, 0, 30, 2], [1, 0, 0, 7]],
        [[9, 1, 0, 0, 2], [0, 0, 3, 0, 0], [1, 2, 5, 0, 0], [0, 0, 0, 40, 1], [3, 0, 0, 2, 11]],
    ):
        matrix = torch.tensor(rows)
        given = matrix.clone()
        got = call(answer, given)
        if not torch.equal(given, matrix):
            raise WrongAnswer("the matrix as it was", "a changed one", "Make new tensors; change nothing in place.")
        hits, row, column = (part.double() for part in (matrix.diagonal(), matrix.sum(1), matrix.sum(0)))
        recall, precision = hits / row, hits / column.clamp(min=1)
        f1 = 2 * hits / (row + column)
        which = f"for a matrix of {len(rows)} classes"
        if column.min() == 0:
            which += ", one of them never predicted"
        number = as_number(got, f"{f1.mean():.4f} {which}")
        if abs(number - f1.mean()) <= 1e-5:
            continue
        means = 2 * precision.mean() * recall.mean() / (precision.mean() + recall.mean())
        found = f1[(precision + recall) > 0]
        looks = {
            "That is micro, the share of all that is right: large classes decide it. Average over the classes.": hits.sum()
            / row.sum(),
            "That is macro recall: rows alone. F1 needs the columns too.": recall.mean(),
            "That is macro precision: columns alone. F1 needs the rows too.": precision.mean(),
            "That is the F1 of the averages. First F1 for each class, then the mean.": means,
            "That weights each class by its number of examples; macro counts every class once.": (f1 * row).sum() / row.sum(),
            "That is the mean of precision and recall: F1 is 2 * precision * recall / (precision + recall).": (
                (precision + recall) / 2
            ).mean(),
            "The factor 2 is missing: F1 = 2 * precision * recall / (precision + recall).": f1.mean() / 2,
            "That is the sum over the classes: divide by their number.": f1.sum(),
            "That is per cent; a share lies between 0 and 1.": 100 * f1.mean(),
            "A class of which nothing was found counts too, with F1 = 0: do not leave it out.": found.mean(),
        }
        neutral = "For each class: 2 * diagonal / (sum of its row + sum of its column); then the mean over the classes."
        if abs(number - f1.mean()) <= 6e-4:
            neutral = "That is nearly it: do not round, and add nothing to the denominator."
        if number != number:
            neutral = "0 / 0 came up. 2 * diagonal / (row + column) never divides by 0 here: each class has examples."
        look = next((text for text, value in looks.items() if abs(number - value) <= 1e-5), neutral)
        raise WrongAnswer(f"{f1.mean():.4f} {which}", f"{number:.4f}", look)

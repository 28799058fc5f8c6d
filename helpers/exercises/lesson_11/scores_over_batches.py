"""Exercise 11.1: mean loss and accuracy per picture, over batches of unequal size."""

import torch
from torch import nn

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed
from helpers.exercises.engine.viewing import as_numbers


def evaluate(model, batches):
    """Mean cross-entropy and share of right answers, both per picture."""
    loss, correct, count = 0.0, 0, 0
    with torch.no_grad():
        for inputs, labels in batches:
            logits = model(inputs)
            loss += nn.functional.cross_entropy(logits, labels, reduction="sum").item()
            correct += (logits.argmax(dim=1) == labels).sum().item()
            count += len(labels)
    return loss / count, correct / count


class _Once:
    """Batches that come only once: a second loop finds none."""

    def __init__(self, batches):
        self._batches, self._left = batches, iter(batches)

    def __iter__(self):
        return self._left

    def observed(self):
        """The batches, to be left alone."""
        return {f"batch {place}": batch for place, batch in enumerate(self._batches)}


def cases():
    """Batches of several cuts, most with a smaller last one, in a list or coming only once; two kinds of model."""
    for number, (sizes, classes, once, small) in enumerate(
        (
            ((3, 3, 2), 3, False, True),
            ((5, 5, 5, 2), 4, True, False),
            ((3, 3), 5, False, False),
            ((7,), 3, True, True),
            ((6, 1), 3, False, False),
            ((1,), 2, True, False),
        )
    ):
        torch.manual_seed(number)
        model = nn.Linear(4, classes) if small else _image_model(classes)
        batches = _batches(model.eval(), sizes, classes, (4,) if small else (1, 2, 2))
        title = f"{len(sizes)} batches of {', '.join(map(str, sizes))} pictures" + once * ", which come only once"
        yield Case(model, _Once(batches) if once else batches, title=title)


def _image_model(classes):
    """Nested, with dropout and BatchNorm; one layer is frozen, and gradients are left over."""
    body = nn.Sequential(nn.Linear(4, 6, bias=False), nn.BatchNorm1d(6), nn.Dropout(0.5))
    body[0].requires_grad_(False)
    model = nn.Sequential(nn.Flatten(), body, nn.Linear(6, classes))
    model(torch.randn(8, 1, 2, 2) + 1).sum().backward()
    return model


def _batches(model, sizes, classes, shape):
    """Random pictures; the labels of the first batches are mostly right, those of the last one mostly wrong."""
    batches = []
    for place, size in enumerate(sizes):
        inputs = 2 * torch.randn(size, *shape)
        with torch.no_grad():
            best = model(inputs).argmax(dim=1)
        right = size // 3 if place == len(sizes) - 1 else size - 1 - place % 2
        batches.append((inputs, torch.where(torch.arange(size) < right, best, (best + 1) % classes)))
    return batches


def use(answer, *arguments):
    """The two numbers, by name."""
    loss, accuracy = as_numbers(answer(*arguments))
    return Observed({"loss": loss, "accuracy": accuracy})


EXERCISE = Exercise(
    id="11.1",
    solution=evaluate,
    cases=cases,
    use=use,
    parts=("loss", "accuracy"),
    hint="Add up, over the batches, the loss times the size of the batch, the right answers, and the sizes; divide at the end.",
    otherwise=(
        "Over all pictures of all batches: add up cross_entropy of the raw logits, and count where argmax(dim=1) is the label. "
        "Divide both by the number of pictures."
    ),
    mistakes={
        "That is the mean over the batches: a smaller last one counts as much as the others. Weight each by its pictures.": (
            {', reduction="sum"': "", ".sum()": ".double().mean()", "len(labels)": "1"},
            {', reduction="sum"': "", ".sum()": ".double().mean()", "/ count": "/ len(batches)"},
        ),
        "The accuracy is per picture, and the loss is the mean over the batches: weight each batch's loss by its pictures.": (
            {', reduction="sum"': "", "in batches": "in (seen := list(batches))", "loss / count": "loss / len(seen)"},
            {', reduction="sum"': "", "loss / count": "loss / len(batches)"},
        ),
        "The loss is per picture, and the accuracy is the mean over the batches: count the right answers of all batches.": {
            ".sum()": ".double().mean()",
            "in batches": "in (seen := list(batches))",
            "correct / count": "correct / len(seen)",
        },
        "The last batch is smaller: count its pictures with len(labels), do not assume a full batch.": {
            "count += len(labels)": "size = size if count else len(labels)\n            count += size"
        },
        "Those are the sums over the batches: weight each by its pictures, then divide by the number of all pictures.": {
            ', reduction="sum"': "",
            ".sum()": ".double().mean()",
            " / count": "",
        },
        "The loss is a sum: divide it by the number of pictures.": (
            {"loss / count": "loss"},
            {', reduction="sum"': "", "loss / count": "loss"},
        ),
        "That is how many are right: divide by the number of pictures.": {"correct / count": "correct"},
        "Both are sums over the pictures: divide them by the number of pictures.": {" / count": ""},
        "cross_entropy takes the softmax itself: give it the logits as they are, not probabilities.": {
            "cross_entropy(logits": "cross_entropy(logits.softmax(dim=1)"
        },
        "nll_loss wants logarithms of probabilities: cross_entropy takes the logits.": (
            {"cross_entropy": "nll_loss"},
            {"cross_entropy(logits": "nll_loss(logits.softmax(dim=1)"},
        ),
        "The loss comes first: return loss, accuracy.": {"loss / count, correct / count": "correct / count, loss / count"},
        "That is per cent; a share lies between 0 and 1.": {"correct / count": "100 * correct / count"},
        "That is the share of wrong answers.": {"==": "!="},
        "That is the first batch alone: does the function return inside the loop?": {"    return": "            return"},
        "That is the last batch alone: add up over all of them.": {"+=": "="},
        "Batches may come only once, and a second loop finds none: add everything up in a single loop.": (
            lambda model, batches: (evaluate(model, batches)[0], evaluate(model, batches)[1]),
            {"    return": "    correct = sum((model(x).argmax(dim=1) == y).sum().item() for x, y in batches)\n    return"},
            {"0.0, 0, 0": "0.0, 0, sum(len(labels) for _, labels in batches)", "            count += len(labels)\n": ""},
        ),
        "In training mode dropout and BatchNorm act otherwise. The model comes in evaluation mode: do not call train().": (
            {"    with": "    model.train()\n    with"},
            {"    with": "    model.train()\n    with", "    return": "    model.eval()\n    return"},
        ),
        "Leave the model in the mode in which it came: no train() at the end.": {"    return": "    model.train()\n    return"},
        "A score needs no slopes: no backward(), and no step.": (
            {
                "no_grad": "enable_grad",
                "count +=": "nn.functional.cross_entropy(logits, labels).backward()\n            count +=",
            },
            {
                "no_grad": "enable_grad",
                "count +=": "nn.functional.cross_entropy(logits, labels, reduction='sum').backward()\n            count +=",
            },
        ),
        "requires_grad_(False) freezes the model for good: torch.no_grad() is over when its block ends.": {
            "    with": "    model.requires_grad_(False)\n    with"
        },
    },
)

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


PARTS = ("loss", "accuracy")


def use(answer, *arguments):
    """The two numbers, by name."""
    pair = as_numbers(answer(*arguments))
    if not isinstance(pair, list) or len(pair) != 2:
        raise TypeError("two numbers are asked for")
    return Observed(dict(zip(PARTS, pair, strict=True)))


def _rows(model, batches, loss_of=nn.functional.cross_entropy):
    """Loss, share of right answers and size of every batch, each as one sequence."""
    rows = []
    with torch.no_grad():
        for inputs, labels in batches:
            logits = model(inputs)
            right = (logits.argmax(dim=1) == labels).double().mean().item()
            rows.append((loss_of(logits, labels).item(), right, len(labels)))
    return tuple(zip(*rows, strict=True))


def _weighted(values, sizes):
    return sum(value * size for value, size in zip(values, sizes, strict=True)) / sum(sizes)


def _other(loss=_weighted, accuracy=_weighted, loss_of=nn.functional.cross_entropy):
    """An answer that puts the batches' losses, or their accuracies, together in another way."""

    def answer(model, batches):
        losses, rights, sizes = _rows(model, batches, loss_of)
        return loss(losses, sizes), accuracy(rights, sizes)

    return answer


def _mean(values, sizes):
    return sum(values) / len(values)


def _sum(values, sizes):
    return sum(values)


def _sum_over_pictures(values, sizes):
    return _weighted(values, sizes) * sum(sizes)


def _as_if_full(values, sizes):
    return _sum_over_pictures(values, sizes) / (sizes[0] * len(sizes))


def _last(values, sizes):
    return values[-1]


def _first(values, sizes):
    return values[0]


def _by_the_number_of_batches(model, batches):
    losses, rights, _ = _rows(model, batches)
    return sum(losses) / len(batches), sum(rights) / len(batches)


def _loss_by_the_number_of_batches(model, batches):
    losses, rights, sizes = _rows(model, batches)
    return sum(losses) / len(batches), _weighted(rights, sizes)


def _evaluated_twice(model, batches):
    loss, _ = evaluate(model, batches)
    return loss, evaluate(model, batches)[1]


def _counted_in_a_second_loop(model, batches):
    loss, _ = evaluate(model, batches)
    correct = count = 0
    with torch.no_grad():
        for inputs, labels in batches:
            correct += (model(inputs).argmax(dim=1) == labels).sum().item()
            count += len(labels)
    return loss, correct / count


def _right_in_a_second_loop(model, batches):
    losses, _, sizes = _rows(model, batches)
    with torch.no_grad():
        right = sum((model(inputs).argmax(dim=1) == labels).sum().item() for inputs, labels in batches)
    return _weighted(losses, sizes), right / sum(sizes)


def _sized_in_a_first_loop(model, batches):
    count = sum(len(labels) for _, labels in batches)
    loss = right = 0.0
    with torch.no_grad():
        for inputs, labels in batches:
            logits = model(inputs)
            loss += nn.functional.cross_entropy(logits, labels, reduction="sum").item()
            right += (logits.argmax(dim=1) == labels).sum().item()
    return loss / count, right / count


def _train_first(back):
    def answer(model, batches):
        model.train()
        scores = evaluate(model, batches)
        model.train(not back)
        return scores

    return answer


def _train_afterwards(model, batches):
    scores = evaluate(model, batches)
    model.train()
    return scores


def _goes_back(reduction):
    def answer(model, batches):
        pairs = list(batches)
        for inputs, labels in pairs:
            nn.functional.cross_entropy(model(inputs), labels, reduction=reduction).backward()
        return evaluate(model, pairs)

    return answer


def _frozen(model, batches):
    model.requires_grad_(False)
    return evaluate(model, batches)


EXERCISE = Exercise(
    id="11.1",
    solution=evaluate,
    cases=cases,
    use=use,
    parts=PARTS,
    hint="Add up, over the batches, the loss times the size of the batch, the right answers, and the sizes; divide at the end.",
    otherwise=(
        "Over all pictures of all batches: add up cross_entropy of the raw logits, and count where argmax(dim=1) is the label. "
        "Divide both by the number of pictures."
    ),
    mistakes={
        "That is the mean over the batches: a smaller last one counts as much as the others. Weight each by its pictures.": (
            _other(_mean, _mean),
            _by_the_number_of_batches,
        ),
        "The accuracy is per picture, and the loss is the mean over the batches: weight each batch's loss by its pictures.": (
            _other(loss=_mean),
            _loss_by_the_number_of_batches,
        ),
        "The loss is per picture, and the accuracy is the mean over the batches: count the right answers of all batches.": (
            _other(accuracy=_mean)
        ),
        "The last batch is smaller: count its pictures with len(labels), do not assume a full batch.": _other(
            _as_if_full, _as_if_full
        ),
        "Those are the sums over the batches: weight each by its pictures, then divide by the number of all pictures.": (
            _other(_sum, _sum)
        ),
        "The loss is a sum: divide it by the number of pictures.": (_other(loss=_sum_over_pictures), _other(loss=_sum)),
        "That is how many are right: divide by the number of pictures.": _other(accuracy=_sum_over_pictures),
        "Both are sums over the pictures: divide them by the number of pictures.": _other(_sum_over_pictures, _sum_over_pictures),
        "cross_entropy takes the softmax itself: give it the logits as they are, not probabilities.": _other(
            loss_of=lambda logits, labels: nn.functional.cross_entropy(logits.softmax(dim=1), labels)
        ),
        "nll_loss wants logarithms of probabilities: cross_entropy takes the logits.": (
            _other(loss_of=lambda logits, labels: nn.functional.nll_loss(logits.softmax(dim=1), labels)),
            _other(loss_of=nn.functional.nll_loss),
        ),
        "The loss comes first: return loss, accuracy.": lambda *given: evaluate(*given)[::-1],
        "That is per cent; a share lies between 0 and 1.": lambda *given: (
            scores := evaluate(*given),
            (scores[0], 100 * scores[1]),
        )[1],
        "That is the share of wrong answers.": _other(accuracy=lambda *given: 1 - _weighted(*given)),
        "That is the first batch alone: does the function return inside the loop?": _other(_first, _first),
        "That is the last batch alone: add up over all of them.": _other(_last, _last),
        "Batches may come only once, and a second loop finds none: add everything up in a single loop.": (
            _evaluated_twice,
            _counted_in_a_second_loop,
            _right_in_a_second_loop,
            _sized_in_a_first_loop,
        ),
        "In training mode dropout and BatchNorm act otherwise. The model comes in evaluation mode: do not call train().": (
            _train_first(back=True),
            _train_first(back=False),
        ),
        "Leave the model in the mode in which it came: no train() at the end.": _train_afterwards,
        "A score needs no slopes: no backward(), and no step.": (_goes_back("sum"), _goes_back("mean")),
        "requires_grad_(False) freezes the model for good: torch.no_grad() is over when its block ends.": _frozen,
    },
)

"""Exercise 12.2: where a loss has a blind spot, by its slopes beside those of cross-entropy."""

import torch
from torch.nn import functional

from helpers.exercises.engine import Case, Exercise


def share_of_the_pull(loss_function, logits, labels):
    """Slope by the right logit of each example, divided by that of cross-entropy."""
    pulls = []
    for loss in (loss_function, functional.cross_entropy):
        z = logits.clone().requires_grad_()
        loss(z, labels).backward()
        pulls.append(z.grad[torch.arange(len(labels)), labels])
    return pulls[0] / pulls[1]


def _squared_error(logits, labels):
    truth = functional.one_hot(labels, logits.shape[1])
    return ((logits.softmax(dim=1) - truth) ** 2).sum(dim=1).mean()


def _softmax_twice(logits, labels):
    return functional.cross_entropy(logits.softmax(dim=1), labels)


def _right(logits, labels):
    return logits.softmax(dim=1)[torch.arange(len(labels)), labels]


def _one_over_p(logits, labels):
    return (1 / _right(logits, labels)).mean()


def _milder_when_sure(logits, labels):
    p = _right(logits, labels)
    return (-((1 - p) ** 2) * p.log()).mean()


def cases():
    """Undecided, sure and wrong, nearly right; one example and several, three classes and more; prices of five kinds."""
    sure_and_wrong = torch.tensor([[8.0, 0.0, -1.0]])
    yield Case(_squared_error, torch.zeros(1, 10), torch.tensor([3]), title="squared error, ten equal logits")
    yield Case(_squared_error, sure_and_wrong, torch.tensor([1]), title="squared error, sure and wrong")
    mixed = torch.tensor([[8.0, 0.0, -1.0], [0.0, 0.0, 0.0], [1.0, -2.0, 3.0], [0.5, 2.0, -1.0]])
    labels = torch.tensor([1, 2, 2, 0])
    for name, loss in (
        ("squared error", _squared_error),
        ("softmax twice", _softmax_twice),
        ("a price of 1/p", _one_over_p),
        ("a price of -(1 - p)² ln p", _milder_when_sure),
        ("cross-entropy itself", functional.cross_entropy),
    ):
        yield Case(loss, mixed.clone(), labels.clone(), title=f"{name}, four examples of three classes")
    many = 3 * torch.randn(7, 5, generator=torch.Generator().manual_seed(0))
    yield Case(_softmax_twice, many, torch.arange(7) % 5, title="softmax twice, seven examples of five classes")


AT_THE_RIGHT = "z.grad[torch.arange(len(labels)), labels]"
RATIO = "pulls[0] / pulls[1]"

EXERCISE = Exercise(
    id="12.2",
    solution=share_of_the_pull,
    cases=cases,
    hint=(
        "slope_at of section 2 did it for one logit: a copy that requires a slope, the loss of it, backward(), .grad. "
        "Do it once for each of the two losses, with a fresh copy each time."
    ),
    more_hints=(
        "z = logits.clone().requires_grad_() is such a copy. After loss_function(z, labels).backward(), z.grad has the shape "
        "of logits, and z.grad[torch.arange(len(labels)), labels] is the slope by the right logit of each example.",
    ),
    otherwise=(
        "For each example: the slope of her loss by the logit of the right class, divided by the slope of "
        "functional.cross_entropy by the same logit, both of the whole batch."
    ),
    mistakes={
        "That compares the prices. A network never sees its price: compare the slopes.": (
            lambda loss_function, logits, labels: torch.stack(
                [
                    loss_function(row[None], label[None]) / functional.cross_entropy(row[None], label[None])
                    for row, label in zip(logits, labels, strict=True)
                ]
            ),
            lambda loss_function, logits, labels: loss_function(logits, labels) / functional.cross_entropy(logits, labels),
        ),
        "That is her slope alone: divide it by the slope of cross-entropy.": (
            {RATIO: "pulls[0]"},
            {RATIO: "-pulls[0]"},
            {RATIO: "pulls[0] * len(labels)"},
            {RATIO: "-pulls[0] * len(labels)"},
        ),
        "It is turned round: her slope, divided by that of cross-entropy.": {RATIO: "pulls[1] / pulls[0]"},
        "It is a share, not a difference: divide the one slope by the other.": (
            {RATIO: "pulls[0] - pulls[1]"},
            {RATIO: "pulls[1] - pulls[0]"},
        ),
        "Both losses filled one .grad, and backward() adds to what is there: take a fresh copy of the logits for each.": {
            "    pulls = []\n": "    pulls = []\n    z = logits.clone().requires_grad_()\n",
            "        z = logits.clone().requires_grad_()\n": "",
        },
        "1 - p is the slope of cross-entropy for one example. In a mean it is divided by the number of examples, as hers is.": (
            {RATIO: "pulls[0] / (logits.softmax(dim=1)[torch.arange(len(labels)), labels] - 1)"},
            {RATIO: "pulls[0] / (1 - logits.softmax(dim=1)[torch.arange(len(labels)), labels])"},
        ),
        "The sign is turned: where both slopes are below 0, their share is above.": {RATIO: "-pulls[0] / pulls[1]"},
        "The slopes of all logits of an example add up to 0 (section 3): take the one by the right logit.": {
            AT_THE_RIGHT: "z.grad.sum(dim=1)"
        },
        "That looks at all logits of an example: take the slope by the right one.": (
            {AT_THE_RIGHT: "z.grad.norm(dim=1)"},
            {AT_THE_RIGHT: "z.grad.abs().sum(dim=1)"},
            {AT_THE_RIGHT: "z.grad.abs().amax(dim=1)"},
            {AT_THE_RIGHT: "z.grad"},
        ),
        "That is the class that the network prefers: take the one that labels names.": {
            AT_THE_RIGHT: "z.grad[torch.arange(len(labels)), logits.argmax(dim=1)]"
        },
        "z.grad[:, labels] takes every label from every row: pair row and label, z.grad[torch.arange(len(labels)), labels].": {
            AT_THE_RIGHT: "z.grad[:, labels]"
        },
        "One number for each example is asked for: a mean hides the blind spot.": (
            {RATIO: "(pulls[0] / pulls[1]).mean()"},
            {RATIO: "pulls[0].mean() / pulls[1].mean()"},
        ),
        "Return the share itself; where a blind spot begins is for the reader to say.": {RATIO: "(pulls[0] / pulls[1]) < 0.1"},
        "The logits that were handed over keep nothing of this: make a copy of them that requires a slope.": {
            "logits.clone().requires_grad_()": "logits.requires_grad_()"
        },
    },
    tolerance=1e-4,
)

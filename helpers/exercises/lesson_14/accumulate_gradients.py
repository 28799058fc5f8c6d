"""Exercise 14.5: the gradient of a large batch, from micro-batches."""

import torch
from torch import nn
from torch.nn import functional

from helpers import training
from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed, watching, watching_model


def accumulate(model, micro_batches, loss_function):
    """Old gradients away; then each micro-batch counts by its share of all examples."""
    model.zero_grad()
    total = sum(len(labels) for _, labels in micro_batches)
    for inputs, labels in micro_batches:
        (loss_function(model(inputs), labels) * len(labels) / total).backward()


def _to_number(outputs, labels):
    return functional.mse_loss(outputs.sum(dim=1), labels.float())


def cases():
    """Unequal and equal pieces, one piece; two losses; old gradients, and none yet."""
    for sizes, loss_function, old in (
        ((4, 2), functional.cross_entropy, True),
        ((3, 3, 3), functional.cross_entropy, True),
        ((5, 1), _to_number, True),
        ((1, 2, 5, 3), _to_number, True),
        ((6,), functional.cross_entropy, True),
        ((4, 4, 2), functional.cross_entropy, False),
    ):
        torch.manual_seed(sum(sizes))
        model = nn.Sequential(nn.Linear(4, 5, bias=False), nn.LayerNorm(5), nn.Tanh(), nn.Linear(5, 3))
        micro_batches = [(torch.randn(size, 4), torch.randint(3, (size,))) for size in sizes]
        for parameter in model.parameters():
            parameter.grad = torch.randn_like(parameter) if old else None
        loss = "a squared error" if loss_function is _to_number else "cross-entropy"
        words = f"{loss}, {'old gradients in place' if old else 'no gradients yet'}"
        title = f"micro-batches of {', '.join(map(str, sizes))} examples, {words}"
        yield Case(model, micro_batches, loss_function, title=title)


def use(answer, model, micro_batches, loss_function):
    """What the call left behind, and how it came about."""
    largest = max(len(labels) for _, labels in micro_batches)
    weights = [parameter.detach().clone() for parameter in model.parameters()]
    # The helper, by whatever name it was imported, asks this of its pieces.
    with watching_model(model) as calls, watching(training, "mean_weight") as weighed:
        answer(model, micro_batches, loss_function)
    observed = {
        "weights as they were": all(map(torch.equal, weights, model.parameters())),
        "one micro-batch in each call of the model": max(calls.sizes, default=0) <= largest,
        "the graph of one micro-batch at a time": calls.graphs_at_once <= 1,
        "the course's helper": "called" if weighed else "not called",
    }
    for name, parameter in model.named_parameters():
        observed[f"gradient of {name}"] = torch.zeros_like(parameter) if parameter.grad is None else parameter.grad.clone()
    return Observed(observed)


def _both(changes):
    """These changes, with the old gradients gone and with them still there."""
    return changes, changes | {"    model.zero_grad()\n": ""}


def _with_the_helper(model, micro_batches, loss_function):
    model.zero_grad()
    training.accumulate_gradients(model, micro_batches, loss_function)


EXERCISE = Exercise(
    id="14.5",
    solution=accumulate,
    cases=cases,
    use=use,
    hint="The number of all examples is needed before the first backward(). How much of it is one micro-batch?",
    more_hints=(
        "Before the loop: zero_grad() and the number of all examples. In the loop: the loss times len(labels) / all, backward().",
    ),
    otherwise=(
        "Each micro-batch's mean counts by its examples over all examples. Call backward() for each in the loop: it adds up."
    ),
    mistakes={
        "Nothing changed: is backward() called?": {"    model.zero_grad()\n": "", ".backward()": ""},
        "No gradient is left: call backward() on each loss in the loop, and zero_grad() before the loop only.": (
            {".backward()": ""},
            {".backward()": ".backward()\n    model.zero_grad()"},
        ),
        "The old gradients are still in it: model.zero_grad() comes first, once.": {"    model.zero_grad()\n": ""},
        "Divided by the number of micro-batches: a smaller one then counts too much. Weigh each by its examples.": _both(
            {"* len(labels) / total": "/ len(micro_batches)"}
        ),
        "That is the sum of the means: multiply each by its share of all examples.": _both({" * len(labels) / total": ""}),
        "The last micro-batch alone is left: zero_grad() comes before the loop, not inside it.": (
            {"        (loss": "        model.zero_grad()\n        (loss"},
            {"        (loss": "        model.zero_grad()\n        (loss", " * len(labels) / total": ""},
        ),
        "The first micro-batch alone is in it: does the function return inside the loop?": (
            {".backward()": ".backward()\n        return"},
            {".backward()": ".backward()\n        return", " * len(labels) / total": ""},
        ),
        "That is the sum over the examples: divide by the number of all examples.": _both({" / total": ""}),
        "Divide by the number of all examples, not by the first micro-batch's.": _both({"total)": "len(micro_batches[0][1]))"}),
        "Divided by the number of all examples, but not multiplied by the micro-batch's: its loss is a mean.": _both(
            {" * len(labels)": ""}
        ),
        "Divided by the micro-batch's examples: its loss is a mean already. Multiply it by its share of all examples.": _both(
            {"* len(labels) / total": "/ len(labels)"}
        ),
        "The micro-batches must not be joined: memory for the large batch is what is lacking.": _both(
            {"in micro_batches:": "in [map(torch.cat, zip(*micro_batches, strict=True))]:"}
        ),
        "Several graphs are held at once: call backward() for each micro-batch inside the loop, without retain_graph=True.": (
            {
                "    for": "    loss = 0\n    for",
                "        (loss": "        loss += (loss",
                ".backward()": "\n    loss.backward()",
            },
            {"        (loss": "        loss = (loss", ".backward()": "\n        loss.backward(retain_graph=True)"},
        ),
        "Before the first backward() .grad is None, and nothing can be set to 0 in it: model.zero_grad() serves for both.": {
            "model.zero_grad()": "for parameter in model.parameters():\n        parameter.grad.zero_()"
        },
        "No step is asked for: fill .grad, and stop there.": {
            ".backward()": ".backward()\n    torch.optim.SGD(model.parameters(), lr=0.1).step()"
        },
        "This one is to be built by yourself, without accumulate_gradients.": (
            _with_the_helper,
            lambda *given: training.accumulate_gradients(*given),
        ),
        "Use the loss function that is handed over: it need not be cross-entropy.": {
            "loss_function(model(": "functional.cross_entropy(model("
        },
    },
    # Whether a step was taken counts, not which one; and the gradients have a name of their own.
    free=("model.*: value", "model.*: gradient"),
)

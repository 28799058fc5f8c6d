"""Exercise 13.3: the gradient of a large batch, from micro-batches."""

import torch
from torch import nn
from torch.nn import functional

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed, watching_model


def accumulate(model, micro_batches, loss_function):
    """Old gradients away; then each micro-batch counts by its share of all examples."""
    model.zero_grad()
    total = sum(len(labels) for _, labels in micro_batches)
    for inputs, labels in micro_batches:
        (loss_function(model(inputs), labels) * len(labels) / total).backward()


def _to_number(outputs, labels):
    return functional.mse_loss(outputs.sum(dim=1), labels.float())


def cases():
    """Unequal and equal pieces, one piece, one example; two losses; two networks; old gradients, and none yet."""
    for sizes, loss_function, old in (
        ((4, 2), functional.cross_entropy, True),
        ((3, 3, 3), functional.cross_entropy, True),
        ((5, 1), _to_number, True),
        ((1, 2, 5, 3), _to_number, True),
        ((6,), functional.cross_entropy, True),
        ((1,), functional.cross_entropy, True),
        ((4, 4, 2), functional.cross_entropy, False),
    ):
        torch.manual_seed(sum(sizes))
        model = nn.Sequential(nn.Linear(4, 5), nn.Tanh(), nn.Linear(5, 3))
        if len(sizes) > 3:
            model = nn.Sequential(nn.Sequential(nn.Linear(4, 6, bias=False), nn.ReLU()), nn.LayerNorm(6), nn.Linear(6, 3))
        micro_batches = [(torch.randn(size, 4), torch.randint(3, (size,))) for size in sizes]
        for parameter in model.parameters():
            parameter.grad = torch.randn_like(parameter) if old else None
        yield Case(
            model,
            micro_batches,
            loss_function,
            title=f"micro-batches of {', '.join(map(str, sizes))} examples, "
            f"{'cross-entropy' if loss_function is functional.cross_entropy else 'a squared error'}, "
            f"{'old gradients in place' if old else 'no gradients yet'}",
        )


def use(answer, model, micro_batches, loss_function):
    """What the call left behind, and how it came about."""
    largest = max(len(labels) for _, labels in micro_batches)
    weights = [parameter.detach().clone() for parameter in model.parameters()]
    with watching_model(model) as calls:
        answer(model, micro_batches, loss_function)
    observed = {
        "weights as they were": all(map(torch.equal, weights, model.parameters())),
        "one micro-batch in each call of the model": max(calls.sizes, default=0) <= largest,
        "the graph of one micro-batch at a time": calls.graphs_at_once <= 1,
    }
    for name, parameter in model.named_parameters():
        observed[f"gradient of {name}"] = torch.zeros_like(parameter) if parameter.grad is None else parameter.grad.clone()
    return Observed(observed)


def _share(examples, sizes):
    return examples / sum(sizes)


def _accumulated(weigh=_share, clear="before", pieces=slice(None), retain_graph=False, loss_of=None, after=lambda model: None):
    """Accumulation in which a micro-batch counts ``weigh(its examples, all sizes)``, with a slip for each argument."""

    def run(model, micro_batches, loss_function):
        sizes = [len(labels) for _, labels in micro_batches]
        if clear == "before":
            model.zero_grad()
        for inputs, labels in micro_batches[pieces]:
            if clear == "inside":
                model.zero_grad()
            loss = (loss_of or loss_function)(model(inputs), labels)
            (loss * weigh(len(labels), sizes)).backward(retain_graph=retain_graph)
        after(model)

    return run


def _each_way_to_clear(weigh):
    """The same weights in the sum, with the old gradients gone and with them still there."""
    return _accumulated(weigh), _accumulated(weigh, clear="never")


def _one_backward(weigh, clear=True):
    def run(model, micro_batches, loss_function):
        sizes = [len(labels) for _, labels in micro_batches]
        losses = [loss_function(model(inputs), labels) * weigh(len(labels), sizes) for inputs, labels in micro_batches]
        if clear:
            model.zero_grad()
        sum(losses).backward()

    return run


def _joined(clear=True):
    def run(model, micro_batches, loss_function):
        if clear:
            model.zero_grad()
        inputs, labels = (torch.cat(parts) for parts in zip(*micro_batches, strict=True))
        loss_function(model(inputs), labels).backward()

    return run


def _filled_with_zeros(model):
    for parameter in model.parameters():
        parameter.grad = torch.zeros_like(parameter)


def _step(model):
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= 0.1 * parameter.grad


def _step_and_clear(model):
    _step(model)
    model.zero_grad()


def _zeros_into_old(model, micro_batches, loss_function):
    for parameter in model.parameters():
        parameter.grad.zero_()
    _accumulated(clear="never")(model, micro_batches, loss_function)


def _forward_only(model, micro_batches, loss_function):
    model.zero_grad()
    for inputs, labels in micro_batches:
        loss_function(model(inputs), labels)


EXERCISE = Exercise(
    id="13.3",
    solution=accumulate,
    cases=cases,
    use=use,
    hint="The number of all examples is needed before the first backward(). How much of it is one micro-batch?",
    otherwise=(
        "Each micro-batch's mean counts by its examples over all examples. Call backward() for each in the loop: it adds up."
    ),
    mistakes={
        "Nothing changed: is backward() called?": lambda model, micro_batches, loss_function: None,
        "No gradient is left: call backward() on each loss in the loop, and zero_grad() before the loop only.": (
            _forward_only,
            _accumulated(after=lambda model: model.zero_grad()),
            _accumulated(after=_filled_with_zeros),
        ),
        "The old gradients are still in it: model.zero_grad() comes first, once.": _accumulated(clear="never"),
        "Divided by the number of micro-batches: a smaller one then counts too much. Weigh each by its examples.": (
            _accumulated(lambda examples, sizes: 1 / len(sizes))
        ),
        "Divided by the number of micro-batches, and the old gradients are still in it: weigh by examples, zero_grad() first.": (
            _accumulated(lambda examples, sizes: 1 / len(sizes), clear="never")
        ),
        "That is the sum of the means: multiply each by its share of all examples.": _accumulated(lambda examples, sizes: 1),
        "That is the sum of the means and the old gradients: multiply each by its share of all examples, zero_grad() first.": (
            _accumulated(lambda examples, sizes: 1, clear="never")
        ),
        "The last micro-batch alone is left: zero_grad() comes before the loop, not inside it.": _accumulated(clear="inside"),
        "The last micro-batch alone is left, at full weight: zero_grad() before the loop, and a share for each.": (
            _accumulated(lambda examples, sizes: 1, clear="inside"),
            _accumulated(lambda examples, sizes: 1, pieces=slice(-1, None)),
        ),
        "The first micro-batch alone is in it: does the loop go through all?": _accumulated(pieces=slice(1)),
        "The first micro-batch alone is in it, at full weight: does the function return inside the loop?": (
            _accumulated(lambda examples, sizes: 1, pieces=slice(1))
        ),
        "That is the sum over the examples: divide by the number of all examples.": (
            _each_way_to_clear(lambda examples, sizes: examples)
        ),
        "Divide by the number of all examples, not by the first micro-batch's.": (
            _each_way_to_clear(lambda examples, sizes: examples / sizes[0])
        ),
        "The last one is left out: a smaller micro-batch counts too, by its share.": _accumulated(pieces=slice(-1)),
        "Divided by the number of all examples, but not multiplied by the micro-batch's: its loss is a mean.": (
            _each_way_to_clear(lambda examples, sizes: 1 / sum(sizes))
        ),
        "Divided twice: by all examples, and by the number of micro-batches.": (
            _each_way_to_clear(lambda examples, sizes: examples / sum(sizes) / len(sizes))
        ),
        "Divided by the micro-batch's examples: its loss is a mean already. Multiply it by its share of all examples.": (
            _each_way_to_clear(lambda examples, sizes: 1 / examples)
        ),
        "The micro-batches must not be joined: memory for the large batch is what is lacking.": (_joined(), _joined(clear=False)),
        "Several graphs are held at once: call backward() for each micro-batch inside the loop, without retain_graph=True.": (
            *(_one_backward(weigh) for weigh in (_share, lambda examples, sizes: 1 / len(sizes), lambda examples, sizes: 1)),
            _one_backward(_share, clear=False),
            _accumulated(retain_graph=True),
        ),
        "Before the first backward() .grad is None, and nothing can be set to 0 in it: model.zero_grad() serves for both.": (
            _zeros_into_old
        ),
        "No step is asked for: fill .grad, and stop there.": (_accumulated(after=_step), _accumulated(after=_step_and_clear)),
        "Use the loss function that is handed over: it need not be cross-entropy.": (
            _accumulated(loss_of=functional.cross_entropy)
        ),
    },
    # Whether a step was taken counts, not which one; and the gradients have a name of their own.
    free=("model.*: value", "model.*: gradient"),
)

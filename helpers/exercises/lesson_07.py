"""Exercises of lesson 07: a linear layer, a prediction that leaves no trace, dropout, two layers in one.

What students typically write instead stands in ``answers_07``; the two longer judges in ``judges_07``.
"""

import torch
from torch import nn

from helpers.exercises.exercise import Exercise, WrongAnswer, as_tensors, call
from helpers.exercises.judges_07 import judge_dropout, judge_predict, one_tensor


def linear(inputs, weight, bias):
    """Multiply each row of the inputs by A transposed, and add b."""
    return inputs @ weight.T + bias


def judge_linear(answer):
    """A square weight first (a forgotten transposition runs there), then other sizes and a batch of one."""
    generator = torch.Generator().manual_seed(0)
    for batch, size_in, size_out in ((4, 3, 3), (5, 4, 2), (1, 2, 6)):
        inputs = torch.randn(batch, size_in, generator=generator)
        weight, bias = torch.randn(size_out, size_in, generator=generator), torch.randn(size_out, generator=generator)
        wanted = linear(inputs, weight, bias)
        given = (inputs.clone(), weight.clone(), bias.clone())
        got = one_tensor(call(answer, *given))
        if not all(map(torch.equal, (inputs, weight, bias), given)):
            look = "A name that ends in _, as t_() and add_() do, changes the tensor itself: use weight.T, and + for the bias."
            raise WrongAnswer("inputs, weight and bias as they were", "a changed one", look)
        if got.shape != wanted.shape:
            look = "One row for each example, one column for each output."
            raise WrongAnswer(f"the shape {tuple(wanted.shape)}", f"the shape {tuple(got.shape)}", look)
        if torch.allclose(got, wanted, atol=1e-5):
            _judge_trainable(answer, inputs, weight, bias)
            continue
        looks = {
            "The bias is missing: it is added to each row.": inputs @ weight.T,
            "The bias is subtracted: it belongs to the outputs with a plus.": inputs @ weight.T - bias,
        }
        if size_in == size_out:
            looks["A row of weight belongs to one output: transpose it before you multiply."] = inputs @ weight + bias
            looks["The bias comes after the weights, not before them."] = (inputs + bias) @ weight.T
        look = _matching(looks, got, "Each output is the sum of input times weight over one row of weight, plus its bias.")
        raise WrongAnswer(f"a first row of {_numbers(wanted[0])}", _numbers(got[0]), look)


def _judge_trainable(answer, *given):
    """The result must have a graph that leads back to weight and bias."""
    inputs, weight, bias = (tensor.clone().requires_grad_() for tensor in given)
    got = call(answer, inputs, weight, bias)
    reached = torch.autograd.grad(got.sum(), (weight, bias), allow_unused=True) if got.requires_grad else (None, None)
    if any(slope is None for slope in reached):
        look = "Weight and bias could not be trained: compute without no_grad(), detach() and copies."
        found = "one that does not lead back to them" if got.requires_grad else "one without"
        raise WrongAnswer("a result with a graph to weight and bias", found, look)


def predict(model, inputs):
    """Outputs in evaluation mode, without a graph; every layer's mode comes back, after an error too."""
    modes = [(layer, layer.training) for layer in model.modules()]
    model.eval()
    try:
        with torch.no_grad():
            return model(inputs)
    finally:
        for layer, mode in modes:
            layer.training = mode


def dropout(inputs, p, training):
    """Set each number to 0 with probability p and divide the rest by 1 - p; in evaluation mode do nothing."""
    if not training:
        return inputs
    keep = torch.rand_like(inputs) >= p
    return inputs * keep / (1 - p)


def collapse(first, second):
    """Weight and bias of the one linear layer that does what two in a row do."""
    return second.weight @ first.weight, second.weight @ first.bias + second.bias


def judge_collapse(answer):
    """Square layers first, where every order of the factors runs, then two other sizes."""
    for sizes in ((3, 3, 3), (5, 4, 2), (2, 6, 3)):
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(sum(sizes))
            first, second = nn.Linear(*sizes[:2]), nn.Linear(*sizes[1:])
            before = [part.clone() for layer in (first, second) for part in layer.parameters()]
            got = as_tensors(call(answer, first, second), ("weight", "bias"))
        if not all(map(torch.equal, before, [*first.parameters(), *second.parameters()])):
            raise WrongAnswer("the two layers as they were", "changed layers", "Return new tensors; set nothing in the layers.")
        a1, b1, a2, b2 = (part.detach() for part in before)
        with torch.no_grad():
            wanted = [part.detach() for part in collapse(first, second)]
        weight_looks, bias_looks = {}, {}
        if len(set(sizes)) == 1:
            weight_looks["The second layer works on what the first one made: its matrix stands on the left."] = a1 @ a2
            weight_looks["That is the transpose: one row for each output."] = wanted[0].T
            weight_looks["The * multiplies number by number; the product of matrices is @."] = a1 * a2
            weight_looks["Layers in a row are multiplied, not added."] = a1 + a2
            bias_looks["The first bias goes through the second layer: multiply it by the second weight."] = b1 + b2
            bias_looks["It is the first bias that goes through the second layer, not the other way round."] = a1 @ b2 + b1
        bias_looks["The second bias is added at the end."] = a2 @ b1
        bias_looks["The first bias is missing: it goes through the second layer too."] = b2
        neutral = "Multiply out second(first(x)), then collect what is multiplied by x, and the rest."
        for name, part, right, looks in zip(("weight", "bias"), got, wanted, (weight_looks, bias_looks), strict=True):
            if part.shape != right.shape:
                look = "weight has one row for each output, (out, in); bias is (out,)."
                raise WrongAnswer(f"a {name} of shape {tuple(right.shape)}", f"{tuple(part.shape)}", look)
            if not torch.allclose(part, right, atol=1e-5):
                shown = (f"a {name} that starts {_numbers(right.flatten()[:3])}", _numbers(part.flatten()[:3]))
                raise WrongAnswer(*shown, _matching(looks, part, neutral))


def _matching(looks, got, neutral):
    """The sentence whose tensor came."""
    return next(
        (look for look, value in looks.items() if value.shape == got.shape and torch.allclose(got, value, atol=1e-4)), neutral
    )


def _numbers(values):
    return [round(value, 3) for value in values.flatten().tolist()]


EXERCISES = (
    Exercise("07.1", "@ multiplies matrices, and weight.T has one column for each output.", linear, judge_linear),
    Exercise(
        "07.2",
        "Section 6 has all the pieces: a list of layers and modes, eval(), try, no_grad(), finally.",
        predict,
        judge_predict,
    ),
    Exercise(
        "07.3",
        "torch.rand_like(inputs) >= p is True with probability 1 - p. Multiply by it, then divide by 1 - p.",
        dropout,
        judge_dropout,
    ),
    Exercise(
        "07.4",
        "Section 1 multiplies it out: the new weight is a product of two matrices; the first bias goes through the second layer.",
        collapse,
        judge_collapse,
    ),
)

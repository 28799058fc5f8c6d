"""Judges of exercises 07.2 (a prediction that leaves no trace) and 07.3 (dropout)."""

import copy

import torch
from torch import nn

from helpers.exercises.exercise import WrongAnswer, call


def one_tensor(result):
    """A student's result as a float tensor, inside a judge; raises WrongAnswer if it is none."""
    if not isinstance(result, torch.Tensor):
        look = "Compute with the tensors as they are, and return one tensor."
        raise WrongAnswer("a tensor", f"a value of type {type(result).__name__}", look)
    return result.detach().float()


def judge_predict(answer):
    """Layers in three mixtures of modes, grad on and off outside; then the same with a model that raises."""
    graphs, grad_outside = [], torch.is_grad_enabled()
    inputs = torch.randn(6, 4, generator=torch.Generator().manual_seed(1))
    try:
        for fails in (False, True):
            for outer, flipped, grad in ((True, False, True), (True, True, True), (False, True, True), (True, True, False)):
                model = _watched_model(graphs, fails).train(outer)
                model[1].train(outer != flipped)
                model[3][1].train(outer != flipped)
                model[4].bias.requires_grad_(False)  # frozen on purpose
                modes = [layer.training for layer in model.modules()]
                flags = [parameter.requires_grad for parameter in model.parameters()]
                torch.set_grad_enabled(grad)
                with torch.random.fork_rng(devices=[]):
                    (_judge_failure if fails else _judge_outputs)(answer, model, inputs, graphs)
                _judge_traces(model, modes, flags, grad, "after an error" if fails else "afterwards")
    finally:
        torch.set_grad_enabled(grad_outside)


def _watched_model(graphs, fails):
    """A model with dropout and two BatchNorms that notes whether a graph is recorded, and raises if ``fails``."""

    class Watch(nn.Module):
        def forward(self, values):
            graphs.append(values.requires_grad)
            if fails:
                raise ArithmeticError("the model failed on purpose")
            return values

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        inner = nn.Sequential(nn.Linear(8, 8), nn.BatchNorm1d(8), nn.Dropout(0.5))
        return nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), Watch(), inner, nn.Linear(8, 3))


def _judge_outputs(answer, model, inputs, graphs):
    """One prediction: the right outputs, no graph, no moved statistics."""
    with torch.no_grad():
        wanted = copy.deepcopy(model).eval()(inputs)
    statistics = [buffer.clone() for buffer in model.buffers()]
    graphs.clear()
    got = one_tensor(call(answer, model, inputs.clone()))
    if not graphs:
        raise WrongAnswer("the model to be called", "no call", "The outputs are model(inputs).")
    if not all(map(torch.equal, statistics, model.buffers())):
        look = "A layer was in training mode: call model.eval() first, whatever model.training says."
        raise WrongAnswer("BatchNorm's statistics at rest", "moved ones", look)
    if got.shape != wanted.shape or not torch.allclose(got, wanted, atol=1e-5):
        look = "Is every layer in evaluation mode, and are these the model's outputs as they are?"
        raise WrongAnswer("the outputs of evaluation mode", "others", look)
    if any(graphs):
        look = "detach() afterwards is too late: call the model inside with torch.no_grad()."
        raise WrongAnswer("no graph while the model computes", "one", look)


def _judge_failure(answer, model, inputs, graphs):
    """The model raises, and its error must come through."""
    try:
        result = answer(model, inputs.clone())
    except ArithmeticError:
        return
    except (Exception, SystemExit) as error:
        look = "Let the model's own error through: use try and finally, without except."
        raise WrongAnswer("the model's own error", type(error).__name__, look) from error
    look = "An error that is swallowed cannot be mended: use try and finally, without except."
    raise WrongAnswer("the model's error to come through", f"a result of type {type(result).__name__}", look)


def _judge_traces(model, modes, flags, grad, when):
    """What must be as it was: each layer's mode, each requires_grad, and torch's own grad switch."""
    now = [layer.training for layer in model.modules()]
    if now != modes:
        look = "Note layer.training for each layer of model.modules(), and set each one back."
        if not any(now) and when == "after an error":
            look = "They stayed in evaluation mode: put what sets them back into a finally block."
        elif not any(now):
            look = "They stayed in evaluation mode: set them back before you return."
        elif all(now):
            look = "train() switches every layer on, also the one that was in evaluation mode on purpose."
        wanted = f"{sum(modes)} of {len(modes)} layers in training mode {when}, the same ones as before"
        raise WrongAnswer(wanted, sum(now), look)
    if torch.is_grad_enabled() != grad:
        look = "with torch.no_grad() sets the switch back by itself, to what it was."
        raise WrongAnswer(f"grad {'on' if grad else 'off'} {when}, as before", "the opposite", look)
    if [parameter.requires_grad for parameter in model.parameters()] != flags:
        look = "A weight that has lost it is not trained any more; torch.no_grad() does without."
        raise WrongAnswer(f"each requires_grad as before {when}", "another", look)


def judge_dropout(answer):
    """Nothing happens in evaluation mode and at p = 0; else the share, the division, and a new mask each time."""
    generator = torch.Generator().manual_seed(0)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        for shape, p, training in (
            ((100, 200), 0.3, True),
            ((100, 200), 0.3, False),
            ((200, 9, 15), 0.8, True),
            ((4, 5), 0, True),
        ):
            inputs = torch.randn(shape, generator=generator) + 10  # no number is 0 by itself
            inputs = torch.where(torch.rand(shape, generator=generator) < 0.5, -inputs, inputs)
            given = inputs.clone()
            got = one_tensor(call(answer, given, p, training))
            if not torch.equal(given, inputs):
                look = "Make a new tensor: inputs * keep leaves inputs as they are."
                raise WrongAnswer("the inputs as they were", "changed inputs", look)
            if got.shape != inputs.shape:
                raise WrongAnswer(f"the shape {shape}", f"the shape {tuple(got.shape)}", "Dropout keeps the shape.")
            if training and p > 0:
                _judge_mask(got == 0, p)
                _judge_kept(got, inputs, p)
                _judge_draws([got == 0, *(one_tensor(call(answer, given, p, training)) == 0 for _ in range(4))], p)
            elif not torch.allclose(got, inputs):
                raise WrongAnswer(f"the inputs themselves at p = {p}, training = {training}", *_changed(got, inputs, p))
        _judge_graph(answer)


def _judge_graph(answer):
    """What stands before the dropout must be able to learn."""
    inputs = torch.full((40, 50), 2.0, requires_grad=True)
    got = call(answer, inputs, 0.25, True)
    kept = one_tensor(got) / 2
    look = "The layers before this dropout could not be trained: draw the mask, without no_grad() or detach()."
    if not got.requires_grad:
        raise WrongAnswer("a result with a graph", "one without", look)
    (slopes,) = torch.autograd.grad(got.sum(), inputs, allow_unused=True)
    if slopes is None or not torch.allclose(slopes, kept):
        raise WrongAnswer("the slope 1 / (1 - p) for a number that is kept, else 0", "other slopes", look)


def _judge_mask(zeros, p):
    """Each number on its own: no row or column all alike, and the right share of zeros."""
    alike = any(((share == 0) | (share == 1)).any() for share in (zeros.float().flatten(1).mean(1), zeros.float().mean(0)))
    if zeros.any() and alike:
        look = "Every number is drawn on its own: a mask as large as the inputs."
        raise WrongAnswer("zeros scattered over all rows and columns", "a row or column that is all alike", look)
    share, spread = zeros.float().mean().item(), (p * (1 - p) / zeros.numel()) ** 0.5
    if not abs(share - p) <= 6 * spread:
        look = "Compare torch.rand_like(inputs) with p: True where the number is kept."
        if abs(share - (1 - p)) <= 6 * spread:
            look = "p is the probability that a number is dropped, not that it is kept."
        elif share == 0:
            look = "In training some numbers must become exactly 0."
        raise WrongAnswer(f"a share of zeros near {p}", f"{share:.3f}", look)


def _judge_draws(masks, p):
    """Several calls: other zeros each time, not always as many, and no part of a mask that repeats another."""
    if all(torch.equal(masks[0], mask) for mask in masks[1:]):
        raise WrongAnswer("other zeros in a second call", "the same", "Draw anew each time, without a seed of your own.")
    if len({mask.sum().item() for mask in masks}) == 1:
        look = "Numbers that are dropped independently are not always equally many: compare torch.rand_like(inputs) with p."
        raise WrongAnswer(f"about {p:.0%} zeros, now more, now fewer", f"{masks[0].sum().item()} in each of five calls", look)
    for dimension, size in enumerate(masks[0].shape):
        half = size // 2
        one, two = masks[0].narrow(dimension, 0, half), masks[0].narrow(dimension, half, half)
        if torch.equal(one, two):
            look = "Draw one number for each number of the inputs; do not repeat a smaller mask."
            raise WrongAnswer("two halves with zeros at different places", "the same places", look)


def _judge_kept(got, inputs, p):
    """What is kept is divided by 1 - p."""
    kept = got != 0
    factor = (got[kept] / inputs[kept]).mean().item()
    if not torch.allclose(got[kept], inputs[kept] / (1 - p), rtol=1e-4):
        look = "Divide what is kept by 1 - p, and change it in no other way."
        looks = {
            1.0: "Divide by 1 - p: else the expected value shrinks.",
            1 / p: "1 / p is wrong: the share that is kept is 1 - p.",
        }
        looks[1 - p] = "Multiplying by 1 - p makes it smaller still: divide."
        look = next((text for value, text in looks.items() if abs(factor - value) < 1e-3), look)
        raise WrongAnswer(f"kept numbers times {1 / (1 - p):.4g}", f"times {factor:.4g} on average", look)


def _changed(got, inputs, p):
    """What came instead of the inputs, and where to look."""
    if (got == 0).any():
        return "zeros among them", "When training is False, return the inputs before anything is drawn."
    if p and torch.allclose(got, inputs * (1 - p), rtol=1e-4):
        return f"the inputs times {1 - p:.4g}", "The division in training makes a correction here wrong."
    if p and torch.allclose(got, inputs / (1 - p), rtol=1e-4):
        return f"the inputs times {1 / (1 - p):.4g}", "The division belongs to training alone."
    return "other numbers", "Nothing changes when training is False, or p is 0."

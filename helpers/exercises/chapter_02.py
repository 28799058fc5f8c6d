"""Exercises of chapter 02: the turning point, a verdict on two curves, shuffled labels, an L1 penalty.

What students typically write instead stands in ``answers_02``.
"""

import math

import torch
from torch import nn

from helpers.exercises.exercise import Exercise, WrongAnswer, as_number, as_tensors, call
from helpers.models import MLP


def _must(holds, expected, got, look):
    if not holds:
        raise WrongAnswer(expected, got, look)


def turning_point(epochs, losses):
    """The epoch of the first lowest loss; a NaN is never the lowest."""
    best_epoch, best_loss = None, math.inf
    for epoch, loss in zip(epochs, losses, strict=True):
        if loss < best_loss:  # false for a NaN, and false for a tie
            best_epoch, best_loss = epoch, loss
    return best_epoch


# What the list is there for, the epochs, the losses.
TURNING_CASES = (
    ("a curve that goes down and up", [0, 10, 20, 30], [2.3, 1.1, 0.9, 1.4]),
    ("a curve with two valleys", [0, 50, 100, 150, 200], [2.0, 1.0, 1.2, 0.7, 0.8]),
    ("a curve that never turns up", [5, 10, 15], [3.0, 2.0, 1.0]),
    ("a curve with a tie", [0, 10, 20, 30, 40], [2.0, 0.8, 1.0, 0.8, 1.5]),
    ("a curve with a NaN", [0, 10, 20, 30], [2.0, math.nan, 0.6, 0.9]),
    ("a curve that starts with a NaN", [0, 10, 20], [math.nan, 1.5, 1.2]),
)


def judge_turning_point(answer):
    """Six lists: plain, two valleys, falling to the end, a tie, a NaN in the middle and one at the start."""
    for title, epochs, losses in TURNING_CASES:
        wanted = turning_point(epochs, losses)
        expected = f"{wanted} for {title} (epochs {epochs}, losses {losses})"
        result = call(answer, list(epochs), list(losses))
        one = not isinstance(result, list | tuple)
        _must(one, expected, f"a {type(result).__name__}", "One epoch is asked for, and of several the first.")
        got = as_number(result, expected)
        _must(got == wanted, expected, f"{got:g}", _turning_mistake(epochs, losses, wanted, got))


def _turning_mistake(epochs, losses, wanted, got):
    """The sentence for a wrong epoch, by what it would come from."""
    numbers = [loss for loss in losses if not math.isnan(loss)]
    at = dict(zip(epochs, losses, strict=True))
    first_rise = next((place for place in range(1, len(losses)) if losses[place] > losses[place - 1]), 0)
    if at.get(got) == min(numbers):
        return "Of several lowest losses the first one counts."
    if math.isnan(at.get(got, got)):
        return "That is NaN, or where a NaN stands. Every comparison with a NaN is False: start with infinity, not with a loss."
    if got == min(numbers):
        return "That is the loss itself; asked for is its epoch."
    if got == epochs.index(wanted):
        return "That is the place in the list; epochs[place] is the epoch."
    if first_rise and got in epochs[first_rise - 1 : first_rise + 1]:
        return "The curve turns up there, but a lower point may come later: look at the whole list."
    return "Find the place of the lowest loss in the whole list, then return the epoch at that place."


def verdict(train_losses, held_out_losses, know_nothing):
    """Read two curves by a stated rule."""
    if train_losses[-1] > know_nothing / 2:
        return "too small"
    if held_out_losses[-1] > 1.25 * min(held_out_losses):
        return "too large"
    return "about right"


# Training losses, held-out losses, the loss of knowing nothing, and the mistake that this case is there to find.
VERDICT_CASES = (
    ([2.3, 1.8, 1.7], [2.3, 1.9, 1.8], 2.3, "Both curves end high: the last training loss is above half of know_nothing."),
    ([2.3, 0.5, 0.1], [2.3, 0.7, 1.2], 2.3, "The last held-out loss is far above the lowest one."),
    ([0.5, 0.2, 0.1], [0.6, 0.24, 0.22], 0.7, "A gap is no turn: compare the held-out loss with its own lowest."),
    ([2.3, 0.5, 0.2], [2.3, 1.0, 1.2], 2.3, "1.2 is a fifth above 1.0; the rule asks for more than a quarter: 1.25 times."),
    ([0.7, 0.3, 0.1], [0.7, 0.2, 0.3], 0.7, "A quarter above the lowest is 1.25 times the lowest, not the lowest plus 0.25."),
    ([2.3, 1.6, 1.5], [2.3, 1.6, 2.4], 2.3, "Too small is asked first: it comes first in the rule."),
    ([0.7, 0.5, 0.45], [0.7, 0.6, 0.55], 0.7, "High is more than half of know_nothing, and that is 0.35 here."),
    ([2.3, 0.9, 1.9], [2.3, 1.0, 1.1], 2.3, "The training curve counts where it ends, not where it was lowest."),
    ([2.3, 0.4, 0.2], [2.3, 0.5, 0.9, 0.55], 2.3, "The held-out curve counts where it ends, not at a hump on the way."),
)


def judge_verdict(answer):
    """Nine pairs of curves; each is decided otherwise by one of the usual wrong rules."""
    words = ("too small", "about right", "too large")
    for train, held_out, know_nothing, look in VERDICT_CASES:
        wanted = verdict(train, held_out, know_nothing)
        expected = f"'{wanted}' for train {train}, held-out {held_out}, know_nothing {know_nothing}"
        got = call(answer, list(train), list(held_out), know_nothing)
        known = isinstance(got, str) and got in words
        shown = repr(got) if isinstance(got, str | int | float) else f"a value of type {type(got).__name__}"
        _must(known, expected, shown, "Return one of the three texts, spelt as in the exercise.")
        _must(got == wanted, expected, shown, look)


def shuffle_labels(inputs, labels, generator):
    """The same inputs, and the labels in a random order; nothing that was given is changed."""
    order = torch.randperm(len(labels), generator=generator)
    return inputs, labels[order]


def judge_shuffle_labels(answer):
    """Two sizes: inputs kept, labels the same in number, order random, repeatable by the generator, originals untouched."""
    for count in (30, 47):
        inputs, labels = torch.arange(2.0 * count).reshape(count, 2), torch.arange(count) % 5
        given = inputs.clone(), labels.clone()
        source = torch.Generator().manual_seed(count)
        sources = source, source, torch.Generator().manual_seed(count)
        with torch.random.fork_rng(devices=[]):
            before = torch.get_rng_state()
            runs = [as_tensors(call(answer, *given, one), ("inputs", "labels")) for one in sources]
            own = torch.equal(torch.get_rng_state(), before)
        (got_inputs, first), (_, second), (_, again) = runs
        kept = torch.equal(given[0], inputs) and torch.equal(given[1], labels)
        look = "labels[order] makes a new tensor; labels[:] = ... changes the old one."
        _must(kept, "the tensors that were given as they were", "a change in place", look)
        shapes = tuple(got_inputs.shape), tuple(first.shape)
        look = "Shuffling keeps the number; inputs come first."
        _must(shapes == ((count, 2), (count,)), f"the shapes ({count}, 2) and ({count},)", f"{shapes[0]} and {shapes[1]}", look)
        look = "Inputs moved along with their labels are still the right pairs: only the labels may move."
        _must(torch.equal(got_inputs, inputs), "the inputs in their old order", "another order", look)
        look = "labels[torch.randperm(...)] brings them into a new one."
        _must(not torch.equal(first, labels.float()), "the labels in a random order", "the old order", look)
        look = "Each label must stay as frequent as it was: move the old labels, do not draw new ones."
        _must(sorted(first.tolist()) == sorted(labels.tolist()), "every label as often as before", "other numbers of them", look)
        _must(own, "numbers from the generator", "numbers from torch's global one", "Write randperm(n, generator=generator).")
        look = "Every random choice must come from the generator: then the same seed gives the same order."
        _must(torch.equal(first, again), "the same order from the same seed", "another order", look)
        look = "Draw from the generator as it is: seeding it, or using a fixed order, makes every shuffle the same."
        _must(not torch.equal(first, second), "two different orders from two calls", "the same order twice", look)


def l1_loss(model, loss, strength):
    """The loss plus strength times the sum of all weights' absolute values; biases are left out."""
    size = sum(parameter.abs().sum() for name, parameter in model.named_parameters() if name.endswith("weight"))
    return loss + strength * size


def judge_l1_loss(answer):
    """Two nets of different depth and two strengths; the value, and the gradient that it sends to the weights."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        models = MLP(3, 4, 2), nn.Sequential(nn.Linear(3, 5), nn.ReLU(), nn.Linear(5, 4), nn.ReLU(), nn.Linear(4, 2))
    inputs, labels = torch.tensor([[0.5, -1.0, 2.0], [1.0, 0.0, -0.5]]), torch.tensor([0, 1])
    for model, strength in zip(models, (0.5, 0.01), strict=True):
        value = (plain := nn.functional.cross_entropy(model(inputs), labels)).item()
        before = [parameter.detach().clone() for parameter in model.parameters()]
        wanted = l1_loss(model, plain, strength)
        gradients = torch.autograd.grad(wanted, list(model.parameters()), retain_graph=True)
        got = call(answer, model, plain, strength)
        expected = f"{wanted.item():.4f} (loss {value:.4f}, strength {strength})"
        tensor = isinstance(got, torch.Tensor)
        look = "One loss is asked for: sum over all the weights."
        _must(not tensor or got.numel() == 1, expected, f"a tensor of shape {tuple(got.shape) if tensor else ()}", look)
        number = as_number(got.detach() if tensor else got, expected)
        _must(abs(number - wanted.item()) <= 1e-4, expected, f"{number:.4f}", _l1_mistake(model, value, strength, number))
        kept = all(torch.equal(parameter, old) for parameter, old in zip(model.parameters(), before, strict=True))
        _must(kept, "the model as it was", "changed weights", "The penalty only reads the weights; the optimiser moves them.")
        look = "Without .item(), .data, detach() and no_grad(), backward() finds its way to the weights."
        _must(tensor and got.requires_grad, "a tensor with a graph", "a number without one", look)
        found = torch.autograd.grad(got.reshape(()), list(model.parameters()), allow_unused=True)
        look = "The number is right, but the penalty does not reach the weights: was it detached, or made with .item()?"
        for gradient, right in zip(found, gradients, strict=True):
            reached = gradient is not None and (gradient - right).abs().max() <= 1e-4
            _must(reached, "the penalty's share in every weight's gradient", "another gradient", look)


def _l1_mistake(model, plain, strength, number):
    """The sentence for a wrong number, by what it would come from."""
    weights = [value.detach() for name, value in model.named_parameters() if name.endswith("weight")]
    size = float(sum(value.abs().sum() for value in weights))
    looks = {
        "Biases are left out: take the parameters whose name ends in weight.": sum(
            v.detach().abs().sum() for v in model.parameters()
        ),
        "Those are squares, the L2 penalty; L1 takes absolute values.": sum(v.square().sum() for v in weights),
        "Take absolute values: a negative weight must not pay back what a positive one costs.": sum(v.sum() for v in weights),
        "That is a mean; the penalty is a sum over all the weights.": sum(v.abs().mean() for v in weights),
        "Only one layer pays: add up the weights of every layer.": weights[0].abs().sum(),
        "The penalty is missing: that is the plain loss.": 0.0,
        "The strength is missing: multiply the penalty by it.": size / strength,
        "The penalty is subtracted: that rewards large weights.": -size,
        "That is the penalty alone: add it to the loss.": size - plain / strength,
    }
    matching = (look for look, penalty in looks.items() if abs(number - plain - strength * float(penalty)) <= 1e-4)
    return next(matching, "loss + strength * (sum of the absolute values of all weights, layer by layer).")


_HINTS = (
    "Go through both lists with zip and remember the best pair so far. Which comparison is False for a NaN and for a tie?",
    "Two ifs, in the order of the rule; what is left is 'about right'.",
    "torch.randperm(len(labels), generator=generator) is a random order. Indexing with it makes a new tensor.",
    "model.named_parameters() gives pairs such as ('hidden.weight', tensor). Sum .abs().sum() over the weights.",
)
EXERCISES = (
    Exercise("02.1", _HINTS[0], turning_point, judge_turning_point),
    Exercise("02.2", _HINTS[1], verdict, judge_verdict),
    Exercise("02.3", _HINTS[2], shuffle_labels, judge_shuffle_labels),
    Exercise("02.4", _HINTS[3], l1_loss, judge_l1_loss),
)

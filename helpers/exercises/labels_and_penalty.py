"""Exercises 02.3 (shuffled labels) and 02.4 (an L1 penalty), and their judges."""

import torch
from torch import nn

from helpers.exercises.exercise import WrongAnswer, as_number, as_tensors, call, must
from helpers.models import MLP


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
            results = [call(answer, *given, one) for one in sources]
            runs = [as_tensors(result, ("inputs", "labels")) for result in results]
            own = torch.equal(torch.get_rng_state(), before)
        (got_inputs, first), (_, second), (_, again) = runs
        look = "labels[order] makes a new tensor; labels[:] = ... changes the old one."
        must(torch.equal(given[1], labels), "the labels that were given as they were", "a change in place", look)
        look = "Return the inputs themselves; nothing is written into them."
        must(torch.equal(given[0], inputs), "the inputs that were given as they were", "a change in place", look)
        shapes = tuple(got_inputs.shape), tuple(first.shape)
        look = "Shuffling keeps the number; inputs come first."
        must(shapes == ((count, 2), (count,)), f"the shapes ({count}, 2) and ({count},)", f"{shapes[0]} and {shapes[1]}", look)
        look = "Inputs moved along with their labels are still the right pairs: only the labels may move."
        must(torch.equal(got_inputs, inputs), "the inputs in their old order", "another order", look)
        look = "labels[torch.randperm(...)] brings them into a new one."
        must(not torch.equal(first, labels.float()), "the labels in a random order", "the old order", look)
        types = [part.dtype for part in results[0]]
        look = "Indexing keeps the type; cross-entropy needs class numbers as int64."
        must(
            types == [inputs.dtype, labels.dtype],
            f"the types {inputs.dtype} and {labels.dtype}",
            f"{types[0]} and {types[1]}",
            look,
        )
        look = "Every label may move: draw an order for the whole list."
        halves = slice(None, count // 2), slice(count // 2, None)
        moved = all(not torch.equal(first[half], labels[half].float()) for half in halves)
        must(moved, "labels that moved in both halves of the list", "a half in its old order", look)
        look = "Each label must stay as frequent as it was: move the old labels, do not draw new ones."
        must(sorted(first.tolist()) == sorted(labels.tolist()), "every label as often as before", "other numbers of them", look)
        must(own, "numbers from the generator", "numbers from torch's global one", "Write randperm(n, generator=generator).")
        look = "Every random choice must come from the generator: then the same seed gives the same order."
        must(torch.equal(first, again), "the same order from the same seed", "another order", look)
        look = "Draw from the generator as it is: seeding it, or using a fixed order, makes every shuffle the same."
        must(not torch.equal(first, second), "two different orders from two calls", "the same order twice", look)


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
        plain_gradients = torch.autograd.grad(plain, list(model.parameters()), retain_graph=True)
        got = call(answer, model, plain, strength)
        expected = f"{wanted.item():.4f} (loss {value:.4f}, strength {strength})"
        look = "One loss is asked for, as a tensor that backward() can start from: loss + strength * ..."
        must(isinstance(got, torch.Tensor), expected, f"a value of type {type(got).__name__}", look)
        look = "One loss is asked for: sum over all the weights."
        must(got.numel() == 1, expected, f"a tensor of shape {tuple(got.shape)}", look)
        number = as_number(got.detach(), expected)
        must(abs(number - wanted.item()) <= 1e-4, expected, f"{number:.4f}", _l1_mistake(model, value, strength, number))
        kept = all(torch.equal(parameter, old) for parameter, old in zip(model.parameters(), before, strict=True))
        must(kept, "the model as it was", "changed weights", "The penalty only reads the weights; the optimiser moves them.")
        look = "Without .item(), .data, detach() and no_grad(), backward() finds its way to the weights."
        must(got.requires_grad, "a tensor with a graph", "a number without one", look)
        _judge_gradients(model, got, gradients, plain_gradients)


def _judge_gradients(model, got, gradients, plain_gradients):
    """What backward() would send to each weight: the loss's share and the penalty's."""
    try:
        found = torch.autograd.grad(got.reshape(()), list(model.parameters()), allow_unused=True)
    except RuntimeError as error:
        look = "Return the loss; backward() is called later, once, by the loop."
        raise WrongAnswer("a loss with its graph still there", "one whose graph is used up", look) from error

    def same(wanted):
        zero = (torch.zeros_like(part) if gradient is None else gradient for gradient, part in zip(found, wanted, strict=True))
        return all(((gradient - part).abs() <= 1e-4).all() for gradient, part in zip(zero, wanted, strict=True))

    look = "The number is right, but a part of the gradient is missing: was something detached, or made with .item()?"
    if same(plain_gradients):
        look = "The number is right, but the penalty does not reach the weights: was it detached, or made with .item()?"
    if same([whole - plain for whole, plain in zip(gradients, plain_gradients, strict=True)]):
        look = "The number is right, but the loss itself does not reach the weights: add to it as it is, without detach()."
    must(same(gradients), "the gradient of the loss and of the penalty in every weight", "another gradient", look)


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
        "Only the first layer pays: add up the weights of every layer.": weights[0].abs().sum(),
        "Only the last layer pays: add up the weights of every layer.": weights[-1].abs().sum(),
        "The penalty is missing: that is the plain loss.": 0.0,
        "The strength is missing: multiply the penalty by it.": size / strength,
        "The penalty is subtracted: that rewards large weights.": -size,
        "That is the penalty alone: add it to the loss.": size - plain / strength,
    }
    matching = (look for look, penalty in looks.items() if abs(number - plain - strength * float(penalty)) <= 1e-4)
    return next(matching, "loss + strength * (sum of the absolute values of all weights, layer by layer).")

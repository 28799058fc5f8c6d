"""Exercise 07.4, beyond its own mistakes."""

import copy

import torch
from torch import nn

from helpers.exercises.lesson_07.what_is_wrong_with_this_evaluation import EXERCISE, faults
from helpers.training import predict
from tests.exercises.judging import accepts, refuses


def on_copies(evaluation, model, inputs):
    before, used = copy.deepcopy(model), copy.deepcopy(model)
    outputs = evaluation(used, inputs)
    found = set()
    if not torch.allclose(outputs, predict(before, inputs), atol=1e-6):
        found.add("wrong outputs")
    if outputs.grad_fn is not None:
        found.add("graph")
    if any(one.training != other.training for one, other in zip(before.modules(), used.modules(), strict=True)):
        found.add("modes")
    if any(not one.equal(other) for one, other in zip(before.buffers(), used.buffers(), strict=True)):
        found.add("statistics")
    if any(not one.equal(other) for one, other in zip(before.parameters(), used.parameters(), strict=True)):
        found.add("weights")
    return found


def in_another_order(evaluation, model, inputs):
    return tuple(reversed(faults(evaluation, model, inputs)))


def by_state_dict(evaluation, model, inputs):
    state = {name: each.clone() for name, each in model.state_dict().items()}
    modes = {name: layer.training for name, layer in model.named_modules()}
    expected = predict(model, inputs)
    outputs = evaluation(model, inputs)
    after, learnt = model.state_dict(), dict(model.named_parameters())
    checks = {
        "wrong outputs": not torch.allclose(outputs, expected, atol=1e-6),
        "graph": outputs.requires_grad,
        "modes": modes != {name: layer.training for name, layer in model.named_modules()},
        "statistics": any(name not in learnt and not torch.equal(each, after[name]) for name, each in state.items()),
        "weights": any(not torch.equal(state[name], after[name]) for name in learnt),
    }
    return [name for name, found in checks.items() if found]


def all_under_no_grad(evaluation, model, inputs):
    with torch.no_grad():
        return faults(evaluation, model, inputs)


def batchnorm_alone(evaluation, model, inputs):
    buffers = dict(model.named_buffers())
    before = {name: each.clone() for name, each in buffers.items() if "running_" in name}
    found = [fault for fault in faults(evaluation, model, inputs) if fault != "statistics"]
    return found + ["statistics"] * any(not torch.equal(each, buffers[name]) for name, each in before.items())


def calls_it_twice(evaluation, model, inputs):
    first, second = evaluation(model, inputs), evaluation(model, inputs)
    return [] if torch.allclose(first, second) else ["wrong outputs"]


def buffers_of_batchnorm(evaluation, model, inputs):
    layers = [layer for layer in model.modules() if isinstance(layer, nn.BatchNorm1d | nn.BatchNorm2d)]
    before = [buffer.clone() for layer in layers for buffer in layer.buffers()]
    found = [fault for fault in faults(evaluation, model, inputs) if fault != "statistics"]
    after = [buffer for layer in layers for buffer in layer.buffers()]
    return found + ["statistics"] * any(not torch.equal(*pair) for pair in zip(before, after, strict=True))


def all_of_state_dict(evaluation, model, inputs):
    state = {name: each.clone() for name, each in model.state_dict().items()}
    found = [fault for fault in faults(evaluation, model, inputs) if fault != "statistics"]
    return found + ["statistics"] * any(not torch.equal(each, model.state_dict()[name]) for name, each in state.items())


def modes_of_two_kinds(evaluation, model, inputs):
    layers = [layer for layer in model.modules() if isinstance(layer, nn.BatchNorm1d | nn.Dropout)]
    before = [layer.training for layer in layers]
    found = [fault for fault in faults(evaluation, model, inputs) if fault != "modes"]
    return found + ["modes"] * ([layer.training for layer in layers] != before)


def modes_without_the_model(evaluation, model, inputs):
    before = [layer.training for layer in model.modules()][1:]
    found = [fault for fault in faults(evaluation, model, inputs) if fault != "modes"]
    return found + ["modes"] * ([layer.training for layer in model.modules()][1:] != before)


def first_answers_alone(evaluation, model, inputs):
    outputs, expected = [], predict(copy.deepcopy(model), inputs)

    def listening(model, inputs):
        outputs.append(evaluation(model, inputs))
        return outputs[0]

    found = [fault for fault in faults(listening, model, inputs) if fault != "wrong outputs"]
    return found + ["wrong outputs"] * (not torch.allclose(outputs[0][0], expected[0], atol=1e-6))


def the_model_itself_in_evaluation_mode(evaluation, model, inputs):
    modes = [layer.training for layer in model.modules()]
    expected = model.eval()(inputs).detach()
    statistics = [buffer.clone() for buffer in model.buffers()]
    outputs = evaluation(model, inputs)
    checks = {
        "wrong outputs": not torch.allclose(outputs, expected, atol=1e-6),
        "graph": outputs.requires_grad,
        "modes": [layer.training for layer in model.modules()] != modes,
        "statistics": any(not torch.equal(*pair) for pair in zip(statistics, model.buffers(), strict=True)),
    }
    return [name for name, found in checks.items() if found]


def how_many_are_training(evaluation, model, inputs):
    before = sum(layer.training for layer in model.modules())
    found = [fault for fault in faults(evaluation, model, inputs) if fault != "modes"]
    return found + ["modes"] * (sum(layer.training for layer in model.modules()) != before)


def a_copy_as_it_came(evaluation, model, inputs):
    with torch.no_grad():
        expected = copy.deepcopy(model)(inputs)
    outputs = []

    def listening(model, inputs):
        outputs.append(evaluation(model, inputs))
        return outputs[0]

    found = [fault for fault in faults(listening, model, inputs) if fault != "wrong outputs"]
    return found + ["wrong outputs"] * (not torch.allclose(outputs[0], expected, atol=1e-6))


def buffers_with_a_point(evaluation, model, inputs):
    before = [buffer.clone() for buffer in model.buffers() if buffer.dtype == torch.float32]
    found = [fault for fault in faults(evaluation, model, inputs) if fault != "statistics"]
    after = [buffer for buffer in model.buffers() if buffer.dtype == torch.float32]
    return found + ["statistics"] * any(not torch.equal(*pair) for pair in zip(before, after, strict=True))


test_right = accepts(EXERCISE, {"on copies": on_copies, "in another order": in_another_order, "by state_dict()": by_state_dict})
test_wrong = refuses(
    EXERCISE,
    {
        "nothing is ever wrong": (lambda evaluation, model, inputs: [], "a copy in evaluation mode"),
        "a copy in the mode in which it came": (a_copy_as_it_came, "the copy that computes them needs eval()"),
        "buffers with a point alone": (buffers_with_a_point, "compare all of model.buffers()"),
        "calls it twice": (calls_it_twice, "calls of the evaluation: 1, got 2"),
        "calls it once more": (
            lambda evaluation, model, inputs: [faults(evaluation, model, inputs), evaluation(model, inputs)][0],
            "calls of the evaluation: 1, got 2",
        ),
        "puts the model itself into evaluation mode": (
            the_model_itself_in_evaluation_mode,
            "the modes of the model when the evaluation gets it: 'as they were'",
        ),
        "the modes of two kinds of layers": (modes_of_two_kinds, "the model around them has one too"),
        "the modes without that of the model": (modes_without_the_model, "the model around them has one too"),
        "the first answers alone": (first_answers_alone, "compare all outputs"),
        "all of state_dict()": (all_of_state_dict, "a weight that was changed is no statistic that moved"),
        "the worst one alone": (
            lambda evaluation, model, inputs: faults(evaluation, model, inputs)[:1],
            "go on looking after the first",
        ),
        "all of it under no_grad()": (all_under_no_grad, "You have switched the recording off yourself"),
        "means and variances alone": (batchnorm_alone, "compare all of model.buffers()"),
        "the buffers of BatchNorm alone": (buffers_of_batchnorm, "other layers keep buffers too"),
        "how many are in training mode": (how_many_are_training, "compare layer by layer"),
        "each fault twice": (lambda evaluation, model, inputs: faults(evaluation, model, inputs) * 2, "Name each fault once"),
        "as a text": (lambda evaluation, model, inputs: " ".join(faults(evaluation, model, inputs)), "expected a list, got"),
    },
)

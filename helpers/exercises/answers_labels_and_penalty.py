"""Answers to exercises 02.3 and 02.4; ``answers_02`` joins them to the others of its lesson."""

import numpy as np
import torch

from helpers.exercises.labels_and_penalty import l1_loss, shuffle_labels


def _in_place(inputs, labels, generator):
    labels[:] = labels[torch.randperm(len(labels), generator=generator)]
    return inputs, labels


def _pairs(inputs, labels, generator):
    order = torch.randperm(len(labels), generator=generator)
    return inputs[order], labels[order]


def _seeded_again(inputs, labels, generator):
    return shuffle_labels(inputs, labels, generator.manual_seed(0))


def _numpy_order(inputs, labels, generator):
    return inputs, labels[torch.from_numpy(np.random.default_rng().permutation(len(labels)))]


def _first_half_only(inputs, labels, generator):
    half = len(labels) // 2
    return inputs, torch.cat([labels[:half][torch.randperm(half, generator=generator)], labels[half:]])


def _by_sorting_random_numbers(inputs, labels, generator):
    return inputs, labels[torch.rand(len(labels), generator=generator).argsort()]


def _l1_of(size, selects=lambda name: name.endswith("weight"), sign=1):
    def penalised(model, loss, strength):
        return loss + sign * strength * sum(size(value) for name, value in model.named_parameters() if selects(name))

    return penalised


def _first_layer_only(model, loss, strength):
    return loss + strength * next(model.parameters()).abs().sum()


def _last_layer_only(model, loss, strength):
    return loss + strength * list(model.parameters())[-2].abs().sum()


def _loss_detached(model, loss, strength):
    return l1_loss(model, loss.detach(), strength)


def _calls_backward(model, loss, strength):
    result = l1_loss(model, loss, strength)
    result.backward()
    return result


def _without_strength(model, loss, strength):
    return l1_loss(model, loss, 1.0)


def _penalty_alone(model, loss, strength):
    return l1_loss(model, loss, strength) - loss


def _without_a_graph(model, loss, strength):
    with torch.no_grad():
        return l1_loss(model, loss, strength)


def _shrinks_the_weights(model, loss, strength):
    result = l1_loss(model, loss, strength)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= strength * parameter.sign()
    return result


def _by_layers(model, loss, strength):
    for module in model.modules():
        if isinstance(module, torch.nn.Linear):
            loss = loss + strength * torch.linalg.vector_norm(module.weight, 1)
    return loss


WRONG = {
    "02.3": {
        "in place": _in_place,
        "inputs and labels together": _pairs,
        "new random labels": lambda inputs, labels, generator: (
            inputs,
            torch.randint(5, (len(labels),), generator=generator),
        ),
        "without the generator": lambda inputs, labels, generator: (inputs, labels[torch.randperm(len(labels))]),
        "NumPy's numbers": _numpy_order,
        "seeds the generator": _seeded_again,
        "only the labels returned": lambda inputs, labels, generator: shuffle_labels(inputs, labels, generator)[1],
        "labels first": lambda inputs, labels, generator: shuffle_labels(inputs, labels, generator)[::-1],
        "nothing shuffled": lambda inputs, labels, generator: (inputs, labels.clone()),
        "labels as floats": lambda inputs, labels, generator: (inputs, shuffle_labels(inputs, labels, generator)[1].float()),
        "the first half only": _first_half_only,
        "zeroed inputs": lambda inputs, labels, generator: shuffle_labels(inputs.zero_(), labels, generator),
        "as a list": lambda inputs, labels, generator: (inputs, shuffle_labels(inputs, labels, generator)[1].tolist()),
    },
    "02.4": {
        "biases too": _l1_of(lambda value: value.abs().sum(), selects=lambda name: True),
        "squares": _l1_of(lambda value: value.square().sum()),
        "without abs": _l1_of(lambda value: value.sum()),
        "mean": _l1_of(lambda value: value.abs().mean()),
        "norm": _l1_of(lambda value: value.norm()),
        "first layer only": _first_layer_only,
        "last layer only": _last_layer_only,
        "the loss detached": _loss_detached,
        "calls backward": _calls_backward,
        "both in a tuple": lambda model, loss, strength: (loss, l1_loss(model, loss, strength)),
        "without the strength": _without_strength,
        "subtracted": _l1_of(lambda value: value.abs().sum(), sign=-1),
        "penalty alone": _penalty_alone,
        "penalty as a number": _l1_of(lambda value: value.abs().sum().item()),
        "without a graph": _without_a_graph,
        "moves the weights": _shrinks_the_weights,
        "plain loss": lambda model, loss, strength: loss,
        "not summed": lambda model, loss, strength: loss + strength * next(model.parameters()).abs(),
        "no number": _l1_of(lambda value: value.abs().sum() * float("nan")),
    },
}

ALSO_RIGHT = {
    "02.3": {
        "by sorting random numbers": _by_sorting_random_numbers,
        "copies of both": lambda inputs, labels, generator: list(shuffle_labels(inputs.clone(), labels.clone(), generator)),
    },
    "02.4": {
        "by layers": _by_layers,
        "by dimensions": lambda model, loss, strength: (
            loss + strength * sum(value.abs().sum() for value in model.parameters() if value.ndim > 1)
        ),
    },
}

"""Exercise 18.3, beyond its own mistakes."""

import copy

import torch
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader, TensorDataset

from helpers.exercises.lesson_18.review_a_training import EXERCISE, training
from tests.exercises.judging import accepts, refuses


def written_otherwise(model, images, labels, new_images, new_labels, epochs, batch_size):
    """Clears at the very start and after each step, turns the mode back after the count, clones tensor by tensor."""
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    best, weights = None, {}
    model.train()
    optimizer.zero_grad()
    for _ in range(epochs):
        for some, truth in zip(images.split(batch_size), labels.split(batch_size), strict=True):
            cross_entropy(model(some), truth).backward()
            optimizer.step()
            optimizer.zero_grad()
        model.eval()
        accuracy = (model(new_images).argmax(1) == new_labels).double().mean()
        model.train()
        if best is None or accuracy > best:
            best, weights = accuracy, {name: tensor.clone() for name, tensor in model.state_dict().items()}
    model.load_state_dict(weights)
    return weights, best


def remembers_every_epoch(model, images, labels, new_images, new_labels, epochs, batch_size):
    kept = []
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(epochs):
        model.train()
        for start in range(0, len(labels), batch_size):
            loss = cross_entropy(model(images[start:][:batch_size]), labels[start:][:batch_size])
            model.zero_grad()
            loss.backward()
            optimizer.step()
        model.eval()
        right = (model(new_images).argmax(1) == new_labels).sum().item()
        kept.append((right, copy.deepcopy(model).state_dict()))
    right, weights = max(kept, key=lambda pair: pair[0])
    return weights, right / len(new_labels)


def with_a_loader(model, images, labels, new_images, new_labels, epochs, batch_size):
    """A DataLoader draws a random number whenever it starts, which must not matter here."""
    optimizer, loader = torch.optim.SGD(model.parameters(), lr=0.1), DataLoader(TensorDataset(images, labels), batch_size)
    best, weights = -1, None
    for _ in range(epochs):
        model.train()
        for some, truth in loader:
            optimizer.zero_grad()
            cross_entropy(model(some), truth).backward()
            optimizer.step()
        model.eval()
        right = (model(new_images).argmax(1) == new_labels).sum().item()
        if right > best:
            best, weights = right, copy.deepcopy(model.state_dict())
    return weights, best / len(new_labels)


def with_another_optimiser(model, images, labels, new_images, new_labels, epochs, batch_size):
    weights, accuracy = training(model, images, labels, new_images, new_labels, epochs, batch_size)
    return {name: 1.1 * tensor for name, tensor in weights.items()}, accuracy


def returns_the_model(*arguments):
    _, accuracy = training(*arguments)
    return arguments[0], accuracy


def returns_the_count(*arguments):
    weights, accuracy = training(*arguments)
    return weights, round(accuracy * len(arguments[4]))


test_right_in_unusual_form_is_right = accepts(
    EXERCISE,
    {"written otherwise": written_otherwise, "remembers every epoch": remembers_every_epoch, "with a loader": with_a_loader},
)

test_wrong_is_refused_with_words_that_help = refuses(
    EXERCISE,
    {
        "other weights": (with_another_optimiser, "Four faults"),
        "the model": (returns_the_model, "dictionary"),
        "a count": (returns_the_count, "accuracy"),
        "not trained": (lambda model, *given: (copy.deepcopy(model.state_dict()), 0.5), "expected"),
    },
)

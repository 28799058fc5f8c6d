"""Six trainings whose curves exercise 02.2 asks to be read. What was trained stands here and not in the lesson."""

import functools

import numpy as np

from helpers.data import breast_cancer_split, digits_parts
from helpers.small_network import train_small_network


@functools.cache
def unseen_curves() -> dict[str, dict[str, list]]:
    """Six histories as ``two_curves`` takes them, by letter, the same ones on every call. Introduced in lesson 02.

    They are real trainings: five on scikit-learn's digits, D on its breast tumours.
    """
    digits = digits_parts(train_size=1000, validation_size=400, seed=7)
    inputs, labels = digits.train_inputs.numpy(), digits.train_labels.numpy()
    validation = digits.validation_inputs.numpy(), digits.validation_labels.numpy()
    tumours = breast_cancer_split(seed=4)
    mistaken = _with_mistakes(labels, 0.2)
    trainings = {
        "A": train_small_network(inputs[:150], _with_mistakes(labels[:150], 0.15), 32, 0.5, 500, 7, validation=validation),
        "B": train_small_network(inputs, labels, 1, 0.5, 500, 7, validation=validation),
        "C": train_small_network(inputs[:100], labels[:100], 32, 0.5, 500, 7, validation=validation),
        "D": train_small_network(
            tumours.train_inputs[:100], tumours.train_labels[:100], 16, 0.3, 500, 0,
            validation=(tumours.validation_inputs, tumours.validation_labels),
        ),
        "E": train_small_network(inputs[:400], labels[:400], 32, 0.1, 150, 7, validation=validation),
        # The validation examples are a hundred of the training examples.
        "F": train_small_network(inputs[:150], mistaken[:150], 64, 0.5, 700, 7, validation=(inputs[:100], mistaken[:100])),
    }  # fmt: skip
    return {letter: network.history for letter, network in trainings.items()}


def _with_mistakes(labels: np.ndarray, share: float) -> np.ndarray:
    """The labels, a share of them moved on to another digit."""
    random = np.random.default_rng(7)
    places = random.choice(len(labels), round(share * len(labels)), replace=False)
    wrong = labels.copy()
    wrong[places] = (wrong[places] + random.integers(1, 10, len(places))) % 10
    return wrong

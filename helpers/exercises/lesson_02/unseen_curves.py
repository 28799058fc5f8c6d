"""Six trainings whose curves exercise 02.2 asks to be read. What was trained stands here and not in the lesson."""

import functools

import numpy as np

from helpers.data import breast_cancer_split, digits_parts
from helpers.small_network import train_small_network


@functools.cache
def unseen_curves() -> dict[str, dict[str, list | float]]:
    """Six histories as ``two_curves`` takes them, by letter, the same ones on every call. Introduced in lesson 02.

    Each also has ``"validation_accuracy"``, and as one number ``"train_accuracy_at_end"``. They are real
    trainings: five on scikit-learn's digits, D on its breast tumours.
    """
    digits = digits_parts(train_size=1000, validation_size=400, seed=7)
    inputs, labels = digits.train_inputs.numpy(), digits.train_labels.numpy()
    validation = digits.validation_inputs.numpy(), digits.validation_labels.numpy()
    tumours = breast_cancer_split(seed=4)
    mistaken = _with_mistakes(labels, 0.2)
    return {
        "A": _trained(inputs[:150], _with_mistakes(labels[:150], 0.15), 32, 0.5, 500, 7, validation),
        "B": _trained(inputs, labels, 1, 0.5, 500, 7, validation),
        "C": _trained(inputs[:100], labels[:100], 32, 0.5, 500, 7, validation),
        "D": _trained(
            tumours.train_inputs[:100].numpy(), tumours.train_labels[:100].numpy(), 16, 0.3, 500, 0,
            (tumours.validation_inputs, tumours.validation_labels),
        ),
        "E": _trained(inputs[:400], labels[:400], 32, 0.1, 150, 7, validation),
        # The validation examples are a hundred of the training examples.
        "F": _trained(inputs[:150], mistaken[:150], 64, 0.5, 700, 7, (inputs[:100], mistaken[:100])),
    }  # fmt: skip


def _trained(
    inputs: np.ndarray, labels: np.ndarray, units: int, rate: float, steps: int, seed: int, validation: tuple
) -> dict[str, list | float]:
    network = train_small_network(inputs, labels, units, rate, steps, seed, validation=validation)
    learnt = float((network.predict(inputs) == labels).mean())
    return network.history | {"validation_accuracy": network.validation_accuracies, "train_accuracy_at_end": learnt}


def _with_mistakes(labels: np.ndarray, share: float) -> np.ndarray:
    """The labels, a share of them moved on to another digit."""
    random = np.random.default_rng(7)
    places = random.choice(len(labels), round(share * len(labels)), replace=False)
    wrong = labels.copy()
    wrong[places] = (wrong[places] + random.integers(1, 10, len(places))) % 10
    return wrong

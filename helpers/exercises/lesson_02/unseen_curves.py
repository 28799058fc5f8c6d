"""Six trainings whose curves exercise 02.2 asks to be read. What was trained stands here and not in the lesson."""

import functools
from collections.abc import Mapping

import numpy as np

from helpers.data import breast_cancer_split, digits_parts, with_wrong_labels
from helpers.small_network import train_small_network


@functools.cache
def unseen_curves() -> dict[str, dict[str, list | float]]:
    """Six histories as ``two_curves`` takes them, by letter, the same ones on every call. Introduced in lesson 02.

    Each also has ``"validation_accuracy"`` and, as one number each, ``"train_accuracy_at_end"`` and
    ``"larger_accuracy_at_lowest"``, what four times the units reach on the validation part where their loss is lowest.
    They are real trainings: five on scikit-learn's digits, D on its breast tumours.
    """
    digits = digits_parts(train_size=1000, validation_size=400, seed=7)
    inputs, labels = digits.train_inputs.numpy(), digits.train_labels.numpy()
    validation = digits.validation_inputs.numpy(), digits.validation_labels.numpy()
    tumours = breast_cancer_split(seed=4)
    mistaken = with_wrong_labels(labels, 0.2, classes=10, seed=7)
    return {
        "A": _trained(inputs[:150], with_wrong_labels(labels[:150], 0.15, classes=10, seed=7), 32, 0.5, 500, 7, validation),
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


def in_numbers(histories: Mapping[str, Mapping[str, list | float]]) -> str:
    """What the figures of ``unseen_curves`` do not show, as a table. Introduced in lesson 02."""
    lines = [
        "   right answers of the network                   with four times the units",
        "   own labels   new, at lowest loss   at the end  new, at lowest loss",
    ]
    for letter, history in histories.items():
        losses, scores = history["validation_loss"], history["validation_accuracy"]
        numbers = (
            f"{history['train_accuracy_at_end']:.0%}",
            f"{scores[losses.index(min(losses))]:.1%}",
            f"{scores[-1]:.1%}",
            f"{history['larger_accuracy_at_lowest']:.1%}",
        )
        widths = (13, 22, 12, 0)
        lines.append(f"{letter}  " + "".join(number.ljust(width) for number, width in zip(numbers, widths, strict=True)))
    return "\n".join(lines)


def _trained(
    inputs: np.ndarray, labels: np.ndarray, units: int, rate: float, steps: int, seed: int, validation: tuple
) -> dict[str, list | float]:
    network = train_small_network(inputs, labels, units, rate, steps, seed, validation=validation)
    larger = train_small_network(inputs, labels, 4 * units, rate, steps, seed, validation=validation)
    return network.history | {
        "validation_accuracy": network.validation_accuracies,
        "train_accuracy_at_end": float((network.predict(inputs) == labels).mean()),
        "larger_accuracy_at_lowest": larger.validation_accuracies[larger.validation_losses.index(min(larger.validation_losses))],
    }

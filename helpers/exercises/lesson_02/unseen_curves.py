"""Six trainings whose curves exercise 02.2 asks to be read. What was trained stands here and not in the lesson."""

import functools
from collections.abc import Mapping

import numpy as np

from helpers.data import breast_cancer_split, digits_parts, with_wrong_labels
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
    """What exercise 02.2 asks of the histories of ``unseen_curves``, as a table. Introduced in lesson 02."""
    lines = [
        "   in the last quarter, fell by    last loss above   own labels   validation accuracy",
        "   train loss    validation loss   the lowest        right        at lowest loss   at the end",
    ]
    for letter, history in histories.items():
        train, validation, scores = (history[name] for name in ("train_loss", "validation_loss", "validation_accuracy"))
        lowest = validation.index(min(validation))
        earlier = -1 - len(validation) // 4
        numbers = (
            f"{1 - train[-1] / train[earlier]:.0%}",
            f"{1 - validation[-1] / validation[earlier]:.0%}",
            f"{validation[-1] / validation[lowest] - 1:.0%}",
            f"{history['train_accuracy_at_end']:.0%}",
            f"{scores[lowest]:.1%}",
            f"{scores[-1]:.1%}",
        )
        widths = (14, 18, 18, 13, 17, 0)
        lines.append(f"{letter}  " + "".join(number.ljust(width) for number, width in zip(numbers, widths, strict=True)))
    return "\n".join(lines)


def _trained(
    inputs: np.ndarray, labels: np.ndarray, units: int, rate: float, steps: int, seed: int, validation: tuple
) -> dict[str, list | float]:
    network = train_small_network(inputs, labels, units, rate, steps, seed, validation=validation)
    learnt = float((network.predict(inputs) == labels).mean())
    return network.history | {"validation_accuracy": network.validation_accuracies, "train_accuracy_at_end": learnt}

"""Labels that are wrong on purpose."""

import numpy as np


def with_wrong_labels(labels: np.ndarray, share: float, classes: int, seed: int) -> np.ndarray:
    """A copy of the labels, in which a share of them is replaced, each by another class. Introduced in lesson 02.

    Args:
        labels: class numbers from 0, ``(examples,)``.
        share: how many are replaced, from 0 to 1, rounded to whole labels. Which ones is drawn at random.
        classes: how many classes there are. A wrong label is any of the others, each as often.
        seed: decides which labels are replaced, and by what.

    Raises:
        ValueError: the share is none, there are fewer than two classes, or a label is none of them.
    """
    labels = np.asarray(labels)
    if not 0 <= share <= 1:
        raise ValueError(f"The share of wrong labels lies from 0 to 1, but it is {share}.")
    if classes < 2 or (len(labels) and not 0 <= labels.min() <= labels.max() < classes):
        raise ValueError(f"With {classes} classes the labels lie from 0 to {classes - 1}, and two classes are needed at least.")
    return some_replaced(labels, share, classes, np.random.default_rng(seed))


def some_replaced(labels: np.ndarray, share: float, classes: int, generator: np.random.Generator) -> np.ndarray:
    """The same, with the random numbers of a generator and without its checks."""
    labels = labels.copy()
    replaced = generator.choice(len(labels), round(share * len(labels)), replace=False)
    # Moved on by 1 to classes - 1 places, and after the last class from 0 again: never back to where it was.
    labels[replaced] = (labels[replaced] + generator.integers(1, classes, len(replaced))) % classes
    return labels

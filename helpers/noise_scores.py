"""What cross-validation reports where nothing can be known: columns of noise, labels dealt out like cards."""

from numbers import Integral

import numpy as np

from helpers.small_network import train_small_network


def most_different(inputs: np.ndarray, labels: np.ndarray, kept: int) -> np.ndarray:
    """Which columns differ most between the classes 0 and 1, as ``SelectKBest`` finds them, only faster. Introduced in lesson 15.

    Args:
        inputs: ``(examples, columns)``.
        labels: 0 or 1 for each example, both at least once.
        kept: how many columns; at most all.

    Shapes:
        returns their places ``(kept,)``, rising.

    Raises:
        ValueError: a class is missing, so that there is no difference.
    """
    one, other = inputs[labels == 1], inputs[labels == 0]
    if not len(one) or not len(other):
        raise ValueError("Columns can differ between two classes only, but a class is missing.")
    between = (one.mean(axis=0) - other.mean(axis=0)) ** 2
    within = len(one) * one.var(axis=0) + len(other) * other.var(axis=0)
    return np.sort(np.argsort(-between / within)[:kept])


def noise_scores(
    inside: bool,
    patients: int = 100,
    columns: int = 1000,
    kept: int = 20,
    folds: int = 5,
    draws: int = 6,
    steps: int = 60,
    seed: int = 42,
) -> np.ndarray:
    """Cross-validated accuracies on noise, one for each draw of the noise; the truth is one half. Introduced in lesson 15.

    The columns that differ most between the classes are kept, and a network with 8 hidden units learns from them.

    Args:
        inside: choose the columns anew in each round, from the patients that are learnt from; otherwise once, from all.
        patients: how many, half of each class.
        columns: how many there are to choose from.
        kept: how many are chosen; at most all.
        folds: how many parts are held out in turn.
        draws: how often everything is drawn anew.
        steps: of gradient descent.
        seed: decides the draws, the folds and the first weights.

    Shapes:
        returns ``(draws,)`` shares of right answers.

    Raises:
        ValueError: a number is not whole or too small, or ``patients`` is odd or leaves a fold without one of a class.
    """
    from sklearn.model_selection import StratifiedKFold

    lowest = {"patients": 2, "columns": 1, "kept": 1, "folds": 2, "draws": 1, "steps": 0}
    given = {"patients": patients, "columns": columns, "kept": kept, "folds": folds, "draws": draws, "steps": steps}
    for name, number in given.items():
        if not isinstance(number, Integral) or number < lowest[name]:
            raise ValueError(f"{name} is {number!r}, but it must be a whole number from {lowest[name]}.")
    if patients % 2 or patients < 2 * folds:
        raise ValueError(f"{patients} patients in {folds} folds: an even number is needed, at least two for each fold.")
    scores = []
    for draw in range(draws):
        rng = np.random.default_rng([seed, draw])
        noise = rng.standard_normal((patients, columns))
        labels = rng.permutation(np.repeat([0, 1], patients // 2))
        right = []
        for learn, held in StratifiedKFold(folds, shuffle=True, random_state=draw).split(noise, labels):
            seen = learn if inside else np.arange(patients)
            chosen = noise[:, most_different(noise[seen], labels[seen], kept)]
            network = train_small_network(chosen[learn], labels[learn], 8, 0.5, steps, seed=seed, record_every=max(1, steps))
            right.append(float((network.predict(chosen[held]) == labels[held]).mean()))
        scores.append(np.mean(right))
    return np.array(scores)

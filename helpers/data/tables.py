"""Tables of measurements: one row an example, one column a measurement."""

import numpy as np
import torch

from helpers.data.parts import Parts, Split


def iris_split(test_size: float = 0.2, seed: int = 42, device: torch.device | str = "cpu") -> Split:
    """Iris (150 flowers, 4 measurements, 3 species), scaled to 0..1 by the training part. Introduced in lesson 01.

    Source: R. A. Fisher (1936), as bundled with scikit-learn (``load_iris``).

    Args:
        test_size: share of the flowers that is kept for testing, between 0 and 1.
        seed: decides which flowers those are.
        device: where the tensors go.

    Raises:
        ValueError: ``test_size`` leaves one of the two parts empty.
    """
    from sklearn.datasets import load_iris
    from sklearn.model_selection import train_test_split
    from sklearn.preprocessing import MinMaxScaler

    iris = load_iris()
    train_x, test_x, train_y, test_y = train_test_split(iris.data, iris.target, test_size=test_size, random_state=seed)
    # Fitted on the training part only: the test part must not shape anything that training uses.
    scaler = MinMaxScaler().fit(train_x)
    return Split(
        train_inputs=torch.tensor(scaler.transform(train_x), dtype=torch.float32, device=device),
        train_labels=torch.tensor(train_y, dtype=torch.int64, device=device),
        test_inputs=torch.tensor(scaler.transform(test_x), dtype=torch.float32, device=device),
        test_labels=torch.tensor(test_y, dtype=torch.int64, device=device),
        feature_names=[name.removesuffix(" (cm)") for name in iris.feature_names],
        class_names=[str(name) for name in iris.target_names],
    )


def distinct_petals() -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Iris by length and width of the petal, each point once: 102 of the 150 flowers. Introduced in lesson 02.

    Source: R. A. Fisher (1936), as bundled with scikit-learn (``load_iris``).

    Returns:
        Petals ``(102, 2)`` in cm, in rising order; the species of each, ``(102,)``, that of the first flower where several lie
        on one point; and the three species' names.
    """
    from sklearn.datasets import load_iris

    iris = load_iris()
    petals, kept = np.unique(iris.data[:, 2:], axis=0, return_index=True)
    return petals, iris.target[kept], [str(name) for name in iris.target_names]


def breast_cancer_split(
    test_size: float = 0.2, validation_size: float = 0.25, seed: int = 42, device: torch.device | str = "cpu"
) -> Parts:
    """Breast tumours (569, with 30 measurements each) in three stratified parts. Introduced in lesson 09.

    Class 1 is malignant, 0 is benign: the other way round than in scikit-learn, because cancer is what we look for.
    Each measurement has mean 0 and standard deviation 1 in the training part.

    Source: W. H. Wolberg, W. N. Street and O. L. Mangasarian (1995), as bundled with scikit-learn (``load_breast_cancer``).

    Args:
        test_size: share of the tumours that is kept for testing, between 0 and 1.
        validation_size: share of the others that is kept to choose with, between 0 and 1.
        seed: decides which tumours lie where. No global random numbers are drawn.
        device: where the tensors go.

    Raises:
        ValueError: a share leaves a part too small to hold both classes.
    """
    from sklearn.datasets import load_breast_cancer
    from sklearn.model_selection import train_test_split
    from sklearn.preprocessing import StandardScaler

    source = load_breast_cancer()
    labels = 1 - source.target
    rest, test = train_test_split(np.arange(len(labels)), test_size=test_size, stratify=labels, random_state=seed)
    train, validation = train_test_split(rest, test_size=validation_size, stratify=labels[rest], random_state=seed)
    scaler = StandardScaler().fit(source.data[train])
    tensors = []
    for part in (train, validation, test):
        tensors.append(torch.tensor(scaler.transform(source.data[part]), dtype=torch.float32, device=device))
        tensors.append(torch.tensor(labels[part], dtype=torch.int64, device=device))
    return Parts(
        *tensors,
        feature_names=[str(name) for name in source.feature_names],
        class_names=["benign", "malignant"],
    )

"""Tables of measurements: one row an example, one column a measurement."""

import torch
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import MinMaxScaler

from helpers.data.parts import Split


def iris_split(test_size: float = 0.2, seed: int = 42, device: torch.device | str = "cpu") -> Split:
    """Iris (150 flowers, 4 measurements, 3 species), scaled to 0..1 by the training part. Introduced in chapter 01.

    Source: R. A. Fisher (1936), as bundled with scikit-learn (``load_iris``).

    Args:
        test_size: share of the flowers that is kept for testing, between 0 and 1.
        seed: decides which flowers those are.
        device: where the tensors go.

    Raises:
        ValueError: ``test_size`` leaves one of the two parts empty.
    """
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

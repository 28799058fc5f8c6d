"""Real data as tensors, split and scaled, on the device that was asked for."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from sklearn.datasets import load_digits, load_iris
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import MinMaxScaler
from torch.nn.functional import interpolate

from helpers.paths import DATA

MNIST_FILES = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")


@dataclass(frozen=True)
class Split:
    """A training part and a test part.

    Shapes:
        inputs ``(examples, features)`` or ``(examples, channels, height, width)`` float32, labels ``(examples,)``
        int64, class numbers from 0. Pictures have no ``feature_names``.
    """

    train_inputs: torch.Tensor
    train_labels: torch.Tensor
    test_inputs: torch.Tensor
    test_labels: torch.Tensor
    feature_names: list[str]
    class_names: list[str]


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


def digits_split(
    train_examples: int = 200, test_examples: int = 600, seed: int = 42, device: torch.device | str = "cpu"
) -> Split:
    """Handwritten digits (1,797 grey images of 8 x 8 pixels, 10 classes), scaled to 0..1. Introduced in chapter 02.

    Both parts hold the classes in the proportions of the whole. The test part depends on ``seed`` and its own size
    only, so that nets with different numbers of training examples can be compared on it.

    Source: E. Alpaydin and C. Kaynak (1998), as bundled with scikit-learn (``load_digits``).

    Args:
        train_examples: how many images to learn from, at least 10.
        test_examples: how many images to keep, at least 10; both together at most 1,787.
        seed: decides which images those are. No global random numbers are drawn.
        device: where the tensors go.

    Raises:
        ValueError: a part is too small for its ten classes, or both together are too large.
    """
    digits = load_digits()
    most = len(digits.target) - 10
    if train_examples < 10 or test_examples < 10 or train_examples + test_examples > most:
        raise ValueError(
            f"train_examples is {train_examples} and test_examples is {test_examples}, "
            f"but each must be at least 10, and both together at most {most:,}."
        )
    rest_x, test_x, rest_y, test_y = train_test_split(
        digits.data, digits.target, test_size=test_examples, stratify=digits.target, random_state=seed
    )
    train_x, _, train_y, _ = train_test_split(rest_x, rest_y, train_size=train_examples, stratify=rest_y, random_state=seed)
    return Split(
        # 16 is the darkest value of the scale, not the largest one found: nothing is fitted.
        train_inputs=torch.tensor(train_x / 16, dtype=torch.float32, device=device),
        train_labels=torch.tensor(train_y, dtype=torch.int64, device=device),
        test_inputs=torch.tensor(test_x / 16, dtype=torch.float32, device=device),
        test_labels=torch.tensor(test_y, dtype=torch.int64, device=device),
        feature_names=list(digits.feature_names),
        class_names=[str(name) for name in digits.target_names],
    )


def digits_images(test_size: float = 0.25, seed: int = 42, size: int = 28, device: torch.device | str = "cpu") -> Split:
    """Scikit-learn's 1,797 handwritten digits as grey pictures, scaled up, split by class. Introduced in chapter 05.

    Source: E. Alpaydin and C. Kaynak (1998), as bundled with scikit-learn (``load_digits``): 8 x 8 pixels, 0..16.
    The new pixels are interpolated (bilinear): a picture of 28 x 28 shows no more than the 8 x 8 one did.

    Args:
        test_size: share of the pictures that is kept for testing; each digit's share is the same in both parts.
        seed: decides which pictures those are.
        size: height and width of the pictures in pixels.
        device: where the tensors go.

    Shapes:
        inputs ``(examples, 1, size, size)`` float32 in 0..1 (0 is paper, 1 is ink), labels ``(examples,)`` int64.

    Raises:
        ValueError: ``test_size`` leaves a part with fewer pictures than digits, or ``size`` is below 1.
    """
    if size < 1:
        raise ValueError(f"size is {size}, but a picture needs at least 1 pixel.")
    digits = load_digits()
    train_x, test_x, train_y, test_y = train_test_split(
        digits.images / 16, digits.target, test_size=test_size, random_state=seed, stratify=digits.target
    )

    def scaled_up(images: np.ndarray) -> torch.Tensor:
        one_channel = torch.tensor(images, dtype=torch.float32).unsqueeze(1)
        return interpolate(one_channel, size=(size, size), mode="bilinear").clamp(0, 1).to(device)

    return Split(
        train_inputs=scaled_up(train_x),
        train_labels=torch.tensor(train_y, dtype=torch.int64, device=device),
        test_inputs=scaled_up(test_x),
        test_labels=torch.tensor(test_y, dtype=torch.int64, device=device),
        feature_names=[],
        class_names=[str(name) for name in digits.target_names],
    )


def find_mnist(folder: Path = DATA) -> Path | None:
    """The folder with MNIST's four files (packed or unpacked) under ``folder``, or None. Introduced in chapter 07."""
    raw = folder / "MNIST" / "raw"
    complete = all((raw / name).is_file() or (raw / f"{name}.gz").is_file() for name in MNIST_FILES)
    return raw if complete else None


@dataclass(frozen=True)
class Parts:
    """A part to learn from, one to choose with, and one to test with.

    Shapes:
        inputs ``(examples, features)`` float32, labels ``(examples,)`` int64, class numbers from 0.
    """

    train_inputs: torch.Tensor
    train_labels: torch.Tensor
    validation_inputs: torch.Tensor
    validation_labels: torch.Tensor
    test_inputs: torch.Tensor
    test_labels: torch.Tensor


def digits_parts(
    train_size: int = 200,
    validation_size: int = 200,
    wrong_labels: float = 0.0,
    seed: int = 42,
    device: torch.device | str = "cpu",
) -> Parts:
    """The bundled digits (1,797 images of 8 x 8 pixels, 10 classes) in three stratified parts. Introduced in chapter 04.

    Pixels are scaled from 0..16 to 0..1; what is not in the first two parts is the test part.
    Source: E. Alpaydin and C. Kaynak (1998), as bundled with scikit-learn (``load_digits``).

    Args:
        train_size: images to learn from.
        validation_size: images to choose with.
        wrong_labels: share of the training labels that is replaced by another digit, on purpose, from 0 to 1. The
            labels of the other two parts are left alone.
        seed: decides which images lie where, and which labels are replaced by what.
        device: where the tensors go.

    Raises:
        ValueError: a part is too small to hold each digit, or ``wrong_labels`` is no share.
    """
    if not 0 <= wrong_labels <= 1:
        raise ValueError(f"wrong_labels is a share from 0 to 1, but it is {wrong_labels}.")
    images, labels = load_digits(return_X_y=True)
    everything = np.arange(len(labels))
    train, rest = train_test_split(everything, train_size=train_size, stratify=labels, random_state=seed)
    validation, test = train_test_split(rest, train_size=validation_size, stratify=labels[rest], random_state=seed)
    train_y = labels[train]
    generator = np.random.default_rng(seed)
    replaced = generator.choice(len(train), round(wrong_labels * len(train)), replace=False)
    train_y[replaced] = (train_y[replaced] + generator.integers(1, 10, len(replaced))) % 10
    tensors = []
    for part, part_y in ((train, train_y), (validation, labels[validation]), (test, labels[test])):
        tensors.append(torch.tensor(images[part] / 16, dtype=torch.float32, device=device))
        tensors.append(torch.tensor(part_y, dtype=torch.int64, device=device))
    return Parts(*tensors)

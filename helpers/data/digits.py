"""Handwritten digits that come with scikit-learn: 1,797 grey images of 8 x 8 pixels.

Source: E. Alpaydin and C. Kaynak (1998), as bundled with scikit-learn (``load_digits``).
"""

import numpy as np
import torch
from torch.nn.functional import interpolate

from helpers.data.parts import Parts, Split
from helpers.data.wrong_labels import some_replaced


def digits_split(
    train_examples: int = 200, test_examples: int = 600, seed: int = 42, device: torch.device | str = "cpu"
) -> Split:
    """Handwritten digits (1,797 grey images of 8 x 8 pixels, 10 classes), scaled to 0..1. Introduced in lesson 03.

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
    from sklearn.model_selection import train_test_split

    images, labels, class_names, feature_names = _read()
    most = len(labels) - 10
    if train_examples < 10 or test_examples < 10 or train_examples + test_examples > most:
        raise ValueError(
            f"train_examples is {train_examples} and test_examples is {test_examples}, "
            f"but each must be at least 10, and both together at most {most:,}."
        )
    rest, test = train_test_split(np.arange(len(labels)), test_size=test_examples, stratify=labels, random_state=seed)
    train, _ = train_test_split(rest, train_size=train_examples, stratify=labels[rest], random_state=seed)
    flat = images.reshape(len(labels), -1)
    return Split(
        *_tensors(flat[train], labels[train], device),
        *_tensors(flat[test], labels[test], device),
        feature_names=feature_names,
        class_names=class_names,
    )


def digits_images(test_size: float = 0.25, seed: int = 42, size: int = 28, device: torch.device | str = "cpu") -> Split:
    """Scikit-learn's 1,797 handwritten digits as grey pictures, scaled up, split by class. Introduced in lesson 07.

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
    from sklearn.model_selection import train_test_split

    if size < 1:
        raise ValueError(f"size is {size}, but a picture needs at least 1 pixel.")
    images, labels, class_names, _ = _read()
    train, test = train_test_split(np.arange(len(labels)), test_size=test_size, stratify=labels, random_state=seed)
    one_channel = torch.tensor(images, dtype=torch.float32).unsqueeze(1)
    pictures = interpolate(one_channel, size=(size, size), mode="bilinear").clamp(0, 1)
    return Split(
        *_tensors(pictures[train], labels[train], device),
        *_tensors(pictures[test], labels[test], device),
        feature_names=[],
        class_names=class_names,
    )


def digits_parts(
    train_size: int = 200,
    validation_size: int = 200,
    wrong_labels: float = 0.0,
    wrong_validation_labels: float = 0.0,
    seed: int = 42,
    device: torch.device | str = "cpu",
) -> Parts:
    """The bundled digits (1,797 images of 8 x 8 pixels, 10 classes) in three stratified parts. Introduced in lesson 02.

    Pixels are scaled from 0..16 to 0..1; what is not in the first two parts is the test part.
    Source: E. Alpaydin and C. Kaynak (1998), as bundled with scikit-learn (``load_digits``).

    Args:
        train_size: images to learn from.
        validation_size: images to choose with.
        wrong_labels: share of the training labels that is replaced by another digit, on purpose, from 0 to 1.
        wrong_validation_labels: the same for the validation labels. The test labels are always left alone.
        seed: decides which images lie where, and which labels are replaced by what.
        device: where the tensors go.

    Raises:
        ValueError: a part is too small to hold each digit, or one of the two shares is none.
    """
    from sklearn.model_selection import train_test_split

    for name, share in (("wrong_labels", wrong_labels), ("wrong_validation_labels", wrong_validation_labels)):
        if not 0 <= share <= 1:
            raise ValueError(f"{name} is a share from 0 to 1, but it is {share}.")
    images, labels, _, _ = _read()
    flat = images.reshape(len(labels), -1)
    train, rest = train_test_split(np.arange(len(labels)), train_size=train_size, stratify=labels, random_state=seed)
    validation, test = train_test_split(rest, train_size=validation_size, stratify=labels[rest], random_state=seed)
    generator = np.random.default_rng(seed)
    # The training labels first: they are the same whatever happens to the validation labels.
    train_labels = some_replaced(labels[train], wrong_labels, 10, generator)
    validation_labels = some_replaced(labels[validation], wrong_validation_labels, 10, generator)
    return Parts(
        *_tensors(flat[train], train_labels, device),
        *_tensors(flat[validation], validation_labels, device),
        *_tensors(flat[test], labels[test], device),
    )


def digits_forms() -> np.ndarray:
    """The number of the form that each of the 1,797 bundled digits was written on, from 0. Introduced in lesson 15.

    Every person filled in a form with the same digits in the same order: 0 to 9 in turn, three times, then a hundred others.
    The images still lie in that order. So a form begins where 0 to 9 is followed by 0 to 6, first on the page. (Nothing in the
    data says so: it is read from the labels. Two forms may be by one hand.)

    Shapes:
        returns ``(1797,)`` int64, rising.
    """
    from sklearn.datasets import load_digits

    labels = load_digits().target.tolist()
    opening = [*range(10), *range(7)]  # on one form the second 7 and 8 are missing
    starts: list[int] = []
    for place in range(len(labels)):
        if labels[place : place + len(opening)] == opening and (not starts or place - starts[-1] > 60):
            starts.append(place)
    return np.searchsorted(starts, np.arange(len(labels)), side="right") - 1


def typical_digit(images: torch.Tensor, labels: torch.Tensor, digit: int) -> torch.Tensor:
    """The image that lies nearest to the mean of all images of its digit: one that is easy to read. Introduced in lesson 08.

    Args:
        images: ``(examples, ...)``, of any shape behind the first axis.
        labels: ``(examples,)``.
        digit: the label that is wanted.

    Returns:
        One of the images, without the first axis.

    Raises:
        ValueError: no image has this label.
    """
    candidates = images[labels == digit]
    if not len(candidates):
        raise ValueError(f"None of the {len(labels)} images is a {digit}.")
    distances = (candidates - candidates.mean(dim=0)).flatten(start_dim=1).square().sum(dim=1)
    return candidates[distances.argmin()]


def _read() -> tuple[np.ndarray, np.ndarray, list[str], list[str]]:
    """Images ``(1797, 8, 8)`` in 0..1, labels ``(1797,)``, names of the ten classes and of the 64 pixels."""
    from sklearn.datasets import load_digits

    digits = load_digits()
    # 16 is the darkest value of the scale, not the largest one found: nothing is fitted.
    return digits.images / 16, digits.target, [str(name) for name in digits.target_names], list(digits.feature_names)


def _tensors(
    inputs: np.ndarray | torch.Tensor, labels: np.ndarray, device: torch.device | str
) -> tuple[torch.Tensor, torch.Tensor]:
    return (
        torch.as_tensor(inputs, dtype=torch.float32, device=device),
        torch.as_tensor(labels, dtype=torch.int64, device=device),
    )

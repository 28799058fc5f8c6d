"""Pictures of handwritten digits, 28 x 28 pixels, in three parts: MNIST, or the digits that scikit-learn brings."""

from dataclasses import dataclass
from pathlib import Path

import torch

from helpers.data.digits import digits_images
from helpers.data.download import fetch_mnist
from helpers.data.mnist import DatasetError, inspect_mnist, load_mnist
from helpers.paths import DATA

DATASETS = ("auto", "mnist", "digits")
MNIST_NAME = "MNIST (70,000 images of 28 x 28 pixels)"
DIGITS_NAME = "scikit-learn's digits (1,797 images of 8 x 8 pixels, scaled up to 28 x 28)"
VALIDATION_IMAGES = 5_000


@dataclass(frozen=True)
class Images:
    """Pictures to learn from, to choose with, and to test with.

    ``name`` says in words where they come from, ``dataset`` is "mnist" or "digits".

    Shapes:
        inputs ``(examples, 1, 28, 28)`` float32 in 0..1 (0 is paper, 1 is ink), labels ``(examples,)`` int64.
    """

    name: str
    dataset: str
    train_inputs: torch.Tensor
    train_labels: torch.Tensor
    validation_inputs: torch.Tensor
    validation_labels: torch.Tensor
    test_inputs: torch.Tensor
    test_labels: torch.Tensor


def image_split(
    dataset: str = "auto",
    seed: int = 42,
    device: torch.device | str = "cpu",
    folder: Path = DATA,
    download: bool = True,
) -> Images:
    """MNIST or scikit-learn's digits in three parts; prints which of them. Introduced in lesson 11.

    MNIST: 55,000 / 5,000 / the official test part of 10,000. Digits: 1,077 / 270 / 450. The digits' shares are the
    same in training and validation part.

    Args:
        dataset: "mnist" (and nothing else), "digits", or "auto": MNIST if it lies in ``folder`` or can be downloaded,
            otherwise the digits, and the printed line says why.
        seed: decides which images lie in which part. No global random numbers are drawn.
        device: where the tensors go.
        folder: the data folder.
        download: False never asks the network.

    Raises:
        ValueError: there is no such ``dataset``.
        DatasetError: MNIST was named, and could not be had.
    """
    if dataset not in DATASETS:
        raise ValueError(f"dataset is {dataset!r}, but it must be one of {', '.join(DATASETS)}.")
    if dataset == "digits":
        images = _digits(seed, device)
        print(f"Data: {images.name}.")
        return images
    try:
        images = _mnist(seed, device, folder, download)
    except DatasetError as error:
        if dataset == "mnist":
            raise
        images = _digits(seed, device)
        print(f"Data: {error.reason}: using {images.name}.")
    else:
        print(f"Data: {images.name}.")
    return images


def _mnist(seed: int, device: torch.device | str, folder: Path, download: bool) -> Images:
    from sklearn.model_selection import train_test_split

    if download and inspect_mnist(folder).missing:
        fetch_mnist(folder)
    train_images, train_labels, test_images, test_labels = load_mnist(folder)
    train, validation = train_test_split(
        torch.arange(len(train_labels)).numpy(), test_size=VALIDATION_IMAGES, stratify=train_labels.numpy(), random_state=seed
    )
    return Images(
        MNIST_NAME,
        "mnist",
        *_tensors(train_images[train], train_labels[train], device),
        *_tensors(train_images[validation], train_labels[validation], device),
        *_tensors(test_images, test_labels, device),
    )


def _tensors(images: torch.Tensor, labels: torch.Tensor, device: torch.device | str) -> tuple[torch.Tensor, torch.Tensor]:
    """Bytes as float32 in 0..1, with a dimension for the one channel: what torchvision's ``ToTensor`` gives."""
    return images.to(device).float().div_(255).unsqueeze(1), labels.to(device).long()


def _digits(seed: int, device: torch.device | str) -> Images:
    from sklearn.model_selection import train_test_split

    split = digits_images(seed=seed, device=device)
    labels = split.train_labels.cpu().numpy()
    parts = train_test_split(torch.arange(len(labels)).numpy(), test_size=0.2, stratify=labels, random_state=seed)
    train, validation = (torch.from_numpy(part).to(device) for part in parts)
    return Images(
        DIGITS_NAME,
        "digits",
        split.train_inputs[train],
        split.train_labels[train],
        split.train_inputs[validation],
        split.train_labels[validation],
        split.test_inputs,
        split.test_labels,
    )

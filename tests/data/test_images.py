"""MNIST or the bundled digits, in three parts; the output says which."""

import random
import shutil

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.datasets import load_digits
from torchvision.datasets import MNIST
from torchvision.transforms import ToTensor

from helpers.data import DATASETS, MNIST_FILES, DatasetError, image_split, images, load_mnist
from helpers.paths import DATA
from tests.data.mnist import TEST, TRAIN, needs_mnist, write

PARTS = ("train", "validation", "test")


def pairs(split):
    return [(getattr(split, f"{part}_inputs"), getattr(split, f"{part}_labels")) for part in PARTS]


def rows(inputs, labels):
    """Every picture as bytes, with its label, in an order of their own."""
    pictures = (inputs.flatten(1) * 255).round().byte().numpy()
    return sorted((picture.tobytes(), label) for picture, label in zip(pictures, labels.tolist(), strict=True))


@pytest.fixture
def small(tmp_path, mnist_files, monkeypatch):
    """A data folder with the small MNIST."""
    monkeypatch.setattr(images, "VALIDATION_IMAGES", 20)
    write(tmp_path, mnist_files)
    return tmp_path


@pytest.fixture
def no_network(monkeypatch):
    def fetch(folder):
        raise AssertionError("the network was asked")

    monkeypatch.setattr(images, "fetch_mnist", fetch)


@settings(max_examples=20)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_digits_are_split_by_class_and_used_once(seed):
    before = torch.get_rng_state(), np.random.get_state()[1].tolist(), random.getstate()  # noqa: NPY002
    split = image_split("digits", seed=seed)
    assert torch.equal(torch.get_rng_state(), before[0])
    assert (np.random.get_state()[1].tolist(), random.getstate()) == before[1:]  # noqa: NPY002
    assert [len(labels) for _, labels in pairs(split)] == [1077, 270, 450]
    whole = torch.tensor(load_digits().target).bincount()
    assert sum(labels.bincount() for _, labels in pairs(split)).tolist() == whole.tolist()
    for inputs, labels in pairs(split):
        assert inputs.shape == (len(labels), 1, 28, 28)
        assert (inputs.dtype, labels.dtype) == (torch.float32, torch.int64)
        assert 0 <= inputs.min() < 0.01
        assert 0.99 < inputs.max() <= 1
        assert (labels.bincount() - whole * len(labels) / 1797).abs().max() <= 1.01
    every = torch.cat([inputs for inputs, _ in pairs(split)])
    assert len(every.flatten(1).unique(dim=0)) == 1797


@pytest.mark.parametrize("dataset", ["auto", "mnist"])
def test_mnist_that_is_there_is_used_and_named(small, dataset, capsys, no_network):
    split = image_split(dataset, folder=small)
    assert capsys.readouterr().out == "Data: MNIST (70,000 images of 28 x 28 pixels).\n"
    assert (split.dataset, split.name) == ("mnist", "MNIST (70,000 images of 28 x 28 pixels)")
    assert [len(labels) for _, labels in pairs(split)] == [TRAIN - 20, 20, TEST]
    assert split.validation_labels.bincount().tolist() == [2] * 10
    train_images, train_labels, test_images, test_labels = load_mnist(small)
    learnt = [torch.cat(both) for both in zip(*pairs(split)[:2], strict=True)]
    assert rows(*learnt) == rows(train_images / 255, train_labels)
    assert torch.equal(split.test_inputs.squeeze(1) * 255, test_images.float())
    assert torch.equal(split.test_labels, test_labels.long())


def test_the_seed_decides_what_is_kept_for_validation(small):
    one, again, other = (image_split("mnist", seed=seed, folder=small) for seed in (1, 1, 2))
    assert torch.equal(one.validation_inputs, again.validation_inputs)
    assert not torch.equal(one.validation_inputs, other.validation_inputs)
    assert torch.equal(one.test_inputs, other.test_inputs)


def test_auto_fetches_what_is_missing(tmp_path, mirrors, monkeypatch, capsys):
    monkeypatch.setattr(images, "VALIDATION_IMAGES", 20)
    mirrors("good")
    assert image_split("auto", folder=tmp_path).dataset == "mnist"
    assert capsys.readouterr().out.splitlines()[-1] == "Data: MNIST (70,000 images of 28 x 28 pixels)."


def test_a_damaged_file_is_fetched_again(small, mirrors, capsys):
    [mirror] = mirrors("good")
    path = small / "MNIST" / "raw" / "t10k-labels-idx1-ubyte.gz"
    path.write_bytes(b"half")
    assert image_split("mnist", folder=small).dataset == "mnist"
    assert set(mirror.asked) == {path.name}
    assert "renamed to t10k-labels-idx1-ubyte.gz.damaged" in capsys.readouterr().out


def test_auto_falls_back_and_says_why(tmp_path, mirrors, capsys):
    mirrors("missing")
    split = image_split("auto", folder=tmp_path)
    assert split.dataset == "digits"
    assert split.name == "scikit-learn's digits (1,797 images of 8 x 8 pixels, scaled up to 28 x 28)"
    line = capsys.readouterr().out.splitlines()[-1]
    assert line.startswith("Data: MNIST is not in ")
    assert "could not be downloaded (127.0.0.1" in line
    assert line.endswith(f"): using {split.name}.")


def test_auto_without_download_asks_no_network(tmp_path, capsys, no_network):
    assert image_split("auto", folder=tmp_path, download=False).dataset == "digits"
    assert capsys.readouterr().out.startswith("Data: MNIST is not in ")


def test_auto_says_what_is_damaged(small, capsys):
    (small / "MNIST" / "raw" / "train-images-idx3-ubyte.gz").write_bytes(b"half")
    assert image_split("auto", folder=small, download=False).dataset == "digits"
    assert "damaged or incomplete: wrong checksum of train-images-idx3-ubyte.gz (4 bytes): using" in capsys.readouterr().out
    assert sorted(path.suffix for path in (small / "MNIST" / "raw").iterdir()) == [".gz"] * 4


def test_mnist_by_name_is_mnist_or_an_error(tmp_path, mirrors, capsys):
    with pytest.raises(DatasetError, match="MNIST is not in"):
        image_split("mnist", folder=tmp_path, download=False)
    mirrors("missing")
    with pytest.raises(DatasetError, match="could not be downloaded"):
        image_split("mnist", folder=tmp_path)
    assert "Data:" not in capsys.readouterr().out


def test_digits_by_name_are_the_digits_even_where_mnist_is(small, capsys, no_network):
    assert image_split("digits", folder=small).dataset == "digits"
    assert capsys.readouterr().out == "Data: scikit-learn's digits (1,797 images of 8 x 8 pixels, scaled up to 28 x 28).\n"


@pytest.mark.parametrize("dataset", ["MNIST", "", "cifar", None])
def test_other_data_are_refused(dataset):
    with pytest.raises(ValueError, match="must be one of auto, mnist, digits"):
        image_split(dataset)
    assert DATASETS == ("auto", "mnist", "digits")


@needs_mnist
def test_the_real_mnist_is_split_by_class_and_used_once():
    split = image_split("mnist")
    assert [len(labels) for _, labels in pairs(split)] == [55_000, 5_000, 10_000]
    train_images, train_labels, test_images, _ = load_mnist()
    learnt = [torch.cat(both) for both in zip(*pairs(split)[:2], strict=True)]
    assert rows(*learnt) == rows(train_images / 255, train_labels)
    assert torch.equal((split.test_inputs * 255).round().byte().squeeze(1), test_images)
    shares = train_labels.bincount() / 60_000
    for _, labels in pairs(split)[:2]:
        assert (labels.bincount() - shares * len(labels)).abs().max() <= 1
    for inputs, labels in pairs(split):
        assert (inputs.dtype, labels.dtype) == (torch.float32, torch.int64)
        assert (inputs.min(), inputs.max()) == (0, 1)


def copy_packed(source, target):
    """torchvision unpacks the files beside the packed ones, and data/ is not a test's to write to."""
    target.mkdir(parents=True)
    for path in source.iterdir():
        if path.name in MNIST_FILES or path.name.removesuffix(".gz") in MNIST_FILES:
            shutil.copy(path, target)


@needs_mnist
def test_the_real_pixels_are_those_of_torchvision(tmp_path):
    split = image_split("mnist")
    copy_packed(DATA / "MNIST" / "raw", tmp_path / "MNIST" / "raw")
    theirs = MNIST(tmp_path, train=False, transform=ToTensor(), download=True)  # unpacks the files, asks no network
    for number in range(0, 10_000, 97):
        inputs, label = theirs[number]
        assert torch.equal(split.test_inputs[number], inputs)
        assert split.test_labels[number] == label

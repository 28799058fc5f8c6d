from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.datasets import load_digits, load_iris

from helpers.data import MNIST_FILES, digits_split, find_mnist, iris_split
from helpers.paths import DATA


def test_the_default_split_is_the_one_of_the_lesson():
    split = iris_split()
    assert split.train_inputs.shape == (120, 4)
    assert split.test_inputs.shape == (30, 4)
    assert split.train_inputs.dtype == torch.float32
    assert split.train_labels.dtype == torch.int64
    assert split.test_labels.bincount().tolist() == [10, 9, 11]
    assert split.class_names == ["setosa", "versicolor", "virginica"]
    assert split.feature_names[2] == "petal length"


def test_the_scaler_saw_the_training_part_only():
    split = iris_split()
    assert split.train_inputs.min(dim=0).values.tolist() == [0, 0, 0, 0]
    assert split.train_inputs.max(dim=0).values.tolist() == pytest.approx([1, 1, 1, 1])
    assert split.test_inputs.max() > 1


@settings(max_examples=25)
@given(test_size=st.floats(0.05, 0.9), seed=st.integers(0, 2**32 - 1))
def test_no_flower_is_lost_or_used_twice(test_size, seed):
    split = iris_split(test_size=test_size, seed=seed)
    assert len(split.train_inputs) == len(split.train_labels)
    assert len(split.test_inputs) == len(split.test_labels)
    labels = torch.cat([split.train_labels, split.test_labels])
    assert labels.bincount().tolist() == [50, 50, 50]
    low, span = split.train_inputs.min(), split.train_inputs.max() - split.train_inputs.min()
    assert low == 0
    assert span == pytest.approx(1)


def test_the_seed_decides_the_split():
    assert torch.equal(iris_split(seed=1).test_inputs, iris_split(seed=1).test_inputs)
    assert not torch.equal(iris_split(seed=1).test_inputs, iris_split(seed=2).test_inputs)


@pytest.mark.parametrize("test_size", [0.0, 1.0, -0.1, 1.5])
def test_a_split_without_one_of_the_parts_is_refused(test_size):
    with pytest.raises(ValueError, match="test_size"):
        iris_split(test_size=test_size)


def test_the_labels_are_those_of_the_source():
    iris = load_iris()
    assert sorted(iris.target.tolist()) == sorted(torch.cat([iris_split().train_labels, iris_split().test_labels]).tolist())


def test_the_default_digits_are_few_to_learn_from_and_many_to_look_at():
    split = digits_split()
    assert split.train_inputs.shape == (200, 64)
    assert split.test_inputs.shape == (600, 64)
    assert split.train_inputs.dtype == torch.float32
    assert split.train_labels.dtype == torch.int64
    assert split.class_names == list("0123456789")
    assert len(split.feature_names) == 64


@settings(max_examples=20)
@given(train=st.integers(10, 1187), test=st.integers(10, 600), seed=st.integers(0, 2**32 - 1))
def test_digits_are_real_scaled_balanced_and_used_once(train, test, seed):
    before = torch.get_rng_state(), np.random.get_state()[1].tolist()  # noqa: NPY002
    split = digits_split(train, test, seed)
    assert torch.equal(torch.get_rng_state(), before[0])
    assert np.random.get_state()[1].tolist() == before[1]  # noqa: NPY002
    source = load_digits()
    known = {image.tobytes(): label for image, label in zip(source.data, source.target, strict=True)}
    assert len(known) == 1797  # no image twice, so an image tells which one it is
    used = set()
    for inputs, labels, size in (
        (split.train_inputs, split.train_labels, train),
        (split.test_inputs, split.test_labels, test),
    ):
        assert len(inputs) == len(labels) == size
        assert inputs.min() >= 0
        assert inputs.max() <= 1
        images = [(image * 16).double().numpy().tobytes() for image in inputs]
        assert [known[image] for image in images] == labels.tolist()
        used |= set(images)
        shares = labels.bincount(minlength=10) / size
        assert (shares - 0.1).abs().max() <= 0.01 + 1 / size
    assert len(used) == train + test


def test_the_held_out_digits_do_not_depend_on_how_many_are_learnt_from():
    few, many = digits_split(train_examples=50, seed=3), digits_split(train_examples=1000, seed=3)
    assert torch.equal(few.test_inputs, many.test_inputs)
    assert torch.equal(few.test_labels, many.test_labels)
    assert not torch.equal(few.test_inputs, digits_split(train_examples=50, seed=4).test_inputs)
    assert torch.equal(few.train_inputs, digits_split(train_examples=50, seed=3).train_inputs)


@pytest.mark.parametrize(("train", "test"), [(9, 600), (200, 9), (1000, 788), (0, 0), (-5, 600), (0.2, 600)])
def test_a_digits_split_that_cannot_hold_every_class_is_refused(train, test):
    with pytest.raises(ValueError, match=r"train_examples is .* at least 10, and both together at most 1,787"):
        digits_split(train, test)


def fill(folder: Path, names: list[str]) -> Path:
    raw = folder / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for name in names:
        (raw / name).touch()
    return raw


def test_mnist_is_found_packed_or_unpacked(tmp_path):
    assert find_mnist(tmp_path) is None
    raw = fill(tmp_path, [f"{MNIST_FILES[0]}.gz", *MNIST_FILES[1:]])
    assert find_mnist(tmp_path) == raw


@pytest.mark.parametrize("missing", MNIST_FILES)
def test_three_of_four_files_are_not_mnist(tmp_path, missing):
    fill(tmp_path, [f"{name}.gz" for name in MNIST_FILES if name != missing])
    assert find_mnist(tmp_path) is None


@pytest.mark.skipif(find_mnist() is None, reason="MNIST is not in data/")
def test_the_real_files_are_found():
    assert find_mnist() == DATA / "MNIST" / "raw"

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.datasets import load_digits, load_iris

from helpers.data import digits_forms, digits_images, digits_parts, digits_split, distinct_petals, iris_split, typical_digit


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


def test_the_digits_are_pictures_of_28_pixels():
    split = digits_images()
    assert split.train_inputs.shape == (1347, 1, 28, 28)
    assert split.test_inputs.shape == (450, 1, 28, 28)
    assert split.train_inputs.dtype == torch.float32
    assert split.train_labels.dtype == torch.int64
    assert split.class_names == list("0123456789")
    for inputs in (split.train_inputs, split.test_inputs):
        assert 0 <= inputs.min() < 0.01
        assert 0.99 < inputs.max() <= 1


def test_at_their_own_size_the_digits_are_those_of_the_source():
    split, digits = digits_images(size=8), load_digits()
    inputs = torch.cat([split.train_inputs, split.test_inputs]) * 16
    labels = torch.cat([split.train_labels, split.test_labels])
    rows = torch.cat([labels[:, None], inputs.flatten(1).round().long()], dim=1)
    source = torch.cat([torch.tensor(digits.target)[:, None], torch.tensor(digits.data).long()], dim=1)
    assert sorted(rows.tolist()) == sorted(source.tolist())


@settings(max_examples=15)
@given(test_size=st.floats(0.05, 0.9), seed=st.integers(0, 2**32 - 1), size=st.integers(1, 12))
def test_no_digit_is_lost_and_each_has_its_share_in_both_parts(test_size, seed, size):
    split = digits_images(test_size=test_size, seed=seed, size=size)
    whole = torch.tensor(load_digits().target).bincount()
    train, test = split.train_labels.bincount(minlength=10), split.test_labels.bincount(minlength=10)
    assert torch.equal(train + test, whole)
    assert (test / len(split.test_labels) - whole / 1797).abs().max() < 1 / len(split.test_labels) + 1e-6
    assert split.train_inputs.shape == (len(split.train_labels), 1, size, size)
    assert split.train_inputs.min() >= 0
    assert split.train_inputs.max() <= 1


def test_the_seed_decides_which_digits_are_kept():
    assert torch.equal(digits_images(seed=1).test_inputs, digits_images(seed=1).test_inputs)
    assert not torch.equal(digits_images(seed=1).test_inputs, digits_images(seed=2).test_inputs)


@pytest.mark.parametrize(
    ("values", "message"), [({"test_size": 1.5}, "test_size"), ({"test_size": 0.001}, "classes"), ({"size": 0}, "size is 0")]
)
def test_digits_that_cannot_be_made_are_refused(values, message):
    with pytest.raises(ValueError, match=message):
        digits_images(**values)


def test_the_three_parts_are_stratified_and_scaled():
    parts = digits_parts()
    sizes = [len(labels) for labels in (parts.train_labels, parts.validation_labels, parts.test_labels)]
    assert sizes == [200, 200, 1397]
    assert parts.train_inputs.shape == (200, 64)
    assert parts.train_inputs.dtype == torch.float32
    assert parts.train_labels.dtype == torch.int64
    assert (parts.test_inputs.min(), parts.test_inputs.max()) == (0, 1)
    shares = np.bincount(load_digits().target) / 1797
    for labels in (parts.train_labels, parts.validation_labels, parts.test_labels):
        assert np.abs(labels.bincount().numpy() - shares * len(labels)).max() <= 1


@settings(max_examples=15)
@given(train=st.integers(10, 400), validation=st.integers(10, 400), seed=st.integers(0, 2**32 - 1))
def test_no_digit_is_lost_or_used_twice(train, validation, seed):
    parts = digits_parts(train_size=train, validation_size=validation, seed=seed)
    pixels = torch.cat([parts.train_inputs, parts.validation_inputs, parts.test_inputs]) * 16
    labels = torch.cat([parts.train_labels, parts.validation_labels, parts.test_labels])
    images, digits = load_digits(return_X_y=True)
    rows = sorted([*image, label] for image, label in zip(pixels.tolist(), labels.tolist(), strict=True))
    assert rows == sorted([*image, label] for image, label in zip(images.tolist(), digits.tolist(), strict=True))


@pytest.mark.parametrize(("share", "count"), [(0.0, 0), (0.2, 40), (1.0, 200)])
def test_so_many_training_labels_are_wrong_and_no_others(share, count):
    right, wrong = digits_parts(seed=3), digits_parts(seed=3, wrong_labels=share)
    assert (right.train_labels != wrong.train_labels).sum() == count
    assert wrong.train_labels.unique().tolist() == list(range(10))
    assert torch.equal(right.train_inputs, wrong.train_inputs)
    assert torch.equal(right.validation_labels, wrong.validation_labels)
    assert torch.equal(right.test_labels, wrong.test_labels)


@pytest.mark.parametrize(("share", "count"), [(0.0, 0), (0.2, 40), (1.0, 200)])
def test_wrong_validation_labels_leave_the_other_parts_alone(share, count):
    before = digits_parts(seed=3, wrong_labels=0.2)
    after = digits_parts(seed=3, wrong_labels=0.2, wrong_validation_labels=share)
    assert (before.validation_labels != after.validation_labels).sum() == count
    assert torch.equal(before.train_labels, after.train_labels)
    assert torch.equal(before.test_labels, after.test_labels)
    assert torch.equal(before.validation_inputs, after.validation_inputs)


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_a_share_of_wrong_labels_lies_between_0_and_1(share):
    with pytest.raises(ValueError, match="wrong_labels is a share from 0 to 1"):
        digits_parts(wrong_labels=share)
    with pytest.raises(ValueError, match="wrong_validation_labels is a share from 0 to 1"):
        digits_parts(wrong_validation_labels=share)


@pytest.mark.parametrize("sizes", [(5, 200), (200, 5), (1797, 10), (1000, 797)])
def test_parts_without_room_for_each_digit_are_refused(sizes):
    with pytest.raises(ValueError, match="size"):
        digits_parts(*sizes)


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


def test_distinct_petals_holds_every_point_of_the_petals_once():
    petals, species, names = distinct_petals()
    iris = load_iris()
    assert petals.shape == (102, 2)
    assert {tuple(row) for row in petals} == {tuple(row) for row in iris.data[:, 2:]}
    assert all(
        (petal, kind) in set(zip(map(tuple, iris.data[:, 2:]), iris.target, strict=True))
        for petal, kind in zip(map(tuple, petals), species, strict=True)
    )
    assert names == ["setosa", "versicolor", "virginica"]


def test_every_form_begins_with_the_same_digits_and_holds_about_as_many():
    forms, labels = digits_forms(), load_digits().target
    assert forms.shape == (1797,)
    assert (np.diff(forms) >= 0).all()
    assert forms[0] == 0
    assert forms[-1] == 13
    assert all(110 <= count <= 140 for count in np.bincount(forms))
    for form in range(14):
        assert labels[forms == form][:17].tolist() == [*range(10), *range(7)]


def test_a_typical_digit_is_the_one_nearest_to_the_mean_of_its_kind():
    images = torch.tensor([[[9.0, 9.0]], [[0.0, 0.0]], [[4.0, 0.0]], [[1.0, 1.0]]])
    labels = torch.tensor([3, 5, 5, 5])
    before = images.clone()
    assert typical_digit(images, labels, 5).tolist() == [[1.0, 1.0]]
    assert typical_digit(images, labels, 3).tolist() == [[9.0, 9.0]]
    assert torch.equal(images, before)
    with pytest.raises(ValueError, match="None of the 4 images is a 7"):
        typical_digit(images, labels, 7)

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.datasets import load_breast_cancer

from helpers.data import breast_cancer_split


def parts_of(split):
    return (
        (split.train_inputs, split.train_labels),
        (split.validation_inputs, split.validation_labels),
        (split.test_inputs, split.test_labels),
    )


def test_the_default_parts_are_those_of_the_lesson():
    split = breast_cancer_split()
    assert [tuple(inputs.shape) for inputs, _ in parts_of(split)] == [(341, 30), (114, 30), (114, 30)]
    assert {inputs.dtype for inputs, _ in parts_of(split)} == {torch.float32}
    assert {labels.dtype for _, labels in parts_of(split)} == {torch.int64}
    assert [labels.sum().item() for _, labels in parts_of(split)] == [127, 43, 42]
    assert split.class_names == ["benign", "malignant"]
    assert split.feature_names[0] == "mean radius"
    assert len(split.feature_names) == 30


def test_malignant_is_the_positive_class():
    split, source = breast_cancer_split(), load_breast_cancer()
    labels = torch.cat([labels for _, labels in parts_of(split)])
    assert labels.sum() == (source.target == source.target_names.tolist().index("malignant")).sum() == 212
    larger = split.train_inputs[split.train_labels == 1, 0].mean()
    assert larger > split.train_inputs[split.train_labels == 0, 0].mean()  # malignant nuclei are larger


def test_the_scaler_saw_the_training_part_only():
    split = breast_cancer_split()
    assert split.train_inputs.mean(dim=0).abs().max() < 1e-5
    assert torch.allclose(split.train_inputs.std(dim=0, correction=0), torch.ones(30), atol=1e-4)
    for inputs in (split.validation_inputs, split.test_inputs):
        assert inputs.mean(dim=0).abs().max() > 0.01


@settings(max_examples=20)
@given(test_size=st.floats(0.05, 0.9), validation_size=st.floats(0.2, 0.8), seed=st.integers(0, 2**32 - 1))
def test_no_tumour_is_lost_or_used_twice(test_size, validation_size, seed):
    before = torch.get_rng_state(), np.random.get_state()[1].tolist()  # noqa: NPY002
    split = breast_cancer_split(test_size, validation_size, seed)
    assert torch.equal(torch.get_rng_state(), before[0])
    assert np.random.get_state()[1].tolist() == before[1]  # noqa: NPY002
    inputs = torch.cat([inputs for inputs, _ in parts_of(split)]).double().numpy()
    labels = torch.cat([labels for _, labels in parts_of(split)]).numpy()
    source = load_breast_cancer()
    # Scaling changes shift and unit only: a column, sorted, must be the source's otherwise.
    for column in (0, 17):
        order, wanted = np.sort(inputs[:, column]), np.sort(source.data[:, column])
        assert np.corrcoef(order, wanted)[0, 1] == pytest.approx(1, abs=1e-6)
    assert np.bincount(labels).tolist() == [357, 212]
    for _, part in parts_of(split):
        assert abs(part.float().mean().item() - 212 / 569) <= 1.5 / len(part)


def test_the_seed_decides_the_split():
    assert torch.equal(breast_cancer_split(seed=1).test_inputs, breast_cancer_split(seed=1).test_inputs)
    assert not torch.equal(breast_cancer_split(seed=1).test_inputs, breast_cancer_split(seed=2).test_inputs)


@pytest.mark.parametrize("sizes", [(0.0, 0.25), (1.0, 0.25), (1.5, 0.25), (0.2, 0.0), (0.2, 1.0), (0.99, 0.1), (0.992, 0.4)])
def test_parts_that_cannot_hold_both_classes_are_refused(sizes):
    with pytest.raises(ValueError, match=r"test_size|train_size|too few"):
        breast_cancer_split(*sizes)

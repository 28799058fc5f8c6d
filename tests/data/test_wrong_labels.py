import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.data import with_wrong_labels


@settings(max_examples=40)
@given(
    labels=st.lists(st.integers(0, 4), min_size=1, max_size=60),
    share=st.floats(0, 1),
    seed=st.integers(0, 2**32 - 1),
)
def test_as_many_as_asked_for_are_wrong_and_all_are_classes(labels, share, seed):
    wrong = with_wrong_labels(np.array(labels), share, classes=5, seed=seed)
    assert (wrong != labels).sum() == round(share * len(labels))
    assert set(wrong) <= set(range(5))


def test_the_labels_that_were_given_stay():
    labels = np.zeros(10, dtype=int)
    with_wrong_labels(labels, 1.0, classes=3, seed=0)
    assert not labels.any()


def test_every_other_class_becomes_a_wrong_label_about_as_often():
    counts = np.bincount(with_wrong_labels(np.ones(9000, dtype=int), 1.0, classes=4, seed=0))
    assert counts[1] == 0
    assert counts[[0, 2, 3]] == pytest.approx(3000, rel=0.06)


def test_the_seed_decides():
    labels = np.arange(50) % 10
    first = with_wrong_labels(labels, 0.5, classes=10, seed=1)
    assert (first == with_wrong_labels(labels, 0.5, classes=10, seed=1)).all()
    assert (first != with_wrong_labels(labels, 0.5, classes=10, seed=2)).any()


@pytest.mark.parametrize(
    ("labels", "share", "classes", "message"),
    [
        ([0, 1], 1.1, 2, "share of wrong labels"),
        ([0, 1], -0.1, 2, "share of wrong labels"),
        ([0, 1], float("nan"), 2, "share of wrong labels"),
        ([0, 0], 0.5, 1, "two classes"),
        ([0, 3], 0.5, 3, "from 0 to 2"),
        ([-1, 1], 0.5, 3, "from 0 to 2"),
    ],
)
def test_bad_input_is_named(labels, share, classes, message):
    with pytest.raises(ValueError, match=message):
        with_wrong_labels(np.array(labels), share, classes=classes, seed=0)

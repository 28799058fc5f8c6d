import numpy as np
import pytest
from sklearn.feature_selection import SelectKBest

from helpers.noise_scores import most_different, noise_scores


def test_columns_chosen_with_the_held_out_patients_make_a_score_out_of_nothing():
    outside, inside = (noise_scores(inside, draws=4, seed=7) for inside in (False, True))
    assert outside.shape == inside.shape == (4,)
    assert outside.mean() > 0.7
    assert 0.35 < inside.mean() < 0.65


def test_the_columns_are_those_of_scikit_learn():
    rng = np.random.default_rng(3)
    for ones in (10, 13):
        noise, labels = rng.standard_normal((30, 200)), rng.permutation(np.arange(30) < ones).astype(int)
        expected = SelectKBest(k=7).fit(noise, labels).get_support(indices=True)
        assert most_different(noise, labels, 7).tolist() == expected.tolist()
    assert most_different(noise, labels, 500).tolist() == list(range(200))


def test_one_class_alone_has_no_difference():
    with pytest.raises(ValueError, match="a class is missing"):
        most_different(np.zeros((3, 2)), np.ones(3, dtype=int), 1)


def test_where_every_column_is_kept_there_is_nothing_to_choose():
    outside, inside = (noise_scores(inside, columns=20, draws=2) for inside in (False, True))
    assert (outside == inside).all()


def test_a_draw_depends_on_the_seed_and_not_on_how_many_there_are():
    assert (noise_scores(False, draws=2, seed=1) == noise_scores(False, draws=3, seed=1)[:2]).all()
    assert (noise_scores(False, draws=3, seed=1) != noise_scores(False, draws=3, seed=2)).any()


def test_no_global_random_number_is_drawn():
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    noise_scores(True, draws=1)
    assert (np.random.get_state()[1] == before).all()  # noqa: NPY002


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"patients": 9}, "an even number is needed"),
        ({"patients": 8}, "at least two for each fold"),
        ({"columns": 0}, "columns is 0"),
        ({"kept": 0}, "kept is 0"),
        ({"folds": 1}, "folds is 1"),
        ({"draws": 0}, "draws is 0"),
        ({"steps": 1.5}, "steps is 1.5"),
    ],
)
def test_numbers_that_make_no_study_are_refused(given, message):
    with pytest.raises(ValueError, match=message):
        noise_scores(True, **given)

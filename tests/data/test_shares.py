import numpy as np
import pytest

from helpers.data import google_shares


def test_days_clues_and_answers_belong_together():
    days = google_shares()
    assert days.clues.shape == (967, 8)
    assert days.dates.shape == days.prices.shape == days.dearer.shape == (967,)
    assert (np.diff(days.dates) > np.timedelta64(0, "D")).all()
    assert days.dearer.dtype == np.int64
    # The answer is the price 20 rows later, which the rows themselves show, but for the last 20.
    assert ((days.prices[20:] > days.prices[:-20]) == days.dearer[:-20]).all()
    # The fourth clue is the growth over the last 20 days.
    np.testing.assert_allclose(days.clues[20:, 3], np.log(days.prices[20:] / days.prices[:-20]))


def test_the_clues_know_nothing_of_later_days():
    near, far = google_shares(1), google_shares(200)
    assert len(near.clues) == len(far.clues) + 199
    assert (near.clues[: len(far.clues)] == far.clues).all()
    assert (near.dearer[: len(far.dearer)] != far.dearer).any()


@pytest.mark.parametrize("ahead", [0, -1, 501, 1.5, True])
def test_a_number_of_days_that_makes_no_sense_is_refused(ahead):
    with pytest.raises(ValueError, match="whole number of days from 1 to 500"):
        google_shares(ahead)

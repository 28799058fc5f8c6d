"""Four years of one company's share prices, which come with matplotlib: for forecasts, and for the ways to be fooled by them.

Source: Google, 19 August 2004 to 14 October 2008, as bundled with matplotlib (``goog.npz``).
"""

from typing import NamedTuple

import numpy as np

BACK = (1, 5, 10, 20, 40, 60)  # trading days that a price is compared with


class ShareDays(NamedTuple):
    """One row a trading day, in the order of time.

    Shapes:
        dates ``(days,)`` datetime64; prices ``(days,)`` in dollars; clues ``(days, 8)``, known on that day; dearer ``(days,)``
        int64, 1 where the price was higher so many trading days later, which was not known on that day.
    """

    dates: np.ndarray
    prices: np.ndarray
    clues: np.ndarray
    dearer: np.ndarray


def google_shares(ahead: int = 20) -> ShareDays:
    """What was known of Google's share on each trading day, and whether it was dearer later. Introduced in lesson 15.

    The clues: by how much the logarithm of the price has grown in 1, 5, 10, 20, 40 and 60 days; how much it swung from day to
    day in the last 20; the logarithm of the mean volume of these 20. The first 60 days and the last ``ahead`` are left out.

    Args:
        ahead: how many trading days later the price is compared with.

    Raises:
        ValueError: ``ahead`` is not a whole number from 1 to 500.
    """
    from matplotlib.cbook import get_sample_data

    if not isinstance(ahead, int) or isinstance(ahead, bool) or not 1 <= ahead <= 500:
        raise ValueError(f"ahead is {ahead!r}, but it must be a whole number of days from 1 to 500.")
    with get_sample_data("goog.npz") as file:
        rows = file["price_data"]
    price, volume = np.log(rows["adj_close"]), np.log(rows["volume"].astype(float))
    days = np.arange(max(BACK), len(price) - ahead)
    clues = [price[days] - price[days - back] for back in BACK]
    clues.append(np.array([np.diff(price[day - 20 : day + 1]).std() for day in days]))
    clues.append(np.array([volume[day - 19 : day + 1].mean() for day in days]))
    dearer = (price[days + ahead] > price[days]).astype(np.int64)
    return ShareDays(rows["date"][days], rows["adj_close"][days], np.stack(clues, axis=1), dearer)

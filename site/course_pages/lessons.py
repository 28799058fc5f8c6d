"""Which pages are lessons."""

import re


def is_lesson(page: str) -> bool:
    """Whether a page, by its name, is a lesson: ``01_train_on_iris`` is, ``index`` is not."""
    return re.match(r"\d\d_", page) is not None


def number_of(page: str) -> str:
    """The two digits that a lesson's name begins with."""
    return page[:2]

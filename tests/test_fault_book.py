import pytest

from helpers.fault_book import FaultBook


def try_out(book, broken, mended, **changes):
    settings = {
        "seen": "odd",
        "notice": "count",
        "cause": "one too few",
        "fix": "one more",
        "shows": "{} of 2",
        "check": lambda number: number == 2,
    }
    return book.try_out(broken=broken, mended=mended, **(settings | changes))


def raising(error):
    def broken():
        raise error

    return broken


def test_a_fault_that_shows_itself_and_is_mended_is_counted():
    book = FaultBook()
    fault = try_out(book, lambda: 1, lambda: 2)
    assert (fault.before, fault.after, fault.shown, fault.mended) == ("1 of 2", "2 of 2", True, True)
    assert (book.shown, book.mended, len(book.faults)) == (1, 1, 1)


def test_the_count_can_come_out_otherwise(capsys):
    book = FaultBook()
    try_out(book, lambda: 2, lambda: 2)  # does not show itself
    try_out(book, lambda: 1, lambda: 1, seen="even")  # is not mended
    assert (book.shown, book.mended, len(book.faults)) == (1, 1, 2)
    book.show()
    assert capsys.readouterr().out == (
        "ODD\n  to notice it: count\n    ? one too few: 2 of 2\n    ✓ one more: 2 of 2\n"
        "EVEN\n  to notice it: count\n    ✗ one too few: 1 of 2\n    ? one more: 1 of 2\n"
    )


def test_an_error_that_was_expected_counts_as_shown():
    fault = try_out(FaultBook(), raising(KeyError("a\nb")), lambda: 2, raises=(KeyError, ValueError))
    assert fault.shown
    assert fault.before.startswith("KeyError: ")
    silent = try_out(FaultBook(), raising(ValueError()), lambda: 2, raises=ValueError)
    assert silent.shown
    assert silent.before == "ValueError: "
    long = try_out(FaultBook(), raising(ValueError("x" * 300)), lambda: 2, raises=ValueError)
    assert len(long.before) < 130


def test_any_other_error_passes_through():
    with pytest.raises(TypeError):
        try_out(FaultBook(), raising(TypeError("other")), lambda: 2, raises=ValueError)
    with pytest.raises(ValueError, match="mended"):
        try_out(FaultBook(), lambda: 1, raising(ValueError("mended")), raises=ValueError)


def test_faults_with_one_symptom_stand_together(capsys):
    book = FaultBook()
    for seen in ("odd", "even", "odd"):
        try_out(book, lambda: 1, lambda: 2, seen=seen)
    book.show()
    assert [line for line in capsys.readouterr().out.splitlines() if not line.startswith(" ")] == ["ODD", "EVEN"]

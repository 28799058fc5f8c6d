"""What the judges of chapter 12 tell about each wrong answer: not only that it is wrong."""

import pytest

from helpers.exercises import find_exercise
from helpers.exercises.answers_12 import WRONG

TOLD = {
    ("12.1", "zip"): "Pairing the lists up",
    ("12.1", "the first parameter only"): "Every combination names",
    ("12.1", "one dictionary in every entry"): "one and the same dictionary",
    ("12.1", "names sorted backwards"): "Keep the grid's order",
    ("12.1", "values as text"): "hand them on as they are",
    ("12.1", "the first changes fastest"): "The last parameter changes fastest",
    ("12.1", "tuples"): "Put the names to the values",
    ("12.1", "one combination"): "one dictionary",
    ("12.1", "not a list"): "a value of type product",
    ("12.1", "takes the grid apart"): "Read its lists",
    ("12.1", "exactly two parameters"): "Look at the line",
    ("12.1", "values sorted"): "in which they stand",
    ("12.1", "nothing"): "ever added",
    ("12.1", "each pair twice"): "each pair once",
    ("12.1", "nothing for no names"): "with nothing set",
    ("12.2", "the best only"): "That is the best run",
    ("12.2", "the mean"): "That is the mean",
    ("12.2", "failed as 0"): "has no accuracy",
    ("12.2", "not sorted"): "Sort before",
    ("12.2", "the lower middle"): "halfway between",
    ("12.2", "NaN as a value"): "math.isnan",
    ("12.2", "None as a value"): "Look at the line",
    ("12.2", "0.0 taken for failed"): "An accuracy of 0.0",
    ("12.2", "failed not counted"): "missing from the report",
    ("12.2", "rates without a result left out"): "belongs into the report",
    ("12.2", "counts swapped"): "two counts are swapped",
    ("12.2", "failed counted as finished too"): "among the failed only",
    ("12.2", "smallest and largest swapped"): "Smallest and largest",
    ("12.2", "0 where every run failed"): "None for all three",
    ("12.2", "None where any run failed"): "the failed runs only",
    ("12.2", "three values"): "five values",
    ("12.2", "rates as text"): "the number itself as its key",
    ("12.2", "the last of its rows"): "only the last of its rows",
    ("12.2", "rounded"): "Do not round",
    ("12.2", "the sorted text"): "a value of type list",
    ("12.2", "takes the rows away"): "leave the rows alone",
    ("12.3", "the folder is there"): "without it the run was cut short",
    ("12.3", "the record is there"): "its status must be",
    ("12.3", "not failed"): "others than",
    ("12.3", "parameters ignored"): "another seed",
    ("12.3", "at least these parameters"): "one more makes",
    ("12.3", "what is there fits"): "with one less",
    ("12.3", "the values alone"): "belongs to its name",
    ("12.3", "any record"): "in old.json",
    ("12.3", "any folder below"): "this very folder",
    ("12.3", "stumbles over a damaged record"): "half a record",
    ("12.3", "stumbles over bytes"): "UnicodeDecodeError",
    ("12.3", "stumbles over a folder"): "Reading a folder",
    ("12.3", "ok somewhere in it"): "not only hold these letters",
    ("12.3", "stumbles over a list"): "a record that is a list",
    ("12.3", "stumbles over a missing key"): "A key may be missing",
    ("12.3", "stumbles over a missing file"): "no folder at all",
    ("12.3", "compared as texts"): "in any order",
    ("12.3", "the other way round"): "True for a complete record",
    ("12.3", "the record itself"): "a value of type dict",
    ("12.3", "clears up"): "a changed folder",
}


def test_every_wrong_answer_has_its_words():
    assert set(TOLD) == {(exercise, name) for exercise, answers in WRONG.items() for name in answers}


@pytest.mark.parametrize(("exercise", "name"), TOLD)
def test_the_message_says_what_is_wrong(exercise, name):
    assert TOLD[exercise, name] in find_exercise(exercise).examine(WRONG[exercise][name]).message

"""What the judges of lesson 20 tell about each wrong answer: not only that it is wrong."""

import pytest

from helpers.exercises import find_exercise
from helpers.exercises.answers_20 import WRONG

TOLD = {
    ("20.1", "zip"): "Pairing the lists up",
    ("20.1", "the first parameter only"): "Every combination names",
    ("20.1", "one dictionary in every entry"): "one and the same dictionary",
    ("20.1", "names sorted backwards"): "Keep the grid's order",
    ("20.1", "values as text"): "hand them on as they are",
    ("20.1", "the first changes fastest"): "The last parameter changes fastest",
    ("20.1", "tuples"): "Put the names to the values",
    ("20.1", "one combination"): "one dictionary",
    ("20.1", "not a list"): "a value of type product",
    ("20.1", "takes the grid apart"): "Read its lists",
    ("20.1", "exactly two parameters"): "Look at the line",
    ("20.1", "values sorted"): "in which they stand",
    ("20.1", "nothing"): "ever added",
    ("20.1", "each pair twice"): "each pair once",
    ("20.1", "nothing for no names"): "with nothing set",
    ("20.2", "the best only"): "That is the best run",
    ("20.2", "the mean"): "That is the mean",
    ("20.2", "failed as 0"): "has no accuracy",
    ("20.2", "not sorted"): "Sort before",
    ("20.2", "the lower middle"): "halfway between",
    ("20.2", "NaN as a value"): "math.isnan",
    ("20.2", "None as a value"): "Look at the line",
    ("20.2", "0.0 taken for failed"): "An accuracy of 0.0",
    ("20.2", "failed not counted"): "missing from the report",
    ("20.2", "rates without a result left out"): "belongs into the report",
    ("20.2", "counts swapped"): "two counts are swapped",
    ("20.2", "failed counted as finished too"): "among the failed only",
    ("20.2", "smallest and largest swapped"): "Smallest and largest",
    ("20.2", "0 where every run failed"): "None for all three",
    ("20.2", "None where any run failed"): "the failed runs only",
    ("20.2", "three values"): "five values",
    ("20.2", "rates as text"): "the number itself as its key",
    ("20.2", "the last of its rows"): "only the last of its rows",
    ("20.2", "rounded"): "Do not round",
    ("20.2", "the sorted text"): "a value of type list",
    ("20.2", "takes the rows away"): "leave the rows alone",
    ("20.3", "the folder is there"): "without it the run was cut short",
    ("20.3", "the record is there"): "its status must be",
    ("20.3", "not failed"): "others than",
    ("20.3", "parameters ignored"): "another seed",
    ("20.3", "at least these parameters"): "one more makes",
    ("20.3", "what is there fits"): "with one less",
    ("20.3", "the values alone"): "belongs to its name",
    ("20.3", "any record"): "in old.json",
    ("20.3", "any folder below"): "this very folder",
    ("20.3", "stumbles over a damaged record"): "half a record",
    ("20.3", "stumbles over bytes"): "UnicodeDecodeError",
    ("20.3", "stumbles over a folder"): "Reading a folder",
    ("20.3", "ok somewhere in it"): "not only hold these letters",
    ("20.3", "stumbles over a list"): "a record that is a list",
    ("20.3", "stumbles over a missing key"): "A key may be missing",
    ("20.3", "stumbles over a missing file"): "no folder at all",
    ("20.3", "compared as texts"): "in any order",
    ("20.3", "the other way round"): "True for a complete record",
    ("20.3", "the record itself"): "a value of type dict",
    ("20.3", "clears up"): "a changed folder",
}


def test_every_wrong_answer_has_its_words():
    assert set(TOLD) == {(exercise, name) for exercise, answers in WRONG.items() for name in answers}


@pytest.mark.parametrize(("exercise", "name"), TOLD)
def test_the_message_says_what_is_wrong(exercise, name):
    assert TOLD[exercise, name] in find_exercise(exercise).examine(WRONG[exercise][name]).message

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.reruns.errors import CourseError
from helpers.reruns.parameters import Parameter
from helpers.reruns.ranges import Range, read_range

RATE = Parameter("learning_rate", "float", 0.1)
SIZE = Parameter("hidden_size", "int", 8)


def test_both_ends_are_read_and_belong_to_the_range():
    assert read_range(RATE, "0.001:1:log") == Range(0.001, 1.0, log=True)
    assert read_range(RATE, (0.001, 1, "log")) == Range(0.001, 1.0, log=True)
    assert read_range(SIZE, " 4 : 64 ") == Range(4, 64, whole=True)
    assert read_range(SIZE, "4:64").size == 61
    assert {Range(4, 6, whole=True).at(number / 300) for number in range(300)} == {4, 5, 6}


def test_with_log_each_factor_of_ten_is_as_likely():
    drawn = Range(0.001, 1.0, log=True)
    assert [drawn.at(share) for share in (0, 1 / 3, 2 / 3, 1)] == [0.001, 0.01, 0.1, 1.0]
    assert Range(0.0, 4.0).at(0.25) == 1.0


ENDS = st.integers(1, 10**6)


@given(st.tuples(ENDS, ENDS).filter(lambda ends: ends[0] < ends[1]), st.booleans(), st.floats(0, 1, exclude_max=True))
def test_a_value_lies_between_the_ends_and_whole_ones_stay_whole(ends, log, share):
    value = Range(*ends, log, whole=True).at(share)
    assert type(value) is int
    assert ends[0] <= value <= ends[1]
    number = Range(ends[0] / 7, ends[1] / 7, log).at(share)
    assert ends[0] / 7 <= number <= ends[1] / 7


@pytest.mark.parametrize(
    ("parameter", "text", "words"),
    [
        (RATE, "0.1", "given as LOW:HIGH or LOW:HIGH:log, but '0.1' is not"),
        (RATE, "0.1:1:lin", "is not of that form"),
        (RATE, "", "is not of that form"),
        (RATE, "1:0.1", "its second end must be larger"),
        (RATE, "1:1", "its second end must be larger"),
        (RATE, "0:1", "learning_rate is 0.0, but it must be a number above 0"),
        (RATE, "0.1:many", "learning_rate is 'many', but it must be of type float"),
        (RATE, "0.1:inf", "but it must be"),
        (SIZE, "4:6.5", "hidden_size is '6.5', but it must be of type int"),
        (Parameter("shift", "float", 0.0), "0:1:log", "with log both ends must be above 0"),
        (Parameter("kind", "str", "a"), "a:b", "only numbers have a range"),
        (Parameter("wide", "bool", True), "0:1", "only numbers have a range"),
    ],
)
def test_a_range_that_is_none_is_refused_in_a_sentence(parameter, text, words):
    with pytest.raises(CourseError, match=words) as caught:
        read_range(parameter, text)
    assert "\n" not in str(caught.value)

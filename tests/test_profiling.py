import pytest
import torch
from torch.profiler import ProfilerActivity, profile, record_function

from helpers.profiling import step_spans, torch_calls


@pytest.fixture(scope="module")
def events():
    weight, bias, inputs = torch.ones(2, 3), torch.ones(2), torch.ones(4, 3)
    inputs.sum(), torch.nn.functional.linear(inputs, weight, bias)  # warms up
    with profile(activities=[ProfilerActivity.CPU]) as found:
        for times in (2000, 3, 1000):
            with record_function("read"):
                for _ in range(times):
                    inputs.sum()
            with record_function("learn"):
                torch.nn.functional.linear(inputs, weight, bias)
    return found.events()


def test_a_call_counts_once_whatever_is_inside(events):
    calls, operations = torch_calls(events)
    assert calls == 2000 + 3 + 1000 + 3  # sums, layers
    assert operations > calls  # a layer is a transposed view and a product


def test_the_spans_are_those_of_the_quickest_step(events):
    parts, calls = step_spans(events, ("read", "learn"))
    assert [name for name, _, _ in parts] == ["read", "learn"]
    assert [name for name, _, _ in calls] == ["aten::sum"] * 3 + ["aten::linear"]
    assert parts[0][1] == 0
    assert all(begin <= end for _, begin, end in parts + calls)
    assert parts[0][2] <= parts[1][1] <= calls[-1][1]


def test_a_part_that_never_ran_is_told(events):
    with pytest.raises(ValueError, match="no part 'step'"):
        step_spans(events, ("read", "step"))


def test_nothing_is_no_call():
    assert torch_calls([]) == (0, 0)

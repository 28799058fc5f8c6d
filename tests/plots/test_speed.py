import pytest

from helpers.plots import epoch_by_batch_size, roofline, speed_ladder, step_timeline
from tests.plots.figures import drawn_lines


def test_a_bar_ends_at_the_ratio_of_the_medians(shown, capsys):
    speed_ladder({"slow": [4.0, 5.0, 3.0], "quick": [0.5, 2.0, 1.0]}, title="the same", unit="slow")
    (axes,) = shown[0].axes
    assert [bar.get_width() for bar in axes.patches] == [1.0, 4.0]
    assert [line.get_xdata().tolist() for line in axes.lines] == [[0.8, 4 / 3], [2.0, 8.0]]
    assert [text.get_text() for text in axes.texts] == ["1.0", "4.0"]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["slow", "quick"]
    assert axes.get_xlabel() == "times as fast as slow"
    assert capsys.readouterr().out == "Figure: times as fast as slow: slow 1.0, quick 4.0.\n"


def test_bars_differ_without_colour_and_texts_stand_inside_the_axes(shown):
    speed_ladder({str(number): [6.0 - number, 7.0 - number] for number in range(6)})
    (axes,) = shown[0].axes
    assert len({bar.get_hatch() for bar in axes.patches}) == 6
    shown[0].canvas.draw()
    inside = axes.get_window_extent()
    assert all(text.get_window_extent().x1 <= inside.x1 for text in axes.texts)


@pytest.mark.parametrize(
    ("seconds", "message"),
    [
        ({}, "0 ways"),
        ({str(number): [1.0] for number in range(7)}, "7 ways"),
        ({"a": [1.0], "b": []}, "'b' needs at least one round"),
        ({"a": [1.0, 0.0]}, "'a' needs at least one round"),
        ({"a": [float("nan")]}, "'a' needs at least one round"),
    ],
)
def test_what_is_no_ladder_is_refused(shown, seconds, message):
    with pytest.raises(ValueError, match=message):
        speed_ladder(seconds)


def test_the_point_stands_where_it_was_measured(shown, capsys):
    epoch_by_batch_size(1000, 0.001, 0.0005, chosen=10, measured=0.7, title="by hand")
    axes, below = shown[0].axes
    lines = drawn_lines(axes)
    assert lines["measured"] == [[10, 0.7]]
    assert lines["the work itself"][0] == [1, 0.5]
    assert lines["cost of the steps"][0] == [1, 1.0]
    assert lines["together"][0] == [1, 1.5]
    assert [bar.get_width() for bar in below.patches] == pytest.approx([1 / 6, 5 / 6])
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
    low, high = axes.get_ylim()
    assert low < 0.5  # the work
    assert high > 1.5  # a step for each example
    # 100 steps of a thousandth, against half a second of work
    assert capsys.readouterr().out == (
        "Figure: batch size 10, 100 steps: 0.7 s an epoch measured; by the reckoning 17% of it is the cost of the steps.\n"
    )


def test_the_last_batch_may_be_smaller(shown, capsys):
    epoch_by_batch_size(10, 1.0, 1.0, chosen=4, measured=13.0)
    assert "3 steps" in capsys.readouterr().out


@pytest.mark.parametrize("place", range(5))
def test_nothing_may_be_0(shown, place):
    numbers = [10, 1.0, 1.0, 2, 3.0]
    numbers[place] = 0
    with pytest.raises(ValueError, match="above 0"):
        epoch_by_batch_size(*numbers)


def test_the_roof_has_its_corner_where_memory_and_arithmetic_meet(shown, capsys):
    roofline({"a": (1.0, 5.0), "b": (100.0, 50.0)}, 10.0, 200.0, ceiling=("calls", 20.0))
    (axes,) = shown[0].axes
    lines = drawn_lines(axes)
    assert lines["a"] == [[1.0, 5.0]]
    assert {height for _, height in lines["calls"]} == {20.0}
    roof = lines["the roof: memory, then arithmetic"]
    assert all(height == pytest.approx(min(10.0 * across, 200.0)) for across, height in roof)
    told = "Figure: roof's corner at 20.0 operations for each byte; a 50.00% of the roof; b 25.00% of the roof.\n"
    assert capsys.readouterr().out == told


@pytest.mark.parametrize(
    ("points", "memory", "ceiling", "message"),
    [
        ({}, 1.0, None, "0 points"),
        ({str(number): (1.0, 1.0) for number in range(7)}, 1.0, None, "7 points"),
        ({"a": (0.0, 1.0)}, 1.0, None, "above 0"),
        ({"a": (1.0, 1.0)}, 0.0, None, "above 0"),
        ({"a": (1.0, 1.0)}, 1.0, ("calls", 0.0), "above 0"),
    ],
)
def test_what_does_not_fit_on_logarithmic_axes_is_refused(shown, points, memory, ceiling, message):
    with pytest.raises(ValueError, match=message):
        roofline(points, memory, 1.0, ceiling)


def test_points_in_one_column_stand_in_one_column(shown):
    roofline({"a": (10.0, 5.0), "b": (10.0, 5.1)}, 10.0, 200.0)
    lines = drawn_lines(shown[0].axes[0])
    assert (lines["a"], lines["b"]) == ([[10.0, 5.0]], [[10.0, 5.1]])


def test_a_step_is_drawn_along_the_time(shown, capsys):
    calls = [("aten::sum", 10.0, 20.0), ("aten::mm", 62.0, 72.0)]
    step_timeline([("read", 0.0, 60.0), ("learn", 60.0, 80.0)], calls, title="slow")
    axes, below = shown[0].axes
    assert [(bar.get_x(), bar.get_width()) for bar in axes.patches] == [(0.0, 60.0), (60.0, 20.0)]
    assert axes.get_xlim() == below.get_xlim() == (0, 80)
    told = "Figure: a step of 80 millionths of a second: read 75%, learn 25%; 2 calls of torch take 25% of it.\n"
    assert capsys.readouterr().out == told


def test_a_closer_look_goes_where_the_most_calls_begin(shown, capsys):
    calls = [("aten::sum", 10.0, 20.0), ("aten::mm", 30.0, 33.0), ("aten::div", 36.0, 38.0), ("aten::mm", 62.0, 72.0)]
    step_timeline([("read", 0.0, 60.0), ("learn", 60.0, 80.0)], calls, closer=10.0)
    axes, below = shown[0].axes
    assert axes.get_xlim() == (0, 80)
    assert below.get_xlim() == (30, 40)
    assert capsys.readouterr().out.endswith("2 calls of torch take 50% of the 10 that are looked at closer.\n")


def test_a_closer_look_at_no_call_and_none_of_no_length(shown, capsys):
    step_timeline([("read", 0.0, 60.0)], [], closer=10.0)
    assert capsys.readouterr().out.endswith("0 calls of torch take 0% of the 10 that are looked at closer.\n")
    with pytest.raises(ValueError, match="closer is 0"):
        step_timeline([("read", 0.0, 60.0)], [], closer=0)


@pytest.mark.parametrize(
    ("parts", "calls", "message"),
    [
        ([], [], "0 parts"),
        ([("a", 0.0, 1.0)] * 7, [], "7 parts"),
        ([("a", 2.0, 1.0)], [], "'a' ends at 1.0"),
        ([("a", 0.0, 9.0)], [("b", 3.0, 2.0)], "'b' ends at 2.0"),
    ],
)
def test_what_is_no_step_is_refused(shown, parts, calls, message):
    with pytest.raises(ValueError, match=message):
        step_timeline(parts, calls)

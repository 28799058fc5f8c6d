import numpy as np
import pytest
import torch

from helpers.plots import (
    feature_maps,
    kernel_results,
    layer_matrix,
    reach_of_one_number,
    score_by_place,
    sliding_window,
    window_over_channels,
    window_stops,
)

IMAGE = np.array([[0.0, 0.5, 1.0, 0.0], [0.0, 0.5, 1.0, 0.0], [0.0, 0.5, 1.0, 0.0]])
KERNEL = np.array([[-1.0, 0.0, 1.0]] * 3)


def frames(axes):
    return [(patch.get_xy(), patch.get_width(), patch.get_height()) for patch in axes.patches]


def test_a_window_is_drawn_where_it_stands_and_its_sums_as_far_as_it_got(shown, capsys):
    sliding_window(IMAGE, KERNEL, [(0, 0), (0, 1)])
    first, second, below_first, below_second = shown[0].axes
    assert frames(first) == [((-0.5, -0.5), 3, 3)]
    assert frames(second) == [((0.5, -0.5), 3, 3)]
    assert np.isnan(below_first.images[0].get_array().filled(np.nan)).tolist() == [[False, True]]
    assert below_second.images[0].get_array().tolist() == [[3.0, -1.5]]
    assert below_second.get_title() == "sum number 2 of 2: −1.50"
    told = (
        "Figure: a window of 3 x 3 over 3 x 4 pixels; at row 0, column 0 the sum is 3.00; at row 0, column 1 the sum is -1.50.\n"
    )
    assert capsys.readouterr().out == told


@pytest.mark.parametrize(
    ("image", "kernel", "stops", "message"),
    [
        (IMAGE, KERNEL, [], "nothing to draw"),
        (IMAGE, KERNEL, [(0, 2)], "does not fit at"),
        (IMAGE, KERNEL, [(-1, 0)], "does not fit at"),
        (IMAGE, np.ones((4, 1)), [(0, 0)], "does not fit into an image"),
        (IMAGE[0], KERNEL, [(0, 0)], "The image has the shape"),
        (IMAGE, KERNEL * np.nan, [(0, 0)], "The kernel has the shape"),
    ],
)
def test_a_window_that_does_not_fit_is_refused(image, kernel, stops, message):
    with pytest.raises(ValueError, match=message):
        sliding_window(image, kernel, stops)


def test_kernels_are_written_above_what_they_make(shown, capsys):
    results = {"edges": (KERNEL, torch.tensor([[3.0, -1.5]])), "blur": (np.full((3, 3), 1 / 9), np.array([[0.5, 0.5]]))}
    kernel_results(torch.tensor(IMAGE), results, title="two")
    axes = shown[0].axes
    assert [text.get_text() for text in axes[0].texts] == ["−1", "0", "1"] * 3
    assert {text.get_text() for text in axes[1].texts} == {"0.11"}
    assert axes[3].get_xlabel() == "from −1.50 to 3.00\ngrey is 0"
    assert axes[3].images[0].get_clim() == (-3.0, 3.0)
    assert axes[4].get_xlabel() == "from 0.50 to 0.50\nwhite is 0"  # nothing is negative: as in the picture
    assert axes[4].images[0].get_clim() == (0, 0.5)
    told = "Figure: a picture of 3 x 4 pixels and what is made of it: edges from -1.50 to 3.00; blur from 0.50 to 0.50.\n"
    assert capsys.readouterr().out == told


def test_a_kernel_of_zeros_is_drawn(shown):
    kernel_results(IMAGE, {"nothing": (np.zeros((3, 3)), np.zeros((1, 2)))})
    assert len(shown) == 1


def test_no_kernel_is_refused():
    with pytest.raises(ValueError, match="nothing to draw"):
        kernel_results(IMAGE, {})
    with pytest.raises(ValueError, match="The result has the shape"):
        kernel_results(IMAGE, {"a": (KERNEL, np.zeros(3))})


def test_feature_maps_stand_in_rows(shown, capsys):
    feature_maps({"picture": IMAGE[None], "layer": torch.arange(12.0).reshape(3, 2, 2)}, most=2, title="maps")
    upper, lower = shown[0].axes
    assert (len(upper.images), len(lower.images)) == (1, 2)
    assert lower.get_ylabel() == "layer\n2 of 3"
    assert lower.images[0].get_clim() == (0, pytest.approx(6.93)) == lower.images[1].get_clim()  # one scale for the row
    told = (
        "Figure: picture: 1 of 1 channels of 3 x 4, the largest numbers 1; "
        "layer: 2 of 3 channels of 2 x 2, the largest numbers 3, 7.\n"
    )
    assert capsys.readouterr().out == told


def test_numbered_maps_bear_their_number_and_the_largest_of_each(shown):
    feature_maps({"picture": IMAGE[None], "layer": torch.arange(12.0).reshape(3, 2, 2)}, most=2, numbered=True)
    upper, lower = shown[0].axes
    assert list(upper.texts) == []  # one picture needs no number
    assert [text.get_text() for text in lower.texts] == ["map 1", "3.0", "map 2", "7.0"]


@pytest.mark.parametrize(
    ("rows", "most"),
    [({}, 8), ({"a": np.ones((1, 2, 2))}, 0), ({"a": np.ones((2, 2))}, 8), ({"a": -np.ones((1, 2, 2))}, 8)],
)
def test_feature_maps_that_cannot_be_drawn_are_refused(rows, most):
    with pytest.raises(ValueError, match=r"nothing to draw|it must be channels"):
        feature_maps(rows, most)


def test_a_matrix_says_how_many_weights_are_0(shown, capsys):
    layer_matrix(torch.tensor([[1.0, -1.0, 0.0], [0.0, 1.0, -1.0]]), ("pixel", "stop"), title="window")
    assert shown[0].axes[0].get_xlabel() == "pixel"
    assert capsys.readouterr().out == "Figure: 6 weights, 2 of them 0; the others have 2 different values.\n"
    with pytest.raises(ValueError, match="The matrix has the shape"):
        layer_matrix(np.zeros(3), ("a", "b"))


def test_one_dark_pixel_does_not_bleach_a_row(shown):
    maps = np.ones((1, 20, 20))
    maps[0, 0, 0] = 100
    feature_maps({"layer": maps})
    assert shown[0].axes[0].images[0].get_clim() == (0, 1)
    feature_maps({"one": maps * (maps > 1)})  # 99 in 100 are 0: the largest is black
    assert shown[1].axes[0].images[0].get_clim() == (0, 100)


CHANNELS = {"left": np.array([[0, 1, 0], [0, 1, 0]]), "upper": np.array([[0, 1, 1], [0, 0, 0]])}
KERNELS = np.array([[[1, 0], [1, 0]], [[1, 1], [0, 0]]])


def test_what_comes_from_each_channel_is_added_up(shown, capsys):
    window_over_channels(CHANNELS, KERNELS, -3, (0, 1), title="a corner")
    texts = [text.get_text() for axes in shown[0].axes for text in axes.texts]
    assert texts.count("= 2") == 2
    assert "at the marked stop:\n2 + 2 − 3 = 1" in texts
    assert [text.get_text() for text in shown[0].axes[3].texts] == ["−2", "1"]
    assert capsys.readouterr().out == "Figure: at row 0, column 1: left 2, upper 2, bias -3, together 1.\n"


def test_one_channel_is_drawn(shown):
    window_over_channels({"left": CHANNELS["left"]}, KERNELS[:1], 0.5, (0, 0))
    assert len(shown) == 1


@pytest.mark.parametrize(
    ("channels", "kernels", "stop", "message"),
    [
        ({}, KERNELS[:0], (0, 0), "do not fit"),
        (CHANNELS, KERNELS[:1], (0, 0), "do not fit"),
        ({"a": np.ones((2, 2)), "b": np.ones((3, 2))}, KERNELS, (0, 0), "do not fit"),
        (CHANNELS, KERNELS, (0, 2), "does not fit at"),
        (CHANNELS, np.ones((2, 3, 1)), (0, 0), "does not fit into"),
    ],
)
def test_channels_and_kernels_that_do_not_fit_are_refused(channels, kernels, stop, message):
    with pytest.raises(ValueError, match=message):
        window_over_channels(channels, kernels, 0, stop)


def test_every_stop_has_a_bar(shown, capsys):
    window_stops(8, 3, [(1, 0), (2, 0), (2, 1)])
    assert [len(axes.lines) for axes in shown[0].axes] == [6, 3, 4]
    assert [len(axes.patches) for axes in shown[0].axes] == [8, 8, 10]
    told = "stride 1, padding 0: 6; stride 2, padding 0: 3; stride 2, padding 1: 4.\n"
    assert capsys.readouterr().out == f"Figure: stops of a window of 3 over a row of 8 pixels; {told}"


@pytest.mark.parametrize("settings", [[], [(0, 0)], [(1, -1)]])
def test_stops_that_do_not_exist_are_refused(settings):
    with pytest.raises(ValueError, match=r"nothing to draw|cannot move"):
        window_stops(8, 3, settings)


def test_a_window_larger_than_the_row_is_refused():
    with pytest.raises(ValueError, match="cannot move"):
        window_stops(2, 3, [(1, 0)])


def test_frames_stand_around_what_one_number_sees(shown, capsys):
    near, far = torch.zeros(4, 5, dtype=torch.bool), torch.ones(4, 5, dtype=torch.bool)
    near[1:3, 2] = True
    reach_of_one_number({"whole": torch.zeros(4, 5), "swapped": torch.ones(4, 5)}, {"far": far, "near": near}, title="reach")
    for axes in shown[0].axes:
        wide, narrow = axes.patches
        assert (wide.get_xy(), wide.get_width(), wide.get_height()) == ((-0.5, -0.5), 5, 4)
        assert (narrow.get_xy(), narrow.get_width(), narrow.get_height()) == ((1.5, 0.5), 1, 2)
        assert wide.get_linestyle() != narrow.get_linestyle()
    assert capsys.readouterr().out == "Figure: one number sees: far 4 x 5 pixels, near 2 x 1 pixels.\n"


@pytest.mark.parametrize(
    ("pictures", "seen"),
    [
        ({}, {"a": np.ones((2, 2))}),
        ({"a": np.ones((2, 2))}, {}),
        ({"a": np.ones((2, 2))}, {"a": np.ones((2, 3))}),
        ({"a": np.ones((2, 2))}, {"a": np.zeros((2, 2))}),
        ({"a": np.ones((2, 2))}, {name: np.ones((2, 2)) for name in "abcd"}),
    ],
)
def test_a_reach_that_does_not_fit_is_refused(pictures, seen):
    with pytest.raises(ValueError, match="do not fit"):
        reach_of_one_number(pictures, seen)


def test_a_chessboard_of_scores_is_told(shown, capsys):
    score_by_place(torch.tensor([[0.8, 0.5], [0.6, 1.0]]), title="by place")
    axes = shown[0].axes[0]
    assert [text.get_text() for text in axes.texts] == ["80", "50", "60", "100"]
    assert [text.get_color() for text in axes.texts] == ["black", "white", "white", "black"]
    told = (
        "Figure: right from 50% to 100%; where row and column are even 80%; "
        "where row and column are odd 100%; where one is even, one odd 55%.\n"
    )
    assert capsys.readouterr().out == told


@pytest.mark.parametrize("scores", [[[0.5, 1.2]], [[-0.1, 0.2]], [0.5], [[np.nan, 0.5]]])
def test_scores_that_are_no_shares_are_refused(scores):
    with pytest.raises(ValueError, match=r"must be shares|must be a table"):
        score_by_place(np.array(scores))

from itertools import pairwise

import pytest
import torch
from torch import nn

from helpers.plots import nested_boxes
from helpers.plots.boxes import GROUP, LOOKS, NAME, NUMBERS, SETTINGS, boxed


def labels(box):
    return [box.label, *(label for inner in box.inside for label in labels(inner))]


def test_a_dictionary_of_tensors_is_a_box_of_numbers_with_their_shapes():
    box = boxed("weights.pt", {"hidden.weight": torch.zeros(1200, 64), "count": torch.tensor(3)})
    assert labels(box) == ["weights.pt", "hidden.weight 1,200 × 64", "count"]
    assert [leaf.kind for leaf in box.leaves()] == [NUMBERS, NUMBERS]


def test_a_module_is_the_name_of_its_class_its_settings_and_its_tensors():
    box = boxed("whole.pt", nn.Sequential(nn.Linear(4, 3, bias=False), nn.BatchNorm1d(3)))
    assert labels(box) == [
        "whole.pt", "class Sequential", "training True",
        "0", "class Linear", "in_features=4, out_features=3", "weight 3 × 4",
        "1", "class BatchNorm1d", "3, eps=1e-05", "weight 3", "bias 3", "running_mean 3", "running_var 3", "num_batches_tracked",
    ]  # fmt: skip
    assert [leaf.kind for leaf in box.leaves()].count(NAME) == 3


def test_a_whole_model_tells_its_mode_once():
    told = labels(boxed("whole.pt", nn.Sequential(nn.Linear(1, 1)).eval()))
    assert [label for label in told if "training" in label] == ["training False"]


def test_a_checkpoint_shows_what_the_optimiser_remembers_in_one_line_a_weight():
    layer = nn.Linear(2, 1)
    optimizer = torch.optim.Adam(layer.parameters(), lr=0.5)
    layer(torch.ones(1, 2)).sum().backward()
    optimizer.step()
    saved = {"epoch": 3, "note": "x" * 99, "none": None, "optimizer": optimizer.state_dict()}
    box = boxed("run.pt", saved)
    assert labels(box) == [
        "run.pt", "epoch: 3", "note: str", "none: None",
        "optimizer", "state", "0: step, exp_avg 1 × 2, exp_avg_sq 1 × 2", "1: step, exp_avg 1, exp_avg_sq 1",
        "param_groups: lr 0.5, betas (0.9, 0.999), …",
    ]  # fmt: skip
    assert [leaf.kind for leaf in box.leaves()] == [SETTINGS] * 3 + [NUMBERS] * 2 + [SETTINGS]


def test_every_box_lies_in_its_own_and_beside_the_others(shown, capsys):
    nested_boxes({"a.pt": {"w": torch.zeros(2)}, "b.pt": nn.Linear(2, 1), "c.pt": torch.zeros(3)}, title="files")
    (axes,) = shown[0].axes
    boxes = [patch.get_bbox() for patch in axes.patches]
    outer_a, w, outer_b, *inside_b, c = boxes
    assert len(inside_b) == 5
    for outer, inner in ((outer_a, w), *((outer_b, box) for box in inside_b)):
        assert outer.x0 < inner.x0 < inner.x1 < outer.x1
        assert outer.y0 < inner.y0 < inner.y1 < outer.y1
    assert outer_a.x1 < outer_b.x0
    assert outer_b.x1 < c.x0
    assert all(above.y1 < below.y0 for above, below in pairwise(inside_b))
    assert axes.get_title() == "files"
    assert [text.get_text() for text in shown[0].legends[0].get_texts()] == list(LOOKS)
    assert capsys.readouterr().out == (
        "Figure, boxes: a.pt: numbers 1, settings and counts 0, a name to look up elsewhere 0; "
        "b.pt: numbers 2, settings and counts 2, a name to look up elsewhere 1; "
        "c.pt 3: numbers 1, settings and counts 0, a name to look up elsewhere 0.\n"
    )


def test_every_line_of_text_fits_into_its_box(shown):
    nested_boxes({"a rather long name of a file.pt: 1 byte": {"wwww.mmmm": torch.zeros(8888, 8888)}, "b": {"e": 1}})
    (axes,) = shown[0].axes
    shown[0].canvas.draw()
    for patch, text in zip(axes.patches, axes.texts, strict=True):
        assert text.get_window_extent().x1 < patch.get_window_extent().x1


def test_the_looks_differ_without_colour():
    looks = [GROUP, *LOOKS.values()]
    assert len({(look["linestyle"], look.get("hatch"), look["facecolor"] == "white") for look in looks}) == 4


def test_nothing_is_refused(shown):
    with pytest.raises(ValueError, match="at least one file"):
        nested_boxes({})


def test_an_empty_file_is_a_box(shown):
    nested_boxes({"empty.pt": {}, "list.pt": []})
    assert [text.get_text() for text in shown[0].axes[0].texts] == ["empty.pt: {}", "list.pt: []"]

import pytest
import torch

from helpers.plots import matched_names
from helpers.plots.names import FITS, LOOKS, MISSING, RESHAPED, UNEXPECTED, kind_of

FILE = {"a.weight": torch.zeros(3, 2), "b": torch.zeros(4), "old": torch.zeros(1), "older": torch.tensor(1)}
NETWORK = {"b": torch.zeros(4), "a.weight": torch.zeros(2, 3), "new": torch.zeros(5)}


def test_each_name_has_a_kind():
    kinds = {name: kind_of(name, FILE, NETWORK) for name in (*FILE, *NETWORK)}
    assert kinds == {"a.weight": RESHAPED, "b": FITS, "old": UNEXPECTED, "older": UNEXPECTED, "new": MISSING}


def test_every_name_is_a_box_and_a_line_leads_to_its_place(shown, capsys):
    matched_names(FILE, NETWORK, title="a file and a network")
    (axes,) = shown[0].axes
    assert len(axes.patches) == len(FILE) + len(NETWORK)
    tops = [patch.get_y() for patch in axes.patches]
    middle = axes.patches[0].get_height() / 2
    crossing, swapped = (line.get_ydata() - middle for line in axes.lines)
    assert list(crossing) == pytest.approx([tops[0], tops[5]])
    assert list(swapped) == pytest.approx([tops[1], tops[4]])
    assert [text.get_text() for text in axes.texts][:3] == ["in the file", "a.weight  3 × 2", "b  4"]
    assert [text.get_text() for text in shown[0].legends[0].get_texts()] == list(LOOKS)
    assert axes.get_title() == "a file and a network"
    assert capsys.readouterr().out == (
        "Figure, names: fits: b; another shape: a.weight; unexpected: the network has no place for it: old, older; "
        "missing: the file has none: new.\n"
    )


def test_kinds_that_do_not_occur_are_not_explained(shown):
    matched_names(NETWORK, NETWORK)
    assert [text.get_text() for text in shown[0].legends[0].get_texts()] == [FITS]


def test_the_looks_differ_without_colour():
    assert len({(look["linestyle"], look.get("hatch"), look["facecolor"] == "white") for look in LOOKS.values()}) == 4


def test_nothing_is_refused():
    with pytest.raises(ValueError, match="neither the file nor the network"):
        matched_names({}, {})


@pytest.mark.parametrize("pair", [({}, NETWORK), (FILE, {})])
def test_one_side_may_be_empty(shown, pair):
    matched_names(*pair)
    assert not shown[0].axes[0].lines

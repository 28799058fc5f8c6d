import collections
import os
import pickle
from itertools import pairwise

import pytest

from helpers.plots import pickle_steps
from helpers.plots.boxes import LOOKS
from helpers.plots.pickles import CALL, DO, FETCH, STEPS, TAKE, instructions


class Note:
    def __init__(self):
        self.text = "hello"


class Gift:
    def __reduce__(self):
        return os.mkdir, ("made",)


def test_an_object_is_fetched_made_and_filled_in():
    steps = instructions(pickle.dumps(Note(), protocol=2))
    assert steps == [
        (FETCH, f"fetch {__name__}.Note"), (DO, "make one"), (DO, "make a dictionary"),
        (TAKE, "'text'"), (TAKE, "'hello'"), (DO, "put an entry in"), (DO, "fill it in"),
    ]  # fmt: skip


def test_a_call_of_any_function_stands_there_and_is_not_made(tmp_path, monkeypatch, shown):
    monkeypatch.chdir(tmp_path)
    pickled = pickle.dumps(Gift(), protocol=2)
    assert instructions(pickled) == [(FETCH, f"fetch {os.mkdir.__module__}.mkdir"), (TAKE, "'made'"), (CALL, "call it")]
    pickle_steps({"gift": pickled})
    assert not list(tmp_path.iterdir())
    fetch, take, call = shown[0].axes[0].patches
    assert call.get_linewidth() > max(fetch.get_linewidth(), take.get_linewidth())
    assert [text.get_text() for text in shown[0].legends[0].get_texts()] == [FETCH, CALL, TAKE]


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_plain_values_fetch_nothing_in_any_protocol(protocol):
    kinds = [kind for kind, _ in instructions(pickle.dumps({"epoch": 6, "rate": 0.5, "long": "x" * 99}, protocol=protocol))]
    assert kinds.count(FETCH) == 0
    assert kinds.count(TAKE) >= 5


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_class_is_fetched_in_every_protocol(protocol):
    steps = instructions(pickle.dumps(collections.Counter("ab"), protocol=protocol))
    assert any(kind == FETCH for kind, _ in steps)


def test_the_steps_stand_below_one_another_in_columns(shown, capsys):
    pickle_steps({"a note": pickle.dumps(Note(), protocol=2), "six": pickle.dumps(6, protocol=2)}, title="pickles")
    (axes,) = shown[0].axes
    boxes = [patch.get_bbox() for patch in axes.patches]
    assert len(boxes) == 8
    assert all(above.y1 < below.y0 for above, below in pairwise(boxes[:7]))
    assert boxes[0].x1 < boxes[7].x0
    shown[0].canvas.draw()
    words = [text for text in axes.texts if text.get_text() not in ("", "a note", "six")]
    for patch, text in zip(axes.patches, words, strict=True):
        assert text.get_window_extent().x1 < patch.get_window_extent().x1
    assert [text.get_text() for text in shown[0].legends[0].get_texts()] == [FETCH, DO, TAKE]
    assert capsys.readouterr().out == (
        f"Figure, instructions: a note: fetch {__name__}.Note, make one, make a dictionary, 'text', 'hello', "
        "put an entry in, fill it in; six: 6.\n"
    )


def test_the_looks_differ_without_colour():
    assert len({(look["linestyle"], look.get("hatch"), look.get("linewidth")) for look in STEPS.values()}) == 4


def test_nothing_has_the_look_of_numbers_in_the_other_figure_of_the_lesson():
    assert all(look["facecolor"] != LOOKS["numbers"]["facecolor"] for look in STEPS.values())


def test_what_is_no_pickle_is_refused():
    with pytest.raises(ValueError, match="at least one pickle"):
        pickle_steps({})
    with pytest.raises(ValueError, match=r"opcode|exhausted"):
        pickle_steps({"text": b"no pickle"})

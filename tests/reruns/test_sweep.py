import pytest

from helpers.reruns.errors import CourseError
from helpers.reruns.sweep import make_sweep

SCORE = "from helpers.lesson import record_result\nrecord_result('score', number / 2)"


def test_every_run_has_all_parameters_and_the_grid_wins_over_the_preset():
    sweep = make_sweep("01", {"epochs": "5,6", "seed": "0:2"}, {"learning_rate": "0.5"}, preset="quick")
    assert list(sweep.runs) == ["epochs=5,seed=0", "epochs=5,seed=1", "epochs=6,seed=0", "epochs=6,seed=1"]
    first = sweep.runs["epochs=5,seed=0"]
    assert (first["epochs"], first["learning_rate"], first["seed"]) == (5, 0.5, 0)
    assert set(first) == set(sweep.shared) | set(sweep.swept)
    assert sweep.seconds > 0


def test_what_is_swept_and_fixed_by_hand_is_refused():
    with pytest.raises(CourseError, match="epochs is swept and fixed to '7'"):
        make_sweep("01", {"epochs": "5,6"}, {"epochs": "7"}, preset="quick")


def test_a_lesson_without_named_results_is_refused(make_notebook):
    silent = make_notebook("silent", "number", parameters="number: int = 1")
    with pytest.raises(CourseError, match="silent records no named results"):
        make_sweep(str(silent), {"number": "1,2"})


def test_all_problems_come_in_one_message():
    with pytest.raises(CourseError) as caught:
        make_sweep("01", {"epochs": "many"}, {"rate": "1"}, preset="quik", sample=0)
    words = ("no preset 'quik'", "sample is 0", "epochs is 'many'", "no parameter 'rate'")
    assert all(word in str(caught.value) for word in words)


def test_a_preset_that_has_nothing_for_a_lesson_is_refused(make_notebook):
    with pytest.raises(CourseError, match="The preset quick has nothing for mine: presets go by file name"):
        make_sweep(str(make_notebook("mine", SCORE, parameters="number: int = 1")), {"number": "1,2"}, preset="quick")


def test_a_lesson_that_nobody_measured_has_no_expected_time(make_notebook):
    assert make_sweep(str(make_notebook("mine", SCORE, parameters="number: int = 1")), {"number": "1,2"}).seconds is None


def test_a_change_of_anything_that_matters_changes_the_fingerprint(make_notebook, monkeypatch):
    notebook = make_notebook("mine", SCORE, parameters="number: int = 1\nother: int = 2")
    base = make_sweep(str(notebook), {"number": "0:9"})
    assert base.fingerprint == make_sweep(str(notebook), {"number": range(9)}).fingerprint
    others = [
        make_sweep(str(notebook), {"number": "0:8"}),
        make_sweep(str(notebook), {"other": "0:9"}),
        make_sweep(str(notebook), {"number": "0:9"}, {"other": 3}),
        make_sweep(str(notebook), {"number": "0:9"}, sample=5),
        make_sweep(str(make_notebook("mine", SCORE, "1", parameters="number: int = 1\nother: int = 2")), {"number": "0:9"}),
    ]
    fingerprints = {sweep.fingerprint for sweep in [base, *others]}
    assert len(fingerprints) == 6
    for name in ("package_hash", "version"):
        with monkeypatch.context() as patch:
            patch.setattr(f"helpers.reruns.sweep.{name}", lambda *arguments: "another")
            assert base.fingerprint not in fingerprints

import time

import pytest

from helpers.reruns import plans
from helpers.reruns.errors import CourseError
from helpers.reruns.plans import make_plans, new_run_folder


def test_assignments_win_over_the_preset_and_the_preset_over_the_defaults():
    [plan] = make_plans(["01"], ["epochs=9"], "quick")
    assert plan.name == "01_train_on_iris"
    assert plan.parameters["epochs"] == 9
    [default], [quick] = make_plans(["01"], [], None), make_plans(["01"], [], "quick")
    assert default.parameters["epochs"] > quick.parameters["epochs"] > 9


def test_no_names_mean_all_lessons():
    assert len(make_plans([], [], None)) >= 10


def test_the_same_lesson_twice_is_refused():
    with pytest.raises(CourseError, match="01_train_on_iris was asked for twice"):
        make_plans(["01", "02", "01_train_on_iris"], [], None)


def test_every_run_gets_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setattr(plans, "RUNS", tmp_path)
    monkeypatch.setattr(time, "strftime", lambda form: "now")
    assert [new_run_folder().name for _ in range(3)] == ["now", "now_2", "now_3"]

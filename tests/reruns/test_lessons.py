import pytest

from helpers.paths import NOTEBOOKS
from helpers.reruns.errors import CourseError
from helpers.reruns.lessons import all_lessons, find_lesson, nearest, part_of, preset_parameters, working_folder
from helpers.reruns.parameters import check_parameters


@pytest.mark.parametrize(
    "name", ["1", "01", "01_train_on_iris", "01_train_on_iris.ipynb", str(NOTEBOOKS / "01_train_on_iris.ipynb")]
)
def test_a_lesson_has_three_kinds_of_names(name):
    assert find_lesson(name) == NOTEBOOKS / "01_train_on_iris.ipynb"


@pytest.mark.parametrize("name", ["99", "train", "", "../notebooks"])
def test_an_unknown_lesson_is_answered_with_the_known_ones(name):
    with pytest.raises(CourseError, match=r"There is no lesson '.*'; the lessons are 01_train_on_iris"):
        find_lesson(name)


def test_a_path_that_leads_nowhere_or_to_something_else_is_told_as_such(make_notebook, tmp_path):
    own = make_notebook("own", "1")
    assert find_lesson(str(own)) == own
    with pytest.raises(CourseError, match=r"^There is no notebook .*/onw\.ipynb\.$"):
        find_lesson(str(tmp_path / "onw.ipynb"))
    (tmp_path / "train.py").touch()
    with pytest.raises(CourseError, match=r"train\.py is no notebook: the name of one ends in \.ipynb\."):
        find_lesson(str(tmp_path / "train.py"))


def test_a_notebook_of_one_s_own_works_where_it_lies_and_a_copy_of_a_lesson_apart(make_notebook, tmp_path):
    assert working_folder(make_notebook("own", "1")) == tmp_path
    assert working_folder(make_notebook("01_train_on_iris", "1")) is None
    assert working_folder(all_lessons()[0]) is None


def test_the_nearest_lesson_is_suggested():
    with pytest.raises(CourseError, match=r"Did you mean 01_train_on_iris\?"):
        find_lesson("01_train_on_irsi")


def test_nothing_is_suggested_where_nothing_is_near():
    assert nearest("zzz", ["epochs", "seed"]) == ""


def test_a_folder_without_notebooks_is_refused(tmp_path):
    with pytest.raises(CourseError, match="No notebooks in"):
        all_lessons(tmp_path)


def test_the_lessons_come_in_order(make_notebook, tmp_path):
    for name in ("10_last", "02_middle", "01_first"):
        make_notebook(name, "1")
    assert [path.stem for path in all_lessons(tmp_path)] == ["01_first", "02_middle", "10_last"]
    assert find_lesson("2", tmp_path).stem == "02_middle"
    assert find_lesson("10", tmp_path).stem == "10_last"


def test_a_preset_sets_some_parameters(make_notebook, tmp_path):
    lesson, other = make_notebook("01_first", "1"), make_notebook("02_second", "1")
    (tmp_path / "presets.yaml").write_text("quick:\n  01_first: {epochs: 3}\nslow:\n", encoding="utf-8")
    assert preset_parameters("quick", lesson) == {"epochs": 3}
    assert preset_parameters("quick", other) == {}
    assert preset_parameters("slow", lesson) == {}
    with pytest.raises(
        CourseError, match=r"no preset 'quik' in .*presets.yaml; the presets are: quick, slow. Did you mean quick"
    ):
        preset_parameters("quik", lesson)


def test_a_copy_elsewhere_has_the_course_s_presets(tmp_path):
    lesson = all_lessons()[0]
    copy = tmp_path / lesson.name
    copy.write_bytes(lesson.read_bytes())
    assert preset_parameters("quick", copy) == preset_parameters("quick", lesson)


def test_an_empty_presets_file_knows_no_preset(make_notebook, tmp_path):
    lesson = make_notebook("01_first", "1")
    (tmp_path / "presets.yaml").touch()
    with pytest.raises(CourseError, match="the presets are: none"):
        preset_parameters("quick", lesson)


@pytest.mark.parametrize("text", ["- quick", "quick: 3", "quick: {01_first: [1]}", "quick: [", "3"])
def test_a_presets_file_of_another_form_is_refused(make_notebook, tmp_path, text):
    lesson = make_notebook("01_first", "1")
    (tmp_path / "presets.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(CourseError, match="must read preset: lesson: parameter: value"):
        preset_parameters("quick", lesson)


@pytest.mark.parametrize("lesson", all_lessons(), ids=lambda path: path.stem)
def test_the_quick_preset_fits_every_lesson(lesson):
    quick = preset_parameters("quick", lesson)
    assert quick, f"{lesson.stem} has no quick preset"
    effective = check_parameters(lesson, quick)
    assert effective.items() >= quick.items()
    assert effective != check_parameters(lesson, {})


@pytest.mark.parametrize("lesson", all_lessons(), ids=lambda path: path.stem)
def test_every_lesson_belongs_to_a_part(lesson):
    assert part_of(lesson.stem)


@pytest.mark.parametrize(
    ("lesson", "part"), [("01_train_on_iris", "Train"), ("06_x", "Keep"), ("20_y", "Scale"), ("21_z", ""), ("mine", ""), ("", "")]
)
def test_the_part_of_a_lesson(lesson, part):
    assert part_of(lesson) == part

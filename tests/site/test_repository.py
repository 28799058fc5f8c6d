import pytest

from course_pages.repository import read_repository
from helpers.reruns.errors import CourseError
from tests import site  # noqa: F401  (puts the modules within reach)


@pytest.mark.parametrize(
    ("environment", "found"),
    [
        ({}, ("", "main")),
        ({"COURSE_REPOSITORY": "", "COURSE_BRANCH": ""}, ("", "main")),
        ({"GITHUB_REPOSITORY": "a/b"}, ("a/b", "main")),
        ({"GITHUB_REPOSITORY": "a/b", "COURSE_REPOSITORY": "c-d/e.f_g", "COURSE_BRANCH": "x/y-1"}, ("c-d/e.f_g", "x/y-1")),
    ],
)
def test_the_address_is_read(environment, found):
    assert read_repository(environment) == found


@pytest.mark.parametrize("value", ["no-slash", "a/b/c", "/b", "a/", 'a/b"><script>', "a b/c", "https://a/b", "a/b\n"])
def test_an_address_that_is_none_is_refused(value):
    with pytest.raises(CourseError, match="COURSE_REPOSITORY must read owner/name"):
        read_repository({"COURSE_REPOSITORY": value})


@pytest.mark.parametrize("value", ["a b", "main;ls", "$(x)"])
def test_a_branch_that_is_none_is_refused(value):
    with pytest.raises(CourseError, match="COURSE_BRANCH must be"):
        read_repository({"COURSE_REPOSITORY": "a/b", "COURSE_BRANCH": value})

"""Exercise 02.5: what a network scores where the validation labels, too, have mistakes."""

from fractions import Fraction

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.viewing import as_number


def expected_score(truly_right, wrong_labels, classes):
    """The share of answers that agree with the labels: right where the label is, or wrong in the very same way."""
    both_right = truly_right * (1 - wrong_labels)
    both_wrong = (1 - truly_right) * wrong_labels
    return both_right + both_wrong / (classes - 1)


def cases():
    """Good networks and bad ones, few classes and many; no wrong label, nothing but wrong ones, none of the answers right."""
    for truly_right, wrong_labels, classes in (
        (1.0, 0.2, 10),
        (0.9, 0.2, 10),
        (0.9, 0.0, 10),
        (0.5, 0.3, 3),
        (0.75, 0.5, 2),
        (0.1, 0.9, 10),
        (0.0, 0.2, 5),
        (0.0, 1.0, 2),
        (1.0, 1.0, 4),
        (0.97, 0.04, 1000),
    ):
        yield Case(truly_right, wrong_labels, classes)


def _view(result):
    """A number, also a fraction."""
    return float(result) if isinstance(result, Fraction) else as_number(result)


EXERCISE = Exercise(
    id="02.5",
    solution=expected_score,
    cases=cases,
    view=_view,
    hint=(
        "Take 100 images and 10 classes; the network is right about 90 of them, and 20 labels are wrong. About how many images "
        "are both right? There are two ways to agree: how often do both err, and how often in the same way?"
    ),
    otherwise=(
        "Count on paper first: of 100 images, how often do the answer and the label agree, and in which different ways? "
        "Nothing is drawn at random: the result is exact."
    ),
    mistakes={
        "There is a second way to agree: the answer is wrong, the label too, and both name the same class.": {
            " + both_wrong / (classes - 1)": ""
        },
        "Two wrong names are the same only sometimes: in one of classes - 1 cases.": {" / (classes - 1)": ""},
        "A wrong name is one of classes - 1 names, for the true one is not among them.": {"(classes - 1)": "classes"},
        "The answers do not know which labels are wrong: of the right answers, the share 1 - wrong_labels meets a right label.": (
            {
                "truly_right * (1 - wrong_labels)": "truly_right - wrong_labels",
            },
            lambda right, wrong, classes: right - wrong,
            lambda right, wrong, classes: max(0, right - wrong),
        ),
        "The right labels are no upper limit that a score runs into: the network errs on rightly labelled images, too.": (
            lambda right, wrong, classes: min(right, 1 - wrong)
        ),
        "That is the score of a network that is always right; this one is right about truly_right of the images only.": (
            lambda right, wrong, classes: 1 - wrong
        ),
        "Wrong validation labels change what is measured: agreeing with the labels is not the same as being right.": (
            lambda right, wrong, classes: right
        ),
        "That is per cent; a share lies between 0 and 1.": {
            "return both_right + both_wrong / (classes - 1)": "return 100 * (both_right + both_wrong / (classes - 1))"
        },
        "There need not be ten classes.": {"(classes - 1)": "9"},
        "That is how often they disagree.": {
            "return both_right + both_wrong / (classes - 1)": "return 1 - both_right - both_wrong / (classes - 1)"
        },
    },
)

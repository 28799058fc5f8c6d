"""Exercise 02.2: a judgement on curves that nobody has explained."""

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed
from helpers.exercises.lesson_02.unseen_curves import unseen_curves

WORDS = ("leak", "train on", "underfits", "more mistakes", "surer mistakes", "too few examples", "fits")


def verdict(picture):
    """What each of the six pictures shows, and behind each word what was trained."""
    found = {
        "A": "more mistakes",  # 150 digits, 15 % of them with a wrong label, 32 units: the accuracy falls, too
        "B": "underfits",  # 1,000 digits with right labels, and a single unit
        "C": "too few examples",  # 100 digits with right labels, 32 units: all learnt, and no turn
        "D": "surer mistakes",  # 100 breast tumours: the loss turns by half, and the accuracy rises
        "E": "train on",  # 400 digits with right labels, a fifth of the learning rate, 150 epochs
        "F": "leak",  # 150 digits, every fifth label wrong; 100 of them were the validation part
    }
    return found[picture]


def cases():
    """Each picture once."""
    unseen_curves()  # made before an answer runs: one that looks at them itself must not be blamed for their making
    for picture in "ABCDEF":
        yield Case(picture)


def use(answer, picture):
    """The text, first as one of the seven, then as the right one; the right text itself is not told."""
    word = answer(picture)
    word = word.strip().lower().removeprefix("overfits: ") if isinstance(word, str) else type(word).__name__
    return Observed(
        {
            "answer": "one of the seven texts" if word in WORDS else word,
            "verdict": "the first row that fits" if word == verdict(picture) else word,
        }
    )


EXERCISE = Exercise(
    id="02.2",
    solution=verdict,
    cases=cases,
    use=use,
    hint=(
        "Ask in the order of the exercise. Leak: does it know validation labels that nobody can know? Train on: are both curves "
        "still going down steeply at the right edge? Underfits: how many of its own labels does it miss? Then divide the last "
        "validation loss by the lowest one, and compare the accuracies: at the lowest loss, at the end, on its own labels."
    ),
    otherwise=(
        "At least one letter has another answer. Ask the questions of the exercise in order, row by row: the losses stand in "
        "the line below each figure, the shares of right answers in the table. The first row that fits is the answer."
    ),
    mistakes={
        "A turns: its last validation loss is far more than a quarter above its lowest. Its gap is wide, too; the turn counts.": {
            '"A": "more mistakes"': '"A": "too few examples"'
        },
        "A has turned, but it is not only surer: compare its accuracy at the lowest loss with the one at the end.": {
            '"A": "more mistakes"': '"A": "surer mistakes"'
        },
        "B does not know even its own examples, and four times the units get far more of the new ones right.": (
            {'"B": "underfits"': '"B": "train on"'},
            {'"B": "underfits"': '"B": "too few examples"'},
            {'"B": "underfits"': '"B": "fits"'},
            {'"B": "underfits"': '"B": "more mistakes"'},
            {'"B": "underfits"': '"B": "surer mistakes"'},
            {'"B": "underfits"': '"B": "leak"'},
        ),
        "A knows its own labels by heart, and its curve has turned long before the end: it learnt too much, not too little.": (
            {'"A": "more mistakes"': '"A": "underfits"'},
            {'"A": "more mistakes"': '"A": "train on"'},
        ),
        "A does not fit: divide its last validation loss by its lowest one, and compare its two shares of right answers.": {
            '"A": "more mistakes"': '"A": "fits"'
        },
        "A agrees with fewer validation labels than are right, so nothing has leaked: look at what became of its accuracy.": {
            '"A": "more mistakes"': '"A": "leak"'
        },
        "C gets all of its own labels right, which are all right, and fewer validation labels than are right.": (
            {'"C": "too few examples"': '"C": "underfits"'},
            {'"C": "too few examples"': '"C": "leak"'},
        ),
        "D gets all of its own labels right: it has not learnt too little.": {'"D": "surer mistakes"': '"D": "underfits"'},
        "C hardly turns: divide its last validation loss by its lowest one. What remains is the distance of two flat curves.": (
            {'"C": "too few examples"': '"C": "more mistakes"'},
            {'"C": "too few examples"': '"C": "surer mistakes"'},
        ),
        "C has stopped falling: training on cannot bring much.": {'"C": "too few examples"': '"C": "train on"'},
        "C knows its own labels far better than the new ones: how many points lie between the two shares?": {
            '"C": "too few examples"': '"C": "fits"'
        },
        "D lies low, and that hides its turn: do not compare it with its neighbours but with its own lowest point.": (
            {'"D": "surer mistakes"': '"D": "fits"'},
            {'"D": "surer mistakes"': '"D": "too few examples"'},
            {'"D": "surer mistakes"': '"D": "train on"'},
            {'"D": "surer mistakes"': '"D": "leak"'},
        ),
        "D has turned, but did it lose answers? Compare its accuracy at the lowest loss with the one at the end.": {
            '"D": "surer mistakes"': '"D": "more mistakes"'
        },
        "A and D have both turned, and their accuracies went opposite ways: exchange the two texts.": {
            '"A": "more mistakes"': '"A": "surer mistakes"',
            '"D": "surer mistakes"': '"D": "more mistakes"',
        },
        "E is not finished: both losses are still falling steeply when the picture ends. Judge it later.": (
            {'"E": "train on"': '"E": "underfits"'},
            {'"E": "train on"': '"E": "too few examples"'},
            {'"E": "train on"': '"E": "fits"'},
            {'"E": "train on"': '"E": "more mistakes"'},
            {'"E": "train on"': '"E": "surer mistakes"'},
            {'"E": "train on"': '"E": "leak"'},
        ),
        "F is too good: one label in five is wrong, no network can guess which wrong name was written, and F knows them all.": (
            {'"F": "leak"': '"F": "fits"'},
            {'"F": "leak"': '"F": "too few examples"'},
            {'"F": "leak"': '"F": "train on"'},
            {'"F": "leak"': '"F": "underfits"'},
            {'"F": "leak"': '"F": "more mistakes"'},
            {'"F": "leak"': '"F": "surer mistakes"'},
        ),
        "A turn is judged by the last loss and the lowest one, A and D by the same rule.": {
            '"A": "more mistakes"': '"A": "too few examples"',
            '"D": "surer mistakes"': '"D": "fits"',
        },
        '"overfits" is not one of the seven texts: say what came of it, "more mistakes" or "surer mistakes".': (
            {'"more mistakes"': '"overfits"', '"surer mistakes"': '"overfits"'},
            {'"more mistakes"': '"overfits"'},
            {'"surer mistakes"': '"overfits"'},
        ),
        'The text of the exercise is "leak".': {'"leak"': '"leakage"'},
    },
)

"""Exercise 07.2: with a pencil, how many bytes a graph keeps."""

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.viewing import as_number


def kept_bytes(pictures, hidden, training, recording):
    """In training four tables for each hidden layer, and two numbers for each unit; in evaluation mode two tables."""
    if not recording:
        return 0
    numbers = 0
    for units in hidden:
        table = pictures * units
        if training:
            numbers += 4 * table + 2 * units
        else:
            numbers += 2 * table
    return 4 * numbers


def cases():
    """One hidden layer and several, in all four combinations; many pictures, two, no hidden layer."""
    for pictures, hidden in ((64, [256]), (10, [8]), (100, [16, 64, 32]), (2, [300, 100]), (1_000, [256, 256]), (32, [])):
        for training, recording in ((True, True), (False, True), (True, False), (False, False)):
            yield Case(pictures, hidden, training, recording)


def _without_the_last(pictures, hidden, training, recording):
    return kept_bytes(pictures, hidden[:-1], training, recording)


def _widest(pictures, hidden, training, recording):
    return kept_bytes(pictures, [max(hidden)] if hidden else [], training, recording)


EXERCISE = Exercise(
    id="07.2",
    solution=kept_bytes,
    cases=cases,
    view=as_number,
    hint=(
        "Draw one hidden layer as section 5 did, and below each layer what its note keeps. How many of these are tables of "
        "pictures × units, and how many have one number a unit? Which of them fall away in evaluation mode?"
    ),
    otherwise=(
        "Try it with the network of section 6: 64 pictures, one hidden layer of 256. In training mode 264,192 bytes are kept, in "
        "evaluation mode 131,072, and without recording none. Several hidden layers keep the sum of what each keeps."
    ),
    mistakes={
        "Without recording there are no notes: 0 bytes, whatever the mode.": {
            "    if not recording:\n        return 0\n": "",
        },
        "The mode does not stop the recording: in evaluation mode torch keeps notes, too.": {
            "if not recording:": "if not recording or not training:"
        },
        "In evaluation mode less is kept: nobody is crossed out, and what leaves ReLU is what enters the next layer.": (
            {"numbers += 2 * table": "numbers += 4 * table + 2 * units"},
            {"numbers += 2 * table": "numbers += 4 * table"},
        ),
        "In evaluation mode BatchNorm marks by its record, which is there anyway: no mean and no spread is added.": {
            "numbers += 2 * table": "numbers += 2 * table + 2 * units"
        },
        "In evaluation mode two tables are left: what enters BatchNorm, and what leaves ReLU.": (
            {"numbers += 2 * table": "numbers += table"},
            {"numbers += 2 * table": "numbers += 3 * table"},
        ),
        "In training mode BatchNorm keeps the mean and the spread of its batch as well, two numbers for each unit.": {
            " + 2 * units": ""
        },
        "BatchNorm keeps two numbers for each unit beside its inputs, a mean and a spread.": {"+ 2 * units": "+ units"},
        "Mean and spread are taken over the batch: one each for a unit, and not for each picture.": {
            "+ 2 * units": "+ 2 * units * pictures"
        },
        "In training mode there are four tables: what enters BatchNorm, what leaves ReLU, who is crossed out, and what enters "
        "the next linear layer.": (
            {"4 * table": "3 * table"},
            {"4 * table": "5 * table"},
        ),
        "Those are numbers; each takes 4 bytes.": {"return 4 * numbers": "return numbers"},
        "A number takes 4 bytes; 8 bits are one byte.": {"return 4 * numbers": "return 32 * numbers"},
        "Every hidden layer counts, the last one too: it has a linear layer behind it.": _without_the_last,
        "The notes of all layers are kept until backward(), not those of the widest alone: add them up.": _widest,
    },
    free=("torch's random numbers: state",),  # whoever builds such a network and measures draws its first weights
)

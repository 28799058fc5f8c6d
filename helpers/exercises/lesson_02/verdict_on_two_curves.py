"""Exercise 02.2: two curves, read by a stated rule."""

from helpers.exercises.engine import Case, Exercise


def verdict(train_losses, validation_losses, know_nothing):
    """Read two curves by a stated rule."""
    if train_losses[-1] > know_nothing / 2:
        return "too small"
    if validation_losses[-1] > 1.25 * min(validation_losses):
        return "too large"
    return "about right"


def cases():
    """Curves that one wrong rule or another reads otherwise; exactly half, exactly a quarter, one record."""
    for train, validation, know_nothing in (
        ([2.3, 0.5, 0.1], [2.3, 0.7, 1.2], 2.3),
        ([2.3, 1.8, 1.7], [2.3, 1.9, 1.8], 2.3),
        ([0.5, 0.2, 0.1], [0.6, 0.24, 0.22], 0.7),  # a gap, and no turn
        ([2.3, 0.5, 0.2], [2.3, 1.0, 1.2], 2.3),  # a fifth above the lowest
        ([2.3, 0.5, 0.2], [2.3, 1.0, 1.27], 2.3),  # just more than a quarter
        ([0.7, 0.3, 0.1], [0.7, 0.2, 0.3], 0.7),  # half above the lowest, and only 0.1
        ([2.3, 1.6, 1.5], [2.3, 1.6, 2.4], 2.3),  # both parts of the rule hold
        ([2.3, 1.5, 1.1], [2.3, 1.5, 1.4], 2.3),
        ([0.7, 0.5, 0.45], [0.7, 0.6, 0.55], 0.7),
        ([2.3, 0.9, 1.9], [2.3, 1.0, 1.1], 2.3),  # the training loss ends high, and was low
        ([2.3, 0.4, 0.2], [2.3, 0.5, 0.9, 0.55], 2.3),  # a hump on the way
        ([1.0, 0.8, 0.7], [1.0, 0.9, 0.9], 2.3),
        ([2.3, 0.5, 0.3, 0.2, 0.1], [2.3, 0.5, 0.6, 0.65, 0.7], 2.3),  # a slow rise
        ([2.3, 0.5, 0.2], [0.5, 0.9, 0.7], 2.3),  # lowest at the first record
        ([2.0, 1.5, 1.0], [2.0, 1.0, 1.25], 2.0),  # exactly half, exactly a quarter
        ([2.0, 1.5, 1.0], [2.0, 1.0, 1.0], 2.0),
        ([2.0, 1.0, 0.5], [2.0, 1.0, 1.25], 2.0),
        ([0.9], [1.0], 2.3),
    ):
        yield Case(train, validation, know_nothing)


EXERCISE = Exercise(
    id="02.2",
    solution=verdict,
    cases=cases,
    hint="Two ifs, in the order of the rule; what is left is 'about right'.",
    otherwise=(
        "Read the rule again, word by word: what is compared with what, in which order, and how the three texts are spelt."
    ),
    mistakes={
        "A gap between the two curves is not asked about: compare the last validation loss with the lowest validation loss.": (
            {"min(validation_losses)": "train_losses[-1]"},
            {"min(validation_losses)": "min(train_losses)"},
        ),
        "A quarter above the lowest is 1.25 times the lowest, not the lowest plus 0.25.": {"1.25 * ": "0.25 + "},
        "Any rise counts there; the rule asks for more than a quarter: more than 1.25 times the lowest.": {"1.25 * ": ""},
        "'too small' is asked first: where both hold, it is the answer.": {
            "    if train": (
                '    if validation_losses[-1] > 1.25 * min(validation_losses):\n        return "too large"\n    if train'
            )
        },
        "The measure is half of know_nothing, whatever that is; 1.15 is right for ten classes only.": {
            "know_nothing / 2": "1.15"
        },
        "'too small' begins at half of know_nothing, not at the whole of it.": {" / 2": ""},
        "The measure is half of know_nothing, not half of a training loss.": {"know_nothing / 2": "train_losses[0] / 2"},
        "The training loss counts where it ends, not where it was lowest.": {"train_losses[-1]": "min(train_losses)"},
        "'too small' is read off the training loss; the validation loss has no say in it.": {"if train": "if validation"},
        "The last validation loss is compared with the lowest one, not with the first.": {
            "min(validation_losses)": "validation_losses[0]"
        },
        "The validation loss counts where it ends, not at a hump on the way.": {
            "validation_losses[-1]": "max(validation_losses)"
        },
        "A slow rise counts too: compare with the lowest of all, not with the record before the last.": {
            "min(validation_losses)": "validation_losses[-2]"
        },
        "A quarter is a quarter of the lowest loss, not of the last.": {"if validation": "if 0.75 * validation", "1.25 * ": ""},
        "Exactly half is not above half, and exactly a quarter is not more than a quarter: use >, not >=.": (
            {" > ": " >= "},
            {"> know": ">= know"},
            {"> 1.25": ">= 1.25"},
        ),
        "The two texts are swapped: 'too small' is a network that has not even learnt the training examples.": {
            "small": "SMALL",
            "large": "small",
            "SMALL": "large",
        },
        "The texts are spelt as in the exercise, without capital letters.": {'"too': '"Too', '"about': '"About'},
        "The lowest is sought among all validation losses, the first one too.": {
            "(validation_losses)": "(validation_losses[1:])"
        },
    },
)

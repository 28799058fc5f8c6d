"""Exercise 18.2: a test that nobody can look into, asked with labels that mean nothing."""

import torch

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed


def leak_or_not(evaluate, patients, classes):
    """One die for each patient, thrown 200 times."""
    names = sorted(set(patients))
    places = torch.tensor([names.index(patient) for patient in patients])
    total = 0.0
    for _ in range(200):
        dice = torch.randint(classes, (len(names),))
        total += evaluate(dice[places])
    return "leak" if total / 200 > 1 / classes + 0.1 else "no leak"


def _clinic(patients, torn, classes, seed):
    """A test whose network recognises the patients that it has met, and repeats a label at random for the others.

    Args:
        patients: of each picture, whose it is.
        torn: the share of the patients whose pictures lie on both sides of the cut.
        classes: how many labels there are.
        seed: decides the cut.
    """
    generator = torch.Generator().manual_seed(seed)
    names = sorted(set(patients))
    order = [names[place] for place in torch.randperm(len(names), generator=generator).tolist()]
    on_both_sides = set(order[: round(torn * len(names))])
    rest = order[len(on_both_sides) :]
    to_learn = set(rest[: len(rest) // 2])
    learn = []
    for place, name in enumerate(patients):
        # Of a patient who is torn, every second picture is learnt from.
        nth = patients[:place].count(name)
        learn.append(name in to_learn or (name in on_both_sides and nth % 2 == 0))
    known = [place for place, learnt in enumerate(learn) if learnt]
    asked = [place for place, learnt in enumerate(learn) if not learnt]
    repeated = []
    for place in asked:
        brothers = [other for other in known if patients[other] == patients[place]]
        choice = brothers or known
        repeated.append(choice[int(torch.randint(len(choice), (1,), generator=generator))])

    def evaluate(labels):
        if not isinstance(labels, torch.Tensor) or labels.shape != (len(patients),):
            raise ValueError(f"evaluate() wants a tensor of {len(patients)} labels, one for each picture.")
        if labels.is_floating_point() or labels.min() < 0 or labels.max() >= classes:
            raise ValueError(f"evaluate() wants whole numbers from 0 to {classes - 1} as labels.")
        return (labels[asked] == labels[repeated]).float().mean().item()

    return evaluate


def cases():
    """Torn patients: all, a quarter, none; two classes and ten; in any order; few, of whom one throw tells little."""
    in_turn, one_by_one = [place % 60 for place in range(240)], [place // 4 for place in range(240)]
    few = ["Ada", "Ben", "Cy", "Dora", "Ed", "Flo", "Gus", "Hal"] * 5
    uneven = [0] * 9 + [1] * 2 + [place % 30 for place in range(150)] + [29] * 7
    for title, patients, torn, classes, seed in (
        ("60 patients with 4 pictures each, cut picture by picture, 10 classes", in_turn, 1.0, 10, 0),
        ("60 patients with 4 pictures each, cut patient by patient, 10 classes", in_turn, 0.0, 10, 1),
        ("120 patients with 1 picture each, 10 classes", list(range(120)), 0.0, 10, 2),
        ("60 patients with 4 pictures each, cut patient by patient, 2 classes", one_by_one, 0.0, 2, 3),
        ("60 patients with 4 pictures each, cut picture by picture, 2 classes", one_by_one, 1.0, 2, 4),
        ("60 patients, a quarter of whom lie on both sides of the cut, 5 classes", one_by_one, 0.25, 5, 5),
        ("8 patients with 5 pictures each, cut patient by patient, 2 classes", few, 0.0, 2, 6),
        ("8 patients with 5 pictures each, cut picture by picture, 2 classes", few, 1.0, 2, 7),
        ("30 patients, some with many pictures, cut patient by patient, 3 classes", uneven, 0.0, 3, 8),
        ("30 patients, some with many pictures, cut picture by picture, 3 classes", uneven, 1.0, 3, 9),
        ("8 patients with 5 pictures each, cut patient by patient, 3 classes", few, 0.0, 3, 10),
        ("6 patients with 3 pictures each, cut patient by patient, 2 classes", list("abcdef") * 3, 0.0, 2, 11),
    ):
        yield Case(_clinic(patients, torn, classes, seed), list(patients), classes, title=title)


def use(answer, evaluate, patients, classes):
    """The text, and whether the dice were thrown often enough, and anew."""
    asked = []

    def noted(labels):
        score = evaluate(labels)
        asked.append(labels.tolist())
        return score

    text = answer(noted, patients, classes)
    alike = all(labels == asked[0] for labels in asked)
    return Observed({"throws, 200 being enough": min(len(asked), 200), "all throws are alike": alike, "text": text})


EXERCISE = Exercise(
    id="18.2",
    solution=leak_or_not,
    cases=cases,
    use=use,
    hint="What are the brothers here? Whoever shares a source must share a die. Then compare the mean score with guessing.",
    more_hints=(
        "names = sorted(set(patients)) holds every patient once. Throw torch.randint(classes, (len(names),)): one label a "
        "patient. names.index(patient) says which of them a picture gets. Guessing among classes labels is right in 1 / classes.",
    ),
    otherwise=(
        "200 times: throw one label for each patient, give it to all pictures of that patient, and ask evaluate. It is a leak "
        "if the mean of the 200 scores is more than 0.1 above 1 / classes."
    ),
    mistakes={
        "You throw a die for every picture. Two pictures of one patient then have different labels, and a network that knows "
        "the patient gains nothing: throw once for each patient.": (
            {"(len(names),)": "(len(patients),)", "dice[places]": "dice"},
            {"(len(names),)": "(len(patients),)", "dice[places]": "dice", "range(200)": "range(20)", "/ 200": "/ 20"},
        ),
        "Two classes are guessed right in half of the cases, ten in a tenth: compare with 1 / classes.": (
            {"1 / classes + 0.1": "0.2"},
            {"1 / classes + 0.1": "0.6"},
            {"1 / classes + 0.1": "0.5"},
        ),
        "By luck the mean lies a little above 1 / classes even without a leak: it is one if the mean is more than 0.1 above.": (
            {"1 / classes + 0.1": "1 / classes"},
            {"1 / classes + 0.1": "1 / classes + 0.01"},
        ),
        "One label for all patients is guessed by anybody: every patient needs a die of his own.": {
            "dice = torch.randint(classes, (len(names),))": "dice = torch.randint(classes, (1,)).repeat(len(names))"
        },
        "One throw is luck, above all with few patients: take the mean of 200.": (
            {"range(200)": "range(1)", "/ 200": "/ 1"},
            {"range(200)": "range(2)", "/ 200": "/ 2"},
            {"dice = torch.randint": "torch.manual_seed(0)\n        dice = torch.randint"},
        ),
        "Take the mean of the scores. The best of 200 throws is high by luck.": {
            "total += evaluate(dice[places])": "total = max(total, 200 * evaluate(dice[places]))"
        },
        "The dice must show all classes, from 0 to classes - 1.": {"torch.randint(classes,": "torch.randint(2,"},
        "The pictures of a patient need not stand together: look up whose each picture is.": {
            "dice[places]": "dice.repeat_interleave(-(-len(patients) // len(names)))[: len(patients)]"
        },
        "The pictures do not take turns by patient: look up whose each picture is.": {
            "dice[places]": "dice.repeat(-(-len(patients) // len(names)))[: len(patients)]"
        },
        "It is the other way round: a high score on labels that mean nothing is the leak.": {
            '"leak" if': '"no leak" if',
            'else "no leak"': 'else "leak"',
        },
    },
    free=("*random numbers*",),
)

"""Exercise 02.4: validation examples that the network has learnt from."""

import torch

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.viewing import as_numbers


def already_learnt(train_inputs, validation_inputs):
    """The places of the validation examples that stand in the training part too."""
    learnt = {tuple(row) for row in train_inputs.tolist()}
    return [place for place, row in enumerate(validation_inputs.tolist()) if tuple(row) in learnt]


def cases():
    """None, some and all; first and last; elsewhere; twice; nearly alike, in another order, of the same sum; many and wide."""
    train = torch.tensor([[0.0, 0.5, 1.0], [0.25, 0.25, 0.0], [1.0, 1.0, 1.0], [0.0, 0.5, 1.0]])
    yield Case(train, torch.tensor([[0.25, 0.25, 0.0], [0.5, 0.5, 0.5], [0.0, 0.5, 1.0]]))
    yield Case(train, torch.tensor([[0.5, 0.0, 0.5], [0.1, 0.2, 0.3]]))  # none
    yield Case(train, train.flip(0))  # all
    yield Case(train, torch.tensor([[1.0, 0.5, 0.0], [0.5, 0.25, 0.25], [1.5, 0.0, 0.0]]))  # turned round; of the same sum
    yield Case(train, torch.tensor([[0.0, 0.25, 1.0], [0.25, 0.5, 0.0]]))  # every number occurs, no row does
    yield Case(train, torch.tensor([[1.0, 1.0, 1.001], [1.0, 1.0, 1.0]]))  # nearly
    yield Case(train, torch.tensor([[0.25, 0.25000003, 0.0], [0.0, 0.5, 1.0]]), title="a row whose last digit is another")
    yield Case(train[:1], torch.tensor([[0.5, 0.5, 0.5], [0.5, 0.5, 0.5], [0.0, 0.5, 1.0]]))  # twice, and not learnt
    yield Case(train[:, :1], torch.tensor([[0.25], [0.75], [1.0], [0.75], [0.25]]))
    generator = torch.Generator().manual_seed(0)
    images = torch.randint(0, 3, (60, 4), generator=generator) / 16
    yield Case(images[:40], images[20:], title="40 training and 40 validation examples with 4 pixels each")
    faint = torch.tensor([[1e-15, 0.5, 1.0], [0.25, 0.25, 0.0]])  # the first differs by less than any tolerance
    yield Case(train, faint, title="a row with 1e-15 where the training row has 0")
    wide = torch.rand(70, 64, generator=generator)
    yield Case(wide[:45], wide[35:].flip(0), title="45 training and 35 validation examples with 64 pixels each")


EXERCISE = Exercise(
    id="02.4",
    solution=already_learnt,
    cases=cases,
    view=as_numbers,
    hint=(
        "train_inputs.tolist() is a list of rows, and row in rows says whether a row is among them. enumerate gives each "
        "validation row with its place."
    ),
    otherwise=(
        "Go through the validation rows with enumerate, and keep the place of each row that equals some training row, whole "
        "and wherever that one stands."
    ),
    mistakes={
        "Those are the rows; their places among the validation examples are asked for.": (
            {"[place for": "[row for"},
            lambda train, validation: [row for row in validation if row.tolist() in train.tolist()],
            lambda train, validation: validation[[row.tolist() in train.tolist() for row in validation]],
        ),
        "Each place stands in a list of its own: a plain list of the places is asked for (flatten() makes one of nonzero()).": (
            {"[place for": "[[place] for"},
            lambda train, validation: (validation[:, None] == train).all(dim=2).any(dim=1).nonzero().tolist(),
        ),
        "That is a number of examples; a list of their places is asked for.": {
            "return [place for": "return len([place for",
            "in learnt]": "in learnt])",
        },
        "That is one True or False for each example; a list of places is asked for.": {
            "[place for": "[tuple(row) in learnt for",
            " if tuple(row) in learnt]": "]",
        },
        "Those are the places in the training part; the places in the validation part are asked for.": {
            "train_inputs.tolist()": "VALIDATION.tolist()",
            "enumerate(validation_inputs": "enumerate(train_inputs",
            "VALIDATION": "validation_inputs",
        },
        "Those are the examples that were not learnt from: the others are asked for.": {"in learnt]": "not in learnt]"},
        "A copy may stand at any place of the training part, not only at the same one.": {
            "tuple(row) in learnt": "place < len(train_inputs) and row == train_inputs[place].tolist()"
        },
        "All the numbers of a row must be those of one training row, in the same order.": (
            {"tuple(row)": "tuple(sorted(row))"},
            {"tuple(row)": "sum(row)"},
            {"tuple(row)": "row[0]"},
            lambda train, validation: [
                place for place, row in enumerate(validation) if all((train[:, i] == x).any() for i, x in enumerate(row))
            ],
            lambda train, validation: [place for place, row in enumerate(validation) if (train == row).any()],
        ),
        "The places are asked for in rising order.": (
            {"enumerate(validation_inputs.tolist())": "list(enumerate(validation_inputs.tolist()))[::-1]"},
        ),
        "Nearly alike is not alike: count exact copies only, with torch.equal or == on whole rows.": (
            lambda train, validation: [
                place for place, row in enumerate(validation) if any(torch.allclose(row, other, atol=0.01) for other in train)
            ],
            lambda train, validation: [
                place for place, row in enumerate(validation) if any(torch.allclose(row, other) for other in train)
            ],
            lambda train, validation: [
                place for place, row in enumerate(validation) if torch.isclose(row, train).all(dim=1).any()
            ],
            lambda train, validation: [place for place, row in enumerate(validation) if ((train - row).norm(dim=1) < 1e-4).any()],
            lambda train, validation: [
                place for place, row in enumerate(validation) if ((train - row).abs().sum(dim=1) < 1e-9).any()
            ],
            lambda train, validation: [
                place for place, row in enumerate(validation) if torch.cdist(row[None], train).min() < 1e-4
            ],
            lambda train, validation: torch.where((torch.cdist(validation, train) < 1e-4).any(1))[0].tolist(),
            lambda train, validation: torch.where((torch.cdist(validation, train) < 1e-3).any(1))[0].tolist(),
        ),
        "index gives the place of the first row that is equal: where a row stands twice, enumerate tells the two apart.": (
            lambda train, validation: [validation.tolist().index(row) for row in validation.tolist() if row in train.tolist()]
        ),
        "The text of a tensor rounds to four digits, and building it is slow: compare the numbers, with torch.equal or ==.": (
            lambda train, validation: _by_texts(train, validation)
        ),
        "With many rows torch.cdist takes a short cut that rounds: a copy may lie at a distance other than 0. Compare with ==.": (
            lambda train, validation: torch.where((torch.cdist(validation, train) == 0).any(1))[0].tolist()
        ),
        "Each place counts once, however many copies stand in the training part.": (
            lambda train, validation: [
                place for place, row in enumerate(validation) for other in train if torch.equal(row, other)
            ]
        ),
        "An example that stands twice in the validation part was not learnt from for that: look in the training part.": (
            lambda train, validation: [
                place
                for place, row in enumerate(validation.tolist())
                if row in train.tolist() or validation.tolist().count(row) > 1
            ]
        ),
    },
)


def _by_texts(train_inputs, validation_inputs):
    """A common mistake: the text of a row stands for its numbers."""
    texts = {str(row) for row in train_inputs}
    return [place for place, row in enumerate(validation_inputs) if str(row) in texts]

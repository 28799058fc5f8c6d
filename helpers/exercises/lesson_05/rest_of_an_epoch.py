"""Exercise 05.3: go on inside an epoch."""

import torch

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed


def batches_left(generator, order_state, examples, batch_size, done):
    """Draw the epoch's order as it was drawn before, and leave out the batches that are done."""
    generator.set_state(order_state)
    order = torch.randperm(examples, generator=generator).tolist()
    return [order[start : start + batch_size] for start in range(done * batch_size, examples, batch_size)]


def _saved(seed, epochs, examples):
    """The generator's state before an epoch, after so many others."""
    order = torch.Generator().manual_seed(seed)
    for _ in range(epochs):
        torch.randperm(examples, generator=order)
    return order.get_state()


def cases():
    """In the first epoch and later; the last batch smaller, full, or alone; nothing done, all but one done, all done."""
    for examples, batch_size, done, epochs, drawn in (
        (7, 2, 1, 0, 0),
        (12, 3, 2, 3, 5),
        (10, 4, 0, 1, 1),
        (9, 4, 2, 2, 0),
        (8, 2, 4, 1, 3),
        (5, 9, 0, 0, 2),
        (6, 1, 5, 4, 1),
    ):
        generator = torch.Generator().manual_seed(99)
        torch.rand(drawn, generator=generator)
        title = f"{examples} images in batches of {batch_size}, {done} of them done, in epoch {epochs + 1}"
        yield Case(generator, _saved(examples, epochs, examples), examples, batch_size, done, title=title)


def use(answer, generator, order_state, examples, batch_size, done):
    """The batches left, and the order of the next epoch, which is drawn from the same generator."""
    left = answer(generator, order_state, examples, batch_size, done)
    return Observed(
        {"the batches left": left, "the order of the next epoch": torch.randperm(examples, generator=generator).tolist()}
    )


def _draws_the_rest_anew(generator, order_state, examples, batch_size, done):
    generator.set_state(order_state)
    order = torch.randperm(examples - done * batch_size, generator=generator).tolist()
    return [order[start : start + batch_size] for start in range(0, len(order), batch_size)]


EXERCISE = Exercise(
    id="05.3",
    solution=batches_left,
    cases=cases,
    use=use,
    hint="The order can be drawn once more, just as it was drawn then. Then cut it into batches, and leave out the first ones.",
    more_hints=(
        "generator.set_state(order_state), then torch.randperm as in the text. The first batch that is left begins at image "
        "done * batch_size of the order.",
    ),
    otherwise="Put the generator back, draw the whole order with torch.randperm, and return the batches that are not done.",
    mistakes={
        "Put the generator back before you draw: this is the order of another epoch.": {
            "generator.set_state(order_state)": "pass"
        },
        "`done` counts batches, not images: so many times batch_size images are behind you.": {"done * batch_size": "done"},
        "These images were used already in this epoch: leave out the batches that are done.": {"done * batch_size": "0"},
        "One batch too many: those that are done must not come again.": {"done * batch_size": "max(0, done - 1) * batch_size"},
        "One batch is never trained: the first that is not done has the number `done`, since they are counted from 0.": {
            "done * batch_size": "(done + 1) * batch_size"
        },
        "The last batch is smaller where the division leaves a rest, and belongs to the epoch too.": {
            "examples, batch_size)]": "examples - batch_size + 1, batch_size)]"
        },
        "Return a list with one list for each batch, not one list of all images.": {
            "[order[start : start + batch_size] for start in range(done * batch_size, examples, batch_size)]": (
                "order[done * batch_size:]"
            )
        },
        "Plain numbers are asked for, and list() makes a list of tensors: .tolist() makes one of numbers.": {
            ".tolist()": "",
            "[order[start : start + batch_size] for": "[list(order[start : start + batch_size]) for",
        },
        "A new order of so many images does not even know which ones are left: draw the whole order again.": (
            _draws_the_rest_anew
        ),
        "Draw from the generator that was handed over: the next epoch draws from it too, and must find it moved on.": {
            "generator.set_state(order_state)": "generator = torch.Generator(); generator.set_state(order_state)"
        },
        "Leave the generator as it is after the draw: put back once more, it gives the next epoch the order of this one.": {
            ".tolist()": ".tolist()\n    generator.set_state(order_state)"
        },
        "The order comes from the loader's generator, not from torch's common one: hand it to torch.randperm.": {
            "(examples, generator=generator)": "(examples)"
        },
        "Without an order drawn at random these are the images from the first to the last.": {
            "torch.randperm(examples, generator=generator).tolist()": "list(range(examples))"
        },
    },
)

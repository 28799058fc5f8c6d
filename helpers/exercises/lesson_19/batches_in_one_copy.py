"""Exercise 19.4: batches in a given order, each copied at once."""

import sys

import torch
from torch.utils._python_dispatch import TorchDispatchMode

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed

MOST = 10  # operations of torch that a batch may take; one that takes or gives many tensors counts as so many
MOST_STEPS = 150  # of Python's, outside of torch, for a batch


def batches_of(inputs, labels, batch_size, order):
    """Pairs (inputs, labels) in this order; the last one holds what is left."""
    pairs = []
    for start in range(0, len(order), batch_size):
        chosen = order[start : start + batch_size]
        pairs.append((inputs[chosen], labels[chosen]))
    return pairs


def cases():
    """Sizes that fit and do not, pictures, batches of one and of all, an order that leaves some out and takes some twice."""
    generator = torch.Generator().manual_seed(0)
    for shape, examples, batch_size, title in (
        ((2,), 7, 3, "7 examples, batches of 3"),
        ((1, 4, 4), 100, 25, "100 pictures, batches of 25"),
        ((3,), 130, 64, "130 examples, batches of 64"),
        ((2,), 5, 1, "5 examples, batches of 1"),
        ((2,), 40, 100, "40 examples, batches of 100"),
        ((2,), 60, 20, "60 examples, an order of 35 places, some of them twice"),
        ((2,), 600, 300, "600 examples, batches of 300"),
    ):
        inputs, labels = torch.rand(examples, *shape, generator=generator), torch.randint(9, (examples,), generator=generator)
        order = torch.randperm(examples, generator=generator)
        if "twice" in title:
            order = torch.randint(examples, (35,), generator=generator)
        yield Case(inputs, labels, batch_size, order, title=title)


class _Counting(TorchDispatchMode):
    """Counts operations of torch, and more where one takes or gives many tensors: stack, unbind."""

    def __init__(self):
        super().__init__()
        self.operations = 0

    def __torch_dispatch__(self, function, types, arguments=(), settings=None):
        result = function(*arguments, **(settings or {}))
        tensors = 0
        for things in (*arguments, result):
            if isinstance(things, list | tuple) and things and isinstance(things[0], torch.Tensor):
                tensors += len(things)
        self.operations += max(1, tensors)
        return result


class _Steps:
    """Counts the steps of Python's in an answer and in all that is written beside it, not in libraries."""

    def __init__(self, answer):
        self.steps = 0
        self.beside = getattr(answer, "__globals__", None)

    def __enter__(self):
        self.before = sys.gettrace()
        sys.settrace(self._enters)
        return self

    def __exit__(self, *error):
        sys.settrace(self.before)

    def _enters(self, frame, event, argument):
        if frame.f_globals is not self.beside or frame.f_code.co_name in _OURS:
            return None
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        return self._goes_on

    def _goes_on(self, frame, event, argument):
        self.steps += event == "opcode"
        return self._goes_on


_OURS = ("__torch_dispatch__", "__exit__")


def use(answer, inputs, labels, batch_size, order):
    """The pairs, and whether they took more work than copying whole batches needs."""
    counting, steps = _Counting(), _Steps(getattr(answer, "answer", answer))
    with counting, steps:
        result = answer(inputs, labels, batch_size, order)
    pairs = [tuple(pair) for pair in result]
    batches = max(1, -(-len(order) // batch_size))
    many = counting.operations > MOST * (batches + 1) or steps.steps > MOST_STEPS * (batches + 1)
    return Observed({"batches": pairs, "work for each example": many})


def _one_by_one(inputs, labels, batch_size, order):
    pairs = []
    for start in range(0, len(order), batch_size):
        chosen = order[start : start + batch_size].tolist()
        pairs.append((torch.stack([inputs[i] for i in chosen]), torch.stack([labels[i] for i in chosen])))
    return pairs


def _in_lists(inputs, labels, batch_size, order):
    rows, names, pairs = inputs.tolist(), labels.tolist(), []
    for start in range(0, len(order), batch_size):
        chosen = order[start : start + batch_size].tolist()
        pairs.append((torch.tensor([rows[place] for place in chosen]), torch.tensor([names[place] for place in chosen])))
    return pairs


EXERCISE = Exercise(
    id="19.4",
    solution=batches_of,
    cases=cases,
    use=use,
    hint=(
        "A tensor takes a tensor of places as its index: inputs[order[0:3]] copies three rows at once. "
        "range(0, len(order), batch_size) gives the places in order where a batch begins."
    ),
    otherwise="Cut order into pieces of batch_size places; for each piece, one pair (inputs[piece], labels[piece]).",
    mistakes={
        "The batches are right, but every example is fetched by itself: hand the whole piece of the order to inputs[...].": (
            _one_by_one,
            _in_lists,
            lambda inputs, labels, batch_size, order: [
                (torch.stack([inputs[i] for i in piece]), labels[piece]) for piece in order.split(batch_size)
            ],
            lambda inputs, labels, batch_size, order: [
                (torch.stack([inputs[i] for i in piece]), torch.stack([labels[i] for i in piece]))
                for piece in order.split(batch_size)
            ],
        ),
        "chunk takes the number of pieces, and makes them equally long; order.split(batch_size) takes their length.": (
            lambda inputs, labels, batch_size, order: [
                (inputs[piece], labels[piece]) for piece in order.chunk(-(-len(order) // batch_size))
            ],
            lambda inputs, labels, batch_size, order: [(inputs[piece], labels[piece]) for piece in order.chunk(batch_size)],
        ),
        "The last batch is missing: it holds what is left, even if it is smaller.": {
            "range(0, len(order), batch_size)": "range(0, len(order) - batch_size + 1, batch_size)"
        },
        "The order counts: take the places that it names, not the rows as they lie.": (
            {"order[start : start + batch_size]": "torch.arange(start, min(start + batch_size, len(order)))"},
            lambda inputs, labels, batch_size, order: list(zip(inputs.split(batch_size), labels.split(batch_size), strict=True)),
        ),
        "Those are two lists; asked is one list of pairs, inputs and labels of one batch together.": (
            {"return pairs": "return [inputs for inputs, _ in pairs], [labels for _, labels in pairs]"}
        ),
        "The labels do not follow the order: inputs and labels need the same places.": {
            "labels[chosen]": "labels[start : start + batch_size]"
        },
        "The inputs do not follow the order: inputs and labels need the same places.": {
            "inputs[chosen]": "inputs[start : start + batch_size]"
        },
        "The examples that are left out by order must stay out: go as far as order does.": {
            "range(0, len(order), batch_size)": "range(0, len(inputs), batch_size)"
        },
        "Inputs come first in each pair, then labels.": {"inputs[chosen], labels[chosen]": "labels[chosen], inputs[chosen]"},
        "Only the first batch comes back: does the function return inside the loop?": {
            "    return pairs": "    return pairs[:1]"
        },
        "The order is drawn already; a new one makes another training of it.": {
            "    pairs = []\n": "    pairs = []\n    order = order[torch.randperm(len(order))]\n"
        },
    },
)

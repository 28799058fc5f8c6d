"""Exercise 18.1, beyond its own mistakes."""

import torch

from helpers.exercises.lesson_18.question_the_score import EXERCISE
from tests.exercises.judging import accepts, refuses


def state(model):
    tensors = [tensor.clone() for tensor in model.state_dict().values()]
    return tensors, [part.training for part in model.modules()]


def same_state(one, other):
    return one[1] == other[1] and all(torch.equal(a, b) for a, b in zip(one[0], other[0], strict=True))


def questioning(sizes, times, before_first=True):
    """Asks so often and with these batch sizes."""

    def answer(score, model, inputs, labels):
        before = state(model)
        first = score(model, inputs, labels, 1)
        changed = not same_state(before, state(model))
        if max(abs(score(model, inputs, labels, 1) - first) for _ in range(times)) > 1e-6:
            return "two answers"
        if max(abs(score(model, inputs, labels, size) - first) for size in sizes(len(labels))) > 1e-6:
            return "batch size"
        return "changes the model" if changed and before_first else "fine"

    return answer


def all_sizes_at_the_end(score, model, inputs, labels):
    """Compares the model only after all questions, which is right as well."""
    before = state(model)
    again = [round(score(model, inputs, labels, len(labels)), 5) for _ in range(40)]
    found = [round(score(model, inputs, labels, size), 5) for size in range(1, len(labels) + 1)]
    if len(set(again)) > 1:
        return "two answers"
    if len(set(found)) > 1:
        return "batch size"
    return "fine" if same_state(before, state(model)) else "changes the model"


def resets_the_mode(score, model, inputs, labels):
    """Thinks that a model is always in training mode before."""
    answer = questioning(lambda number: range(1, number + 1), 20)(score, model, inputs, labels)
    return "changes the model" if answer == "fine" and not model.training else answer


def with_half(score, model, inputs, labels):
    return questioning(lambda number: range(1, number + 1), 20)(
        score, model, inputs[: len(labels) // 2], labels[: len(labels) // 2]
    )


def loosely(allowed):
    """Takes scores for the same that differ by less than this."""

    def answer(score, model, inputs, labels):
        before = state(model)
        first = score(model, inputs, labels, 2)
        if max(abs(score(model, inputs, labels, 2) - first) for _ in range(30)) > allowed:
            return "two answers"
        if max(abs(score(model, inputs, labels, size) - first) for size in range(1, len(labels) + 1)) > allowed:
            return "batch size"
        return "fine" if same_state(before, state(model)) else "changes the model"

    return answer


def by_sum(score, model, inputs, labels):
    def total():
        return sum(tensor.double().sum().item() for tensor in model.state_dict().values()), state(model)[1]

    before = total()
    words = questioning(lambda number: range(1, number + 1), 20, before_first=False)(score, model, inputs, labels)
    same = abs(total()[0] - before[0]) < 1e-8 and total()[1] == before[1]
    return "changes the model" if words == "fine" and not same else words


def by_print(score, model, inputs, labels):
    before = str(model.state_dict()), state(model)[1]
    words = questioning(lambda number: range(1, number + 1), 20, before_first=False)(score, model, inputs, labels)
    same = before == (str(model.state_dict()), state(model)[1])
    return "changes the model" if words == "fine" and not same else words


def evaluating_at_the_end(score, model, inputs, labels):
    words = all_sizes_at_the_end(score, model, inputs, labels)
    model.eval()
    return words


test_right_in_unusual_form_is_right = accepts(
    EXERCISE,
    {
        "every size": questioning(lambda number: range(2, number + 1), 30),
        "once in whole, once in threes and fours and so on": questioning(lambda number: range(number, 0, -1), 25),
        "the model at the end": all_sizes_at_the_end,
        "a hundred-thousandth allowed": loosely(1e-5),
    },
)

test_wrong_is_refused_with_words_that_help = refuses(
    EXERCISE,
    {
        "always fine": (lambda score, model, inputs, labels: "fine", "two answers"),
        "never looks at the model": (
            questioning(lambda number: range(1, number + 1), 20, before_first=False),
            "changes the model",
        ),
        "sizes that cut evenly": (questioning(lambda number: (2, 4), 20), "batch size"),
        "takes training mode for granted": (resets_the_mode, "fine"),
        "half of the images": (with_half, "Ask with all images"),
        "a tenth allowed": (loosely(0.1), "less than a millionth"),
        "three hundredths allowed": (loosely(0.03), "less than a millionth"),
        "a hundredth allowed": (loosely(1e-2), "less than a millionth"),
        "a thousandth allowed": (loosely(1e-3), "less than a millionth"),
        "one, seven and all": (questioning(lambda number: (1, 7, number), 20), "try all of them"),
        "nothing allowed": (loosely(0.0), "allow a millionth"),
        "a sum of the weights": (by_sum, "compare every tensor"),
        "what is printed": (by_print, "four decimals"),
        "calls eval() at the end": (evaluating_at_the_end, "Your own questions change the model"),
        "in other words": (lambda score, model, inputs, labels: "Fine", "fine"),
    },
)

"""How an answer is judged."""

import pytest
import torch

from helpers.exercises.engine import Case, Exercise, State


def shorten(numbers):
    numbers.clamp_(max=1.0)


EXERCISE = Exercise(
    id="00.1",
    solution=shorten,
    cases=lambda: (Case(torch.tensor([largest, 0.5])) for largest in (2.0, 1.0)),
    hint="clamp_",
    otherwise="Let no number be larger than 1.",
)


def test_dots_are_not_attempted_yet():
    assert EXERCISE.examine(lambda numbers: ...).state is State.NOT_ATTEMPTED


def test_dots_left_over_after_the_work_say_nothing_where_no_change_is_asked_for():
    def answer(numbers):
        shorten(numbers)
        return ...

    assert EXERCISE.examine(answer).state is State.RIGHT


def test_dots_left_over_after_a_wrong_change_are_wrong():
    def answer(numbers):
        numbers.clamp_(max=3.0).add_(1.0)
        return ...

    assert EXERCISE.examine(answer).state is State.WRONG


class Pairs:
    """What an exercise makes of a result that is a list of two; of anything else it makes nothing."""

    def __init__(self, first, second):
        self.things = {"the first": first, "the second": second}

    def observed(self):
        return self.things


def as_a_pair(result):
    if not isinstance(result, list):
        raise TypeError("a list is asked for")
    return Pairs(*result)


PAIRS = Exercise(
    id="00.2",
    solution=lambda number: [number, number + 1],
    cases=lambda: (Case(number) for number in (1, 2)),
    view=as_a_pair,
    hint="number + 1",
    otherwise="The number, and the next one.",
    mistakes={
        "Put both into a list.": lambda number: {number, number + 1},
        "Both in one text are no list.": lambda number: f"{number} {number + 1}",
    },
)


def test_a_result_that_the_exercise_cannot_use_is_told_the_mistake_that_gives_the_same():
    verdict = PAIRS.examine(lambda number: {number + 1, number})
    assert (verdict.expected, verdict.got, verdict.look) == ("a list", "a set", "Put both into a list.")


def test_another_result_that_the_exercise_cannot_use_is_told_no_mistake():
    verdict = PAIRS.examine(lambda number: {number, number + 2})
    assert (verdict.expected, verdict.got, verdict.known) == ("a list", "a set", False)


class Grows:
    """A result with a part that is there in one answer and not in another."""

    def __init__(self, number):
        self.number = number

    def observed(self):
        return {"the number": self.number} if self.number else {}


def test_a_part_that_is_missing_is_no_part_of_another_kind():
    exercise = Exercise("00.3", lambda number: number, lambda: [Case(3), Case(4)], "", "Return the number.", view=Grows)
    assert exercise.examine(lambda number: 0).look == "Return the number."


def test_a_file_too_many_is_told_as_one(tmp_path):
    exercise = Exercise("00.4", lambda folder: 1, lambda: [Case(tmp_path), Case(tmp_path)], "", "Return 1.")

    def answer(folder):
        (folder / "more").touch()
        return 1

    assert exercise.examine(answer).look == "Only the files that the exercise speaks of may change."


def place_of(numbers, wanted):
    """The place of a number, or None where it is missing."""
    return next((place for place, number in enumerate(numbers) if number == wanted), None)


PLACES = Exercise(
    id="00.7",
    solution=place_of,
    cases=lambda: (Case(numbers, 5) for numbers in ([4, 5], [4, 4], [4, 4, 5])),
    hint="enumerate",
    otherwise="Count places from 0.",
    mistakes={"Return the place.": lambda numbers, wanted: None},
    exact=True,
)


def test_none_is_a_result_like_any_other_where_the_solution_returns_something_elsewhere():
    verdict = PLACES.examine(lambda numbers, wanted: place_of(numbers, wanted) or 0)
    assert (verdict.expected, verdict.got, verdict.look) == ("None", "a number (0)", "Count places from 0.")
    verdict = PLACES.examine(lambda numbers, wanted: place_of(numbers[:2], wanted))
    assert (verdict.expected, verdict.got, verdict.look) == ("a number (2)", "None", "Count places from 0.")


def test_a_mistake_that_returns_none_does_not_fit_an_answer_that_returns_something():
    assert PLACES.examine(lambda numbers, wanted: None).look == "Return the place."
    assert PLACES.examine(lambda numbers, wanted: 7).look == "Count places from 0."


def test_a_whole_number_is_asked_for_where_types_count():
    verdict = PLACES.examine(lambda numbers, wanted: None if (place := place_of(numbers, wanted)) is None else float(place))
    assert (verdict.expected, verdict.got) == ("type 'int'", "type 'float'")


def refuse_negative(numbers):
    if min(numbers) < 0:
        raise ValueError("negative")
    numbers.sort()


REFUSALS = Exercise(
    id="00.8",
    solution=refuse_negative,
    cases=lambda: (Case(numbers) for numbers in ([2, 1], [1, -1])),
    hint="raise",
    otherwise="Refuse negative numbers.",
)


def test_an_error_of_its_own_kind_is_that_error_and_another_one_is_not():
    def refuses_with(error):
        def answer(numbers):
            if min(numbers) < 0:
                raise error
            numbers.sort()
            return numbers

        return answer

    assert REFUSALS.examine(refuses_with(UnicodeError("a kind of ValueError"))).state is State.RIGHT
    assert REFUSALS.examine(refuses_with(KeyError("another"))).state is State.WRONG
    assert REFUSALS.examine(lambda numbers: numbers.sort()).got == "none"


def changes_after_the_call(answer, numbers):
    result = answer(numbers)
    numbers += 1
    return result


def test_what_an_exercise_changes_after_the_call_does_not_hide_a_stub():
    exercise = Exercise(
        id="00.9",
        solution=lambda numbers: numbers.clone(),
        cases=lambda: (Case(torch.zeros(count)) for count in (1, 2)),
        hint="clone",
        otherwise="Copy them.",
        use=changes_after_the_call,
    )
    assert exercise.examine(lambda numbers: ...).state is State.NOT_ATTEMPTED
    assert exercise.examine(lambda numbers: numbers).state is State.WRONG


def test_of_two_mistakes_that_are_alike_in_all_that_counts_the_one_with_the_same_free_leaves_is_told():
    def doubled(weight, clear):
        (weight * 2).backward()
        weight.grad = None if clear else weight.grad
        return 2

    exercise = Exercise(
        id="00.10",
        solution=lambda weight: 1,
        cases=lambda: (Case(torch.tensor(number, requires_grad=True)) for number in (1.0, 2.0)),
        hint="",
        otherwise="",
        mistakes={"kept": lambda weight: doubled(weight, clear=False), "cleared": lambda weight: doubled(weight, clear=True)},
        free=("weight: gradient",),
    )
    assert exercise.examine(lambda weight: doubled(weight, clear=True)).look == "cleared"
    assert exercise.examine(lambda weight: doubled(weight, clear=False)).look == "kept"


def half(number):
    """Half of a number."""
    return number / 2


HALVES = {"cases": lambda: [Case(1), Case(3)], "hint": "", "otherwise": "Halve it."}


def test_a_mistake_may_be_the_solution_with_a_text_replaced():
    exercise = Exercise(
        "00.3", half, mistakes={"Not so.": {"number / 2": "number // 2"}, "Nor so.": ({"2": "3"}, float)}, **HALVES
    )
    assert exercise.examine(half).state is State.RIGHT
    assert exercise.examine(lambda number: number // 2).look == "Not so."
    assert exercise.examine(lambda number: number / 3).look == "Nor so."
    assert exercise.examine(lambda number: 1.0 * number).look == "Nor so."
    assert exercise.examine(lambda number: 2 * number).look == "Halve it."


def test_a_text_that_does_not_stand_in_the_solution_is_refused():
    exercise = Exercise("00.4", half, mistakes={"Not so.": {"number / 4": "number"}}, **HALVES)
    with pytest.raises(ValueError, match=r"00\.4 does not hold the text 'number / 4'"):
        exercise.examine(lambda number: 0)


def a_model(sizes):
    return torch.nn.Linear(*sizes)


MODELS = Exercise(
    id="00.9",
    solution=a_model,
    cases=lambda: (Case(sizes) for sizes in ((3, 2), (2, 2))),
    use=lambda answer, sizes: answer(sizes)(torch.ones(1, sizes[0])).shape,
    hint="Linear",
    otherwise="From the first size to the second.",
)


def test_a_model_that_fails_is_told_why_and_not_to_be_a_model():
    verdict = MODELS.examine(lambda sizes: torch.nn.Linear(5, 2))
    assert verdict.state is State.WRONG
    assert verdict.expected == "a model that works"
    assert verdict.got.startswith("a model that fails when it is used: RuntimeError: ")
    assert verdict.look == "Look at the two shapes: the inner sizes must be equal. A transpose (.T) turns one round."
    verdict = MODELS.examine(lambda sizes: torch.nn.Sequential(torch.nn.Linear(*sizes), torch.nn.Unflatten(5, (1, 1))))
    assert verdict.look == "From the first size to the second."


def test_what_is_no_model_is_told_to_be_one():
    assert MODELS.examine(lambda sizes: torch.nn.Linear).look == "Return a model."

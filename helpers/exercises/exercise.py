"""What an exercise is, and how an answer is judged: by what it does, never by how it is written."""

import inspect
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any


class State(Enum):
    """The three things that ``check`` can find."""

    NOT_ATTEMPTED = "not attempted yet"
    WRONG = "not right yet"
    RIGHT = "right"


@dataclass(frozen=True)
class Verdict:
    """The state of an answer and, where it is wrong, one sentence of expected, got and where to look."""

    state: State
    message: str = ""


class WrongAnswer(Exception):
    """Raised by a judge. The message is one line for the student."""

    def __init__(self, expected: object, got: object, look: str) -> None:
        super().__init__(f"expected {expected}, got {got}. {look}")


class NotAttempted(Exception):
    """The answer still returns the stub's ``...``."""


def call(answer: Callable[..., Any], *arguments: Any, returns: bool = True) -> Any:
    """Call a student's function inside a judge.

    Args:
        answer: the student's function.
        arguments: what to call it with; pass copies of anything that must stay as it is.
        returns: whether None as a result means a forgotten ``return``.

    Raises:
        NotAttempted: it returned ``...``, as the stub does.
        WrongAnswer: it raised, cannot be called, or returned None where it must return something.
    """
    if not callable(answer):
        raise WrongAnswer("a function", f"a {type(answer).__name__}", "Pass the function itself, without calling it.")
    try:
        result = answer(*arguments)
    except Exception as error:
        message = next(iter(str(error).splitlines()), "").rstrip(".")
        raise WrongAnswer(
            "no error", f"{type(error).__name__}: {message}", f"Look at the line: {_own_line(answer, error)}"
        ) from error
    if result is ...:
        raise NotAttempted
    if result is None and returns:
        raise WrongAnswer("a result", "None", "Does the function end with return?")
    return result


def as_number(result: Any, expected: object) -> float:
    """A student's result as a float, inside a judge.

    Raises:
        WrongAnswer: it is no single number, or a tensor that still has a graph.
    """
    if getattr(result, "requires_grad", False):
        raise WrongAnswer(expected, "a tensor that keeps the whole graph alive", "Call .item() on it.")
    try:
        return float(result)
    except (TypeError, ValueError, RuntimeError) as error:
        size = f" of shape {tuple(result.shape)}" if hasattr(result, "shape") else ""
        raise WrongAnswer(
            expected, f"a {type(result).__name__}{size}", "One number is asked for: average, then .item()."
        ) from error


def _own_line(answer: Callable[..., Any], error: Exception) -> str:
    """The student's own line in a traceback, not the line inside torch that it led to."""
    frames = traceback.extract_tb(error.__traceback__)
    code = getattr(answer, "__code__", None)
    own = [frame for frame in frames if code is not None and frame.filename == code.co_filename]
    return (own or frames)[-1].line or "(its text is not available)"


@dataclass(frozen=True)
class Exercise:
    """One exercise: its hint, its reference solution, and a judge.

    ``judge`` takes an answer and raises ``WrongAnswer`` or ``NotAttempted``; an answer that it lets pass is
    right. The wrong answers that it must reject stand beside it, in ``answers_NN.py``.
    """

    id: str
    hint: str
    solution: Callable[..., Any]
    judge: Callable[[Callable[..., Any]], None]

    def examine(self, answer: Callable[..., Any]) -> Verdict:
        """Judge an answer. An error inside the judge itself is not caught: it is a fault of the course."""
        try:
            self.judge(answer)
        except NotAttempted:
            return Verdict(State.NOT_ATTEMPTED)
        except WrongAnswer as finding:
            return Verdict(State.WRONG, str(finding))
        return Verdict(State.RIGHT)

    def solution_source(self) -> str:
        """The code of the reference solution, which the tests run."""
        return inspect.getsource(self.solution)

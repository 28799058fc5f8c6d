"""What an exercise is, and how an answer is judged: by what it does, never by how it is written."""

import inspect
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

import torch


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


def must(holds: bool, expected: object, got: object, look: str) -> None:
    """Go on if it holds.

    Raises:
        WrongAnswer: it does not hold.
    """
    if not holds:
        raise WrongAnswer(expected, got, look)


def call(answer: Callable[..., Any], *arguments: Any, returns: bool = True) -> Any:
    """Call a student's function inside a judge.

    Args:
        answer: the student's function.
        arguments: what to call it with; pass copies of anything that must stay as it is.
        returns: whether the result is the answer. If not, the judge looks at what the call changed, and any
            result, ``...`` and None too, is handed back.

    Raises:
        NotAttempted: it returned ``...``, as the stub does.
        WrongAnswer: it raised, cannot be called, or returned None where it must return something.
    """
    if not callable(answer):
        raise WrongAnswer("a function", _kind(answer), "Pass the function itself, without calling it.")
    try:
        result = answer(*arguments)
    except (Exception, SystemExit) as error:
        message = _short(error).rstrip(".")
        raise WrongAnswer("no error", f"{type(error).__name__}: {message}", _where(answer, error)) from error
    if returns and result is ...:
        raise NotAttempted
    if returns and result is None:
        raise WrongAnswer("a result", "None", "Does the function end with return?")
    return result


def _short(error: BaseException) -> str:
    """The first line of an error's message, cut to a length that can be read."""
    line = next(iter(str(error).splitlines()), "")
    return line if len(line) <= 200 else f"{line[:200]} ..."


def _kind(value: object) -> str:
    size = f" and shape {tuple(value.shape)}" if hasattr(value, "shape") else ""
    return f"a value of type {type(value).__name__}{size}"


def as_number(result: Any, expected: object) -> float:
    """A student's result as a float, inside a judge.

    Raises:
        WrongAnswer: it is no single number, or a tensor that still has a graph.
    """
    if getattr(result, "requires_grad", False):
        raise WrongAnswer(expected, "a tensor that keeps the whole graph alive", "Call .item() on it.")
    if result is None:
        raise WrongAnswer(expected, "None", "Does the function end with return?")
    if result is ...:
        raise WrongAnswer(expected, "the dots", "Put the result after return, in place of the dots.")
    if isinstance(result, str):
        raise WrongAnswer(expected, "a text", "Return the number itself.")
    try:
        return float(result)
    except (TypeError, ValueError, RuntimeError) as error:
        look = "One number is asked for: average, then .item()." if hasattr(result, "shape") else "One number is asked for."
        raise WrongAnswer(expected, _kind(result), look) from error


def as_tensors(result: Any, names: tuple[str, ...]) -> list[torch.Tensor]:
    """A student's result as that many float tensors, inside a judge.

    Raises:
        WrongAnswer: it is no tuple or list of that length, or one of its parts is no tensor.
    """
    expected = f"{len(names)} tensors"
    if not isinstance(result, tuple | list) or len(result) != len(names):
        raise WrongAnswer(expected, _kind(result), f"Return all parts: return {', '.join(names)}.")
    for part in result:
        if not isinstance(part, torch.Tensor):
            raise WrongAnswer(expected, f"{_kind(part)} among them", "Compute with the tensors as they are; do not convert them.")
    return [part.detach().float() for part in result]


def _where(answer: Callable[..., Any], error: BaseException) -> str:
    """The student's own line in a traceback, not the line inside torch that it led to."""
    code = getattr(answer, "__code__", None)
    own = [
        frame for frame in traceback.extract_tb(error.__traceback__) if code is not None and frame.filename == code.co_filename
    ]
    if own and own[-1].line:
        return f"Look at the line: {own[-1].line}"
    return "Does the function take the same arguments as the stub?"


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
        """Judge an answer. Whatever it returns, the verdict is a verdict and never an exception."""
        try:
            self.judge(answer)
        except NotAttempted:
            return Verdict(State.NOT_ATTEMPTED)
        except WrongAnswer as finding:
            return Verdict(State.WRONG, str(finding))
        except Exception as error:  # a result so odd that the judge cannot compare it, a sparse tensor for example
            odd = WrongAnswer(
                "a result that can be compared", f"{type(error).__name__}: {_short(error)}", "Is it of the usual kind?"
            )
            return Verdict(State.WRONG, str(odd))
        return Verdict(State.RIGHT)

    def solution_source(self) -> str:
        """The code of the reference solution, which the tests run."""
        return inspect.getsource(self.solution)

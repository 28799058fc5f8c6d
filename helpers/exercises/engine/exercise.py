"""An exercise as data, and how an answer to it is judged: by what it does in every case, never by how it is written."""

import contextlib
import inspect
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

import torch

from helpers.exercises.engine.comparing import ABSENT, Difference, first_difference, same
from helpers.exercises.engine.observing import Leaf, Leaves, kind_of, observe, owned_tensors
from helpers.exercises.engine.surroundings import fixed_surroundings, observe_surroundings
from helpers.exercises.engine.using import call_once
from helpers.exercises.engine.verdict import State, Verdict
from helpers.exercises.engine.viewing import as_it_is
from helpers.exercises.engine.wording import (
    AROUND,
    LOOKS,
    UNTOUCHED,
    cure,
    describe_arguments,
    first_line,
    own_line,
    rounded,
    words_for,
)

Answer = Callable[..., Any]


class Case:
    """What an answer is called with, and words for it; without words the arguments themselves are shown."""

    def __init__(self, *arguments: Any, title: str = "") -> None:
        self.arguments = arguments
        self.title = title


class _Call:
    """An answer that is being used: keeps the first result and any error apart from those of whatever uses it."""

    def __init__(self, answer: Answer, names: tuple[str, ...]) -> None:
        self.answer, self.names = answer, names
        self.results: list[Any] = []
        self.error: BaseException | None = None

    def __call__(self, *arguments: Any) -> Any:
        try:
            result = self.answer(*arguments)
            result = list(result) if inspect.isgenerator(result) else result
        except (Exception, SystemExit) as error:
            self.error = error
            raise
        self.results.append(result)
        return result


@dataclass
class _Trace:
    """What a function did in one case."""

    title: str
    leaves: Leaves
    before: Leaves
    kind: str  # of the first result
    error: BaseException | None = None
    unusable: bool = False  # the result is so odd that the exercise could not use it

    @property
    def untouched(self) -> bool:
        """Whether everything that was handed over is as it was."""
        return all(leaf in self.leaves and same(self.leaves[leaf], value, 0.0) for leaf, value in self.before.items())


@dataclass(frozen=True)
class Exercise:
    """One exercise: a solution, the cases in which answers must do the same, and the mistakes that are typical.

    The engine calls solution and answer on equal copies of every case and observes everything that either did: the
    result and its kind; every argument afterwards (values, modes, requires_grad, gradients, states, files, and whether
    a model holds the same tensors as before); torch's switches and all random states. All of it must be equal. A wrong
    answer is told a mistake's sentence only if that mistake does the same as the answer in **every** case; otherwise it
    is told the first difference, with the case in which it showed.

    Attributes:
        id: lesson and number, ``"01.2"``.
        solution: the reference solution, complete in itself; ``solution("01.2")`` prints its source.
        cases: makes fresh arguments at every call, the same ones each time; the simplest case comes first. Several
            sizes, awkward values, a gradient left over, buffers, a second call: what is not in a case is not tested.
        hint: leaves the work to the reader.
        otherwise: where to look when the result is wrong and no known mistake fits.
        mistakes: the sentence that leads to the fix → a function that makes this mistake, or several that do.
        use: how an answer is used in a case; it gets the answer and the arguments, and returns what counts.
        view: makes different right forms of a result equal.
        parts: where the result is a list or tuple of a fixed length, the names of its parts, for messages.
        free: patterns (``"model.*: gradient"``) of leaves that may be anything.
        tolerance: for numbers, absolute and relative.
        exact: whether the type of a tensor counts to the bit.
    """

    id: str
    solution: Answer
    cases: Callable[[], Iterable[Case]]
    hint: str
    otherwise: str
    mistakes: Mapping[str, Answer | Sequence[Answer]] = field(default_factory=dict)
    use: Callable[..., Any] = call_once
    view: Callable[[Any], Any] = as_it_is
    parts: tuple[str, ...] = ()
    free: tuple[str, ...] = ()
    tolerance: float = 1e-5
    exact: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the arguments."""
        return tuple(inspect.signature(self.solution).parameters)

    def examine(self, answer: Any) -> Verdict:
        """Judge an answer. Whatever it is and does, the verdict is a verdict and never an exception."""
        if not callable(answer):
            got = kind_of(answer)
            return Verdict(State.WRONG, "", "a function", got, "Pass the function itself, without calling it.")
        right, given = [], []
        # Side by side, so that a case's folder is still there for both.
        for expected, found in zip(self._trace(self.solution), self._trace(answer, loud=True), strict=True):
            if found.kind == kind_of(...) and found.untouched:
                return Verdict(State.NOT_ATTEMPTED)
            right.append(expected)
            given.append(found)
        for expected, found in zip(right, given, strict=True):
            if self._difference(expected, found) is not None:
                return self._wrong(answer, expected, found, given)
        return Verdict(State.RIGHT)

    def solution_source(self) -> str:
        """The code of the reference solution, which the tests run."""
        return inspect.getsource(self.solution)

    def _trace(self, function: Answer, loud: bool = False) -> Iterator[_Trace]:
        """What a function does, case by case; only the first case of an answer may print."""
        with fixed_surroundings():
            cases = iter(self.cases())
        for number in range(1_000):
            with fixed_surroundings():
                case = next(cases, None)
            if case is None:
                return
            silent = contextlib.nullcontext() if loud and number == 0 else contextlib.redirect_stdout(io.StringIO())
            with silent, fixed_surroundings():
                trace = self._trace_case(function, case)
            yield trace

    def _trace_case(self, function: Answer, case: Case) -> _Trace:
        named = dict(zip(self.names, case.arguments, strict=False))
        title = case.title or describe_arguments(self.names, case.arguments)
        before = self._observe_arguments(named)
        owned = {name: owned_tensors(argument) for name, argument in named.items()}
        around = observe_surroundings()
        call, leaves, unusable, error = _Call(function, self.names), {}, False, None
        try:
            used = self.use(call, *case.arguments)
            leaves |= observe(self.view(used), "result", self.exact)
        except (Exception, SystemExit) as problem:
            error = problem if call.error is problem else None
            unusable = error is None
            leaves[Leaf("result", "error" if error is not None else "unusable")] = type(problem).__name__
        leaves |= self._observe_arguments(named)
        for name, argument in named.items():
            leaves[Leaf(name, "own")] = owned_tensors(argument) == owned[name]
        for name, value in observe_surroundings().items():
            leaves[Leaf(name, "state")] = "as it was" if same(around[name], value, 0.0) else _state(value)
        return _Trace(title, leaves, before, kind_of(call.results[0] if call.results else None), error, unusable)

    def _observe_arguments(self, named: Mapping[str, Any]) -> Leaves:
        leaves: Leaves = {}
        for name, argument in named.items():
            leaves |= observe(argument, name, exact=True)
        return leaves

    def _difference(self, expected: _Trace, found: _Trace, strict: bool = False) -> Difference | None:
        """The first difference that counts; ``strict``: leaves that may be anything count too."""
        if found.unusable:
            got = found.kind if found.kind != expected.kind else f"{found.kind} that cannot be compared"
            return Difference(Leaf("result", "kind"), expected.kind, got)
        free = () if strict else self.free
        if expected.leaves.get(Leaf("result", "kind")) == "None":  # nothing is asked for: any result will do
            free = (*free, "result*")
            if found.error is not None:
                return Difference(Leaf("result", "error"), ABSENT, type(found.error).__name__)
        return first_difference(expected.leaves, found.leaves, self.tolerance, free)

    def _wrong(self, answer: Answer, expected: _Trace, found: _Trace, given: list[_Trace]) -> Verdict:
        """The verdict on an answer that differs from the solution in this case."""
        difference = self._difference(expected, found)
        look = self._known_mistake(given)
        if found.error is not None and Leaf("result", "error") not in expected.leaves:
            message, line = first_line(found.error), own_line(answer, found.error)
            advice = look or " ".join(filter(None, (cure(message), f"It happened in the line: {line}" if line else "")))
            got = f"the error {message}"
            return Verdict(
                State.WRONG, found.title, "no error", got, advice or "Keep the arguments of the stub.", look is not None
            )
        if difference.leaf.aspect == "error":
            wanted = "no error" if difference.expected is ABSENT else f"the error {difference.expected}"
            got = "none" if difference.got is ABSENT else f"the error {difference.got}"
            return Verdict(State.WRONG, found.title, wanted, got, look or self.otherwise, look is not None)
        wanted, got = words_for(difference, self.parts)
        return Verdict(State.WRONG, found.title, wanted, got, look or self._advice(difference, expected), look is not None)

    def _known_mistake(self, given: list[_Trace]) -> str | None:
        """The sentence of the mistake that does the same as the answer in every case.

        Of several that do the same in all that counts, the one that leaves the free leaves alike too.
        """
        for strict in (True, False):
            for look, functions in self.mistakes.items():
                for function in (functions,) if callable(functions) else functions:
                    if all(
                        mistake is not None and found is not None and self._difference(mistake, found, strict) is None
                        for mistake, found in zip_longest(self._trace(function), given)
                    ):
                        return look
        return None

    def _advice(self, difference: Difference, expected: _Trace) -> str:
        """Where to look when no known mistake fits."""
        leaf, wanted, got = difference
        if leaf.aspect == "state":
            return AROUND.get(leaf.place, "Your function must leave everything around it as it found it.")
        if leaf.place.startswith("result"):
            if leaf.aspect == "kind":
                return self._advice_on_kind(wanted, got)
            if leaf.aspect == "value":
                return "Return it unrounded." if rounded(wanted, got) else self.otherwise
            return LOOKS.get(leaf.aspect, self.otherwise)
        if leaf in expected.before and same(expected.before[leaf], wanted, 0.0) and leaf.aspect not in ("mode", "requires_grad"):
            return UNTOUCHED
        if leaf.aspect == "value":
            return self.otherwise
        return LOOKS.get(leaf.aspect, self.otherwise)

    def _advice_on_kind(self, wanted: str, got: str) -> str:
        if got == "None":
            return "Does the function end with return?"
        if got == "the three dots":
            return "Put the result after return, in place of the dots."
        if wanted == "a list" and self.parts:
            return f"Return {len(self.parts)} things: return {', '.join(self.parts)}."
        if wanted == "a number" and got in ("a tensor", "a NumPy array"):
            return "Return a plain number: average or sum until one is left, then call .item()."
        if wanted == "a tensor" and got == "a number":
            return "Return a tensor, without .item()."
        return f"Return {wanted}."


def _state(value: Any) -> Any:
    """A random state by what it is, so that two that moved alike are equal."""
    return hash(value.numpy().tobytes()) if isinstance(value, torch.Tensor) else value

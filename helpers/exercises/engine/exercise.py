"""An exercise as data, and how an answer to it is judged: by what it does in every case, never by how it is written."""

import contextlib
import functools
import inspect
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Any

import torch

from helpers.exercises.engine import limiting
from helpers.exercises.engine.comparing import ABSENT, Difference, differences, first_difference, same
from helpers.exercises.engine.observing import Leaf, Leaves, kind_of, observe, owned_tensors
from helpers.exercises.engine.surroundings import fixed_surroundings, observe_surroundings, seed_all
from helpers.exercises.engine.using import call_once
from helpers.exercises.engine.verdict import Evidence, State, Verdict
from helpers.exercises.engine.viewing import as_it_is
from helpers.exercises.engine.wording import (
    AROUND,
    ENDLESS,
    LOOKS,
    UNTOUCHED,
    cure,
    describe,
    describe_arguments,
    first_line,
    own_line,
    rounded,
    words_for,
)

Answer = Callable[..., Any]
# One way to make a mistake: a function that makes it, or texts of the solution with what stands there instead.
Mistake = Answer | Mapping[str, str]


class Case:
    """What an answer is called with, and words for it; without words the arguments themselves are shown."""

    def __init__(self, *arguments: Any, title: str = "") -> None:
        self.arguments = arguments
        self.title = title


class _NotAttempted(BaseException):
    """The first call gave the stub's three dots, and everything that was handed over is as it was."""


class _Call:
    """An answer that is being used: keeps the first result and any error apart from those of whatever uses it."""

    def __init__(self, answer: Answer, names: tuple[str, ...], untouched: Callable[[], bool]) -> None:
        self.answer, self.names, self.untouched = answer, names, untouched
        self.results: list[Any] = []
        self.error: BaseException | None = None

    def __call__(self, *arguments: Any) -> Any:
        try:
            result = self.answer(*arguments)
            result = list(result) if inspect.isgenerator(result) else result
        except (Exception, SystemExit) as error:
            self.error = error
            raise
        # Asked here, since whatever uses the answer may change the arguments after the call.
        if result is ... and not self.results and self.untouched():
            raise _NotAttempted
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
    problem: BaseException | None = None  # what came up while it was used
    attempted: bool = True


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
        more_hints: for those whom it did not help; each says a little more.
        otherwise: where to look when the result is wrong and no known mistake fits.
        mistakes: the sentence that leads to the fix → the solution with this mistake in it, ``{"loss < best": "loss <= best"}``
            (what stands in its source → what stands there instead), or a function that makes the mistake, or several of both.
        use: how an answer is used in a case; it gets the answer and the arguments, and returns what counts.
        view: makes different right forms of a result equal.
        parts: where the result is a list or tuple of a fixed length, the names of its parts, for messages.
        untouched: by the name of an argument, what to say in place of the engine's own sentence when a value in it was changed
            that the solution leaves as it is in this case.
        free: patterns (``"model.*: gradient"``) of leaves that may be anything.
        tolerance: for numbers, absolute and relative.
        exact: whether the type of a tensor counts to the bit, and whether a number is whole: 3 is not 3.0.
    """

    id: str
    solution: Answer
    cases: Callable[[], Iterable[Case]]
    hint: str
    otherwise: str
    mistakes: Mapping[str, Mistake | Sequence[Mistake]] = field(default_factory=dict)
    use: Callable[..., Any] = call_once
    view: Callable[[Any], Any] = as_it_is
    parts: tuple[str, ...] = ()
    untouched: Mapping[str, str] = field(default_factory=dict)
    free: tuple[str, ...] = ()
    more_hints: tuple[str, ...] = ()
    tolerance: float = 1e-5
    exact: bool = False

    @functools.cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the arguments."""
        return tuple(inspect.signature(self.solution).parameters)

    @functools.cached_property
    def mistaken(self) -> list[tuple[str, Answer]]:
        """Every way to make a typical mistake, as a function, with the sentence that belongs to it.

        Raises:
            ValueError: a text that a mistake replaces does not stand in the solution.
        """
        several = {look: (ways,) if callable(ways) or isinstance(ways, Mapping) else ways for look, ways in self.mistakes.items()}
        return [(look, way if callable(way) else self._changed_solution(way)) for look, ways in several.items() for way in ways]

    def _changed_solution(self, changes: Mapping[str, str]) -> Answer:
        """The solution with some of its source replaced, every time that it stands there."""
        source = self.solution_source()
        for text, instead in changes.items():
            if text not in source:
                raise ValueError(f"The solution of {self.id} does not hold the text {text!r}.")
            source = source.replace(text, instead)
        space = dict(vars(inspect.getmodule(self.solution)))
        exec(compile(source, f"<a mistake in {self.id}>", "exec"), space)
        return space[self.solution.__name__]

    @functools.cached_property
    def _expected(self) -> list[_Trace]:
        """What the solution does, case by case: always the same, so it is looked at once."""
        return list(self._trace(self.solution))

    @functools.cached_property
    def _first_of_mistakes(self) -> list[_Trace]:
        """What every mistake does in the first case, which tells most of them from an answer."""
        return [next(iter(self._trace(function))) for _, function in self.mistaken]

    @functools.cached_property
    def _whole_mistakes(self) -> dict[Answer, list[_Trace]]:
        """What mistakes do in every case, of those that were looked at: an answer was like them in the first one."""
        return {}

    @functools.cached_property
    def _returns_nothing(self) -> bool:
        """Whether the solution returns None in every case, or raises an error: then nothing is asked for."""
        return all(
            leaf.aspect == "error" or (leaf.aspect == "kind" and value == "None")
            for trace in self._expected
            for leaf, value in trace.leaves.items()
            if leaf.place.startswith("result")
        )

    def examine(self, answer: Any) -> Verdict:
        """Judge an answer. Whatever it is and does, the verdict is a verdict and never an exception."""
        if not callable(answer):
            got = kind_of(answer)
            return Verdict(State.WRONG, "", "a function", got, "Pass the function itself, without calling it.")
        given, right = [], self._expected
        for found in self._trace(answer, student=True):
            if not found.attempted:
                return Verdict(State.NOT_ATTEMPTED)
            given.append(found)
            if isinstance(found.error, limiting.TakesTooLong):
                got, evidence = f"none after {limiting.SECONDS:g} seconds", self._evidence(right[len(given) - 1], found)
                return Verdict(State.WRONG, found.title, "an end", got, ENDLESS, evidence=evidence)
        for expected, found in zip(right, given, strict=True):
            if self._difference(expected, found) is not None:
                return replace(self._wrong(answer, expected, found, given), evidence=self._evidence(expected, found))
        return Verdict(State.RIGHT)

    def solution_source(self) -> str:
        """The code of the reference solution, which the tests run."""
        return inspect.getsource(self.solution)

    def _trace(self, function: Answer, student: bool = False) -> Iterator[_Trace]:
        """What a function does, case by case. Only a student's may print, in the first case; and only it may never end."""
        with fixed_surroundings():
            cases = iter(self.cases())
        for number in range(1_000):
            with fixed_surroundings():
                case = next(cases, None)
                if case is None:
                    return
                seed_all()
                silent = contextlib.nullcontext() if student and number == 0 else contextlib.redirect_stdout(io.StringIO())
                with silent:
                    trace = self._trace_case(function, case, number == 0, limiting.SECONDS if student else None)
            yield trace

    def _trace_case(self, function: Answer, case: Case, first: bool, seconds: float | None) -> _Trace:
        named = dict(zip(self.names, case.arguments, strict=False))
        title = case.title or describe_arguments(self.names, case.arguments)
        before = self._observe_arguments(named)
        owned = {name: owned_tensors(argument) for name, argument in named.items()}
        around = observe_surroundings()
        # A stub shows in the first case; later ones may ask for no change, and dots that are left over say nothing there.
        call = _Call(function, self.names, lambda: first and _as_before(before, self._observe_arguments(named)))
        leaves, unusable, error, using, attempted = {}, False, None, None, True
        try:
            use = functools.partial(self.use, call, *case.arguments)
            used = use() if seconds is None else limiting.within(seconds, use)
            leaves |= observe(self.view(used), "result", self.exact)
        except _NotAttempted:
            attempted = False
        except limiting.TakesTooLong as problem:
            error = problem
            leaves[Leaf("result", "error")] = "no end"
        except (Exception, SystemExit) as problem:
            error = problem if call.error is problem else None
            unusable, using = error is None, None if error is problem else problem
            leaves[Leaf("result", "error" if error is not None else "unusable")] = type(problem).__name__
            if unusable and call.results:  # two answers that cannot be used are the same if they gave the same
                with contextlib.suppress(Exception):
                    leaves |= observe(call.results[-1], "result", self.exact)
        leaves |= self._observe_arguments(named)
        for name, argument in named.items():
            leaves[Leaf(name, "own")] = owned_tensors(argument) == owned[name]
        for name, value in observe_surroundings().items():
            leaves[Leaf(name, "state")] = "as it was" if same(around[name], value, 0.0) else _state(value)
        kind = kind_of(call.results[0] if call.results else None)
        return _Trace(title, leaves, before, kind, error, unusable, using, attempted)

    def _observe_arguments(self, named: Mapping[str, Any]) -> Leaves:
        leaves: Leaves = {}
        for name, argument in named.items():
            leaves |= observe(argument, name, exact=True)
        return leaves

    def _difference(self, expected: _Trace, found: _Trace, strict: bool = False) -> Difference | None:
        """The first difference that counts; ``strict``: leaves that may be anything count too."""
        if found.unusable and not expected.unusable:
            got = found.kind if found.kind != expected.kind else f"{found.kind} that fails when it is used"
            return Difference(Leaf("result", "kind"), expected.kind, got)
        if found.error is not None and self._wants_nothing(expected):
            return Difference(Leaf("result", "error"), ABSENT, type(found.error).__name__)
        return first_difference(expected.leaves, found.leaves, self.tolerance, self._free(expected, found, strict))

    def _wants_nothing(self, expected: _Trace) -> bool:
        """Whether any result will do."""
        return self._returns_nothing and expected.leaves.get(Leaf("result", "kind")) == "None"

    def _free(self, expected: _Trace, found: _Trace, strict: bool = False) -> tuple[str, ...]:
        """Patterns of the leaves that may be anything in this case."""
        free = () if strict else self.free
        if expected.error is not None and isinstance(found.error, type(expected.error)):
            free = (*free, "result: error")  # an error's subclass is that error
        return (*free, "result*") if self._wants_nothing(expected) else free

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
        too_many = found.kind == "a list" and bool(self.parts)  # which is told below, in the names of its parts
        # The right kind, but broken.
        if found.problem is not None and found.kind == expected.kind and not expected.unusable and not too_many:
            got, message = f"{found.kind} that fails when it is used", first_line(found.problem)
            advice = look or cure(message) or self.otherwise
            return Verdict(State.WRONG, found.title, f"{found.kind} that works", f"{got}: {message}", advice, look is not None)
        if difference.leaf.aspect == "error":
            wanted = "no error" if difference.expected is ABSENT else f"the error {difference.expected}"
            got = "none" if difference.got is ABSENT else f"the error {difference.got}"
            return Verdict(State.WRONG, found.title, wanted, got, look or self.otherwise, look is not None)
        wanted, got = words_for(difference, self.parts)
        if difference.leaf.aspect == "kind" and "None" in (difference.expected, difference.got):
            wanted = _with_value(wanted, expected.leaves, difference.leaf.place)
            got = _with_value(got, found.leaves, difference.leaf.place)
            if difference.expected == "None" or any(trace.kind not in ("None", found.kind) for trace in given):
                return Verdict(State.WRONG, found.title, wanted, got, look or self.otherwise, look is not None)
        return Verdict(State.WRONG, found.title, wanted, got, look or self._advice(difference, expected), look is not None)

    def _evidence(self, expected: _Trace, found: _Trace) -> Evidence:
        """What is kept of a case for those who want to look at it."""
        apart = () if isinstance(found.error, limiting.TakesTooLong) else (self._difference(expected, found),)
        if apart and found.error is None and not found.unusable:
            # Where a part is missing, or is of another kind, all that would stand below it is missing too.
            others = differences(expected.leaves, found.leaves, self.tolerance, self._free(expected, found))
            apart += tuple(
                other
                for other in others
                if other.leaf.place != apart[0].leaf.place and other.expected is not ABSENT and other.got is not ABSENT
            )
        return Evidence(self.names, found.before, expected.leaves, found.leaves, apart, self.tolerance, self.parts)

    def _known_mistake(self, given: list[_Trace]) -> str | None:
        """The sentence of the mistake that does the same as the answer in every case.

        Of several that do the same in all that counts, the one that leaves the free leaves alike too.
        """
        loosely = None
        for (look, function), first in zip(self.mistaken, self._first_of_mistakes, strict=True):
            if self._difference(first, given[0]) is not None:
                continue
            if function not in self._whole_mistakes:
                self._whole_mistakes[function] = list(self._trace(function))
            strictly = True
            for mistake, found in zip_longest(self._whole_mistakes[function], given):
                if mistake is None or found is None or self._difference(mistake, found) is not None:
                    break
                strictly = strictly and self._difference(mistake, found, strict=True) is None
            else:
                if strictly:
                    return look
                loosely = loosely or look
        return loosely

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
            if leaf.aspect == "length" and not self.parts:  # as long as the answer makes it
                return self.otherwise
            return LOOKS.get(leaf.aspect, self.otherwise)
        if leaf.aspect == "mode" and expected.before.get(leaf, wanted) != wanted:
            return f"It is to end in {wanted}: call {'train' if wanted == 'training mode' else 'eval'}() on it."
        spoken_for = leaf.aspect in ("mode", "requires_grad", "files")
        if leaf in expected.before and same(expected.before[leaf], wanted, 0.0) and not spoken_for:
            own = self.untouched.get(leaf.place.partition(".")[0]) if leaf.aspect == "value" else None
            return own or UNTOUCHED
        if leaf.aspect == "value":
            return self.otherwise
        return LOOKS.get(leaf.aspect, self.otherwise)

    def _advice_on_kind(self, wanted: Any, got: Any) -> str:
        if got is ABSENT:
            return self.otherwise
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


def _as_before(before: Leaves, after: Leaves) -> bool:
    return all(leaf in after and same(after[leaf], value, 0.0) for leaf, value in before.items())


def _with_value(words: str, leaves: Leaves, place: str) -> str:
    """The kind of a plain value, and the value itself."""
    value = leaves.get(Leaf(place, "value"))
    return f"{words} ({describe(value)})" if isinstance(value, bool | int | float | str) else words


def _state(value: Any) -> Any:
    """A random state by what it is, so that two that moved alike are equal."""
    return hash(value.numpy().tobytes()) if isinstance(value, torch.Tensor) else value

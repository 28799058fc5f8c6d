"""What the judge says of an answer."""

from dataclasses import dataclass, field
from enum import Enum

from helpers.exercises.engine.comparing import Difference
from helpers.exercises.engine.observing import Leaves


class State(Enum):
    """The three things that ``check`` can find."""

    NOT_ATTEMPTED = "not attempted yet"
    WRONG = "not right yet"
    RIGHT = "right"


@dataclass(frozen=True)
class Evidence:
    """What was observed in the case in which a wrong answer first differed from the solution.

    Attributes:
        names: of the arguments.
        before: the arguments as they were handed over.
        expected: what the solution did.
        got: what the answer did.
        differences: between the two; the first is the one that the verdict tells. Empty if the answer came to no end.
        tolerance: for numbers.
        parts: the names of the parts of the result, if it has several.
    """

    names: tuple[str, ...]
    before: Leaves
    expected: Leaves
    got: Leaves
    differences: tuple[Difference, ...] = ()
    tolerance: float = 0.0
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """The state of an answer and, where it is wrong, what a student needs to mend it.

    Attributes:
        state: one of three.
        case: in words, what the answer was called with.
        expected: in words, what the solution does there.
        got: in words, what the answer did there.
        look: one sentence that leads to the fix.
        known: whether ``look`` belongs to a typical mistake that does the same as the answer in every case.
        evidence: what was observed in that case; None if the answer was not called.
    """

    state: State
    case: str = ""
    expected: str = ""
    got: str = ""
    look: str = ""
    known: bool = False
    evidence: Evidence | None = field(default=None, compare=False, repr=False)

    @property
    def message(self) -> str:
        """All of it as one line of plain text; empty unless the answer is wrong."""
        if self.state is not State.WRONG:
            return ""
        where = f"for {self.case}, " if self.case else ""
        return f"{where}expected {self.expected}, got {self.got}. {self.look}"

"""What the judge says of an answer."""

from dataclasses import dataclass
from enum import Enum


class State(Enum):
    """The three things that ``check`` can find."""

    NOT_ATTEMPTED = "not attempted yet"
    WRONG = "not right yet"
    RIGHT = "right"


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
    """

    state: State
    case: str = ""
    expected: str = ""
    got: str = ""
    look: str = ""
    known: bool = False

    @property
    def message(self) -> str:
        """All of it as one line of plain text; empty unless the answer is wrong."""
        if self.state is not State.WRONG:
            return ""
        where = f"for {self.case}, " if self.case else ""
        return f"{where}expected {self.expected}, got {self.got}. {self.look}"

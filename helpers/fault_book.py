"""A book of faults: each is tried out, broken and mended, and the book counts what it saw."""

import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Fault:
    """What a fault looks like, how one notices it, and what came of trying it out.

    Attributes:
        seen: the symptom.
        notice: the experiment that gives it away.
        cause: what is wrong.
        fix: what mends it.
        before: what the broken version showed, or the error that it raised.
        after: the same of the mended version.
        shown: whether the broken version failed its check.
        mended: whether the mended version passed it.
    """

    seen: str
    notice: str
    cause: str
    fix: str
    before: str
    after: str
    shown: bool
    mended: bool


class FaultBook:
    """Faults that were tried out, in their order. Introduced in lesson 17.

    A check that fails for the broken version and passes for the mended one shows that the fix suffices. It does not show that
    nothing else would.
    """

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def try_out(
        self,
        seen: str,
        notice: str,
        cause: str,
        fix: str,
        broken: Callable[[], Any],
        mended: Callable[[], Any],
        shows: str,
        check: Callable[[Any], object],
        raises: type[Exception] | tuple[type[Exception], ...] = (),
    ) -> Fault:
        """Run both versions, check what each returns, and write the outcome down, whatever it is.

        Args:
            seen: the symptom.
            notice: the experiment that gives the fault away.
            cause: what is wrong.
            fix: what mends it.
            broken: runs the broken version, and returns what is measured.
            mended: the same of the mended version.
            shows: a format string for what is measured, such as ``"last loss {:.2f}"``.
            check: whether what is measured is as it should be.
            raises: errors that the broken version may raise; raising one counts as failing the check.
        """
        try:
            found = broken()
            shown, before = not check(found), shows.format(found)
        except raises as error:
            first_line = next(iter(str(error).splitlines()), "")
            shown, before = True, f"{type(error).__name__}: {textwrap.shorten(first_line, 100, placeholder=' ...')}"
        found = mended()
        fault = Fault(seen, notice, cause, fix, before, shows.format(found), shown, bool(check(found)))
        self.faults.append(fault)
        return fault

    @property
    def shown(self) -> int:
        """How many broken versions failed their check."""
        return sum(fault.shown for fault in self.faults)

    @property
    def mended(self) -> int:
        """How many mended versions passed their check."""
        return sum(fault.mended for fault in self.faults)

    def show(self) -> None:
        """Print every fault below its symptom, how to notice it, and both versions; ``?`` where a check went otherwise."""
        for seen in dict.fromkeys(fault.seen for fault in self.faults):
            print(seen.upper())
            for fault in (fault for fault in self.faults if fault.seen == seen):
                print(f"  to notice it: {fault.notice}")
                print(f"    {'✗' if fault.shown else '?'} {fault.cause}: {fault.before}")
                print(f"    {'✓' if fault.mended else '?'} {fault.fix}: {fault.after}")

"""``torch.compile`` where it can, and one sentence where it cannot: it needs a C++ compiler, or a GPU that Triton knows."""

import contextlib
import logging
import time
import warnings
from collections.abc import Callable
from typing import Any, NamedTuple

import torch


class Compiled(NamedTuple):
    """What came of it: the compiled function or None, the seconds until its first result, and why there is none."""

    function: Callable[..., Any] | None
    seconds: float
    reason: str


def compile_if_possible(function: Callable[..., Any], *arguments: Any) -> Compiled:
    """Compile a function by calling it once, with nothing kept from earlier runs. Introduced in lesson 19.

    The first call is the one that compiles. torch keeps compiled code on disk, and would find it there the next time: the cost
    would look like nothing. So that is switched off here. Before anything else torch builds a little program to learn which
    instructions the compiler knows, once for a machine. That is no part of the price: they are taken for granted first, and
    asked for only if compiling fails.

    Args:
        function: tensors in, tensors out.
        arguments: what it is called with; not changed by a function that does not change them.
    """
    start = time.perf_counter()
    reason = ""
    for instructions_known in (True, None):
        torch._dynamo.reset()
        with _quietly(instructions_known):
            try:
                compiled = torch.compile(function)
                compiled(*arguments)
            except Exception as error:  # whatever a missing or broken compiler raises
                reason = _in_a_line(error)
            else:
                return Compiled(compiled, time.perf_counter() - start, "")
    return Compiled(None, time.perf_counter() - start, reason)


@contextlib.contextmanager
def _quietly(instructions_known: bool | None):
    """No cache, no warnings about this machine, no log: what is said then is said by the caller."""
    import torch._inductor.config as settings

    with warnings.catch_warnings(), settings.patch({"force_disable_caches": True, "cpp.vec_isa_ok": instructions_known}):
        warnings.simplefilter("ignore")
        before = logging.root.manager.disable
        logging.disable(logging.ERROR)
        try:
            yield
        finally:
            logging.disable(before)


def _in_a_line(error: Exception) -> str:
    """The error's type and the first line that says something."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return f"{type(error).__name__}: {lines[0][:140] if lines else 'no message'}"

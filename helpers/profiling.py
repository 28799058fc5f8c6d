"""What a profile of torch says, in two plain forms: how many calls there were, and what happened when in one step."""

from collections.abc import Iterable, Sequence
from typing import Any

Span = tuple[str, float, float]  # name, beginning and end


def torch_calls(events: Iterable[Any]) -> tuple[int, int]:
    """How many calls of torch there were, and how many operations with those inside of them. Introduced in lesson 19.

    A call such as ``aten::linear`` does its work with other operations of torch. Only compare numbers of the same kind.

    Args:
        events: from ``profile.events()``.
    """
    operations = [event for event in events if _is_torch(event)]
    return sum(_is_outermost(event) for event in operations), len(operations)


def step_spans(events: Iterable[Any], parts: Sequence[str]) -> tuple[list[Span], list[Span]]:
    """When the parts of a step and the calls of torch in it began and ended: the quickest step. Introduced in lesson 19.

    Args:
        events: from ``profile.events()``, of steps whose parts ran inside ``record_function(part)``.
        parts: the names of the parts, in their order.

    Returns:
        The parts and the calls, in millionths of a second since the first part began.

    Raises:
        ValueError: a part is missing.
    """
    events = list(events)
    of_part = {part: sorted((e.time_range for e in events if e.name == part), key=lambda span: span.start) for part in parts}
    for part, spans in of_part.items():
        if not spans:
            raise ValueError(f"The profile has no part {part!r}: did it run inside record_function({part!r})?")
    steps = zip(*of_part.values(), strict=False)
    quickest = min(steps, key=lambda step: step[-1].end - step[0].start)  # the machine may have paused in a longer one
    found = dict(zip(parts, quickest, strict=True))
    start, end = found[parts[0]].start, found[parts[-1]].end
    calls = [event for event in events if _is_torch(event) and _is_outermost(event)]
    inside = [call for call in calls if start <= call.time_range.start and call.time_range.end <= end]
    return (
        [(part, span.start - start, span.end - start) for part, span in found.items()],
        sorted(((call.name, call.time_range.start - start, call.time_range.end - start) for call in inside), key=lambda s: s[1]),
    )


def _is_torch(event: Any) -> bool:
    return event.name.startswith("aten::")


def _is_outermost(event: Any) -> bool:
    outer = event.cpu_parent
    while outer is not None:
        if _is_torch(outer):
            return False
        outer = outer.cpu_parent
    return True

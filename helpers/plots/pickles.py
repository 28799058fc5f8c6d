"""What a pickle tells Python to do, instruction by instruction."""

import pickletools
from collections.abc import Mapping

import matplotlib.pyplot as plt
from matplotlib.patches import Patch, Rectangle

from helpers.plots.boxes import LETTER, LOOKS, NAME
from helpers.plots.style import COLOURS

HIGH, APART, BETWEEN, LEGEND = 0.32, 0.24, 0.45, 0.45  # inches: a box, from box to box, from pickle to pickle, the legend
MOST = 30  # letters of a text that is written out
# What each kind of instruction says; the others only keep order (marks, tuples, notes of what was built already).
VERBS = {
    "GLOBAL": "fetch ",
    "STACK_GLOBAL": "fetch what was named",
    "INST": "fetch ",
    "NEWOBJ": "make one",
    "NEWOBJ_EX": "make one",
    "REDUCE": "call it",
    "BUILD": "fill it in",
    "EMPTY_DICT": "make a dictionary",
    "SETITEM": "put an entry in",
    "SETITEMS": "put the entries in",
    "EMPTY_LIST": "make a list",
    "APPEND": "put an item in",
    "APPENDS": "put the items in",
}
FETCH, DO, CALL, TAKE = NAME, "build something", "call what was fetched", "take a value"
STEPS = {
    FETCH: LOOKS[NAME],
    CALL: {"facecolor": (COLOURS[1], 0.5), "edgecolor": "black", "linestyle": "-", "linewidth": 3},
    DO: {"facecolor": "0.93", "edgecolor": "0.45", "linestyle": "-"},
    TAKE: {"facecolor": (COLOURS[4], 0.28), "edgecolor": COLOURS[4], "linestyle": ":"},
}


def pickle_steps(pickles: Mapping[str, bytes], title: str = "") -> None:
    """Draw the instructions of each pickle from top to bottom, calls in a thick frame. Nothing is unpickled.

    Introduced in lesson 04.

    Args:
        pickles: by the words that stand over it, what ``pickle.dumps`` returned.
        title: says what is drawn.

    Raises:
        ValueError: there is no pickle, or one of them is none.
    """
    if not pickles:
        raise ValueError("There is nothing to draw: at least one pickle is needed.")
    columns = {name: instructions(pickled) for name, pickled in pickles.items()}
    widths = [
        0.25 + LETTER * max(len(words) for words in (name, *(words for _, words in steps))) for name, steps in columns.items()
    ]
    rows = max(len(steps) for steps in columns.values())
    wide = sum(widths) + BETWEEN * (len(widths) - 1)
    high = HIGH + rows * (HIGH + APART)
    used = [kind for kind in STEPS if any(kind == its for steps in columns.values() for its, _ in steps)]
    whole = max(wide + 0.2, sum(0.9 + 1.2 * LETTER * len(kind) for kind in used))
    tall = high + LEGEND + 0.1 + 0.35 * bool(title)
    figure = plt.figure(figsize=(whole, tall), layout="none")  # so that an inch in here is an inch in the figure
    axes = figure.add_axes(((whole - wide) / 2 / whole, LEGEND / tall, wide / whole, high / tall))
    left = 0.0
    for (name, steps), width in zip(columns.items(), widths, strict=True):
        middle = left + width / 2
        axes.text(middle, HIGH / 2, name, ha="center", va="center", weight="bold", fontsize=10)
        for row, (kind, words) in enumerate(steps):
            top, look = HIGH + row * (HIGH + APART), STEPS[kind]
            axes.add_patch(Rectangle((left, top), width, HIGH, clip_on=False, **{"linewidth": 1.3} | look))
            behind = {"facecolor": "white", "edgecolor": "none", "pad": 1.5} if "hatch" in look else None
            weight = "bold" if kind == CALL else "normal"
            axes.text(middle, top + HIGH / 2, words, ha="center", va="center", fontsize=9.5, weight=weight, bbox=behind)
            if row:
                axes.annotate("", (middle, top), (middle, top - APART), arrowprops={"arrowstyle": "->", "color": "0.3"})
        left += width + BETWEEN
    axes.set(xlim=(0, wide), ylim=(high, 0), title=title)
    axes.set_axis_off()
    handles = [Patch(label=kind, **STEPS[kind]) for kind in used]
    figure.legend(handles=handles, loc="lower center", ncols=len(handles), handlelength=2.4, handleheight=1.2)
    plt.show()
    plt.close(figure)
    told = "; ".join(f"{name}: {', '.join(words for _, words in steps)}" for name, steps in columns.items())
    print(f"Figure, instructions: {told}.")


def instructions(pickled: bytes) -> list[tuple[str, str]]:
    """The kind and the words of every instruction that builds something."""
    steps = []
    for operation, argument, _ in pickletools.genops(pickled):
        if operation.name in ("GLOBAL", "INST"):
            steps.append((FETCH, VERBS[operation.name] + str(argument).replace(" ", ".")))
        elif operation.name in VERBS:
            kind = FETCH if "GLOBAL" in operation.name else CALL if operation.name == "REDUCE" else DO
            steps.append((kind, VERBS[operation.name]))
        elif isinstance(argument, str | float | bool) or operation.name in ("BININT", "BININT1", "BININT2", "LONG1"):
            words = repr(argument)
            steps.append((TAKE, words if len(words) <= MOST else f"{words[: MOST - 2]}…"))
    return steps

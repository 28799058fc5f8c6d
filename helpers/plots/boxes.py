"""What is in a file, as boxes in boxes: numbers, settings, and names that have to be looked up elsewhere."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import matplotlib.pyplot as plt
import torch
from matplotlib.axes import Axes
from matplotlib.patches import Patch, Rectangle
from torch import nn

from helpers.plots.style import COLOURS

ROW, PAD, LETTER, BETWEEN, LEGEND = 0.27, 0.09, 0.076, 0.25, 0.5  # inches: a line, an edge, a letter, the rest
FLAT_FROM = 3  # so deep inside a file, tensors that belong together share a box
MOST = 24  # letters of a value that is written out

LOOKS = {
    "numbers": {"facecolor": (COLOURS[0], 0.22), "edgecolor": COLOURS[0], "linestyle": "-"},
    "settings and counts": {"facecolor": (COLOURS[4], 0.28), "edgecolor": COLOURS[4], "linestyle": ":"},
    "a name to look up elsewhere": {"facecolor": "white", "edgecolor": COLOURS[1], "linestyle": "--", "hatch": "////"},
}
NUMBERS, SETTINGS, NAME = LOOKS
GROUP = {"facecolor": "white", "edgecolor": "0.45", "linestyle": "-"}


@dataclass
class Box:
    """A line of text and, below it, the boxes inside. Without any inside, ``kind`` says what it holds."""

    label: str
    kind: str = ""
    inside: list["Box"] = field(default_factory=list)

    @property
    def height(self) -> float:
        """Inches."""
        return ROW + sum(box.height + PAD for box in self.inside) + (PAD if self.inside else 0)

    @property
    def width(self) -> float:
        """Inches that the widest line needs."""
        inner = max((box.width for box in self.inside), default=0.0)
        return max(LETTER * len(self.label), inner) + 2 * PAD

    def leaves(self) -> Iterator["Box"]:
        """The boxes that hold no other one."""
        if self.kind:
            yield self
        for box in self.inside:
            yield from box.leaves()


def nested_boxes(files: Mapping[str, Any], title: str = "") -> None:
    """Draw what was loaded from each file: a box for each part, in the box of what it belongs to. Introduced in lesson 04.

    A tensor is numbers. A number, text or list is a setting. A module is a name that must be looked up (its class), its
    settings, and its tensors; the outermost one tells its mode, too.

    Args:
        files: by the words that stand over it, what a file holds: a dictionary, a module, a tensor, or anything else.
        title: says what is drawn.

    Raises:
        ValueError: there is no file.
    """
    if not files:
        raise ValueError("There is nothing to draw: at least one file is needed.")
    boxes = [boxed(name, value) for name, value in files.items()]
    width = sum(box.width for box in boxes) + BETWEEN * (len(boxes) - 1)
    height = max(box.height for box in boxes)
    kinds = [kind for kind in LOOKS if any(leaf.kind == kind for box in boxes for leaf in box.leaves())]
    wide = max(width + 0.2, sum(0.9 + 1.2 * LETTER * len(kind) for kind in kinds))
    high = height + LEGEND + 0.1 + 0.35 * bool(title)
    figure = plt.figure(figsize=(wide, high), layout="none")  # so that an inch in here is an inch in the figure
    axes = figure.add_axes(((wide - width) / 2 / wide, LEGEND / high, width / wide, height / high))
    left = 0.0
    for box in boxes:
        _draw(axes, box, left, 0.0, box.width)
        left += box.width + BETWEEN
    axes.set(xlim=(0, width), ylim=(height, 0), title=title)
    axes.set_axis_off()
    handles = [Patch(label=kind, **LOOKS[kind]) for kind in kinds]
    figure.legend(handles=handles, loc="lower center", ncols=len(handles), handlelength=2.4, handleheight=1.2)
    plt.show()
    plt.close(figure)
    print("Figure, boxes:", "; ".join(f"{box.label}: {_told(box)}" for box in boxes) + ".")


def boxed(name: str, value: Any, depth: int = 0) -> Box:
    """A value as a box, with everything in it."""
    if isinstance(value, torch.Tensor):
        return Box(f"{name} {_shape(value)}".strip(), NUMBERS)
    if isinstance(value, nn.Module):
        return Box(name, inside=_inside_module(value, depth))
    if isinstance(value, Mapping) and value:
        if depth >= FLAT_FROM and all(isinstance(item, torch.Tensor) for item in value.values()):
            return Box(f"{name}: " + ", ".join(f"{key} {_shape(item)}".strip() for key, item in value.items()), NUMBERS)
        return Box(name, inside=[boxed(str(key), item, depth + 1) for key, item in value.items()])
    if isinstance(value, list) and value and all(isinstance(item, Mapping) for item in value):
        first = [f"{key} {item}" for key, item in list(value[0].items())[:2]]
        return Box(f"{name}: {', '.join(first)}, …", SETTINGS)
    text = str(value)
    return Box(f"{name}: {text if len(text) <= MOST else type(value).__name__}", SETTINGS)


def _inside_module(module: nn.Module, depth: int) -> list[Box]:
    boxes = [Box(f"class {type(module).__name__}", NAME)]
    if depth == 0:
        boxes.append(Box(f"training {module.training}", SETTINGS))  # the parts are in the same mode, as a rule
    if module.extra_repr():
        boxes.append(Box(", ".join(module.extra_repr().split(", ")[:2]), SETTINGS))
    for name, tensor in (*module.named_parameters(recurse=False), *module.named_buffers(recurse=False)):
        boxes.append(boxed(name, tensor))
    return boxes + [boxed(name, child, depth + 1) for name, child in module.named_children()]


def _shape(tensor: torch.Tensor) -> str:
    """``32 × 64``; nothing for a single number."""
    return " × ".join(f"{size:,}" for size in tensor.shape)


def _draw(axes: Axes, box: Box, left: float, top: float, width: float) -> None:
    look = LOOKS.get(box.kind, GROUP)
    axes.add_patch(Rectangle((left, top), width, box.height, linewidth=1.3, clip_on=False, **look))
    background = {"facecolor": "white", "edgecolor": "none", "pad": 1.5} if "hatch" in look else None
    weight = "normal" if box.kind else "bold"
    axes.text(
        left + PAD, top + ROW / 2, box.label, ha="left", va="center", fontsize=9.5, weight=weight, bbox=background
    )  # fmt: skip
    below = top + ROW
    for inner in box.inside:
        _draw(axes, inner, left + PAD, below + PAD / 2, width - 2 * PAD)
        below += inner.height + PAD


def _told(box: Box) -> str:
    leaves = list(box.leaves())
    return ", ".join(f"{kind} {sum(leaf.kind == kind for leaf in leaves)}" for kind in LOOKS)

"""Draw the picture of ``benchmarks/README.md`` from the first table there: how many times as fast each way to train is.

python -m benchmarks.picture
"""

from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt

from helpers.palette import COLOURS
from helpers.paths import COURSE_ROOT
from helpers.plots import use_course_style

README = Path(__file__).with_name("README.md")
PICTURE = COURSE_ROOT / ".github" / "speed.png"


def rows_of(text: str) -> list[tuple[str, float, bool]]:
    """Name, ratio, and whether it is the course's own (in bold there), of each row of the first table."""
    lines = [line.split("|")[1:-1] for line in text.splitlines() if line.startswith("| ")]
    end = next((number for number, cells in enumerate(lines[1:], start=1) if len(cells) != len(lines[0])), len(lines))
    return [(name.strip().replace("*", "").replace("`", ""), float(ratio), "**" in name) for name, _, ratio, *_ in lines[1:end]]


def draw(rows: list[tuple[str, float, bool]], path: Path) -> None:
    mpl.use("agg")
    with plt.rc_context():
        use_course_style()
        figure, axes = plt.subplots(figsize=(8, 4.6))
        names, ratios, own = zip(*rows, strict=True)
        for ours, colour, hatch, label in ((False, "lightgrey", "", "others"), (True, COLOURS[0], "//", "this course")):
            chosen = [place for place, is_ours in enumerate(own) if is_ours is ours]
            widths = [ratios[place] for place in chosen]
            bars = axes.barh(chosen, widths, color=colour, hatch=hatch, edgecolor="white" if ours else "dimgrey", label=label)
            axes.bar_label(bars, labels=[f"{ratio:.1f}" for ratio in widths], padding=4)
        axes.set_yticks(range(len(names)), names)
        axes.invert_yaxis()
        axes.grid(visible=False, axis="y")
        axes.set(xlabel="times as fast as the published loop", xlim=(0, 1.1 * max(ratios)))
        axes.legend(loc="upper right")
        figure.savefig(path, metadata={"Software": None})
        plt.close(figure)


if __name__ == "__main__":
    draw(rows_of(README.read_text(encoding="utf-8")), PICTURE)

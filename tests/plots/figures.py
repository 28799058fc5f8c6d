"""What tests of figures look at."""

from matplotlib.axes import Axes


def drawn_lines(axes: Axes) -> dict[str, list[list[float]]]:
    """The points of every curve, by the name that it has in the legend."""
    return {line.get_label(): line.get_xydata().tolist() for line in axes.lines}


def line_looks(axes: Axes) -> set[tuple[str, str]]:
    """Line style and marker of every curve: what tells them apart without colour."""
    return {(line.get_linestyle(), str(line.get_marker())) for line in axes.lines}


def drawn_points(axes: Axes) -> dict[str, list[list[float]]]:
    """Every scattered group's points, by the name that it has in the legend."""
    return {group.get_label(): group.get_offsets().tolist() for group in axes.collections}

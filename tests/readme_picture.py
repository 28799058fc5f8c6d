"""The README's pictures are figures stored in lessons. ``make notebooks`` writes them anew."""

import base64

import nbformat

from helpers.paths import COURSE_ROOT, NOTEBOOKS

# File in .github -> lesson, cell.
PICTURES = {"iris-regions.png": ("01_train_on_iris", "watch"), "sweep.png": ("20_rerun_at_scale", "figure")}
FOLDER = COURSE_ROOT / ".github"


def stored_figure(lesson: str, cell_id: str) -> bytes:
    """The PNG in the outputs of one cell."""
    cells = nbformat.read(NOTEBOOKS / f"{lesson}.ipynb", as_version=4).cells
    (cell,) = (cell for cell in cells if cell.id == cell_id)
    (picture,) = (output.data["image/png"] for output in cell.outputs if "image/png" in output.get("data", {}))
    return base64.b64decode(picture)


if __name__ == "__main__":
    for name, place in PICTURES.items():
        (FOLDER / name).write_bytes(stored_figure(*place))

"""The README's picture is a figure stored in lesson 01. ``make notebooks`` writes it anew."""

import base64

import nbformat

from helpers.paths import COURSE_ROOT, NOTEBOOKS

PICTURE = COURSE_ROOT / ".github" / "iris-mistakes.png"


def stored_figure(lesson: str = "01_train_on_iris", cell_id: str = "mistakes") -> bytes:
    """The PNG in the outputs of one cell."""
    cells = nbformat.read(NOTEBOOKS / f"{lesson}.ipynb", as_version=4).cells
    (cell,) = (cell for cell in cells if cell.id == cell_id)
    (picture,) = (output.data["image/png"] for output in cell.outputs if "image/png" in output.get("data", {}))
    return base64.b64decode(picture)


if __name__ == "__main__":
    PICTURE.write_bytes(stored_figure())

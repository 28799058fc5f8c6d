"""Where the course's files lie. The one place that knows the layout of the checkout."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
COURSE_ROOT = PACKAGE.parent
NOTEBOOKS = COURSE_ROOT / "notebooks"
DATA = COURSE_ROOT / "data"
MY_NOTEBOOKS = COURSE_ROOT / "my-notebooks"
RUNS = COURSE_ROOT / "runs"
LOCK = COURSE_ROOT / "requirements.txt"

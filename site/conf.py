"""The web site's settings for Sphinx. No cell is run, nothing is fetched: static files come out."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from course_pages.repository import read_repository  # noqa: E402

project = "Training neural networks in PyTorch"
author = "The course's authors"
language = "en"
root_doc = "index"
extensions = [
    "myst_nb",
    "sphinx_copybutton",
    "course_pages.cells",
    "course_pages.figures",
    "course_pages.guesses",
    "course_pages.launch",
    "course_pages.maths",
    "course_pages.search",
    "course_pages.theme",
]

# The stored outputs, and no others.
nb_execution_mode = "off"
# They are stored with their streams joined already; joining across a picture would part it from its words.
nb_merge_streams = False
myst_enable_extensions = ["dollarmath"]
# A named result has plain text beside the course's own type.
suppress_warnings = ["mystnb.unknown_mime_type"]
html_math_renderer = "course_mathml"
copybutton_selector = "div.cell_input pre, .launch pre"

templates_path = [str(HERE / "templates")]
html_static_path = [str(HERE / "static")]
html_css_files = ["course.css"]
html_js_files = ["course.js"]
html_theme = "furo"
html_theme_options = {"top_of_page_buttons": []}
html_title = project
html_show_sphinx = False
html_show_copyright = False
html_use_index = False
# _sources/<lesson>.ipynb is the notebook to download.
html_copy_source = True
html_sourcelink_suffix = ""
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"

# Where no repository is known, no page offers to open a lesson elsewhere.
course_repository, course_branch = read_repository(os.environ)

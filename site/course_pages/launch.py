"""The line under a lesson's title: download it, see its slides, and open it elsewhere where the repository is known."""

import html
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from course_pages.lessons import is_lesson


def first_cell(repository: str, branch: str) -> str:
    """What the first cell in Colab must hold: the course's folder, its package, and the folder as the place to work in."""
    folder = repository.partition("/")[2]
    clone = f"!git clone --quiet --depth 1 --branch {branch} https://github.com/{repository}"
    return f"{clone}\n%cd {folder}\n%pip install --quiet ."


def launch_bar(page: str, repository: str, branch: str) -> str:
    """The line as HTML.

    Args:
        page: the lesson's name.
        repository: ``owner/name``, or empty: then only the download, the slides and the button that opens every answer are there.
        branch: the branch that the links lead to.
    """
    links = [f'<a href="_sources/{page}.ipynb" download>Download this notebook</a>', f'<a href="slides/{page}.html">Slides</a>']
    if repository:
        colab = f"https://colab.research.google.com/github/{repository}/blob/{branch}/notebooks/{page}.ipynb"
        binder = f"https://mybinder.org/v2/gh/{repository}/{branch}?labpath=notebooks/{page}.ipynb"
        links += [f'<a href="{colab}">Open in Colab</a>', f'<a href="{binder}">Open in Binder</a>']
    # The script shows the button: without scripts it could do nothing.
    button = '<button type="button" class="open-all" aria-pressed="false" hidden>Open every answer</button>'
    bar = f"<p>{' '.join(links)} {button}</p>"
    if repository:
        cell = html.escape(first_cell(repository, branch))
        bar += f"<details><summary>In Colab, run this in a new first cell</summary><pre>{cell}</pre></details>"
    return f'<div class="launch">{bar}</div>'


def _on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    page, repository = app.env.docname, app.config.course_repository
    if is_lesson(page):
        bar = launch_bar(page, repository, app.config.course_branch)
    elif repository:
        bar = f'<div class="launch"><p><a href="https://github.com/{repository}">Get the whole course</a></p></div>'
    else:
        return
    next(doctree.findall(nodes.title)).parent.insert(1, nodes.raw("", bar, format="html"))


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.add_config_value("course_repository", "", "env")
    app.add_config_value("course_branch", "main", "env")
    app.connect("doctree-read", _on_doctree_read, priority=700)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

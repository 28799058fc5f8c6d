"""Reading notebooks, those of other programs too: what a run takes for granted is put in where they left it out."""

from pathlib import Path

import nbformat
from nbformat import NotebookNode


def read_notebook(path: Path) -> NotebookNode:
    """A notebook whose kernel has a name and a language, and whose cells have lists of tags.

    Raises:
        Exception: nbformat raises many kinds for a file that is no notebook.
    """
    notebook = nbformat.read(path, as_version=4)
    kernel = notebook.metadata.get("kernelspec") or {}
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"} | {
        name: value for name, value in kernel.items() if value
    }
    notebook.metadata["language_info"] = {"name": "python"} | (notebook.metadata.get("language_info") or {})
    for cell in notebook.cells:
        tags = cell.metadata.get("tags")
        cell.metadata["tags"] = [tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []
        if not cell.metadata["tags"]:
            del cell.metadata["tags"]
    return notebook

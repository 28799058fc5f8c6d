"""What Furo's pages lack for those who do not see them."""

from typing import Any

from sphinx.application import Sphinx

# The captions of the navigation say that they are headings, but not of which level.
CAPTION = 'class="caption" role="heading"'
# The corner of a table that names its rows: no heading of anything.
EMPTY_HEADING = '<th class="head"><p></p></th>'


def _on_page(app: Sphinx, page: str, template: str, context: dict, doctree: object) -> None:
    for part in ("body", "furo_navigation_tree"):
        if context.get(part):
            context[part] = context[part].replace(CAPTION, f'{CAPTION} aria-level="2"').replace(EMPTY_HEADING, "<td></td>")


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx. The theme makes its navigation in the same event, hence the priority."""
    app.connect("html-page-context", _on_page, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

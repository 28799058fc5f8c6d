"""Formulas as MathML, which browsers show by themselves: no script, no font, no network."""

from typing import Any

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.application import Sphinx
from sphinx.util.logging import getLogger

LOG = getLogger(__name__)


def as_mathml(formula: str, display: str, where: nodes.Node) -> str:
    """A formula as MathML; one that cannot be read is a warning, and so an error of the build.

    Args:
        formula: in LaTeX.
        display: ``inline`` or ``block``.
        where: the node, for the message.
    """
    try:
        return convert(formula, display=display)
    except Exception as error:  # latex2mathml raises many kinds
        LOG.warning("the formula %r cannot be read (%s)", formula, type(error).__name__, location=where)
        return ""


def _visit_inline(self: Any, node: nodes.math) -> None:
    self.body.append(as_mathml(node.astext(), "inline", node))
    raise nodes.SkipNode


def _visit_block(self: Any, node: nodes.math_block) -> None:
    self.body.append(f'<div class="formula">{as_mathml(node.astext(), "block", node)}</div>\n')
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.add_html_math_renderer("course_mathml", (_visit_inline, None), (_visit_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}

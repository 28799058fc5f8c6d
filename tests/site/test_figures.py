import pytest

from tests.site import need

need("sphinx")

from docutils import nodes

from course_pages.figures import describe_figures


def printed(text):
    return nodes.literal_block(text, text, classes=["output", "stream"])


def picture():
    plain = nodes.literal_block("", "<Figure size 1x1>", classes=["output", "text_plain"])
    parts = nodes.container("", nodes.image(uri="x.png")), nodes.container("", plain)
    return nodes.container("", *parts, nb_element="mime_bundle")


def shown(*children):
    outputs = nodes.container("", *children)
    without = describe_figures(outputs)
    return without, [image.get("alt") for image in outputs.findall(nodes.image)], outputs


def captions(outputs):
    return [node.astext() for node in outputs.findall(nodes.paragraph)]


def blocks(outputs):
    return [node.astext() for node in outputs.findall(nodes.literal_block) if "stream" in node["classes"]]


@pytest.mark.parametrize("line", ["Figure: two lines.\n", "Figure, boxes: two lines.\n"])
def test_the_printed_words_become_alternative_and_caption(line):
    without, words, outputs = shown(picture(), printed(line))
    assert (without, words, captions(outputs), blocks(outputs)) == (0, ["two lines."], ["two lines."], [])


def test_other_lines_stay_printed():
    _, words, outputs = shown(printed("before\n"), picture(), printed("Figure: it.\nafter\n"))
    assert (words, captions(outputs), blocks(outputs)) == (["it."], ["it."], ["before\n", "after\n"])


def test_each_picture_has_its_own():
    assert shown(picture(), printed("Figure: a."), picture(), printed("Figure: b."))[1] == ["a.", "b."]


def test_where_no_line_says_figure_the_first_one_is_taken_and_stays():
    _, words, outputs = shown(picture(), printed("score against rate\nmore\n"))
    assert (words, blocks(outputs)) == (["score against rate"], ["score against rate\nmore\n"])


@pytest.mark.parametrize(
    ("children", "without"),
    [
        ((picture(),), 1),
        ((printed("Figure: before."), picture()), 1),
        ((picture(), picture(), printed("Figure: b.")), 1),
        ((), 0),
    ],
)
def test_a_picture_without_words_is_counted(children, without):
    assert shown(*(child.deepcopy() for child in children))[0] == without

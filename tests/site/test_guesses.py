import pytest

from tests.site import need

need("sphinx")

from docutils import nodes

from course_pages.guesses import INVITATION, fold_answers, guess


def text(words, bold=""):
    paragraph = nodes.paragraph()
    if bold:
        paragraph += nodes.strong(bold, bold)
    paragraph += nodes.Text(words)
    return paragraph


def mark():
    return nodes.raw("", '<div class="cell-mark" id="cell-x"></div>', format="html")


def code(shows):
    cell = nodes.container("", nodes.container("", nb_element="cell_code_source"), nb_element="cell_code")
    if shows:
        cell += nodes.container("", text(shows), nb_element="cell_code_output")
    return cell


def section(*children):
    return nodes.section("", *children)


QUESTION = ("how many?", "Before you run it:")


def test_the_output_and_the_paragraph_that_reads_it_are_folded():
    found = section(text(*QUESTION), code("42"), mark(), text("It is 42."), text("More."))
    assert fold_answers(found) == 1
    assert [type(node).__name__ for node in found] == ["paragraph", "container", "guess", "paragraph"]
    assert found[1].astext() == ""
    assert "42" in found[2].astext()
    assert "It is 42." in found[2].astext()
    assert "More." not in found[2].astext()


def test_code_before_the_first_output_stays_in_view():
    found = section(text(*QUESTION), code(""), code("42"), code("43"))
    assert fold_answers(found) == 1
    assert [type(node).__name__ for node in found] == ["paragraph", "container", "container", "guess"]
    assert "43" in found[3].astext()


@pytest.mark.parametrize(
    ("following", "outside"),
    [
        ((mark(), text(*QUESTION), code("43")), "how many?"),
        ((section(nodes.title("", "Next")),), "Next"),
        ((mark(), nodes.bullet_list("", nodes.list_item("", text("a list")))), "a list"),
    ],
)
def test_what_reads_no_output_stays_outside(following, outside):
    found = section(text(*QUESTION), code("42"), *(node.deepcopy() for node in following))
    fold_answers(found)
    boxes = list(found.findall(guess))
    assert boxes
    assert not any(outside in box.astext() for box in boxes)
    assert outside in found.astext()


@pytest.mark.parametrize(
    "children",
    [
        (text(*QUESTION), code("")),
        (text("42?"), code("42")),
        (text("Before you run it, look."), code("42")),
        (text(*QUESTION), text("a paragraph"), code("42")),
        (code("42"), text(*QUESTION)),
        (),
    ],
)
def test_nothing_else_is_folded(children):
    found = section(*(node.deepcopy() for node in children))
    before = found.pformat()
    assert fold_answers(found) == 0
    assert found.pformat() == before


@pytest.mark.parametrize("bold", ["Before you run the two cells:", "before you run", "Before you look:"])
def test_other_words_ask_too(bold):
    assert fold_answers(section(text("?", bold), code("42"))) == 1


def caption(words):
    return nodes.paragraph("", words, classes=["figure-words"])


def figure(words):
    cell = code("42")
    cell[-1] += [nodes.image(uri="x.png", alt=words), caption(words)]
    return cell


PART = (" is one of the lines right?", "Before you look at the legend:")


def test_a_figure_that_the_question_needs_stays_in_view_and_what_reads_it_is_folded():
    found = section(text(*PART), code(""), figure("three lines"), mark(), text("None of them."), text("More."))
    assert fold_answers(found) == 1
    assert [type(node).__name__ for node in found] == ["paragraph", "container", "container", "guess", "paragraph"]
    assert [type(node).__name__ for node in found[3]] == ["paragraph", "raw", "paragraph"]
    assert list(found[2].findall(nodes.image))
    assert not [each for each in found[2].findall(nodes.paragraph) if "figure-words" in each["classes"]]
    assert found[3].astext().split("\n\n")[0] == "three lines"
    assert "None of them." in found[3].astext()
    assert found[3]["invitation"] != INVITATION


def test_a_figure_in_view_without_words_has_nothing_to_fold():
    found = section(text(*PART), code("42"), mark(), text(*QUESTION), code("43"))
    assert fold_answers(found) == 1  # the second
    assert "42" in found[1].astext()
    assert found[-1]["invitation"] == INVITATION


@pytest.mark.parametrize("bold", ["Before you look:", "Before you look at the figure:", "Before you look at its picture:"])
def test_where_the_figure_is_what_is_guessed_it_is_folded(bold):
    found = section(text("?", bold), figure("three lines"))
    assert fold_answers(found) == 1
    assert not list(found[1].findall(nodes.image))
    assert list(found[2].findall(nodes.image))

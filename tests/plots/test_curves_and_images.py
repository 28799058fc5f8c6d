import numpy as np
import pytest

from helpers.plots import accuracy_curves, image_row, loss_curves, predicted_classes
from tests.plots.figures import drawn_lines, drawn_points, line_looks


def test_loss_curves_draws_every_loss_and_says_where_it_ends(shown, capsys):
    loss_curves({"epoch": [0, 200], "train_loss": [1.1, 0.5], "test_loss": [1.2, 0.75], "accuracy": [0.1, 0.2]}, title="Iris")
    (axes,) = shown[0].axes
    assert drawn_lines(axes) == {"train": [[0, 1.1], [200, 0.5]], "test": [[0, 1.2], [200, 0.75]]}
    assert len(line_looks(axes)) == 2  # not by colour alone
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("epoch", "cross-entropy loss (nats)")
    assert capsys.readouterr().out == (
        "Figure: train loss 1.100 at epoch 0, 0.500 at epoch 200; test loss 1.200 at epoch 0, 0.750 at epoch 200.\n"
    )


def test_a_name_with_an_underscore_is_drawn_with_a_hyphen(shown):
    loss_curves({"epoch": [0], "held_out_loss": [1.1]}, title="Digits")
    assert list(drawn_lines(shown[0].axes[0])) == ["held-out"]


@pytest.mark.parametrize(
    ("history", "message"),
    [
        ({"epoch": [], "train_loss": []}, "nothing to draw"),
        ({"epoch": [1], "accuracy": [0.5]}, "nothing to draw"),
        ({"epoch": [1, 2], "train_loss": [0.5]}, "has 1 values for 2 epochs"),
    ],
)
def test_a_history_that_does_not_fit_is_refused(history, message):
    with pytest.raises(ValueError, match=message):
        loss_curves(history, title="none")


def test_the_wrong_predictions_are_marked_and_named(shown, capsys):
    points = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    predicted_classes(points, [0, 1, 1], [0, 0, 1], ["round", "long"], ("length (cm)", "width (cm)"))
    (axes,) = shown[0].axes
    assert drawn_points(axes)["predicted wrongly"] == [[3.0, 4.0]]
    assert drawn_points(axes)["long (true)"] == [[3.0, 4.0], [5.0, 6.0]]
    assert axes.get_title() == "1 of 3 test examples predicted wrongly"
    assert capsys.readouterr().out == "Figure: 1 of 3 wrong. example 1: long taken for round.\n"


def test_a_picture_without_mistakes_says_so(shown, capsys):
    predicted_classes(np.zeros((2, 2)), [0, 1], [0, 1], ["a", "b"], ("x", "y"))
    assert "predicted wrongly" not in drawn_points(shown[0].axes[0])
    assert capsys.readouterr().out == "Figure: 0 of 2 wrong. No mistake.\n"


def test_lengths_that_differ_are_refused():
    with pytest.raises(ValueError, match="3 points, 2 labels and 3 predictions"):
        predicted_classes(np.zeros((3, 2)), [0, 1], [0, 1, 1], ["a", "b"], ("x", "y"))


def test_a_row_of_pictures_has_one_title_each(shown, capsys):
    image_row(np.zeros((3, 4, 5)), ["1", "7", "7"])
    assert shown[0].axes[0].get_title() == "1"
    # Framed, since paper is white: one sees where in its picture a digit lies.
    assert all(spine.get_visible() for axes in shown[0].axes for spine in axes.spines.values())
    assert capsys.readouterr().out == "Figure: 3 pictures of 4 x 5 pixels: 1, 7, 7.\n"


@pytest.mark.parametrize(("shape", "titles"), [((0, 4, 4), []), ((2, 4, 4), ["1"]), ((4, 4), ["1"] * 4)])
def test_pictures_that_do_not_fit_their_titles_are_refused(shape, titles):
    with pytest.raises(ValueError, match="do not fit together"):
        image_row(np.zeros(shape), titles)


def test_accuracy_curves_are_drawn_from_zero_to_one(shown, capsys):
    accuracy_curves([0, 10], {"training": [0.1, 1.0], "validation": [0.1, 0.625]}, title="few examples")
    (axes,) = shown[0].axes
    assert drawn_lines(axes) == {"training": [[0, 0.1], [10, 1.0]], "validation": [[0, 0.1], [10, 0.625]]}
    assert len(line_looks(axes)) == 2  # not by colour alone
    assert (axes.get_xlabel(), axes.get_ylabel(), axes.get_ylim()) == ("epoch", "accuracy (share right)", (0, 1.03))
    assert capsys.readouterr().out == "Figure: accuracy at epoch 10: training 100.0%; validation 62.5%.\n"


@pytest.mark.parametrize(
    ("epochs", "accuracies", "message"),
    [([], {"a": []}, "nothing to draw"), ([1], {}, "nothing to draw"), ([1, 2], {"a": [0.5]}, "1 values for 2 epochs")],
)
def test_accuracy_curves_that_do_not_fit_are_refused(epochs, accuracies, message):
    with pytest.raises(ValueError, match=message):
        accuracy_curves(epochs, accuracies, title="none")

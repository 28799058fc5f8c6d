"""What the judges of lesson 04 tell about each wrong answer: not only that it is wrong."""

import pytest

from helpers.exercises import find_exercise
from helpers.exercises.answers_04 import WRONG

TOLD = {
    ("04.1", "a reference"): "copy.deepcopy does not",
    ("04.1", "parameters alone"): "parameters() does not",
    ("04.1", "with the graph"): "detach() comes before",
    ("04.1", "a list"): "a value of type list",
    ("04.1", "a copied model"): "a whole model",
    ("04.1", "numpy"): "a ndarray",
    ("04.1", "half the bits"): "in their own type",
    ("04.1", "short names"): "Keep every name",
    ("04.1", "weights copied, biases not"): "a new one in hidden.bias",
    ("04.1", "one dictionary for all"): "a dictionary of its own",
    ("04.1", "model zeroed"): "do not touch the model",
    ("04.1", "model frozen"): "Leave requires_grad alone",
    ("04.1", "mode switched"): "its mode",
    ("04.1", "wrapped"): "none for hidden.bias, 'model'",
    ("04.1", "flattened"): "of shape (3, 4), got the shape (12,)",
    ("04.2", "optimizer forgotten"): "no optimizer",
    ("04.2", "scheduler forgotten"): "no scheduler",
    ("04.2", "epoch forgotten"): "no epoch",
    ("04.2", "weights alone"): "One state alone",
    ("04.2", "whole objects"): "state_dict() of each part",
    ("04.2", "the next epoch"): "decided on loading",
    ("04.2", "a list"): "got a list",
    ("04.2", "the optimizer's settings alone"): "the entries param_groups",
    ("04.2", "another path"): "the path as it is given",
    ("04.2", "a text"): "Write it with torch.save",
    ("04.2", "one more step"): "Saving must change nothing",
    ("04.2", "the epoch as text"): "got '3'",
    ("04.2", "weights of half the bits"): "its entries with other values",
    ("04.2", "mode switched"): "in training mode",
    ("04.2", "other names"): "no epoch, but epoch_state",
    ("04.2", "a NumPy number"): "refused, for its numpy",
    ("04.2", "frozen"): "Leave requires_grad alone",
    ("04.3", "the saved epoch again"): "one epoch too many",
    ("04.3", "one skipped"): "One epoch is skipped",
    ("04.3", "from the start"): "Those before are done",
    ("04.3", "from 0"): "counted from 1 here",
    ("04.3", "the last one missing"): "range stops before its end",
    ("04.3", "as many again"): "the length of the whole run",
    ("04.3", "one at least"): "nothing is left to train",
    ("04.3", "optimizer forgotten"): "into the optimizer",
    ("04.3", "scheduler forgotten"): "into the scheduler",
    ("04.3", "model forgotten"): "into the model",
    ("04.3", "nothing put back"): "load_state_dict of all three",
    ("04.3", "put back every epoch"): "states back once",
    ("04.3", "nothing put back when done"): "also when nothing is left",
    ("04.3", "evaluation mode"): "go on without dropout",
    ("04.3", "other tensors"): "still holds the old ones",
    ("04.4", "strict=False"): "strict=False hides",
    ("04.4", "PyTorch's own check"): "compare first",
    ("04.4", "another error, too late"): "copies what fits before it raises",
    ("04.4", "counted"): "not how many there are",
    ("04.4", "missing ones only"): "An unexpected name",
    ("04.4", "names of parameters only"): "entries that are no parameters",
    ("04.4", "parameters only"): "not the parameters alone",
    ("04.4", "entries taken out"): "take nothing out",
    ("04.4", "always refused"): "Look at the line",
    ("04.4", "other tensors"): "without assign=True",
    ("04.4", "evaluation mode"): "go on without dropout",
    ("04.4", "frozen"): "Leave requires_grad alone",
    ("04.4", "shared tensors"): "a copy of the numbers",
    ("04.4", "an error returned"): "raise in place of return",
    ("04.4", "sizes only"): "Compare the shapes too",
    ("04.4", "an assertion"): "raise ValueError yourself",
}


@pytest.mark.parametrize(("exercise_id", "name"), TOLD)
def test_the_message_names_the_mistake(exercise_id, name):
    message = find_exercise(exercise_id).examine(WRONG[exercise_id][name]).message
    assert TOLD[exercise_id, name] in message


def test_every_wrong_answer_has_its_message():
    assert set(TOLD) == {(exercise_id, name) for exercise_id, answers in WRONG.items() for name in answers}

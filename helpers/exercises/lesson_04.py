"""Exercises of lesson 04: a copy of the weights, a checkpoint written, a run taken up again, all weights or none.

The judges stand in two modules of their own, ``snapshots`` and ``resuming``. What students typically write
instead stands in ``answers_04``.
"""

from helpers.exercises.exercise import Exercise
from helpers.exercises.resuming import go_on, judge_go_on, judge_save, save
from helpers.exercises.snapshots import judge_load, judge_snapshot, load_all_or_nothing, snapshot

EXERCISES = (
    Exercise(
        "04.1",
        "state_dict() hands out the model's own tensors. Which function copies a dictionary with all that is in it?",
        snapshot,
        judge_snapshot,
    ),
    Exercise(
        "04.2",
        "torch.save takes one object and a path. Three of the four entries come from state_dict().",
        save,
        judge_save,
    ),
    Exercise(
        "04.3",
        "Three calls of load_state_dict, then a loop over a range. Which epoch is the first that is not done?",
        go_on,
        judge_go_on,
    ),
    Exercise(
        "04.4",
        "Compare weights.keys() with model.state_dict().keys(), then the shapes; load_state_dict comes last.",
        load_all_or_nothing,
        judge_load,
    ),
)

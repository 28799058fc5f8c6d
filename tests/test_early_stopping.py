"""The rule of early stopping against a second statement of it, and what happens to the weights.

The cases of weights and counters are what users of other libraries reported: last weights kept instead of the best
(keras-team/keras#12511, skorch-dev/skorch#808), restored only if the stop fired (keras#16876), counters lost on resume
(Lightning-AI/pytorch-lightning#1463), NaN as an improvement (Bjarten/early-stopping-pytorch#16), patience off by one
(pytorch-lightning#6254, allenai/allennlp#1267).
"""

import contextlib
import copy
import io
import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from helpers.data import digits_parts
from helpers.early_stopping import EarlyStopping, Stop, is_improvement, replay, replay_runs
from helpers.models import MLP
from helpers.training import evaluate, train_one_epoch

NAN, INFINITY = math.nan, math.inf
# Multiples of 1/8: differences of these are exact, so that "exactly min_delta" is met often.
VALUES = st.one_of(st.integers(-16, 16).map(lambda eighths: eighths / 8), st.sampled_from([NAN, INFINITY, -INFINITY]))
SEQUENCES = st.lists(VALUES, max_size=40)
DELTAS = st.one_of(st.just(0.0), st.integers(0, 12).map(lambda eighths: eighths / 8))


def counting_model() -> nn.Module:
    """A model whose weight and buffer say how often it was trained."""
    model = nn.Linear(1, 1)
    model.register_buffer("seen", torch.zeros(()))
    with torch.no_grad():
        model.weight.zero_()
    return model


def train(model: nn.Module) -> None:
    with torch.no_grad():
        model.weight += 1
        model.seen += 1


def trained(model: nn.Module) -> tuple[float, float]:
    return model.weight.item(), model.seen.item()


def run(values, **settings):
    """Feed values until the stopper stops; return it and the number of values that were used."""
    stopper = EarlyStopping(nn.Linear(1, 1), **settings)
    for number, value in enumerate(values, start=1):
        stopper.update(value)
        if stopper.should_stop:
            return stopper, number
    return stopper, None


# --- the rule, stated a second time, without a counter ----------------------------------------------------


def improvements(values, min_delta, mode):
    """From one improvement straight to the next, in exact fractions: all places, counted from 1."""
    sign = 1 if mode == "min" else -1
    exact = {place: sign * Fraction(value) for place, value in enumerate(values, start=1) if math.isfinite(value)}
    chain = sorted(exact)[:1]
    while chain:
        better = [place for place in exact if place > chain[-1] and exact[chain[-1]] - exact[place] > Fraction(min_delta)]
        if not better:
            break
        chain.append(min(better))
    return chain


def stop_by_gaps(values, patience, min_delta, mode):
    """The first gap of ``patience`` evaluations after an improvement (or the start) that holds no other."""
    chain = [0, *improvements(values, min_delta, mode), INFINITY]
    for place, following in itertools.pairwise(chain):
        if following - place > patience:
            return place + patience if place + patience <= len(values) else None
    return None


def stop_by_windows(values, patience):
    """For min_delta 0 and mode min: the first window of ``patience`` losses with none below all that came before."""
    losses = np.array([value if math.isfinite(value) else INFINITY for value in values])
    for end in range(patience, len(losses) + 1):
        earlier, window = losses[: end - patience], losses[end - patience : end]
        if window.min() >= min(earlier, default=INFINITY):
            return end
    return None


@given(values=SEQUENCES, patience=st.integers(1, 8), min_delta=DELTAS, mode=st.sampled_from(["min", "max"]))
def test_it_stops_where_the_whole_sequence_says(values, patience, min_delta, mode):
    stopper, stopped = run(values, patience=patience, min_delta=min_delta, mode=mode)
    assert stopped == stop_by_gaps(values, patience, min_delta, mode)
    best = [place for place in improvements(values, min_delta, mode) if place <= stopper.evaluations]
    assert stopper.best_evaluation == (best[-1] if best else 0)
    assert stopper.best_value == (values[best[-1] - 1] if best else None)


@given(values=st.lists(st.floats(), max_size=40), patience=st.integers(1, 8))
def test_it_stops_where_a_window_holds_nothing_better(values, patience):
    assert run(values, patience=patience)[1] == stop_by_windows(values, patience)


@given(values=st.lists(st.floats(), max_size=30), patience=st.integers(1, 5), min_delta=st.floats(0, 1e300))
def test_higher_is_better_is_lower_is_better_turned_round(values, patience, min_delta):
    lower = run(values, patience=patience, min_delta=min_delta)
    higher = run([-value for value in values], patience=patience, min_delta=min_delta, mode="max")
    assert lower[1] == higher[1]
    assert lower[0].best_evaluation == higher[0].best_evaluation


@given(values=SEQUENCES, patience=st.integers(1, 8), min_delta=DELTAS)
def test_more_patience_never_stops_earlier(values, patience, min_delta):
    less, more = (run(values, patience=number, min_delta=min_delta)[1] for number in (patience, patience + 1))
    assert (less or INFINITY) <= (more or INFINITY)


@pytest.mark.parametrize(
    ("values", "patience", "stop"),
    [
        ([1.0, 2.0], 1, 2),  # patience 1: the first evaluation without improvement is the last
        ([1.0, 2.0, 2.0], 2, 3),
        ([1.0, 2.0, 0.5, 2.0, 2.0], 2, 5),  # an improvement starts the count again
        ([1.0, 1.0, 1.0], 2, 3),  # an equal value is none
        ([1.0, 2.0, 1.5, 1.2], 3, 4),  # better than the value before is not better than the best
        ([3.0, 2.0, 1.0], 1, None),
        ([NAN, NAN], 2, 2),
        ([NAN, 1.0, NAN, 2.0], 2, 4),
        ([INFINITY, 1.0, -INFINITY, 0.5], 1, 1),
        ([1.0, -INFINITY, 0.5], 2, None),
    ],
)
def test_sequences_worked_by_hand(values, patience, stop):
    assert run(values, patience=patience)[1] == stop


def test_small_steps_add_up_against_the_best_that_counted():
    stopper, _ = run([1.0, 0.875, 0.75, 0.625], patience=9, min_delta=0.25)
    assert (stopper.best_evaluation, stopper.best_value, stopper.waited) == (4, 0.625, 0)
    assert not is_improvement(0.75, 1.0, min_delta=0.25)


@pytest.mark.parametrize("mode", ["min", "max"])
@pytest.mark.parametrize("value", [NAN, INFINITY, -INFINITY])
@pytest.mark.parametrize("best", [None, 0.5])
def test_what_is_not_finite_never_improves(value, best, mode):
    assert is_improvement(value, best, mode=mode) is False


def test_update_says_whether_it_improved():
    stopper = EarlyStopping(nn.Linear(1, 1), patience=2)
    assert [stopper.update(value) for value in (0.5, 0.4, 0.4, NAN)] == [True, True, False, False]
    assert (stopper.evaluations, stopper.best_evaluation, stopper.waited) == (4, 2, 2)


@pytest.mark.parametrize("value", [torch.tensor(0.5), torch.tensor([0.5]), np.float32(0.5), np.float64(0.5), Fraction(1, 2)])
def test_one_number_of_any_kind_is_taken_and_kept_as_a_plain_one(value):
    stopper = EarlyStopping(nn.Linear(1, 1), patience=1)
    stopper.update(value)
    assert type(stopper.best_value) is float
    assert stopper.best_value == 0.5


# --- the weights ------------------------------------------------------------------------------------------


def leave(model, losses, how):
    """Train as long as ``losses`` says, and leave the block in one of six ways."""
    with EarlyStopping(model, patience=2 if how == "patience" else 100) as stopper:
        for loss in losses:
            train(model)
            stopper.update(loss)
            if stopper.should_stop:
                break
        if how == "return":
            return
        if how in {"KeyboardInterrupt", "ValueError", "SystemExit"}:
            train(model)  # half an epoch, perhaps
            raise {"KeyboardInterrupt": KeyboardInterrupt, "ValueError": ValueError, "SystemExit": SystemExit}[how]


@pytest.mark.parametrize("how", ["patience", "last epoch", "return", "KeyboardInterrupt", "ValueError", "SystemExit"])
def test_the_best_weights_are_back_whichever_way_the_block_is_left(how):
    model = counting_model()
    errors = {"KeyboardInterrupt": KeyboardInterrupt, "ValueError": ValueError, "SystemExit": SystemExit}
    with pytest.raises(errors[how]) if how in errors else contextlib.nullcontext():
        leave(model, [0.5, 0.3, 0.4, 0.6, 0.7], how)
    assert trained(model) == (2, 2)


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError, SystemExit])
def test_an_exception_goes_on(error):
    with pytest.raises(error), EarlyStopping(nn.Linear(1, 1), patience=1):
        raise error


def test_the_first_of_equal_values_is_kept():
    model = counting_model()
    leave(model, [0.3, 0.3, 0.3], "last epoch")
    assert trained(model) == (1, 1)


@pytest.mark.parametrize("losses", [[], [NAN, INFINITY, NAN]])
def test_without_an_improvement_the_model_stays_as_it_is(losses):
    model = counting_model()
    leave(model, losses, "last epoch")
    assert trained(model) == (len(losses), len(losses))


def test_the_kept_weights_are_a_copy():
    model = counting_model()
    stopper = EarlyStopping(model, patience=5)
    train(model)
    stopper.update(0.5)
    state = stopper.state_dict()
    train(model)
    assert state["best_weights"]["weight"].item() == 1
    state["best_weights"]["weight"].zero_()  # what was handed out is nobody else's either
    stopper.restore()
    assert trained(model) == (1, 1)
    train(model)  # and a restored model does not train the kept weights
    stopper.restore()
    assert trained(model) == (1, 1)


def test_a_loaded_state_is_a_copy():
    model = counting_model()
    stopper = EarlyStopping(model, patience=5)
    stopper.update(0.5)
    state = stopper.state_dict()
    other = EarlyStopping(model, patience=5)
    other.load_state_dict(state)
    state["best_weights"]["weight"].fill_(9)
    other.restore()
    assert trained(model) == (0, 0)


def test_restoring_keeps_the_tensors_that_the_optimizer_holds():
    model = counting_model()
    weight = model.weight
    stopper = EarlyStopping(model, patience=5)
    stopper.update(0.5)
    train(model)
    stopper.restore()
    assert model.weight is weight


# --- interrupted and resumed ------------------------------------------------------------------------------


def through_a_file(state):
    file = io.BytesIO()
    torch.save(state, file)
    file.seek(0)
    return torch.load(file, weights_only=True)


@given(
    values=st.lists(VALUES, min_size=1, max_size=20),
    cuts=st.sets(st.integers(0, 20)),
    patience=st.integers(1, 5),
    min_delta=DELTAS,
    mode=st.sampled_from(["min", "max"]),
)
def test_interrupted_anywhere_it_stops_at_the_same_place_with_the_same_weights(values, cuts, patience, min_delta, mode):
    settings = {"patience": patience, "min_delta": min_delta, "mode": mode}
    model, other = counting_model(), counting_model()
    whole, pieces = EarlyStopping(model, **settings), EarlyStopping(other, **settings)
    for number, value in enumerate(values):
        if number in cuts:
            saved = through_a_file({"model": other.state_dict(), "stopper": pieces.state_dict()})
            other = counting_model()
            other.load_state_dict(saved["model"])
            pieces = EarlyStopping(other, **settings)
            pieces.load_state_dict(saved["stopper"])
        for net, stopper in ((model, whole), (other, pieces)):
            train(net)
            stopper.update(value)
        assert pieces.should_stop == whole.should_stop
        assert (pieces.waited, pieces.best_value) == (whole.waited, whole.best_value)
    whole.restore()
    pieces.restore()
    assert trained(model) == trained(other)


def test_resumed_training_is_the_uninterrupted_one_at_every_interruption():
    parts = digits_parts(train_size=60, validation_size=60, wrong_labels=0.3)
    loss_function = nn.CrossEntropyLoss()

    def go(steps, checkpoint=None):
        torch.manual_seed(0 if checkpoint is None else 1)
        model = MLP(64, 16, 10)
        optimizer = torch.optim.Adam(model.parameters(), lr=0.03)
        stopper = EarlyStopping(model, patience=3)
        if checkpoint is not None:
            for part, state in zip((model, optimizer, stopper), checkpoint, strict=True):
                part.load_state_dict(state)
        with stopper:
            for _ in range(steps):
                if stopper.should_stop:
                    break
                train_one_epoch(model, [(parts.train_inputs, parts.train_labels)], loss_function, optimizer)
                stopper.update(evaluate(model, [(parts.validation_inputs, parts.validation_labels)], loss_function).loss)
            last = through_a_file([model.state_dict(), optimizer.state_dict(), stopper.state_dict()])
        return model, stopper, last

    model, stopper, _ = go(200)
    assert stopper.should_stop
    assert 3 < stopper.evaluations < 200
    for cut in range(stopper.evaluations + 1):
        resumed, resumed_stopper, _ = go(200, go(cut)[2])
        assert resumed_stopper.evaluations == stopper.evaluations
        for name, weights in model.state_dict().items():
            assert torch.equal(weights, resumed.state_dict()[name])


def test_patience_may_be_another_after_a_resume():
    stopper, _ = run([0.5, 0.6, 0.7], patience=2)
    patient = EarlyStopping(nn.Linear(1, 1), patience=3)
    patient.load_state_dict(stopper.state_dict())
    assert stopper.should_stop
    assert not patient.should_stop


# --- bad input --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"patience": 0}, ValueError, "patience must be at least 1 evaluation, but it is 0."),
        ({"patience": -3}, ValueError, "patience must be at least 1 evaluation, but it is -3."),
        ({"patience": 2.0}, TypeError, "patience must be a whole number of evaluations, but it is 2.0."),
        ({"patience": NAN}, TypeError, "patience must be a whole number of evaluations, but it is nan."),
        ({"patience": True}, TypeError, "patience must be a whole number of evaluations, but it is True."),
        ({"patience": "5"}, TypeError, "patience must be a whole number of evaluations, but it is '5'."),
        ({"patience": None}, TypeError, "patience must be a whole number of evaluations, but it is None."),
        ({"min_delta": -0.1}, ValueError, "min_delta must be a finite number that is at least 0, but it is -0.1."),
        ({"min_delta": NAN}, ValueError, "min_delta must be a finite number that is at least 0, but it is nan."),
        ({"min_delta": INFINITY}, ValueError, "min_delta must be a finite number that is at least 0, but it is inf."),
        ({"min_delta": "0"}, TypeError, "min_delta must be a number, but it is '0'."),
        ({"mode": "auto"}, ValueError, "mode must be min or max, but it is 'auto'."),
        ({"mode": None}, ValueError, "mode must be min or max, but it is None."),
        ({"model": {}}, TypeError, "model must be a torch.nn.Module, but it is a dict."),
    ],
)
def test_bad_arguments_are_refused_in_one_sentence(settings, error, message):
    with pytest.raises(error) as caught:
        EarlyStopping(**{"model": nn.Linear(1, 1), "patience": 3, **settings})
    assert str(caught.value) == message


@pytest.mark.parametrize("value", ["0.5", None, True, [0.5], torch.zeros(2), torch.zeros(0), np.zeros(3)])
def test_a_value_that_is_no_number_is_refused_and_not_counted(value):
    stopper = EarlyStopping(nn.Linear(1, 1), patience=3)
    with pytest.raises(TypeError, match=r"^update needs one number, but it was given a \w+"):
        stopper.update(value)
    assert stopper.evaluations == 0


def good_state():
    stopper = EarlyStopping(nn.Linear(1, 1), patience=3)
    stopper.update(0.5)
    stopper.update(0.6)
    return stopper.state_dict()


DO_NOT_FIT_TOGETHER = "The state is damaged: best_evaluation, best_value and best_weights do not fit together."
DO_NOT_FIT_THE_MODEL = "The best weights of the state do not fit the model: other names or shapes."


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"mode": "max"}, "The state was saved with mode=max, but this stopper has mode=min."),
        ({"best_evaluation": 3}, "The state is damaged: the best evaluation cannot be number 3 of 2."),
        ({"best_evaluation": -1}, "The state is damaged: the best evaluation cannot be number -1 of 2."),
        ({"evaluations": None}, "The state is damaged: the best evaluation cannot be number 1 of None."),
        ({"best_weights": None}, DO_NOT_FIT_TOGETHER),
        ({"best_value": None}, DO_NOT_FIT_TOGETHER),
        ({"best_evaluation": 0}, DO_NOT_FIT_TOGETHER),
        (
            {"best_weights": nn.Linear(2, 1).state_dict()},
            DO_NOT_FIT_THE_MODEL,
        ),
        ({"best_weights": {}}, DO_NOT_FIT_THE_MODEL),
        ({"patience": 3}, "A state of EarlyStopping holds mode, evaluations, best_evaluation, best_value, best_weights, but"),
    ],
)
def test_a_state_that_does_not_fit_is_refused_and_changes_nothing(change, message):
    stopper = EarlyStopping(nn.Linear(1, 1), patience=3)
    stopper.update(0.25)
    before = copy.deepcopy(stopper.state_dict())
    with pytest.raises(ValueError, match="state") as caught:
        stopper.load_state_dict({**good_state(), **change})
    assert str(caught.value).startswith(message)
    after = stopper.state_dict()
    assert torch.equal(after.pop("best_weights")["weight"], before.pop("best_weights")["weight"])
    assert after == before


@pytest.mark.parametrize("state", [{}, None, [1], {"model": {}}, nn.Linear(1, 1).state_dict()])
def test_something_else_is_no_state(state):
    with pytest.raises(ValueError, match=r"^A state of EarlyStopping holds .*, but this one holds .+\.$"):
        EarlyStopping(nn.Linear(1, 1), patience=3).load_state_dict(state)


@given(SEQUENCES.filter(len), st.integers(1, 6), DELTAS, st.sampled_from(["min", "max"]))
def test_a_replay_ends_and_keeps_what_a_stopper_does(values, patience, min_delta, mode):
    stopper = EarlyStopping(nn.Identity(), patience, min_delta, mode)
    for value in values:
        stopper.update(value)
        if stopper.should_stop:
            break
    kept = stopper.best_evaluation - 1 if stopper.best_evaluation else None
    assert replay(values, patience, min_delta, mode) == Stop(kept, stopper.evaluations - 1)


def test_a_replay_takes_arrays():
    assert replay(np.array([0.9, 0.5, 0.6, 0.7, 0.1]), patience=2) == (1, 3)


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        (([], 1), ValueError, "nothing to replay"),
        (([0.5], 0), ValueError, "patience must be at least 1"),
        (([0.5], True), TypeError, "patience must be a whole number"),
        (([0.5], 1, -1.0), ValueError, "min_delta must be a finite number"),
        (([0.5], 1, 0.0, "least"), ValueError, "mode must be min or max"),
    ],
)
def test_a_replay_refuses_what_makes_no_sense(given, error, message):
    with pytest.raises(error, match=message):
        replay(*given)


def test_several_runs_are_replayed_one_by_one():
    rows = [[0.9, 0.5, 0.6, 0.7, 0.1], [0.9, 0.8, 0.7, 0.6, 0.5]]
    kept, ended = replay_runs(rows, patience=2)
    assert (kept.tolist(), ended.tolist()) == ([1, 4], [3, 4])
    kept, ended = replay_runs(rows, patience=2, mode="max")
    assert (kept.tolist(), ended.tolist()) == ([0, 0], [2, 2])


def test_a_run_that_keeps_nothing_is_named():
    with pytest.raises(ValueError, match="Run 1 keeps nothing"):
        replay_runs([[0.5, 0.6], [math.nan, math.nan]], patience=2)
    with pytest.raises(ValueError, match="at least one run"):
        replay_runs([], patience=2)

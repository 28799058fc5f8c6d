import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.settings import RULES, SettingError, check_settings

DEFAULTS = {
    "epochs": 20_000,
    "learning_rate": 0.01,
    "hidden_size": 10,
    "batch_size": 16,
    "dropout": 0.3,
    "seed": 42,
    "test_size": 0.2,
    "dataset": "auto",
    "device": "auto",
}


def test_the_defaults_are_allowed():
    check_settings(**DEFAULTS)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("epochs", 0),
        ("epochs", 1.5),
        ("epochs", True),
        ("epochs", "many"),
        ("learning_rate", 0),
        ("learning_rate", math.nan),
        ("learning_rate", math.inf),
        ("learning_rate", None),
        ("learning_rate", 1e39),
        ("hidden_size", -3),
        ("batch_size", 0),
        ("batch_size", 16.0),
        ("dropout", -0.1),
        ("dropout", 1),
        ("dropout", math.nan),
        ("dropout", False),
        ("seed", 2**32),
        ("seed", -1),
        ("test_size", 0.01),
        ("test_size", 1),
        ("evaluate_every", 0),
        ("patience", 0),
        ("patience", 2.5),
        ("wrong_labels", -0.1),
        ("wrong_labels", 0),
        ("noisy_epochs", 0),
        ("wrong_labels", 0.95),
        ("wrong_labels", math.nan),
        ("runs", 1),
        ("iris_epochs", 0),
        ("train_examples", 19),
        ("train_examples", 1001),
        ("label_noise", -0.1),
        ("weight_decay", -0.1),
        ("weight_decay", 1.1),
        ("weight_decay", math.nan),
        ("l1_strength", -0.1),
        ("l1_strength", "0.1"),
        ("shift_share", 1.1),
        ("label_noise", 1.1),
        ("label_noise", math.nan),
        ("dataset", "cifar"),
        ("dataset", None),
        ("repeats", 1),
        ("penalty_c", 0),
        ("penalty_c", 20_000),
        ("penalty_c", math.nan),
        ("miss_cost", 0),
        ("miss_cost", "much"),
        ("miss_cost", math.inf),
        ("prevalence", 0),
        ("prevalence", 1),
        ("prevalence", math.nan),
        ("softmax_steps", 0),
        ("mlp_steps", 2.5),
        ("conv_steps", 1_000_001),
        ("train_limit", 99),
        ("train_limit", -1),
        ("train_limit", 60_001),
        ("train_limit", False),
        ("folds", 1),
        ("folds", 21),
        ("tuning_epochs", 0),
        ("grid_side", 1),
        ("grid_side", 7),
        ("sweep_epochs", 0),
        ("sweep_epochs", 10_001),
        ("sweep_seeds", 0),
        ("sweep_seeds", 21),
        ("on_a_cluster", 0),
        ("on_a_cluster", "True"),
        ("many_seeds", 19),
        ("many_seeds", 2_001),
        ("networks", 3),
        ("networks", 1_001),
        ("contest_seconds", 0.01),
        ("contest_seconds", 61),
        ("contest_seconds", math.nan),
        ("compile_steps", 1),
        ("compile_steps", "yes"),
        ("new_process", 0),
        ("new_process", "no"),
        ("workers", 0),
        ("workers", 1_001),
        ("workers", 2.0),
        ("device", "gpu"),
        ("device", "cpu:0"),
        ("device", "cuda:x"),
        ("device", "cuda:"),
        ("device", 0),
    ],
)
def test_a_bad_value_is_refused_in_one_sentence(name, value):
    with pytest.raises(SettingError) as caught:
        check_settings(**{**DEFAULTS, name: value})
    message = str(caught.value)
    assert message == f"{name} is {value!r}, but it must be {RULES[name].allowed}."


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("epochs", 1),
        ("epochs", 10_000_000),
        ("learning_rate", 1_000_000),
        ("hidden_size", 1),
        ("batch_size", 1),
        ("dropout", 0),
        ("dropout", 0.9),
        ("seed", 0),
        ("seed", 2**32 - 1),
        ("test_size", 0.05),
        ("test_size", 0.9),
        ("evaluate_every", 1),
        ("patience", 1),
        ("wrong_labels", 0.05),
        ("wrong_labels", 0.9),
        ("noisy_epochs", 1),
        ("runs", 2),
        ("networks", 4),
        ("networks", 1_000),
        ("contest_seconds", 0),
        ("contest_seconds", 0.05),
        ("contest_seconds", 60),
        ("compile_steps", True),
        ("compile_steps", False),
        ("new_process", False),
        ("iris_epochs", 1),
        ("train_examples", 20),
        ("train_examples", 1000),
        ("label_noise", 0),
        ("weight_decay", 0),
        ("weight_decay", 0.01),
        ("l1_strength", 0.0),
        ("l1_strength", 1),
        ("shift_share", 1.0),
        ("label_noise", 1),
        ("repeats", 2),
        ("softmax_steps", 1),
        ("mlp_steps", 1_000_000),
        ("conv_steps", 1),
        ("train_limit", 0),
        ("train_limit", 100),
        ("train_limit", 60_000),
        ("folds", 2),
        ("folds", 20),
        ("tuning_epochs", 1),
        ("grid_side", 2),
        ("grid_side", 6),
        ("sweep_epochs", 1),
        ("sweep_epochs", 10_000),
        ("on_a_cluster", True),
        ("on_a_cluster", False),
        ("sweep_seeds", 1),
        ("sweep_seeds", 20),
        ("many_seeds", 20),
        ("many_seeds", 2_000),
        ("workers", 1),
        ("workers", 1_000),
    ],
)
def test_the_ends_of_a_range_are_allowed(name, value):
    check_settings(**{name: value})


@pytest.mark.parametrize("value", ["auto", "cpu", "cuda", "cuda:0", "cuda:11", "mps"])
def test_every_device_name_is_allowed(value):
    check_settings(device=value)


@given(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.integers())))
def test_a_rule_answers_any_value_without_an_error_of_its_own(value):
    for rule in RULES.values():
        assert rule.accepts(value) in (True, False)


def test_a_name_without_a_rule_is_not_judged():
    check_settings(colour="blue")

"""Every lesson under papermill with the quick preset, and what its named results must be.

COURSE_DEVICE=cuda asks for that device in every lesson; there is then no falling back to the CPU.
"""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from helpers.reruns.kernels import KernelPool
from helpers.reruns.lessons import all_lessons, preset_parameters
from helpers.reruns.parameters import check_parameters
from helpers.reruns.results import named_results
from helpers.reruns.run import run_notebook

DEVICE = os.environ.get("COURSE_DEVICE", "auto")

Expectation = Callable[[object], bool]


def between(low: float, high: float) -> Expectation:
    return lambda value: isinstance(value, float) and low <= value <= high


def whole_number(low: int, high: int) -> Expectation:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def is_the_device_asked_for(value: object) -> bool:
    return value in {"cpu", "cuda", "mps"} if DEVICE == "auto" else value == DEVICE.partition(":")[0]


# Ranges that hold on every machine. The same seed and epochs gave 0.9667 and 0.334 with one CPU.
EXPECTED: dict[str, dict[str, Expectation]] = {
    "01_train_on_iris": {
        "test_accuracy": between(0.9, 1.0),
        "final_train_loss": between(0.31, 0.36),
        "training_seconds": between(0.0, 120.0),
        "device": is_the_device_asked_for,
    },
    # Quick on one CPU: 1.0, 0.198, 2.6, 130, 0.79 and 0.768; eleven other seeds 0.95 to 1.0, 0.06 to 0.14, -1.2 to 1.1,
    # 60 to 130, 0.77 to 1.54 and 0.72 to 0.83.
    "02_detect_overfitting": {
        "shuffled_train_accuracy": between(0.9, 1.0),
        "shuffled_validation_accuracy": between(0.02, 0.25),
        "standard_errors_from_chance": between(-4.0, 4.0),
        "turning_epoch": whole_number(30, 300),
        "gap": between(0.1, 0.5),
        "test_accuracy": between(0.6, 0.92),
        "device": is_the_device_asked_for,
    },
    # Two seeds and few epochs cannot choose well: with other seeds it is another way, and the gains are small.
    "03_cure_overfitting": {
        "helped_at_the_end": whole_number(0, 4),
        "helped_at_the_lowest": whole_number(0, 4),
        "chosen": lambda value: value in {"baseline", "fewer units", "weight decay", "L1", "dropout", "shifted images"},
        "validation_gain": between(0.0, 0.3),
        "test_gain": between(-0.15, 0.3),
        "test_accuracy": between(0.6, 0.95),
        "test_accuracy_baseline": between(0.6, 0.95),
        "loop_validation_loss": between(0.4, 1.3),
        "kept_by_more_data": between(0.75, 0.97),
        "kept_by_more_data_and_decay": between(0.75, 0.97),
        "weights_exactly_zero": between(0.1, 0.95),
        "device": is_the_device_asked_for,
    },
    # Quick with eight seeds: 52 to 83 answers, and a gain of 0.022 to 0.062 over two seeds each.
    "04_save_and_load": {
        "reloaded_difference": between(0.0, 0.0),
        "answers_changed_without_eval": whole_number(20, 160),
        "reuse_gain": between(0.0, 0.12),
        "damaged_files_refused": whole_number(20, 20),
        "weights_bytes": whole_number(9_640, 16_000),
        "device": is_the_device_asked_for,
    },
    # Quick's 3 and 3 epochs with 17 seeds: 0.083 to 0.128 from three entries, 0.068 to 0.113 without the optimiser, a last digit
    # up to 1.8e-7. A kill may hit the plain file between two writes, and spare it.
    "05_resume_training": {
        "resume_difference": between(0.0, 0.0),
        "inside_difference": between(0.0, 0.0),
        "three_entries_difference": between(0.01, 0.3),
        "optimizer_forgotten_difference": between(0.01, 0.3),
        "last_digit_difference": between(0.0, 2e-5),
        "kills_survived": whole_number(3, 3),
        "plain_files_spoilt": whole_number(0, 3),
        "device": is_the_device_asked_for,
    },
    # Quick on one CPU, six seeds: 70 to 75, 0.86 to 0.94, 0 to 0.08, 0.70 to 0.90, 0.62 to 0.82, 0.097 to 0.154, -0.002 to 0,
    # 44 to 48, 0.043 to 0.103, 0.015 to 0.029, 0.022 to 0.054 and 0.033 to 0.050.
    "06_early_stopping": {
        "stop_epoch": whole_number(60, 110),
        "right_labels_learnt": between(0.75, 1.0),
        "wrong_labels_learnt": between(0.0, 0.3),
        "true_digits_given": between(0.5, 1.0),
        "suspects_really_wrong": between(0.45, 1.0),
        "resumed_stop_epoch": whole_number(60, 110),
        "resume_difference": between(0.0, 0.0),
        "mean_test_gain": between(0.05, 0.25),
        "mean_test_gain_right_labels": between(-0.02, 0.02),
        "epochs_saved": between(10.0, 60.0),
        "lost_by_patience_1": between(0.01, 0.4),
        "price_of_validation": between(0.003, 0.05),
        "gain_of_retraining": between(0.003, 0.1),
        "reported_too_high": between(0.01, 0.08),
        "device": is_the_device_asked_for,
    },
    # Quick with three seeds: 0.90 to 0.94, 0.86 to 0.88, 0.51 to 0.55, 0.11 to 0.15. A GPU keeps the mask in one byte a number.
    "07_train_eval_no_grad": {
        "modes_verified": whole_number(16, 16),
        "bytes_kept_training": whole_number(200_000, 280_000),
        "accuracy_evaluation": between(0.75, 1.0),
        "accuracy_forgotten_mixed": between(0.7, 1.0),
        "accuracy_forgotten_pairs": between(0.35, 0.8),
        "accuracy_forgotten_one_digit": between(0.02, 0.3),
        "device": is_the_device_asked_for,
    },
    # Quick with six seeds gave 0.87 to 0.96 for the classifier; the others, after one epoch (the plain network after five), with
    # six: 0.10 to 0.16, 0.10 to 0.12 and 0.13 to 0.28.
    "08_layers": {
        "image_accuracy": between(0.7, 1.0),
        "only_linear_accuracy": between(0.04, 0.35),
        "flattened_accuracy": between(0.04, 0.3),
        "largest_accuracy": between(0.04, 0.4),
        "device": is_the_device_asked_for,
    },
    # Ten seeds with the settings of quick gave 0.000001 to 0.000003, 0.956 to 1, 0.997 to 1 and 0.490 to 0.517; at the default
    # settings two gave 0.00003 and 0.00004 for the first, and ten 0.965 to 1 for the second.
    "09_logistic_regression": {
        "coefficient_difference": between(0.0, 0.001),
        "validation_accuracy": between(0.92, 1.0),
        "noise_train_accuracy": between(0.98, 1.0),
        "noise_fresh_accuracy": between(0.45, 0.55),
        "device": is_the_device_asked_for,
    },
    # Quick with eleven seeds: 0.091, once 0.58; 0.03 to 0.67; 0.979 to 0.999; 0.90 to 1; 0.05 to 0.24, 0.09 to 0.36 and 0.06 to
    # 0.35 for the costs; 0.05 to 0.15, and 1 where the threshold was 0.58.
    "10_choose_a_threshold": {
        "threshold": between(0.01, 0.9),
        "cheapest_on_validation": between(0.0, 0.95),
        "roc_auc": between(0.96, 1.0),
        "recall": between(0.85, 1.0),
        "test_cost_by_price": between(0.02, 0.4),
        "test_cost_one_half": between(0.02, 0.6),
        "test_cost_counted": between(0.02, 0.7),
        "true_alarms_in_town": between(0.02, 1.0),
        "device": is_the_device_asked_for,
    },
    # Quick takes scikit-learn's digits, everywhere. With four seeds: 0.93 to 0.95, 0.94 to 0.97, 0.92 to 0.98, 0.89 to 0.92,
    # 0.93 to 0.95, 0.4 to 1, 0.92 to 0.97; without eval() 0.92 to 0.96 and 0.94 to 0.97.
    "11_evaluate_on_mnist": {
        "dataset": lambda value: value == "digits",
        "softmax_accuracy": between(0.85, 0.98),
        "mlp_accuracy": between(0.88, 0.99),
        "conv_accuracy": between(0.88, 1.0),
        "published_accuracy": between(0.84, 0.95),
        "least_squares_accuracy": between(0.88, 0.98),
        "planted_labels_found": between(0.2, 1.0),
        "accuracy_evaluation": between(0.88, 1.0),
        "accuracy_forgotten_one_digit": between(0.8, 1.0),
        "accuracy_forgotten_one_picture": between(0.8, 1.0),
        "device": is_the_device_asked_for,
    },
    # Quick with five seeds: 0.85 to 0.93, 0.83 to 0.93, 0.73 to 0.86, 0.32 to 0.41, 0.35 to 0.41 and 1.68 to 1.75.
    "12_losses": {
        "hand_difference": between(0.0, 1e-5),
        "fresh_cross_entropy": between(0.75, 0.98),
        "fresh_squared_error": between(0.75, 0.98),
        "relearnt_cross_entropy": between(0.6, 0.95),
        "relearnt_squared_error": between(0.15, 0.6),
        "digit_as_number": between(0.2, 0.6),
        "softmax_twice_floor": between(1.4611, 1.4612),
        "softmax_twice_loss": between(1.5, 2.0),
        "device": is_the_device_asked_for,
    },
    # Quick with eight seeds: 1.69 to 1.90, 1.47 to 1.67, 1.36 to 1.74, -0.07 to 0.23 (14 steps are few for everybody).
    "13_optimizers": {
        "optimizer_difference": between(0.0, 1e-9),
        "sgd_test_loss": between(1.2, 2.4),
        "momentum_test_loss": between(0.9, 2.0),
        "adam_test_loss": between(0.9, 2.2),
        "momentum_minus_adam": between(-0.6, 0.7),
        "device": is_the_device_asked_for,
    },
    "14_schedules_and_batches": {
        "spread_fixed": between(0.0, 2.0),
        "spread_lowered": between(0.0, 1.0),
        "loop_difference": between(0.0, 1e-3),
        "scheduler_difference": between(0.0, 1e-9),
        "accumulation_difference": between(0.0, 1e-5),
        "noise_exponent": between(-0.65, -0.4),
        "device": is_the_device_asked_for,
    },
    "15_validate": {
        "holdout_spread": between(0.0, 0.06),
        "cross_validation_spread": between(0.0, 0.02),
        "chosen_before_accuracy": between(0.7, 0.95),
        "chosen_inside_accuracy": between(0.35, 0.65),
        "scaling_leak": between(-0.01, 0.01),
        "torn_forms_accuracy": between(0.9, 1.0),
        "whole_forms_accuracy": between(0.85, 0.96),
        "share_shuffled_accuracy": between(0.55, 0.85),
        "share_forwards_accuracy": between(0.4, 0.6),
        "paired_difference": between(0.0, 0.4),
        "device": is_the_device_asked_for,
    },
    "16_tune": {
        "candidates": whole_number(12, 108),
        "winner_l2": between(0.0, 1.0),
        "first_winner_l2": between(0.0, 0.0101),
        "gain_where_chosen": between(-2.0, 8.0),
        "gain_elsewhere": between(-30.0, 4.0),
        "best_coin": between(0.58, 0.7),
        "winner_rmse": between(50.0, 64.0),
        "test_rmse": between(42.0, 68.0),
        "test_rmse_line": between(42.0, 68.0),
        "share_of_splits_as_lucky": between(0.0, 1.0),
        "device": is_the_device_asked_for,
    },
    # Four seeds with 100 and 200 steps gave 8, 38 and 38; a GPU may add up in another order, and miss a curve's last digit.
    "17_debug_training": {
        "curves_reproduced": whole_number(0 if DEVICE.startswith("cuda") else 8, 8),
        "healthy_loss": between(0.02, 0.35),
        "by_validation_path": between(0.0, 0.4),
        "one_path_for_both": between(0.85, 1.0),
        "device": is_the_device_asked_for,
    },
    # Measured with seeds 42, 0, 1, 2 and 3 and 100, 200 and 500 steps. Each fault must show itself, and each mend must mend it.
    "18_silent_bugs": {
        "leaky_score": between(0.99, 1.0),
        "leaky_dice_score": between(0.6, 1.0),
        "honest_score": between(0.85, 0.99),
        "honest_dice_score": between(0.02, 0.2),
        "dice_for_each_hand_cut_by_drawing": between(0.2, 0.6),
        "dice_for_each_hand_cut_by_hand": between(0.02, 0.25),
        "new_loss_without_zero_grad": between(3.0, 1e6),
        "score_of_shuffled_answers": between(0.03, 0.2),
        "kept_by_reference": between(0.0, 0.6),
        "kept_by_copy_minus_noted": between(0.0, 0.0),
        "best_untrained_score": between(0.15, 0.5),
        "best_untrained_score_afresh": between(0.03, 0.2),
        "looking_changed": between(1e-4, 1.0),
        "looking_with_own_generator_changed": between(0.0, 0.0),
        "repeated_run_changed": between(0.0, 0.0),
        "device": is_the_device_asked_for,
    },
    # What is asserted is that the trainings are the same; speed is never asserted. Quick does not compile.
    "19_measure_and_speed_up": {
        "dataset": lambda value: value == "digits",
        "loss_difference": between(0.0, 1e-4),
        "tensors_speedup": between(0.0, 1e6),
        "batches_speedup": between(0.0, 1e6),
        "written_out_speedup": between(0.0, 1e6),
        "one_thread_speedup": between(0.0, 1e6),
        "many_networks_speedup": between(0.0, 1e6),
        "ensemble_difference": between(0.0, 0.01),
        "compile_speedup": between(0.0, 0.0),
        "device": is_the_device_asked_for,
    },
    # Quick has one seed for each of four learning rates.
    "20_rerun_at_scale": {
        "sweep_runs": whole_number(4, 4),
        "best_of_many_gain": between(0.03, 0.08),
        "median_accuracy": between(0.93, 1.0),
        "chosen_rate": between(0.5, 0.5),
        "validation_median": between(0.84, 1.0),
        "test_median": between(0.88, 0.95),
        "winner_gap": between(-0.06, 0.12),
        "resumed_runs": whole_number(1, 1),
        "cluster_equal": lambda value: value == "not run",
        "device": is_the_device_asked_for,
    },
}

# What is measured in seconds, or is a matter of when a kill hits, differs from run to run.
BY_CHANCE = ("_seconds", "_speedup", "files_spoilt")

# What the outputs in the repository must show: those of lessons 11 and 19 are from MNIST at the default settings, which nbval
# runs too (there MNIST may be missing). Another seed gave 0.908, 0.969, 0.982, 0.908, 0.860
# and 0.92 in lesson 11; without eval() 0.93 and 0.946, instead of 0.988.
STORED: dict[str, dict[str, Expectation]] = {
    "11_evaluate_on_mnist": {
        "dataset": lambda value: value == "mnist",
        "softmax_accuracy": between(0.903, 0.915),
        "mlp_accuracy": between(0.963, 0.975),
        "conv_accuracy": between(0.975, 0.986),
        "published_accuracy": between(0.905, 0.911),
        "least_squares_accuracy": between(0.858, 0.863),
        "planted_labels_found": between(0.8, 1.0),
        "accuracy_evaluation": between(0.965, 0.995),
        "accuracy_forgotten_one_digit": between(0.8, 0.96),
        "accuracy_forgotten_one_picture": between(0.75, 0.96),
    },
    "19_measure_and_speed_up": {
        "dataset": lambda value: value == "mnist",
        "loss_difference": between(0.0, 1e-4),
        "ensemble_difference": between(0.0, 0.01),
    },
    "20_rerun_at_scale": {
        "sweep_runs": whole_number(24, 24),
        "best_of_many_gain": between(0.034, 0.06),
        "chosen_rate": between(0.5, 0.5),
        "test_median": between(0.9, 0.93),
        "winner_gap": between(0.01, 0.1),
        "resumed_runs": whole_number(6, 6),
        "cluster_equal": lambda value: value is True,
    },
}


@pytest.mark.parametrize("lesson", all_lessons(), ids=lambda path: path.stem)
def test_a_quick_run_gives_the_expected_results_in_a_warm_kernel_and_in_a_fresh_one(lesson, tmp_path):
    values = check_parameters(lesson, preset_parameters("quick", lesson) | {"device": DEVICE})
    with tempfile.TemporaryDirectory(prefix="course-") as name:  # a short path: what a lesson starts may open a socket there
        warm, fresh = (
            run_notebook(lesson, values, tmp_path / lesson.name, KernelPool(1, warm), timeout=300, temporary=Path(name))
            for warm in (True, False)
        )
    assert (warm.status, fresh.status) == ("ok", "ok"), warm.error or fresh.error
    expected = EXPECTED[lesson.stem]
    assert set(warm.results) == set(expected)
    assert {name: value for name, value in warm.results.items() if not expected[name](value)} == {}
    differ = {name for name, value in warm.results.items() if fresh.results.get(name) != value}
    # On a GPU sums are added up in another order each time.
    assert DEVICE != "auto" or {name for name in differ if not name.endswith(BY_CHANCE)} == set()


@pytest.mark.parametrize("name", STORED)
def test_the_stored_outputs_show_what_the_prose_says(name):
    (lesson,) = (path for path in all_lessons() if path.stem == name)
    results = named_results(nbformat.read(lesson, as_version=4))
    assert {key: results.get(key) for key, holds in STORED[name].items() if not holds(results.get(key))} == {}


def test_expectations_are_for_lessons_that_exist():
    assert set(EXPECTED) == {lesson.stem for lesson in all_lessons()}

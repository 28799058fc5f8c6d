"""The course's figures. Each function draws, shows, and prints one line that says what the figure shows.

One module a subject: ``style`` (the shared look), ``curves`` (over epochs), ``classes`` (examples), ``digits`` (small
images), ``two_curves`` (training and validation loss), ``overfitting`` (ways of training, over several seeds), ``early_stopping``
(lesson 06), ``images`` (pictures), ``modes`` (training mode against evaluation mode), ``resuming`` (interrupted
runs, their state, how far apart they end, files during a save),
``probability`` (from a line to a probability), ``decisions`` (from there to a decision),
``evaluation`` (a classifier's answers, lesson 11), ``panels`` (curves in panels), ``minimising``
(histograms of weights), ``optimisers`` (ways down a valley, losses by rule), ``validation`` (lesson 15), ``tuning`` (lesson 16),
``debugging`` (a sick training: losses, gradients, questions), ``network``
(units and weights), ``regions`` (which class where), ``descent`` (steps of one weight), ``splits`` (parts of the data),
``lines`` (straight lines and their sums), ``losses`` (prices, slopes and pushes, lesson 12), ``schedules`` (rates and bouncing,
lesson 14), ``softmax`` (from logits to shares),
``intervals`` (scores beside an interval),
``cures`` (what helps against overfitting, lesson 03),
``layers`` (tables, shapes and bends of layers), ``convolution`` (windows that slide over pictures),
``speed`` (how much faster each way is, lesson 19), ``reruns`` (a tag, the best of many, the scores of a sweep, lesson 20),
``boxes`` (what is in a file, lesson 04), ``names`` (which of its names find a place), ``pickles`` (instructions),
``folds`` (who is held out in which round), ``tolerance`` (which differences pass), ``templates`` (weights of a linear
classifier as images), ``leaks`` (test examples that the training has seen, lesson 18).
"""

from helpers.plots.boxes import nested_boxes
from helpers.plots.classes import examples_by_class, predicted_classes
from helpers.plots.convolution import (
    feature_maps,
    kernel_results,
    layer_matrix,
    reach_of_one_number,
    score_by_place,
    sliding_window,
    window_over_channels,
    window_stops,
)
from helpers.plots.cures import (
    crossed_out_networks,
    cure_effect,
    curves_round_an_exception,
    effect_rows,
    framed_images,
    paired_scores,
    pulled_weights,
    unit_images,
)
from helpers.plots.curves import accuracy_curves, loss_curves
from helpers.plots.debugging import (
    gradient_history,
    layer_gradients,
    loss_beside_healthy,
    loss_signatures,
    question_ladder,
)
from helpers.plots.decisions import (
    answers_at_threshold,
    calibration,
    cost_curves,
    hundred_alarms,
    matrix_words,
    precision_recall_walk,
    roc_and_precision_recall,
    roc_staircase,
    threshold_path,
    threshold_scores,
)
from helpers.plots.descent import steps_in_valley
from helpers.plots.digits import labelled_digits
from helpers.plots.early_stopping import answers_in_time, paired_differences, stopping_curve, stops_on_curve
from helpers.plots.evaluation import accuracy_intervals, answers_grid, confusion_counts, one_vs_rest_roc
from helpers.plots.folds import fold_map
from helpers.plots.images import image_row
from helpers.plots.intervals import differences_and_interval, many_intervals, scores_and_interval
from helpers.plots.layers import bends_by_depth, layer_shapes, linear_tables
from helpers.plots.leaks import score_by_known_share, scores_by_die
from helpers.plots.lines import lines_through_points, sums_of_units
from helpers.plots.losses import prices_and_slopes, pushed_logits
from helpers.plots.minimising import weight_histograms
from helpers.plots.modes import kept_memory, marks_in_company, mode_scores, output_spread, recorded_graph, running_statistic
from helpers.plots.names import matched_names
from helpers.plots.network import network_diagram
from helpers.plots.optimisers import losses_by_rule, valley_paths
from helpers.plots.overfitting import spread
from helpers.plots.panels import Panel, line_panels
from helpers.plots.pickles import pickle_steps
from helpers.plots.probability import (
    class_curves,
    coefficients,
    contributions,
    line_and_slopes,
    loss_of_logit,
    loss_surface,
    odds_of_groups,
    probability_lines,
    sigmoid_curve,
)
from helpers.plots.regions import decision_regions, regions_and_curve
from helpers.plots.reruns import difference_rows, range_and_quartiles, scores_by_setting, tagged_notebook, winner_scores
from helpers.plots.resuming import (
    cut_epoch,
    difference_growth,
    differences_by_cut,
    file_timeline,
    resume_ladder,
    resumed_curves,
    run_state,
)
from helpers.plots.schedules import bouncing_walks, losses_at_the_end, schedule_and_losses, schedule_shapes
from helpers.plots.softmax import softmax_bars
from helpers.plots.speed import epoch_by_batch_size, roofline, speed_ladder, step_timeline
from helpers.plots.splits import split_bars
from helpers.plots.style import use_course_style
from helpers.plots.templates import errors_and_weights, weight_images
from helpers.plots.tolerance import tolerance_verdicts
from helpers.plots.tuning import (
    differences_by_strength,
    errors_by_strength,
    gain_by_candidates,
    luck_of_the_split,
    search_points,
    sorted_weights,
    weights_and_errors,
    winner_scored_again,
)
from helpers.plots.two_curves import answers_over_epochs, losses_by_setting, marked_curves, two_curves
from helpers.plots.validation import best_of_many, score_rows, setting_curves

__all__ = [
    "Panel",
    "accuracy_curves",
    "accuracy_intervals",
    "answers_at_threshold",
    "answers_grid",
    "answers_in_time",
    "answers_over_epochs",
    "bends_by_depth",
    "best_of_many",
    "bouncing_walks",
    "calibration",
    "class_curves",
    "coefficients",
    "confusion_counts",
    "contributions",
    "cost_curves",
    "crossed_out_networks",
    "cure_effect",
    "curves_round_an_exception",
    "cut_epoch",
    "decision_regions",
    "difference_growth",
    "difference_rows",
    "differences_and_interval",
    "differences_by_cut",
    "differences_by_strength",
    "effect_rows",
    "epoch_by_batch_size",
    "errors_and_weights",
    "errors_by_strength",
    "examples_by_class",
    "feature_maps",
    "file_timeline",
    "fold_map",
    "framed_images",
    "gain_by_candidates",
    "gradient_history",
    "hundred_alarms",
    "image_row",
    "kept_memory",
    "kernel_results",
    "labelled_digits",
    "layer_gradients",
    "layer_matrix",
    "layer_shapes",
    "line_and_slopes",
    "line_panels",
    "linear_tables",
    "lines_through_points",
    "loss_beside_healthy",
    "loss_curves",
    "loss_of_logit",
    "loss_signatures",
    "loss_surface",
    "losses_at_the_end",
    "losses_by_rule",
    "losses_by_setting",
    "luck_of_the_split",
    "many_intervals",
    "marked_curves",
    "marks_in_company",
    "matched_names",
    "matrix_words",
    "mode_scores",
    "nested_boxes",
    "network_diagram",
    "odds_of_groups",
    "one_vs_rest_roc",
    "output_spread",
    "paired_differences",
    "paired_scores",
    "pickle_steps",
    "precision_recall_walk",
    "predicted_classes",
    "prices_and_slopes",
    "probability_lines",
    "pulled_weights",
    "pushed_logits",
    "question_ladder",
    "range_and_quartiles",
    "reach_of_one_number",
    "recorded_graph",
    "regions_and_curve",
    "resume_ladder",
    "resumed_curves",
    "roc_and_precision_recall",
    "roc_staircase",
    "roofline",
    "run_state",
    "running_statistic",
    "schedule_and_losses",
    "schedule_shapes",
    "score_by_known_share",
    "score_by_place",
    "score_rows",
    "scores_and_interval",
    "scores_by_die",
    "scores_by_setting",
    "search_points",
    "setting_curves",
    "sigmoid_curve",
    "sliding_window",
    "softmax_bars",
    "sorted_weights",
    "speed_ladder",
    "split_bars",
    "spread",
    "step_timeline",
    "steps_in_valley",
    "stopping_curve",
    "stops_on_curve",
    "sums_of_units",
    "tagged_notebook",
    "threshold_path",
    "threshold_scores",
    "tolerance_verdicts",
    "two_curves",
    "unit_images",
    "use_course_style",
    "valley_paths",
    "weight_histograms",
    "weight_images",
    "weights_and_errors",
    "window_over_channels",
    "window_stops",
    "winner_scored_again",
    "winner_scores",
]

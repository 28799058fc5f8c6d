"""Tests of helpers/trials.py."""

from statistics import mean

import numpy as np
import pytest
import torch

from helpers.comparisons import Difference, paired_difference
from helpers.data import digits_split
from helpers.data.draws import noisy_draw
from helpers.small_network import train_small_network
from helpers.trials import Trial

POOL = digits_split(train_examples=1387, test_examples=400)


def a_trial(seeds=(3, 4, 5), **changes):
    usual = {"examples": 40, "label_noise": 0.3, "hidden_size": 8, "learning_rate": 0.5, "epochs": 60}
    return Trial(POOL, seeds, **(usual | changes))


@pytest.fixture(scope="module")
def trial():
    trial = a_trial()
    for way, changes in {
        "baseline": {"keep": True},
        "other weights": {"weights_seed": 1000},
        "dropout": {"dropout": 0.5},
        "doubled": {"change": lambda inputs, generator: 2 * inputs},
        "nothing left": {"checked": 387},
    }.items():
        trial.run(way, **changes)
    return trial


def test_a_run_is_that_of_the_fast_function_on_the_seeds_draw(trial):
    part, validation, _ = noisy_draw(POOL, 4, 40, 0.3)
    network = train_small_network(*part, 8, 0.5, 60, seed=4, validation=validation)
    assert trial.networks["baseline"][1].losses == network.losses
    assert trial.at_the_end("baseline")[1] == network.validation_losses[-1]
    assert trial.at_the_lowest("baseline")[1] == min(network.validation_losses)
    place = int(np.argmin(network.validation_losses))
    assert trial.stops("baseline")[1] == network.steps[place]
    ends, lows = trial.accuracies("baseline")
    assert ends[1] == pytest.approx((network.predict(validation[0]) == validation[1].numpy()).mean())
    assert lows[1] == network.validation_accuracies[place]
    assert trial.curves("baseline")[0][1] == network.losses


def test_effects_are_paired_differences_from_the_baseline_at_the_trials_share(trial):
    new, old = trial.at_the_lowest("dropout"), trial.at_the_lowest("baseline")
    differences, found = trial.effects("dropout")["at the lowest"]
    assert differences == pytest.approx([a - b for a, b in zip(new, old, strict=True)])
    assert found == paired_difference(new, old)
    trial.share = 0.99
    assert trial.effects("dropout")["at the lowest"][1] == paired_difference(new, old, share=0.99)
    assert trial.effects("baseline")["at the end"][1] == (0.0, 0.0, 0.0)
    trial.share = 0.95


def test_other_weights_are_the_only_change(trial):
    assert trial.networks["other weights"][0].losses != trial.networks["baseline"][0].losses
    part, validation, _ = trial.draw(3)
    network = train_small_network(*part, 8, 0.5, 60, seed=1003, validation=validation)
    assert trial.networks["other weights"][0].losses == network.losses


def test_the_test_repeats_each_run_to_its_stop(trial):
    to_the_end = trial.test("dropout", POOL.test_inputs, POOL.test_labels, stop=False)
    stopped = trial.test("dropout", POOL.test_inputs, POOL.test_labels, stop=True)
    network = trial.train(4, dropout=0.5, epochs=trial.stops("dropout")[1])
    right = (network.predict(POOL.test_inputs) == POOL.test_labels.numpy()).mean()
    assert stopped[1].accuracy == pytest.approx(right)
    logits = torch.tensor(trial.networks["dropout"][0].probabilities(POOL.test_inputs)).log()
    assert to_the_end[0].loss == pytest.approx(torch.nn.functional.nll_loss(logits, POOL.test_labels).item(), abs=1e-5)


def test_with_every_checked_label_learnt_nothing_is_left_to_validate_with(trial):
    assert trial.networks["nothing left"][0].validation_losses == []
    assert len(trial.test("nothing left", POOL.test_inputs, POOL.test_labels, stop=False)) == 3


def test_the_share_by_heart_is_that_of_the_wrong_labels(trial):
    shares = []
    for seed, network in zip((3, 4, 5), trial.networks["baseline"], strict=True):
        (inputs, labels), _, truth = trial.draw(seed)
        wrong = labels != truth
        shares.append((torch.tensor(network.predict(inputs)) == labels)[wrong].float().mean().item())
    assert trial.by_heart("baseline") == pytest.approx(mean(shares))
    clean = a_trial(label_noise=0.0, epochs=1)
    clean.run("baseline")
    assert np.isnan(clean.by_heart("baseline"))


def test_each_run_draws_its_own_random_changes():
    noise = {"change": lambda inputs, generator: inputs + torch.randn(inputs.shape, generator=generator)}
    first, again = a_trial().train(3, **noise), a_trial().train(3, **noise)
    assert first.losses == again.losses


def test_an_epoch_on_the_way_is_tested_as_if_the_training_had_ended_there(trial):
    stopped = trial.test("baseline", POOL.test_inputs, POOL.test_labels, stop=[10, 20, 60])
    network = trial.train(4, epochs=20)
    right = (network.predict(POOL.test_inputs) == POOL.test_labels.numpy()).mean()
    assert stopped[1].accuracy == pytest.approx(right)
    assert stopped[2] == trial.test("baseline", POOL.test_inputs, POOL.test_labels, stop=False)[2]
    assert trial.test("baseline", POOL.test_inputs, POOL.test_labels, stop=trial.stops("baseline")) == trial.test(
        "baseline", POOL.test_inputs, POOL.test_labels, stop=True
    )


def test_what_was_trained_before_is_not_trained_again():
    trial = a_trial()
    first = trial.train(3, dropout=0.5)
    assert trial.train(3, dropout=0.5) is first
    assert trial.train(3, dropout=0.2) is not first
    assert trial.train(4, dropout=0.5) is not first
    kept = trial.train(3, dropout=0.5, keep=True)
    assert len(kept.on_the_way) == len(kept.steps)
    assert kept.losses == first.losses
    assert trial.train(3, dropout=0.5) is kept


def test_a_stopped_network_has_learnt_other_wrong_labels(trial):
    assert trial.by_heart("baseline") > trial.by_heart("baseline", stop=True)


def test_bad_input_is_refused(trial):
    with pytest.raises(ValueError, match="without keep=True"):
        trial.test("dropout", POOL.test_inputs, POOL.test_labels, stop=[10, 10, 10])
    with pytest.raises(ValueError, match="Nothing was kept of epoch 15"):
        trial.test("baseline", POOL.test_inputs, POOL.test_labels, stop=[10, 15, 10])
    with pytest.raises(ValueError, match="at least two"):
        a_trial(seeds=[1])
    with pytest.raises(ValueError, match="'nobody' has not been run"):
        trial.at_the_end("nobody")
    with pytest.raises(ValueError, match="no ways yet"):
        a_trial().at_the_end("baseline")


def test_a_network_is_asked_for_the_wrong_labels_of_its_own_draw(trial):
    network = trial.train(3, examples=80)
    part, _, truth = noisy_draw(POOL, 3, 80, 0.3)
    wrong = (part[1] != truth).numpy()
    share = (network.predict(part[0]) == part[1].numpy())[wrong].mean()
    assert trial.learnt_by_heart(network, 3, 80) == pytest.approx(share)


def test_a_verdict_says_on_which_side_of_zero_the_bars_lie(trial):
    lines = trial.verdict("other weights").split("\n")
    for line, (where, (_, found)) in zip(lines, trial.effects("other weights").items(), strict=True):
        says = "helped" if found.high < 0 else "harmed" if found.low > 0 else "cannot tell"
        assert line.startswith(f"other weights, {where}")
        assert line.endswith(f"{found.mean:+.3f} ({found.low:+.3f} to {found.high:+.3f}): {says}")


@pytest.mark.parametrize(
    ("bars", "says"), [((-0.2, -0.3, -0.1), "helped"), ((0.2, 0.1, 0.3), "harmed"), ((0.1, -0.1, 0.3), "cannot tell")]
)
def test_every_verdict_has_its_words(trial, monkeypatch, bars, says):
    monkeypatch.setattr(trial, "effects", lambda way: {"at the end": ([], Difference(*bars))})
    assert trial.verdict("doubled").endswith(f": {says}")


def test_the_table_has_a_line_for_every_way(trial):
    first, second, *lines = a_trial_with_a_baseline().table().split("\n")
    assert (first.split("at the ")[1:], second.split()[:3]) == (["end" + " " * 20, "lowest"], ["loss", "right", "by"])
    (line,) = lines
    assert line.startswith("baseline ")
    assert line.count("%") == 4


def a_trial_with_a_baseline():
    trial = a_trial()
    trial.run("baseline")
    return trial

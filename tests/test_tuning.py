"""Many candidates at once must be what one after another in torch would be."""

import numpy as np
import pytest
import torch
from sklearn.datasets import load_diabetes
from sklearn.preprocessing import StandardScaler
from torch import nn

from helpers.models import MLP
from helpers.tuning import AT_ONCE, Candidate, CrossValidation

TABLE, RESULTS = load_diabetes(return_X_y=True, scaled=False)
TABLE, RESULTS = TABLE[:80], RESULTS[:80]
SMALL = {"folds": 3, "hidden_size": 4, "epochs": 20, "seed": 5}


def one_alone(study, fold, candidate):
    """Errors on what was learnt from and on what was held out, and the weights, by torch's own optimiser."""
    learn, held = study.pairs[fold]
    scaler = StandardScaler().fit(TABLE[learn])
    mean, deviation = RESULTS[learn].mean(), RESULTS[learn].std()
    torch.manual_seed(SMALL["seed"] + fold)
    model = MLP(10, SMALL["hidden_size"], 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=candidate.learning_rate, weight_decay=candidate.l2)
    inputs = torch.tensor(scaler.transform(TABLE), dtype=torch.float32)
    targets = torch.tensor((RESULTS - mean) / deviation, dtype=torch.float32).unsqueeze(1)
    for _ in range(SMALL["epochs"]):
        loss = nn.functional.mse_loss(model(inputs[learn]), targets[learn])
        loss = loss + candidate.l1 * (model.hidden.weight.abs().sum() + model.output.weight.abs().sum())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        squares = ((model(inputs) - targets).squeeze(1).numpy() * deviation) ** 2
    weights = torch.cat([layer.weight.detach().T.flatten() for layer in (model.hidden, model.output)])
    return squares[learn].mean() ** 0.5, squares[held].mean() ** 0.5, weights.numpy()


def test_every_candidate_and_fold_is_trained_as_torch_would():
    study = CrossValidation(TABLE, RESULTS, **SMALL)
    candidates = [Candidate(0.1), Candidate(0.05, l2=0.1), Candidate(0.1, l1=0.02), Candidate(0.2, 0.01, 0.01)]
    found = study.score(candidates)
    assert found.training.shape == found.held_out.shape == (4, 3)
    for place, candidate in enumerate(candidates):
        for fold in range(3):
            training, held_out, weights = one_alone(study, fold, candidate)
            assert found.training[place, fold] == pytest.approx(training, rel=1e-4)
            assert found.held_out[place, fold] == pytest.approx(held_out, rel=1e-4)
            if fold == 0:
                assert np.sort(found.weights[place]) == pytest.approx(np.sort(weights), abs=1e-4)


def test_candidates_do_not_disturb_each_other_nor_the_random_numbers():
    study = CrossValidation(TABLE, RESULTS, **SMALL)
    before = torch.get_rng_state()
    alone = study.score([(0.1, 0.01)]).held_out[0]
    in_company = study.score([(0.3, 0.0), (0.1, 0.01), (1e6, 0.0)]).held_out
    assert in_company[1] == pytest.approx(alone, rel=1e-5)
    assert np.isinf(in_company[2]).all()  # it diverged
    assert torch.equal(before, torch.get_rng_state())


def test_other_first_weights_leave_the_folds_as_they_are():
    study, other = CrossValidation(TABLE, RESULTS, **SMALL), CrossValidation(TABLE, RESULTS, **SMALL, first_weights=99)
    for pair, same_pair in zip(study.pairs, other.pairs, strict=True):
        assert np.array_equal(pair[1], same_pair[1])
    named = CrossValidation(TABLE, RESULTS, **SMALL, first_weights=SMALL["seed"])
    assert np.array_equal(named.score([(0.1,)]).held_out, study.score([(0.1,)]).held_out)
    assert not np.allclose(other.score([(0.1,)]).held_out, study.score([(0.1,)]).held_out, rtol=1e-3)


def test_more_candidates_than_are_trained_at_once_keep_their_order():
    study = CrossValidation(TABLE, RESULTS, **SMALL)
    candidates = [Candidate(rate) for rate in np.linspace(0.01, 0.1, AT_ONCE + 3)]
    found = study.score(candidates)
    assert found.held_out.shape == found.training.shape == (AT_ONCE + 3, 3)
    assert len(found.weights) == AT_ONCE + 3
    assert found.held_out[-1] == pytest.approx(study.score(candidates[-1:]).held_out[0], rel=1e-5)


@pytest.mark.parametrize("candidates", [[], [(-0.1,)], [(float("nan"),)], [(0.1, -1.0)], [(0.1, 0.0, float("inf"))]])
def test_settings_that_make_no_sense_are_refused(candidates):
    with pytest.raises(ValueError, match="at least one candidate"):
        CrossValidation(TABLE, RESULTS, **SMALL).score(candidates)


@pytest.mark.parametrize("changed", [{"folds": 1}, {"folds": 41}, {"hidden_size": 0}, {"epochs": 0}])
def test_numbers_that_are_too_small_are_refused(changed):
    with pytest.raises(ValueError, match="at least"):
        CrossValidation(TABLE, RESULTS, **{**SMALL, **changed})


@pytest.mark.parametrize("targets", [RESULTS[:-1], RESULTS[:, None]])
def test_targets_that_do_not_fit_are_refused(targets):
    with pytest.raises(ValueError, match="must be"):
        CrossValidation(TABLE, targets, **SMALL)

"""Exercises 04.1 and 04.4: a copy of the weights, and loading all of them or none; and their judges."""

import copy
from collections.abc import Mapping

import torch
from torch import nn

from helpers.exercises.exercise import NotAttempted, WrongAnswer, call
from helpers.exercises.states import judge_condition, judge_tensors, same_weights
from helpers.models import MLP


def snapshot(model):
    """A copy of all weights and running means, which later training does not change."""
    return copy.deepcopy(model.state_dict())


def load_all_or_nothing(model, weights):
    """Load weights if every name and shape fits; otherwise raise, before anything is changed."""
    expected = model.state_dict()
    if weights.keys() != expected.keys():
        raise ValueError(f"names that do not fit: {sorted(weights.keys() ^ expected.keys())}")
    for name, value in expected.items():
        if weights[name].shape != value.shape:
            raise ValueError(f"{name} has the shape {tuple(weights[name].shape)}")
    model.load_state_dict(weights)


def _net(seed, hidden_size, normalised):
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = MLP(4, hidden_size, 5)
        return nn.Sequential(model, nn.BatchNorm1d(5)) if normalised else model


def _train(model):
    """Change every weight and every running mean in place, as training does."""
    with torch.no_grad():
        for value in model.state_dict().values():
            value += 1


def judge_snapshot(answer):
    """Two nets, the second with running means; two copies of each, with training in between."""
    for seed, hidden_size, normalised in ((0, 3, False), (1, 6, True)):
        model = _net(seed, hidden_size, normalised)
        kept = []
        for _ in range(2):
            before = copy.deepcopy(model.state_dict())
            kept.append((call(answer, model), before))
            if not same_weights(model.state_dict(), before):
                raise WrongAnswer("a model left as it was", "changed weights", "Copy the weights; do not touch the model.")
            judge_condition(model)
            _judge_entries(*kept[-1], model)
            _train(model)
            _judge_after_training(*kept[-1])
        if not same_weights(*kept[0]):
            look = "Every call must make a dictionary of its own."
            raise WrongAnswer("two copies from two moments", "a first copy that the second call changed", look)


def _judge_entries(got, before, model):
    if isinstance(got, nn.Module):
        raise WrongAnswer("a dictionary of tensors", "a whole model", "Copy its state_dict() instead.")
    if not isinstance(got, Mapping):
        look = "Without names the weights cannot be put back: start from model.state_dict()."
        raise WrongAnswer("a dictionary of tensors", f"a value of type {type(got).__name__}", look)
    missing, extra = sorted(before.keys() - got.keys()), sorted(got.keys() - before.keys(), key=str)
    if missing and not set(missing) & {name for name, _ in model.named_parameters()}:
        look = "Some layers keep averages beside their weights (lesson 07): state_dict() holds them, parameters() does not."
        raise WrongAnswer("all entries of state_dict()", f"none for {', '.join(missing)}", look)
    if missing or extra:
        found = f"none for {missing[0]}" if missing else "one more"
        found += f", {extra[0]!r}" if extra else ""
        raise WrongAnswer("the names of model.state_dict()", found, "Keep every name as it is.")
    for name, value in before.items():
        if not isinstance(got[name], torch.Tensor):
            look = "Keep the values as tensors: clone() copies one."
            raise WrongAnswer(f"a tensor for {name}", f"a {type(got[name]).__name__}", look)
        if got[name].requires_grad:
            look = "A copy needs no gradient: detach() comes before clone()."
            raise WrongAnswer("plain numbers", f"{name} as a part of the graph", look)
        if got[name].shape != value.shape:
            found = f"the shape {tuple(got[name].shape)}"
            raise WrongAnswer(f"{name} of shape {tuple(value.shape)}", found, "Keep every tensor as it is.")
        if got[name].dtype != value.dtype or not torch.equal(got[name], value):
            raise WrongAnswer(f"the bits of {name}", "others", "Copy the values unchanged, in their own type.")


def _judge_after_training(got, before):
    changed = [name for name, value in before.items() if not torch.equal(got[name], value)]
    if len(changed) == len(before):
        look = "state_dict(), dict(...) and .copy() hold the very tensors that training changes; copy.deepcopy does not."
        raise WrongAnswer("the old weights after one more step", "the new ones", look)
    if changed:
        look = "That entry is still the model's own tensor: copy all of them."
        raise WrongAnswer("old values in every entry after one more step", f"a new one in {changed[0]}", look)


def _misfits(good):
    """Weights that do not fit, each with what is wrong, and where to look when they are taken."""
    name = "0.output.bias"
    renamed = {("0.head.bias" if key == name else key): value for key, value in good.items()}
    transposed = {key: value.t() if key == "0.hidden.weight" else value for key, value in good.items()}
    return (
        (
            {key: value for key, value in good.items() if key != name},
            "a missing layer's bias",
            "strict=False hides what is missing, and so does an error that is caught and not raised again.",
        ),
        ({**good, "2.weight": torch.ones(3)}, "an entry too many", "An unexpected name is a misfit too."),
        (renamed, "a renamed entry", "Compare the names themselves, not how many there are."),
        (
            {key: value for key, value in good.items() if "running" not in key},
            "missing averages of a layer",
            "state_dict() has entries that are no parameters (lesson 07): compare those names too.",
        ),
        (transposed, "a transposed weight", "Compare the shapes too, before anything is loaded."),
    )


def judge_load(answer):
    """Weights that fit, for two sizes; then five that do not: refused, and the model as it was."""
    for hidden_size in (3, 7):
        model, trained = _net(0, hidden_size, True), _net(1, hidden_size, True)
        _train(trained)
        good = trained.state_dict()
        own = list(model.parameters())
        # Names decide, not their order: the second time they come the other way round.
        before, handed = copy.deepcopy(model.state_dict()), dict(good if hidden_size == 3 else reversed(good.items()))
        if call(answer, model, handed, returns=False) is ... and same_weights(model.state_dict(), before):
            raise NotAttempted
        _judge_loaded(model, good, own)
        _judge_handed(handed, good, "weights that fit")
        _judge_independent(model, good)
        for weights, what, look in _misfits(good):
            model = _net(0, hidden_size, True)
            handed = dict(weights)
            _judge_refused(answer, model, handed, what, look)
            _judge_handed(handed, weights, what)


def _judge_loaded(model, good, own):
    if not same_weights(model.state_dict(), good):
        look = "Names and shapes fit here: model.load_state_dict(weights) puts all of them in, not the parameters alone."
        raise WrongAnswer("the loaded weights in the model", "others", look)
    judge_tensors(model, own)
    judge_condition(model)


def _judge_independent(model, given):
    before = copy.deepcopy(given)
    _train(model)
    if not same_weights(given, before):
        look = "The model must get a copy of the numbers, as load_state_dict makes one."
        raise WrongAnswer("a dictionary that later training does not change", "one that shares the model's tensors", look)


def _judge_handed(handed, given, what):
    if handed.keys() != given.keys() or any(handed[name] is not value for name, value in given.items()):
        raise WrongAnswer(
            f"{what}, unchanged after the call", "a changed dictionary", "Read it; take nothing out, put nothing in."
        )


def _judge_refused(answer, model, weights, what, look):
    before, own = copy.deepcopy(model.state_dict()), list(model.parameters())
    expected = f"a ValueError for {what}"
    try:
        got = call(answer, model, weights, returns=False)
    except WrongAnswer as finding:
        error = finding.__cause__
        if not isinstance(error, ValueError):
            advice = "Compare names and shapes before anything is loaded, and raise ValueError yourself."
            if isinstance(error, RuntimeError):
                advice = "That one comes while loading, when part of it is done: compare first, and raise ValueError."
            raise WrongAnswer(expected, f"a {type(error).__name__}", advice) from error
    else:
        if isinstance(got, Exception) or got is ValueError:
            raise WrongAnswer(expected, "one that is returned", "Write raise in place of return.")
        raise WrongAnswer(expected, "none", look)
    if not same_weights(model.state_dict(), before):
        look = "load_state_dict copies what fits before it raises: find out first, or put the old weights back."
        raise WrongAnswer(f"{expected} and a model left as it was", "a model changed in part", look)
    judge_tensors(model, own)
    judge_condition(model)

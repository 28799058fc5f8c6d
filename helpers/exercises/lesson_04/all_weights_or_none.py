"""Exercise 04.4: load all weights, or none of them."""

import copy

import torch
from torch import nn

from helpers.exercises.engine import Case, Exercise


def load_all_or_nothing(model, weights):
    """Load weights if every name and shape fits; otherwise raise, before anything is changed."""
    expected = model.state_dict()
    if weights.keys() != expected.keys():
        raise ValueError(f"names that do not fit: {sorted(weights.keys() ^ expected.keys())}")
    for name, value in expected.items():
        if weights[name].shape != value.shape:
            raise ValueError(f"{name} has the shape {tuple(weights[name].shape)}")
    model.load_state_dict(weights)


def _model(seed, hidden_size=3):
    torch.manual_seed(seed)
    first = nn.Linear(4, hidden_size)
    return nn.Sequential(nn.Sequential(first, nn.ReLU()), nn.BatchNorm1d(hidden_size), nn.Linear(hidden_size, 2))


def _weights(seed, hidden_size=3):
    """What another model learnt, as a plain dictionary: every entry differs from a new model's."""
    model = _model(seed, hidden_size)
    _train(model)
    return dict(model.state_dict())


def cases():
    """Weights that fit, in any order and type; then names or shapes that do not, early, late and among the averages."""
    yield Case(_model(0), _weights(1), title="weights that fit")
    for hidden_size in (1, 7):
        model = _model(0, hidden_size)
        model[0][0].requires_grad_(False)
        model(torch.randn(5, 4)).sum().backward()
        title = "weights that fit, in another order"
        yield Case(model, dict(reversed(_weights(1, hidden_size).items())), title=title)
    in_64_bits = {name: value.double() if value.is_floating_point() else value for name, value in _weights(1).items()}
    yield Case(_model(0).eval(), in_64_bits, title="weights that fit, in 64-bit numbers")
    twice = nn.Linear(2, 2, bias=False)
    yield Case(nn.Sequential(twice, twice), {"0.weight": torch.eye(2), "1.weight": torch.eye(2)}, title="a layer used twice")

    good = _weights(1)
    yield _misfit(_without(good, "2.bias"), "a bias missing, the last entry")
    yield _misfit({**good, "2.bias": torch.ones(5)}, "a bias of another length, in the last entry")
    yield _misfit(_without(good, "0.0.weight"), "a weight missing, the first entry")
    yield _misfit(_renamed(good, "2.weight", "head.weight"), "an entry with another name")
    yield _misfit({**good, "3.weight": torch.ones(3)}, "an entry too many")
    yield _misfit({**good, "0.0.weight": good["0.0.weight"].t()}, "a transposed weight")
    yield _misfit({**good, "2.bias": torch.ones(1)}, "a bias with one number, for two")
    yield _misfit({**good, "2.bias": torch.ones(1, 2)}, "a bias as a row of a table")
    averages = [name for name in good if "running" in name]
    yield _misfit(_without(good, *averages), "the averages of BatchNorm missing")
    yield _misfit({**good, "1.running_var": torch.ones(4)}, "averages of another length")
    yield _misfit(_without(good, "1.num_batches_tracked"), "BatchNorm's count of batches missing")
    yield _misfit({}, "no entry at all")


def _misfit(weights, title):
    model = _model(0)
    model(torch.randn(5, 4)).sum().backward()
    return Case(model, weights, title=title)


def _without(weights, *names):
    return {name: value for name, value in weights.items() if name not in names}


def _renamed(weights, old, new):
    return {(new if name == old else name): value for name, value in weights.items()}


def _train(model):
    """Change every weight and every average in place, as training does."""
    with torch.no_grad():
        for value in model.state_dict().values():
            value += 1


def use(answer, model, weights):
    """Once, and training afterwards, which must not reach the dictionary."""
    answer(model, weights)
    _train(model)


def _translates(model, weights):
    try:
        model.load_state_dict(weights)
    except RuntimeError as error:
        raise ValueError("does not fit") from error


def _counts(model, weights):
    if len(weights) != len(model.state_dict()):
        raise ValueError("another number of entries")
    model.load_state_dict(weights, strict=False)


def _compares(unfit, load=lambda model, weights: model.load_state_dict(weights, strict=False)):
    """Something compared, and nothing else."""

    def loading(model, weights):
        if unfit(model.state_dict(), weights):
            raise ValueError("does not fit")
        load(model, weights)

    return loading


def _is_weight(name):
    return "running" not in name and "num_batches" not in name


def _unfit(own, given, name):
    return name not in own or name not in given or own[name].shape != given[name].shape


def _copies_what_is_there(model, weights):
    with torch.no_grad():
        for name, value in model.state_dict().items():
            if name in weights and weights[name].shape == value.shape:
                value.copy_(weights[name])


def _copies_one_by_one(model, weights):
    own = model.state_dict()
    if own.keys() != weights.keys():
        raise ValueError("names")
    for name, value in own.items():
        if value.shape != weights[name].shape:
            raise ValueError(name)
        value.copy_(weights[name])


def _copies_parameters(model, weights):
    load_all_or_nothing(copy.deepcopy(model), weights)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(weights[name])


def _copies_parameters_unchecked(model, weights):
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(weights[name])


def _asserts(model, weights):
    own = model.state_dict()
    assert weights.keys() == own.keys()
    assert all(weights[name].shape == value.shape for name, value in own.items())
    model.load_state_dict(weights)


def _takes_out(model, weights):
    own = model.state_dict()
    load_all_or_nothing(model, weights)
    for name in own:
        weights.pop(name)


def _shares(model, weights):
    load_all_or_nothing(copy.deepcopy(model), weights)
    for name, parameter in model.named_parameters():
        parameter.data = weights[name]
    for name, buffer in model.named_buffers():
        buffer.copy_(weights[name])


def _swallows(model, weights, result=None):
    try:
        load_all_or_nothing(model, weights)
    except ValueError as error:
        return error if result == "the error" else result
    return None


def _tries_on_a_copy(model, weights):
    try:
        copy.deepcopy(model).load_state_dict(weights)
    except RuntimeError as error:
        raise ValueError(str(error)) from error
    model.load_state_dict(weights)


def _always_refuses(model, weights):
    raise ValueError("does not fit")


def _assigns(model, weights, made=lambda value: value):
    load_all_or_nothing(model, weights)
    model.load_state_dict({name: made(value) for name, value in weights.items()}, assign=True)


def _in_evaluation_mode(model, weights):
    load_all_or_nothing(model, weights)
    model.eval()


EXERCISE = Exercise(
    id="04.4",
    solution=load_all_or_nothing,
    cases=cases,
    use=use,
    hint="Compare weights.keys() with model.state_dict().keys(), then the shapes; load_state_dict comes last.",
    otherwise=(
        "Compare all names with those of model.state_dict(), then all shapes; raise ValueError where one does not fit, "
        "and load only after that."
    ),
    mistakes={
        "strict=False lets missing and unexpected names pass: compare the names, and raise ValueError yourself.": (
            lambda model, weights: model.load_state_dict(weights, strict=False)
        ),
        "PyTorch's error is a RuntimeError, and it comes when part is loaded already: compare first, and raise ValueError.": (
            lambda model, weights: model.load_state_dict(weights)
        ),
        "load_state_dict copies what fits before it raises: find out first, or put back a copy of the old weights.": (
            _translates,
            _compares(lambda own, given: own.keys() != given.keys(), _translates),
        ),
        "PyTorch's own check misses one thing, BatchNorm's count of batches in a plain dictionary: compare the names yourself.": (
            _tries_on_a_copy
        ),
        "Nothing was raised for weights that do not fit: write raise ValueError(...), not return, print or pass.": (
            _swallows,
            lambda model, weights: _swallows(model, weights, result="the error"),
        ),
        "Entries that fit are loaded, and the others are passed over without a word: all or nothing is asked for.": (
            _copies_what_is_there
        ),
        "Look at all names and shapes before the first entry is copied: here the misfit in the last one came too late.": (
            _copies_one_by_one
        ),
        "Compare the names themselves, not how many there are.": (
            _counts,
            _compares(lambda own, given: len(given) != len(own), lambda model, weights: model.load_state_dict(weights)),
        ),
        "An unexpected name is a misfit too: compare in both directions.": _compares(
            lambda own, given: (
                bool(own.keys() - given.keys()) or any(given[name].shape != value.shape for name, value in own.items())
            )
        ),
        "A missing name is a misfit too: compare in both directions.": _compares(
            lambda own, given: (
                bool(given.keys() - own.keys()) or any(value.shape != own[name].shape for name, value in given.items())
            )
        ),
        "state_dict() has entries that are no parameters, such as BatchNorm's averages (lesson 07): compare those names too.": (
            _compares(lambda own, given: any(_unfit(own, given, name) for name in own.keys() | given.keys() if _is_weight(name)))
        ),
        "The names fit, and the shapes must be compared too, before anything is loaded.": (
            _compares(lambda own, given: own.keys() != given.keys(), lambda model, weights: model.load_state_dict(weights)),
            _compares(lambda own, given: own.keys() != given.keys()),
        ),
        "As many numbers are not the same shape: compare .shape, not numel().": _compares(
            lambda own, given: (
                own.keys() != given.keys() or any(given[name].numel() != value.numel() for name, value in own.items())
            ),
            lambda model, weights: [
                value.copy_(weights[name].reshape(value.shape)) for name, value in model.state_dict().items()
            ],
        ),
        "model.load_state_dict(weights) puts in all entries; the parameters alone leave out BatchNorm's averages.": (
            _copies_parameters,
            _copies_parameters_unchecked,
        ),
        "A ValueError is asked for, which assert does not raise: compare with if, and raise it yourself.": _asserts,
        "Read the dictionary; take nothing out of it.": _takes_out,
        "The model must get a copy of the numbers, as load_state_dict makes one: here training changes the dictionary too.": (
            _shares
        ),
        "The optimiser still holds the old tensors: copy into them, without assign=True.": (
            _assigns,
            lambda model, weights: _assigns(model, weights, made=torch.clone),
        ),
        "These weights fit, and must be loaded without an error.": _always_refuses,
        "Leave the mode alone: who loads weights to go on training needs training mode.": (
            lambda model, weights: load_all_or_nothing(model.eval(), weights),
            _in_evaluation_mode,
        ),
        "Leave requires_grad alone: a frozen model cannot go on learning.": (
            lambda model, weights: load_all_or_nothing(model.requires_grad_(False), weights)
        ),
    },
    tolerance=0.0,
)

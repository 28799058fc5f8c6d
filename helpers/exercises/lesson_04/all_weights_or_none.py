"""Exercise 04.4: load all weights, or none of them."""

import torch
from torch import nn

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.lesson_04.changing import change_every_entry


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


def _weights(hidden_size=3):
    """What another model learnt, as a plain dictionary: every entry differs from a new model's."""
    model = _model(1, hidden_size)
    change_every_entry(model)
    return dict(model.state_dict())


def cases():
    """Weights that fit, in any order and type; then names or shapes that do not, early, late and among the averages."""
    good = _weights()
    torch.manual_seed(2)
    single = {"weight": torch.tensor([[1.0, 2.0]]), "bias": torch.tensor([3.0])}
    yield Case(nn.Linear(2, 1), single, title="weights that fit, of a single linear layer")
    yield Case(_model(0), _weights(), title="weights that fit")
    for hidden_size in (1, 7):
        model = _model(0, hidden_size)
        model[0][0].requires_grad_(False)
        model(torch.randn(5, 4)).sum().backward()
        yield Case(model, dict(reversed(_weights(hidden_size).items())), title="weights that fit, in another order")
    in_64_bits = {name: value.double() if value.is_floating_point() else value for name, value in good.items()}
    yield Case(_model(0).eval(), in_64_bits, title="weights that fit, in 64-bit numbers")
    twice = nn.Linear(2, 2, bias=False)
    yield Case(nn.Sequential(twice, twice), {"0.weight": torch.eye(2), "1.weight": torch.eye(2)}, title="a layer used twice")

    for title, weights in {
        "a bias missing, the last entry": _without(good, "2.bias"),
        "a bias of another length, in the last entry": good | {"2.bias": torch.ones(5)},
        "a weight missing, the first entry": _without(good, "0.0.weight"),
        "an entry with another name": _without(good, "2.weight") | {"head.weight": good["2.weight"]},
        "an entry too many": good | {"3.weight": torch.ones(3)},
        "a transposed weight": good | {"0.0.weight": good["0.0.weight"].t()},
        "a weight with as many rows, and other columns": good | {"2.weight": torch.ones(2, 4)},
        "a bias with one number, for two": good | {"2.bias": torch.ones(1)},
        "a bias as a row of a table": good | {"2.bias": torch.ones(1, 2)},
        "the averages of BatchNorm missing": _without(good, "1.running_mean", "1.running_var"),
        "averages of another length": good | {"1.running_var": torch.ones(4)},
        "no entry at all": {},
    }.items():
        model = _model(0)
        model(torch.randn(5, 4)).sum().backward()
        yield Case(model, weights, title=title)


def _without(weights, *names):
    return {name: value for name, value in weights.items() if name not in names}


def use(answer, model, weights):
    """Once, and training afterwards, which must not reach the dictionary."""
    answer(model, weights)
    change_every_entry(model)


def _translates_the_error(model, weights):
    try:
        model.load_state_dict(weights)
    except RuntimeError as error:
        raise ValueError("does not fit") from error


def _loads_and_looks(model, weights):
    fit = model.load_state_dict(weights, strict=False)
    if fit.missing_keys or fit.unexpected_keys:
        raise ValueError(str(fit))


def _looks_at_shapes_then_loads_and_looks(model, weights):
    for name, value in model.state_dict().items():
        if name in weights and weights[name].shape != value.shape:
            raise ValueError(name)
    _loads_and_looks(model, weights)


def _wants_equal_types(model, weights):
    own = model.state_dict()
    if weights.keys() != own.keys():
        raise ValueError("names")
    if any((value.shape, value.dtype) != (own[name].shape, own[name].dtype) for name, value in weights.items()):
        raise ValueError("shape or type")
    model.load_state_dict(weights)


def _copies_what_fits(model, weights):
    for name, value in model.state_dict().items():
        if name in weights and weights[name].shape == value.shape:
            value.copy_(weights[name])


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
        "When load_state_dict returns its two lists, everything that fits is loaded already: compare the names before.": (
            _loads_and_looks,
            _looks_at_shapes_then_loads_and_looks,
        ),
        "PyTorch's error is a RuntimeError, and it comes when part is loaded already: compare first, and raise ValueError.": (
            lambda model, weights: model.load_state_dict(weights)
        ),
        "load_state_dict copies what fits before it raises or returns: find out first, or put back a copy of the old weights.": (
            _translates_the_error,
            {"    for name": "    return _translates_the_error(model, weights)\n    for name"},
        ),
        "Nothing was raised for weights that do not fit: write raise ValueError(...), not return, print or pass.": (
            {"raise ValueError": "return print"},
            {"raise": "return"},
        ),
        "Entries that fit are loaded, and the others are passed over without a word: all or nothing is asked for.": (
            _copies_what_fits
        ),
        "Look at all names and shapes before the first entry is copied: here the misfit in the last one came too late.": {
            'shape)}")': 'shape)}")\n        value.copy_(weights[name])'
        },
        "Compare the names themselves, not how many there are.": {
            "weights.keys() != expected.keys()": "len(weights) != len(expected)"
        },
        "An unexpected name is a misfit too: compare in both directions.": {
            "weights.keys() != expected.keys()": "expected.keys() - weights.keys()",
            "(weights)": "(weights, strict=False)",
        },
        "A missing name is a misfit too: compare in both directions.": {
            "weights.keys() != expected.keys()": "weights.keys() - expected.keys()",
            "in expected.items()": "in weights.items()",
            "weights[name]": "expected[name]",
        },
        "state_dict() has entries that are no parameters, such as BatchNorm's averages (lesson 07): compare those names too.": {
            "model.state_dict()": "dict(model.named_parameters())",
            "weights.keys() != expected.keys()": "expected.keys() - weights.keys()",
        },
        "These weights fit, and were refused: state_dict() has entries that are no parameters, such as BatchNorm's averages "
        "(lesson 07), and compared with named_parameters() they look like too many.": {
            "model.state_dict()": "dict(model.named_parameters())"
        },
        "The names fit, and the shapes must be compared too, before anything is loaded.": {
            "weights[name].shape != value.shape": "False"
        },
        "model.load_state_dict(weights) puts in all entries; the parameters alone leave out BatchNorm's averages.": {
            "model.load_state_dict(weights)": (
                "for name, parameter in model.named_parameters():\n        parameter.data.copy_(weights[name])"
            )
        },
        "A ValueError is asked for, which assert does not raise: compare with if, and raise it yourself.": {
            "raise ValueError": "raise AssertionError"
        },
        "The optimiser still holds the old tensors: copy into them, without assign=True.": {
            "(weights)": "(weights, assign=True)"
        },
        "These weights fit, and must be loaded without an error.": {"!= expected.keys()": "!= list(expected)"},
        "The order of the entries does not count: list(...) compares it, and keys() compares the names alone.": {
            "weights.keys() != expected.keys()": "list(weights) != list(expected)"
        },
        "Types need not be equal: load_state_dict turns 64-bit numbers into the model's own.": _wants_equal_types,
        "Leave the mode alone: who loads weights to go on training needs training mode.": {"model.load": "model.eval().load"},
    },
    untouched={
        "model": "Weights that do not fit must leave the model as it was, and here part of them is in it already: find every "
        "misfit before load_state_dict is called, or put back a copy of the old weights.",
    },
    tolerance=0.0,
)

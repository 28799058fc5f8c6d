"""Exercise 18.1: a scorer that somebody else has written, questioned until it contradicts itself."""

import copy

import torch
from torch import nn

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed


def verdict(score, model, inputs, labels):
    """The same question again, every other batch size, and the model before and after."""
    before, modes = copy.deepcopy(model.state_dict()), [part.training for part in model.modules()]
    first = score(model, inputs, labels, 3)
    after = model.state_dict()
    same = all(torch.equal(before[name], after[name]) for name in before)
    same = same and modes == [part.training for part in model.modules()]
    if any(abs(score(model, inputs, labels, 3) - first) > 1e-6 for _ in range(20)):
        return "two answers"
    if any(abs(score(model, inputs, labels, size) - first) > 1e-6 for size in range(1, len(labels) + 1)):
        return "batch size"
    return "fine" if same else "changes the model"


def _right(model, inputs, labels):
    with torch.no_grad():
        return (model(inputs).argmax(dim=1) == labels).float()


def _batches(inputs, labels, batch_size):
    return zip(inputs.split(batch_size), labels.split(batch_size), strict=True)


def _counting(model, inputs, labels, batch_size):
    """Right: counts, divides once, and gives the modes back."""
    modes = [part.training for part in model.modules()]
    model.eval()
    right = sum(_right(model, *batch).sum().item() for batch in _batches(inputs, labels, batch_size))
    for part, mode in zip(model.modules(), modes, strict=True):
        part.training = mode
    return right / len(labels)


def _weighted(model, inputs, labels, batch_size):
    """Right, but for the rounding: a mean of means in which each batch counts by its size."""
    modes = [part.training for part in model.modules()]
    model.eval()
    total = 0.0
    for some, truth in _batches(inputs, labels, batch_size):
        total += _right(model, some, truth).mean().item() * (len(truth) / len(labels))
    for part, mode in zip(model.modules(), modes, strict=True):
        part.training = mode
    return total


def _forgetful(model, inputs, labels, batch_size):
    """eval() forgotten."""
    right = sum(_right(model, *batch).sum().item() for batch in _batches(inputs, labels, batch_size))
    return right / len(labels)


def _mean_of_means(model, inputs, labels, batch_size):
    modes = [part.training for part in model.modules()]
    model.eval()
    means = [_right(model, *batch).mean().item() for batch in _batches(inputs, labels, batch_size)]
    for part, mode in zip(model.modules(), modes, strict=True):
        part.training = mode
    return sum(means) / len(means)


def _full_batches_only(model, inputs, labels, batch_size):
    modes = [part.training for part in model.modules()]
    model.eval()
    right = 0.0
    for some, truth in _batches(inputs, labels, batch_size):
        right += _right(model, some, truth).sum().item() if len(truth) == batch_size else 0.0
    for part, mode in zip(model.modules(), modes, strict=True):
        part.training = mode
    return right / len(labels)


def _leaves_eval(model, inputs, labels, batch_size):
    model.eval()
    return _forgetful(model, inputs, labels, batch_size)


def _leaves_train(model, inputs, labels, batch_size):
    found = _leaves_eval(model, inputs, labels, batch_size)
    model.train()
    return found


def _running(model, inputs, labels, batch_size):
    """Right numbers, and every call moves the running means a little, which this network's answers hardly notice."""
    found = _counting(model, inputs, labels, batch_size)
    for name, buffer in model.named_buffers():
        if name.endswith("running_mean"):
            buffer += 1e-6
    return found


def _leaves_train_all(model, inputs, labels, batch_size):
    found = _counting(model, inputs, labels, batch_size)
    model.train()
    return found


def _means_and_mode(model, inputs, labels, batch_size):
    found = _mean_of_means(model, inputs, labels, batch_size)
    model.eval()
    return found


def _last_one_left_out(model, inputs, labels, batch_size):
    """Right, except that a last batch of one image is left out, which moves the score by a little."""
    number = len(labels) - (len(labels) % batch_size == 1)
    return _counting(model, inputs[:number], labels[:number], batch_size)


def _eight_of_a_batch(model, inputs, labels, batch_size):
    """Reads the first eight images of every batch and counts the rest as wrong."""
    modes = [part.training for part in model.modules()]
    model.eval()
    right = sum(_right(model, some[:8], truth[:8]).sum().item() for some, truth in _batches(inputs, labels, batch_size))
    for part, mode in zip(model.modules(), modes, strict=True):
        part.training = mode
    return right / len(labels)


def _sorting(model, inputs, labels, batch_size):
    """Right numbers, and the hidden units have changed places: other weights with the same sum and the same answers."""
    found = _counting(model, inputs, labels, batch_size)
    places = model[0].bias.argsort()
    with torch.no_grad():
        model[0].weight.copy_(model[0].weight[places].clone())
        model[0].bias.copy_(model[0].bias[places].clone())
        model[-1].weight.copy_(model[-1].weight[:, places].clone())
    return found


def _rounding(model, inputs, labels, batch_size):
    """Right numbers, and one weight is rounded to five decimals, which print() does not show."""
    found = _counting(model, inputs, labels, batch_size)
    with torch.no_grad():
        model[0].bias[0] = round(model[0].bias[0].item(), 5)
    return found


def _wrong_for_one(model, inputs, labels, batch_size):
    return _counting(model, inputs, labels, batch_size) / (2 if batch_size == 1 else 1)


def _wrong_for_all(model, inputs, labels, batch_size):
    return _counting(model, inputs, labels, batch_size) / (2 if batch_size == len(labels) else 1)


def _in_half_precision(model, inputs, labels, batch_size):
    """Adds up the shares in half precision, which rounds after three decimals."""
    modes = [part.training for part in model.modules()]
    model.eval()
    total = torch.zeros((), dtype=torch.float16)
    for some, truth in _batches(inputs, labels, batch_size):
        total += (_right(model, some, truth).sum() / len(labels)).half()
    for part, mode in zip(model.modules(), modes, strict=True):
        part.training = mode
    return total.item()


def cases():
    """Scorers right and wrong; models with and without dropout and BatchNorm, in either mode."""
    yield _case("a scorer in which nothing is wrong", _counting)
    yield _case("a scorer that forgets eval(), of a network with dropout", _forgetful, dropout=0.5)
    yield _case("a scorer that averages the scores of the batches", _mean_of_means)
    yield _case("a scorer that leaves the network in evaluation mode", _leaves_eval, dropout=0.5)
    yield _case("a right scorer, of a network with dropout", _counting, dropout=0.5)
    yield _case("a right scorer that adds up shares, so that the last decimal may differ", _weighted, examples=11)
    yield _case("a scorer that leaves out the last batch if it is not full", _full_batches_only, examples=13)
    yield _case("a scorer that averages the scores of the batches and leaves the network in evaluation mode", _means_and_mode)
    yield _case("a scorer that is wrong where a batch holds one image", _wrong_for_one)
    yield _case("a scorer that is wrong where a batch holds all images", _wrong_for_all)
    yield _case("a scorer that leaves the network in training mode", _leaves_train, dropout=0.5, training=False)
    yield _case("a scorer that forgets eval(), of a network that is in evaluation mode", _forgetful, dropout=0.5, training=False)
    yield _case("a scorer after which the running means of BatchNorm are others", _running, batch_norm=True)
    yield _case("a right scorer of a network whose second layer is in evaluation mode", _counting, batch_norm=True, mixed=True)
    yield _case("a scorer that leaves all layers in training mode, also the one that was not", _leaves_train_all, mixed=True)
    yield _case("a scorer that forgets eval(), with dropout that is rarely noticed", _forgetful, dropout=0.05, examples=12)
    yield _case("a scorer that leaves out a last batch of one image", _last_one_left_out, examples=41)
    yield _case("a scorer that reads at most eight images of a batch", _eight_of_a_batch)
    yield _case("a scorer that sorts the hidden units by their bias, so that every answer stays", _sorting)
    yield _case("a scorer that rounds one weight to five decimals", _rounding)
    yield _case(
        "a scorer that adds up in half precision, which moves the score by less than a thousandth",
        _in_half_precision,
        examples=41,
    )
    yield _case("a scorer that leaves out a last batch of one image among many", _last_one_left_out, examples=183)


def use(answer, score, model, inputs, labels):
    """The verdict; and where the scorer leaves the model alone, whether the answer has left it alone, too."""
    before, twin = _everything(model), copy.deepcopy(model)
    with torch.random.fork_rng(devices=[]):
        score(twin, inputs, labels, 3)
    alone = _everything(twin) == before
    words = answer(score, model, inputs, labels)
    return Observed({"the model is as it was": _everything(model) == before if alone else True, "text": words})


def _everything(model):
    tensors = [tensor.tolist() for tensor in model.state_dict().values()]
    return tensors, [part.training for part in model.modules()]


def _case(title, score, dropout=0.0, batch_norm=False, training=True, mixed=False, examples=16):
    """A network that was not trained, labels that it has right for about two thirds, and the last ones wrong."""
    torch.manual_seed(len(title))
    norm, drop = [nn.BatchNorm1d(6)] * batch_norm, [nn.Dropout(dropout)] * bool(dropout)
    model = nn.Sequential(nn.Linear(4, 6), *norm, nn.ReLU(), *drop, nn.Linear(6, 3))
    inputs = torch.randn(examples, 4)
    with torch.no_grad():
        labels = model.eval()(inputs).argmax(dim=1)
    labels[-1] = (labels[-1] + 1) % 3
    labels[: examples // 4] = (labels[: examples // 4] + 1) % 3
    model.train(training)
    if mixed:
        model[1].eval()
    return Case(score, model, inputs, labels, title=title)


def _with_half_of_the_images(score, model, inputs, labels):
    half = len(labels) // 2
    return verdict(score, model, inputs[:half], labels[:half])


def _leaves_it_in_eval(score, model, inputs, labels):
    words = verdict(score, model, inputs, labels)
    model.eval()
    return words


EXERCISE = Exercise(
    id="18.1",
    solution=verdict,
    cases=cases,
    use=use,
    hint=(
        "Three questions whose answer you know: ask often with one batch size; ask with other batch sizes; look at "
        "model.state_dict() and at part.training of every part before and after."
    ),
    more_hints=(
        "Copy the state_dict before the first call (deepcopy!), and note [part.training for part in model.modules()]. Compare "
        "both after the first call, and keep what you found. Then ask 20 times with one size, then with every size from 1 to "
        "len(labels), always with all images. Two scores are equal if abs(one - other) is below 1e-6.",
    ),
    otherwise=(
        "Ask often with one batch size, then with every batch size, and compare the model (state_dict and the mode of every "
        "part) with what it was before the first call. Return the first of the four texts that fits."
    ),
    mistakes={
        "Asking twice is too little: a small network with dropout may well give the same score twice. Ask twenty times.": {
            "range(20)": "range(1)"
        },
        "Two scores may differ in the last decimal, where sums are rounded: allow a millionth.": (
            {"> 1e-6": "> 0"},
            {"> 1e-6": "> 0", "range(20)": "range(1)"},
            {"> 1e-6": "> 0", "range(20)": "range(4)"},
        ),
        "A small difference is one, too: scores are equal only if they differ by less than a millionth.": (
            {"> 1e-6": "> 0.1"},
            {"> 1e-6": "> 0.05"},
            {"> 1e-6": "> 0.02"},
            {"> 1e-6": "> 0.01"},
            {"> 1e-6": "> 0.001"},
        ),
        "Ask with all images. With some of them you do not see what goes wrong in larger batches.": (
            _with_half_of_the_images,
            {"score(model, inputs, labels, size)": "score(model, inputs[:8], labels[:8], size)"},
        ),
        "A sum of all weights may stay the same although the weights are others: compare every tensor.": {
            "all(torch.equal(before[name], after[name]) for name in before)": (
                "abs(sum(before[name].double().sum() - after[name].double().sum() for name in before)) < 1e-9"
            )
        },
        "What is printed shows four decimals. Compare the tensors themselves, with torch.equal.": {
            "all(torch.equal(before[name], after[name]) for name in before)": "str(before) == str(after)"
        },
        "Your own questions change the model: what it was before, it must be after. Do not call eval() or train() yourself.": (
            _leaves_it_in_eval,
            {"    first = score": "    model.eval()\n    first = score"},
        ),
        "A model also changes when it is left in another mode: note part.training of every part before the first call.": {
            "same = same and modes == [part.training for part in model.modules()]": "pass"
        },
        "Every part has a mode of its own, and model.training is only that of the outermost one.": {
            "[part.training for part in model.modules()]": "model.training"
        },
        "The modes do not tell everything: BatchNorm's running means may have moved. Compare the state_dict with a deep copy of "
        "what it was; without the copy it is compared with itself.": (
            {"all(torch.equal(before[name], after[name]) for name in before)": "True"},
            {"copy.deepcopy(model.state_dict())": "model.state_dict()"},
        ),
        "One other batch size may give the same score by luck, or because it cuts the images evenly: try all of them.": (
            {"range(1, len(labels) + 1)": "(4,)"},
            {"range(1, len(labels) + 1)": "(len(labels),)"},
            {"range(1, len(labels) + 1)": "(6,)"},
            {"range(1, len(labels) + 1)": "(1, 7, len(labels))"},
            {"labels, 3)": "labels, 1)", "range(1, len(labels) + 1)": "(1, 7, len(labels))"},
        ),
        "What differs between two equal questions is no matter of the batch size: ask often with one size first.": {
            "score(model, inputs, labels, 3) - first) > 1e-6 for _ in range(20)": "0) > 1 for _ in range(20)"
        },
        "The order counts: whether the model has changed comes last.": {
            "    if any(abs(score(model, inputs, labels, 3) - first)": (
                '    if not same:\n        return "changes the model"\n    if any(abs(score(model, inputs, labels, 3) - first)'
            )
        },
    },
    free=("model*", "torch's random numbers: state"),
)

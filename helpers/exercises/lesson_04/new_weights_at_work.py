"""Exercise 04.6: new weights for a network that is at work."""

import copy
import functools
import io
import tempfile
from pathlib import Path

import torch
from torch import nn

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed


def take_new_weights(network, path):
    """Try the weights of a file on a copy; the network takes them only if they give the answers that the file promises."""
    package = torch.load(path, weights_only=True)
    trial = copy.deepcopy(network)
    trial.load_state_dict(package["state_dict"])
    trial.eval()
    with torch.no_grad():
        answers = trial(package["images"])
    if not torch.allclose(answers, package["answers"], rtol=0, atol=1e-4):
        raise ValueError("the network does not give the answers that the file promises")
    network.load_state_dict(package["state_dict"])
    network.eval()


_CALLS = []


def _note(text):
    _CALLS.append(text)


class _Caller:
    """An object whose pickle calls a function while it is loaded, one that only notes that it was called."""

    def __reduce__(self):
        return _note, ("whatever the file's author wrote",)


def _network(seed):
    torch.manual_seed(seed)
    network = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.5), nn.Linear(8, 3))
    network(torch.randn(20, 4))  # averages that are not those of a new network
    return network


def _package(images=6):
    """What another network learnt, with a sample of its answers."""
    sender = _network(1).eval()
    sample = torch.randn(images, 4)
    return {"state_dict": sender.state_dict(), "images": sample, "answers": sender(sample).detach()}


def _with_answers(change, **settings):
    package = _package(**settings)
    return package | {"answers": change(package["answers"])}


def _with_large_answers(change):
    """Answers in the hundreds, where rounding still is far below what is allowed."""
    sender = _network(1).eval()
    with torch.no_grad():
        sender[4].bias += torch.tensor([0.0, 200.0, -100.0])
    sample = torch.randn(6, 4)
    return {"state_dict": sender.state_dict(), "images": sample, "answers": change(sender(sample).detach())}


def _with_nan():
    """A weight that is no number, and answers that say so."""
    sender = _network(1).eval()
    with torch.no_grad():
        sender[4].bias[1] = float("nan")
    sample = torch.randn(6, 4)
    return {"state_dict": sender.state_dict(), "images": sample, "answers": sender(sample).detach()}


def _frozen(network):
    network[0].requires_grad_(False)
    return network


def _without_the_last_bias():
    package = _package()
    return package | {"state_dict": {name: value for name, value in package["state_dict"].items() if name != "4.bias"}}


def _without_the_last_bias_that_the_network_has():
    """The answers are those of the file's weights with the bias that the reading network has already."""
    package, receiver = _without_the_last_bias(), _network(0).eval()
    receiver.load_state_dict(package["state_dict"], strict=False)
    return package | {"answers": receiver(package["images"]).detach()}


GOOD = "new.pt"  # what a file is called whose weights are to be taken; the other ones are to be refused


def cases():
    """Files to be taken, by networks in either mode; files to be refused, by networks that are reading, and by a new one."""
    with tempfile.TemporaryDirectory() as folder:
        for name, network, content, title in _made():
            path = Path(folder) / name
            path.write_bytes(content)
            yield Case(copy.deepcopy(network), path, title=title)


@functools.cache
def _made():
    """Of every case the file's name, the network, what is in the file, and the title: made once, since it takes a while."""
    return list(_make())


def _make():
    for network, package, title in (
        (_network(0), _package(), "a new network, in training mode, and a file that keeps its promise"),
        (_network(0).eval(), _package(), "a network at work, and a file that keeps its promise"),
        (_network(2), _package(images=1), "a file with a single image"),
        (_frozen(_network(0)), _package(), "a network with a frozen layer"),
        (_network(0).eval(), _with_answers(lambda answers: answers * (1 + 1e-6)), "answers that differ in the last digit"),
        (_network(0).eval(), _with_answers(lambda answers: answers + 5e-5), "answers that differ by half of what is allowed"),
    ):
        yield GOOD, network, _saved(package), title
    for package, title in (
        (_with_answers(lambda answers: answers.flip(0)), "answers that belong to other images"),
        (_with_answers(lambda answers: 1.1 * answers), "answers that name the same digits, and are a tenth larger"),
        (_with_answers(lambda answers: answers + 0.5), "answers that name the same digits, and are larger by 0.5"),
        (_with_answers(lambda answers: answers - 0.5), "answers that name the same digits, and are smaller by 0.5"),
        (_with_answers(_changed(0.3)), "one answer of the last image much larger"),
        (_with_answers(_changed(0.003), images=40), "one answer of the last of 40 images a little larger"),
        (_with_answers(_changed(-0.003), images=1), "one answer of a single image a little smaller"),
        (_with_answers(_changed(0.00015)), "one answer that differs by half more than is allowed"),
        (_with_large_answers(_changed(0.0003)), "answers in the hundreds, one of them off by three times what is allowed"),
        (_with_answers(_changed(float("nan"))), "an answer that is no number (NaN)"),
        (_with_nan(), "a weight that is no number (NaN), and answers that are none either"),
        (_with_answers(lambda answers: answers[:-1]), "a file in which the last image has no answer"),
        (_with_answers(lambda answers: answers[:0]), "a file with six images and no answers"),
        (_without_the_last_bias(), "a file in which the last bias is missing"),
        (_without_the_last_bias_that_the_network_has(), "the last bias missing, and answers that hold with the network's own"),
        (_package() | {"author": _Caller()}, "a file that calls a function while it is loaded"),
    ):
        yield "old.pt", _network(0).eval(), _saved(package), title
    turned = _with_answers(lambda answers: answers.flip(0))
    yield "old.pt", _network(0), _saved(turned), "a new network, in training mode, and answers that belong to other images"


def _saved(package):
    file = io.BytesIO()
    torch.save(package, file)
    return file.getvalue()


def _changed(by):
    """A function that changes one number of the last answer."""

    def change(answers):
        answers = answers.clone()
        answers[-1, 1] += by
        return answers

    return change


def use(answer, network, path):
    """Whether an error refused the file, and whether a refused one was in the network for a while.

    Any error refuses; but where the file is to be taken, the error is told in its own words. Writing into a tensor raises its
    version, and putting the old numbers back raises it again.
    """
    _CALLS.clear()
    before = [(tensor, tensor._version) for tensor in _tensors(network)]
    found = "no error"
    try:
        answer(network, path)
    except Exception:
        if path.name == GOOD:
            raise
        found = "an error"
    things = {"what came of the file": found, "functions that the file called": len(_CALLS)}
    if path.name != GOOD:
        after = [(tensor, tensor._version) for tensor in _tensors(network)]
        kept = all(old is new and was == now for (old, was), (new, now) in zip(before, after, strict=True))
        things["the network, while your function worked,"] = "kept its weights" if kept else "had other weights for a while"
    return Observed(things)


def _tensors(network):
    return [*network.parameters(), *network.buffers()]


def _puts_the_same_tensors_back(network, path):
    package = torch.load(path)
    old = network.state_dict()
    network.load_state_dict(package["state_dict"])
    network.eval()
    with torch.no_grad():
        answers = network(package["images"])
    if not torch.allclose(answers, package["answers"], rtol=0, atol=1e-4):
        network.load_state_dict(old)
        raise ValueError("not the answers")


def _puts_a_copy_back(network, path, evaluate=True, put_mode_back=True, opens_first=False):
    package = torch.load(path) if opens_first else None
    old, mode = copy.deepcopy(network.state_dict()), network.training
    try:
        package = package or torch.load(path)
        network.load_state_dict(package["state_dict"])
        if evaluate:
            network.eval()
        with torch.no_grad():
            answers = network(package["images"])
        if not torch.allclose(answers, package["answers"], rtol=0, atol=1e-4):
            raise ValueError("not the answers")
    except Exception:
        network.load_state_dict(old)
        if put_mode_back:
            network.train(mode)
        raise


def _puts_a_copy_back_without_try(network, path, evaluate=True, put_mode_back=False):
    package = torch.load(path)
    old, mode = copy.deepcopy(network.state_dict()), network.training
    network.load_state_dict(package["state_dict"])
    if evaluate:
        network.eval()
    with torch.no_grad():
        answers = network(package["images"])
    if not torch.allclose(answers, package["answers"], rtol=0, atol=1e-4):
        network.load_state_dict(old)
        if put_mode_back:
            network.train(mode)
        raise ValueError("not the answers")


def _ends_with_the_answers(network, path):
    package, trial = torch.load(path), copy.deepcopy(network).eval()
    trial.load_state_dict(package["state_dict"])
    for image, answer in zip(package["images"], package["answers"], strict=False):
        with torch.no_grad():
            found = trial(image[None])[0]
        if not torch.allclose(found, answer, rtol=0, atol=1e-4):
            raise ValueError("not the answers")
    network.load_state_dict(package["state_dict"])
    network.eval()


def _swallows(network, path):
    try:
        take_new_weights(network, path)
    except Exception as error:
        print(error)


ON_ITSELF = {"copy.deepcopy(network)": "network"}
LIMITS = ", rtol=0, atol=1e-4"


def _unless(limit):
    """The solution with another comparison, asked in both ways: whether it is too large, and whether it is not small enough."""
    return tuple(
        {"not torch.allclose(answers, package": f"{start}(answers - package", f"{LIMITS})": f"){limit.format(sign)}"}
        for start, sign in (("", ">"), ("not ", "<="))
    )


EXERCISE = Exercise(
    id="04.6",
    solution=take_new_weights,
    cases=cases,
    use=use,
    hint=(
        "Mira's Friday script has almost every line, and one thing is new: the network must be as it was if the file is refused. "
        "On what could you try the new weights first, so that the network itself is not touched?"
    ),
    more_hints=(
        "copy.deepcopy(network) is a second network, with tensors of its own. Load the file's weights into it, call eval(), "
        "and compare all its answers with allclose, rtol=0 and atol=1e-4. Raise an error if they differ. What is left to do with "
        "the network itself?",
    ),
    otherwise="The case says what the file is like, and the network reads on while you look at the file: to put old weights back "
    "comes too late. Go through the points of the task: which one asks for something else?",
    untouched={
        "network": "A file that is refused must leave the network as it was, and here it has been changed already: on what else "
        "could the weights be tried?",
    },
    mistakes={
        "The new weights were in the network before they were tried, and after the error it goes on reading with them (what "
        "state_dict() handed out before has moved along). On what else could they be tried?": (
            ON_ITSELF,
            ON_ITSELF | {"weights_only=True": "weights_only=False"},
            _puts_the_same_tensors_back,
        ),
        "The old weights are back, but the network reads on while your function works, and for a while it had weights that "
        "nobody had tried. On what else could they be tried?": (
            _puts_a_copy_back,
            lambda network, path: _puts_a_copy_back(network, path, put_mode_back=False),
            lambda network, path: _puts_a_copy_back(network, path, opens_first=True),
            lambda network, path: _puts_a_copy_back(network, path, opens_first=True, put_mode_back=False),
        ),
        "The new weights were in the network before they were tried. For a while it may have read with them, and where "
        "load_state_dict itself raises the error, nobody puts the old ones back. On what else could they be tried?": (
            _puts_a_copy_back_without_try,
            lambda network, path: _puts_a_copy_back_without_try(network, path, put_mode_back=True),
        ),
        "copy.copy makes a new network around the very same tensors: what is loaded into one of them stands in the other too.": {
            "copy.deepcopy": "copy.copy"
        },
        "load_state_dict brings no mode: with dropout at work the answers are never those of the file. Call eval() before you "
        "compare.": (
            {"    trial.eval()\n": ""},
            {"    trial.eval()\n": "", "    network.eval()\n": ""},
            ON_ITSELF | {"    trial.eval()\n": ""},
            lambda network, path: _puts_a_copy_back(network, path, evaluate=False),
            lambda network, path: _puts_a_copy_back(network, path, evaluate=False, opens_first=True),
            lambda network, path: _puts_a_copy_back_without_try(network, path, evaluate=False),
        ),
        "The answers were compared in evaluation mode, and the network reads on in training mode: call eval() on it too.": {
            "    network.eval()\n": ""
        },
        "A network in training mode was put into evaluation mode, and its file was refused: it was to stay as it was, its mode "
        "included. When is it time for eval()?": {"    package = torch": "    network.eval()\n    package = torch"},
        "With weights_only=False a file may call any function before you have looked at anything: leave the guard at the door.": {
            "weights_only=True": "weights_only=False"
        },
        "strict=False lets entries be missing (functional_call takes it of itself): the answers came out right with a bias that "
        "the network had already, and the file is not whole all the same.": (
            {'trial.load_state_dict(package["state_dict"]': 'trial.load_state_dict(package["state_dict"], strict=False'},
            {'package["state_dict"])': 'package["state_dict"], strict=False)'},
        ),
        "Answers that were off by less than 0.0001 have been refused: torch.equal, and allclose with the limit that it takes of "
        "itself, are stricter than the task.": (
            {"torch.allclose": "torch.equal", LIMITS: ""},
            {", atol=1e-4": ""},
            {LIMITS: ""},
        ),
        "On top of atol, allclose allows a share of each number: at an answer of 200 the rtol that it takes of itself lets 0.002 "
        "more pass. The task allows no share.": ({"rtol=0, ": ""}, {"rtol=0": "rtol=1e-4"}),
        "0.0001 is 1e-4: here an answer was off by more than that, and was let pass.": tuple(
            {"atol=1e-4": f"atol={atol}"} for atol in ("1e-3", "0.01")
        ),
        "NaN is within 0.0001 of nothing, not even of another NaN: leave equal_nan as it is.": {
            "atol=1e-4": "atol=1e-4, equal_nan=True"
        },
        "Answers may name the same digits and be others all the same: compare the logits, not what argmax makes of them.": (
            {
                "torch.allclose": "torch.equal",
                "answers, package": "answers.argmax(dim=1), package",
                f'"answers"]{LIMITS}': '"answers"].argmax(dim=1)',
            },
            {
                "not torch.allclose(answers, package": "(answers.argmax(dim=1) != package",
                f'"answers"]{LIMITS})': '"answers"].argmax(dim=1)).any()',
            },
        ),
        "A single wrong answer is lost in a mean: which of the differences decides?": _unless(".abs().mean() {} 1e-4"),
        "Differences go both ways: without abs() an answer that is too small is never found.": _unless(".max() {} 1e-4"),
        "NaN is not larger than 0.0001, nor smaller: ask whether all differences are small enough, not whether one is large.": (
            _unless(".abs().max() {} 1e-4")[0]
        ),
        "Every image needs its answer: zip, and any loop over the answers, ends with the last answer, and the images that are "
        "left over are never tried.": _ends_with_the_answers,
        "Compare all answers, not those to the first image.": {
            "(answers, package": "(answers[0], package",
            '"answers"]': '"answers"][0]',
        },
        "Nothing was raised where the answers are others: compare them, and write raise ValueError(...), not return or print.": (
            {"if not torch": "if False and not torch"},
            {"raise ValueError": "return print"},
            {"raise ValueError": "print"},
        ),
        "The error was caught and went no further: whoever called the function believes that the file was good.": (_swallows),
        "The copy was tried, and the network itself has the old weights still: load them into it at the end.": (
            {"    network.load_state_dict": "    trial.load_state_dict"},
            {"    network.load_state_dict": "    network = trial\n    network.load_state_dict"},
        ),
    },
    free=("path: files", "network: own", "network*: gradient"),  # the network reads: nothing else holds its tensors
    tolerance=0.0,
)

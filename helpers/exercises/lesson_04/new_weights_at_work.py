"""Exercise 04.6: new weights for a network that is at work."""

import copy
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
    if not torch.allclose(answers, package["answers"], atol=1e-4):
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
    network(torch.randn(20, 4)).sum().backward()  # averages and slopes that are not those of a new network
    return network


def _package(images=6):
    """What another network learnt, with a sample of its answers."""
    sender = _network(1).eval()
    sample = torch.randn(images, 4)
    return {"state_dict": sender.state_dict(), "images": sample, "answers": sender(sample).detach()}


def _with_answers(change, **settings):
    package = _package(**settings)
    return package | {"answers": change(package["answers"])}


def _frozen(network):
    network[0].requires_grad_(False)
    return network


def _without_the_last_bias():
    package = _package()
    return package | {"state_dict": {name: value for name, value in package["state_dict"].items() if name != "4.bias"}}


GOOD = "new.pt"  # what a file is called whose weights are to be taken; the other ones are to be refused


def cases():
    """Files to be taken, by networks in either mode; files to be refused, by networks that are reading."""
    for network, package, title in (
        (_network(0), _package(), "a new network, in training mode, and a file that keeps its promise"),
        (_network(0).eval(), _package(), "a network at work, and a file that keeps its promise"),
        (_network(2), _package(images=1), "a file with a single image"),
        (_frozen(_network(0)), _package(), "a network with a frozen layer"),
        (_network(0).eval(), _with_answers(lambda answers: answers * (1 + 1e-6)), "answers that differ in the last digit"),
        (_network(0).eval(), _with_answers(lambda answers: answers + 5e-5), "answers that differ by half of what is allowed"),
    ):
        yield from _case(GOOD, network, package, title)
    for package, title in (
        (_with_answers(lambda answers: answers.flip(0)), "answers that belong to other images"),
        (_with_answers(lambda answers: 1.1 * answers), "answers that name the same digits, and are a tenth larger"),
        (_with_answers(lambda answers: answers + 0.5), "answers that name the same digits, and are larger by 0.5"),
        (_with_answers(lambda answers: answers - 0.5), "answers that name the same digits, and are smaller by 0.5"),
        (_with_answers(_changed(0.3)), "one answer of the last image much larger"),
        (_with_answers(_changed(0.003), images=40), "one answer of the last of 40 images a little larger"),
        (_with_answers(_changed(-0.003), images=1), "one answer of a single image a little smaller"),
        (_with_answers(_changed(0.00015)), "one answer that differs by half more than is allowed"),
        (_with_answers(_changed(float("nan"))), "an answer that is no number (NaN)"),
        (_without_the_last_bias(), "a file in which the last bias is missing"),
        (_package() | {"author": _Caller()}, "a file that calls a function while it is loaded"),
    ):
        yield from _case("old.pt", _network(0).eval(), package, title)


def _case(name, network, package, title):
    with tempfile.TemporaryDirectory() as folder:
        torch.save(package, Path(folder) / name)
        yield Case(network, Path(folder) / name, title=title)


def _changed(by):
    """A function that changes one number of the last answer."""

    def change(answers):
        answers = answers.clone()
        answers[-1, 1] += by
        return answers

    return change


def use(answer, network, path):
    """Whether the weights were taken; any error refuses them, but where they are to be taken it is told in its own words."""
    _CALLS.clear()
    found = "taken, without an error"
    try:
        answer(network, path)
    except Exception:
        if path.name == GOOD:
            raise
        found = "refused, with an error"
    return Observed({"the file": found, "functions that the file called": len(_CALLS)})


def _puts_the_same_tensors_back(network, path):
    package = torch.load(path)
    old = network.state_dict()
    network.load_state_dict(package["state_dict"])
    network.eval()
    with torch.no_grad():
        answers = network(package["images"])
    if not torch.allclose(answers, package["answers"], atol=1e-4):
        network.load_state_dict(old)
        raise ValueError("not the answers")


def _puts_a_copy_back_and_never_evaluates(network, path):
    package = torch.load(path)
    old = copy.deepcopy(network.state_dict())
    network.load_state_dict(package["state_dict"])
    with torch.no_grad():
        answers = network(package["images"])
    if not torch.allclose(answers, package["answers"], atol=1e-4):
        network.load_state_dict(old)
        raise ValueError("not the answers")


ON_ITSELF = {"copy.deepcopy(network)": "network"}

EXERCISE = Exercise(
    id="04.6",
    solution=take_new_weights,
    cases=cases,
    use=use,
    hint=(
        "Mira's Friday script has almost every line, and one thing is new: the network must be as it was if the file is refused. "
        "On what could you try the new weights first, so that the network itself is not touched?"
    ),
    otherwise=(
        "Load with weights_only=True; try the weights on a copy, in evaluation mode; compare all its answers with allclose and "
        "atol=1e-4; raise an error if they differ; only then give the weights to the network, and end in evaluation mode."
    ),
    untouched={
        "network": "A file that is refused must leave the network as it was, and here it has been changed already: try the "
        "weights on a copy first, or put back a copy of the old ones.",
    },
    mistakes={
        "The new weights were in the network before they were tried, and after the error it goes on reading with them. Try them "
        "on a copy, as copy.deepcopy makes one; or put back a copy of the old ones: what state_dict() handed out moves along.": (
            ON_ITSELF,
            ON_ITSELF | {"weights_only=True": "weights_only=False"},
            _puts_the_same_tensors_back,
        ),
        "load_state_dict brings no mode: with dropout at work the answers are never those of the file. Call eval() before you "
        "compare.": (
            {"    trial.eval()\n": ""},
            {"    trial.eval()\n": "", "    network.eval()\n": ""},
            ON_ITSELF | {"    trial.eval()\n": ""},
            _puts_a_copy_back_and_never_evaluates,
        ),
        "The answers were compared in evaluation mode, and the network reads on in training mode: call eval() on it too.": {
            "    network.eval()\n": ""
        },
        "With weights_only=False a file may call any function before you have looked at anything: leave the guard at the door.": {
            "weights_only=True": "weights_only=False"
        },
        "Another machine rounds the last digits differently: ask with torch.allclose and atol=1e-4.": {
            "torch.allclose": "torch.equal",
            ", atol=1e-4": "",
        },
        "allclose is stricter of itself than was asked for: say atol=1e-4.": {", atol=1e-4": ""},
        "Answers may name the same digits and be others all the same: compare the logits, not what argmax makes of them.": (
            {
                "torch.allclose": "torch.equal",
                "answers, package": "answers.argmax(dim=1), package",
                '"answers"], atol=1e-4': '"answers"].argmax(dim=1)',
            },
            {
                "not torch.allclose(answers, package": "(answers.argmax(dim=1) != package",
                '"answers"], atol=1e-4)': '"answers"].argmax(dim=1)).any()',
            },
        ),
        "A single wrong answer is lost in a mean: ask for the largest difference, or with allclose.": {
            "not torch.allclose(answers, package": "(answers - package",
            ", atol=1e-4)": ").abs().mean() > 1e-4",
        },
        "Differences go both ways: without abs() an answer that is too small is never found.": {
            "not torch.allclose(answers, package": "(answers - package",
            ", atol=1e-4)": ").max() > 1e-4",
        },
        "NaN is not larger than 0.0001, nor smaller: ask whether all differences are small enough, not whether one is large.": {
            "not torch.allclose(answers, package": "(answers - package",
            ", atol=1e-4)": ").abs().max() > 1e-4",
        },
        "Compare all answers, not those to the first image.": {
            "(answers, package": "(answers[0], package",
            '"answers"]': '"answers"][0]',
        },
        "Nothing was raised where the answers are others: compare them, and write raise ValueError(...), not return or print.": (
            {"if not torch": "if False and not torch"},
            {"raise ValueError": "return print"},
            {"raise ValueError": "print"},
        ),
        "Everything that holds the network's tensors, an optimiser too, would be left with the old ones: copy into them, without "
        "assign=True.": {
            'network.load_state_dict(package["state_dict"])': 'network.load_state_dict(package["state_dict"], assign=True)'
        },
        "The copy was tried, and the network itself has the old weights still: load them into it at the end.": (
            {"    network.load_state_dict": "    trial.load_state_dict"},
            {"    network.load_state_dict": "    network = trial\n    network.load_state_dict"},
        ),
    },
    free=("path: files",),
    tolerance=0.0,
)

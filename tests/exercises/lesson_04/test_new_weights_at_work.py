"""Exercise 04.6, beyond its own mistakes."""

import copy

import torch

from helpers.exercises.lesson_04.new_weights_at_work import EXERCISE, take_new_weights
from tests.exercises.judging import accepts, refuses


def near(answers, package, rtol=0, atol=1e-4, **settings):
    return torch.allclose(answers, package["answers"], rtol=rtol, atol=atol, **settings)


def puts_a_copy_back(network, path):
    old, mode = copy.deepcopy(network.state_dict()), network.training
    try:
        package = torch.load(path)
        network.load_state_dict(package["state_dict"])
        network.eval()
        assert near(network(package["images"]), package)
    except Exception as error:
        network.load_state_dict(old)
        network.train(mode)
        raise ValueError("not these weights") from error


def by_the_largest_difference(network, path):
    package = torch.load(path, map_location="cpu", weights_only=True)
    trial = copy.deepcopy(network).eval()
    trial.load_state_dict(package["state_dict"])
    with torch.inference_mode():
        difference = (trial(package["images"]) - package["answers"]).abs().max()
    if difference <= 1e-4:
        network.load_state_dict(trial.state_dict())
        network.train(False)
    else:
        raise RuntimeError(f"they differ by {difference}")


def one_by_one(network, path):
    package = torch.load(path)
    trial = copy.deepcopy(network).eval()
    trial.load_state_dict(package["state_dict"])
    for image, answer in zip(package["images"], package["answers"], strict=True):
        torch.testing.assert_close(trial(image[None])[0], answer, atol=1e-4, rtol=0)
    network.eval().load_state_dict(package["state_dict"])
    return network


def ends_with_the_answers(network, path):
    package, trial = torch.load(path), copy.deepcopy(network).eval()
    trial.load_state_dict(package["state_dict"])
    for number, answer in enumerate(package["answers"]):
        if (trial(package["images"][number : number + 1])[0] - answer).abs().max() > 1e-4 or answer.isnan().any():
            raise ValueError("not these weights")
    network.load_state_dict(package["state_dict"])
    network.eval()


def puts_clones_back(network, path):
    package, mode = torch.load(path), network.training
    old = {name: value.clone() for name, value in network.state_dict().items()}
    network.load_state_dict(package["state_dict"])
    network.eval()
    if not near(network(package["images"]), package):
        network.load_state_dict(old)
        network.train(mode)
        raise ValueError("not these weights")


def puts_a_network_back(network, path):
    package, old = torch.load(path), copy.deepcopy(network)
    try:
        network.load_state_dict(package["state_dict"])
        assert near(network.eval()(package["images"]), package)
    except (RuntimeError, AssertionError):
        network.load_state_dict(old.state_dict())
        network.train(old.training)
        raise


def on_a_shallow_copy(network, path):
    package, trial = torch.load(path), copy.copy(network).eval()
    trial.load_state_dict(package["state_dict"])
    if not near(trial(package["images"]), package):
        raise ValueError("not these weights")
    network.load_state_dict(package["state_dict"])
    network.eval()


def called_with_the_weights(network, path, strict=True):
    package, trial = torch.load(path), copy.deepcopy(network).eval()
    answers = torch.func.functional_call(trial, package["state_dict"], (package["images"],), strict=strict)
    if not near(answers, package):
        raise ValueError("not these weights")
    network.load_state_dict(package["state_dict"])
    network.eval()


def loads_before_it_looks(network, path):
    package = torch.load(path)
    network.load_state_dict(package["state_dict"])
    network.eval()
    assert near(network(package["images"]), package)


def puts_back_the_weights_alone(network, path):
    package, old = torch.load(path), copy.deepcopy(network.state_dict())
    network.load_state_dict(package["state_dict"])
    if not near(network(package["images"]), package):
        network.load_state_dict(old)
        raise ValueError("not these weights")


def puts_back_parameters(network, path):
    package, old = torch.load(path), [parameter.detach().clone() for parameter in network.parameters()]
    network.load_state_dict(package["state_dict"])
    network.eval()
    if not near(network(package["images"]), package):
        with torch.no_grad():
            for parameter, value in zip(network.parameters(), old, strict=True):
                parameter.copy_(value)
        raise ValueError("not these weights")


def swallows(network, path):
    try:
        take_new_weights(network, path)
    except Exception as error:
        print(error)


def looks_at_the_first_axis_of_names(network, path):
    package = torch.load(path)
    if package["state_dict"].keys() != network.state_dict().keys():
        raise ValueError("names")
    network.load_state_dict(package["state_dict"])
    network.eval()


def writes_the_file_again(network, path):
    take_new_weights(network, path)
    torch.save(network.state_dict(), path)


def on_a_copy_with_assert(network, path):
    package, trial = torch.load(path), copy.deepcopy(network).eval()
    trial.load_state_dict(package["state_dict"])
    assert near(trial(package["images"]), package)
    network.load_state_dict(trial.state_dict())
    network.eval()


def assigns(network, path):
    package, trial = torch.load(path), copy.deepcopy(network).eval()
    trial.load_state_dict(package["state_dict"], assign=True)
    if not near(trial(package["images"]), package):
        raise ValueError("not these weights")
    network.load_state_dict(package["state_dict"], assign=True)
    network.eval()


def assigns_and_assigns_back(network, path):
    old, mode = network.state_dict(), network.training
    try:
        package = torch.load(path)
        network.load_state_dict(package["state_dict"], assign=True)
        assert near(network.eval()(package["images"]), package)
    except Exception:
        network.load_state_dict(old, assign=True)
        network.train(mode)
        raise


def compared(ask):
    def answer(network, path):
        package, trial = torch.load(path), copy.deepcopy(network).eval()
        trial.load_state_dict(package["state_dict"])
        with torch.no_grad():
            answers = trial(package["images"])
        if not ask(answers, package):
            raise ValueError("not these weights")
        network.load_state_dict(package["state_dict"])
        network.eval()

    return answer


def not_strict(network, path, both=True):
    package, trial = torch.load(path), copy.deepcopy(network).eval()
    trial.load_state_dict(package["state_dict"], strict=False)
    if not near(trial(package["images"]), package):
        raise ValueError("not these weights")
    network.load_state_dict(package["state_dict"], strict=not both)
    network.eval()


test_right = accepts(
    EXERCISE,
    {
        "by the largest difference": by_the_largest_difference,
        "one by one, with an error of torch's own": one_by_one,
        "with an AssertionError": on_a_copy_with_assert,
        "assigned": assigns,
        "called with the weights": called_with_the_weights,
        "slopes forgotten": lambda network, path: (take_new_weights(network, path), network.zero_grad()),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "loaded before a look": (loads_before_it_looks, "in the network before they were tried"),
        "compared in training mode": (puts_back_the_weights_alone, "load_state_dict brings no mode"),
        "averages not put back": (puts_back_parameters, "had other weights for a while"),
        "the error printed": (swallows, "whoever called the function believes"),
        "names alone": (looks_at_the_first_axis_of_names, "expected what came of the file: 'an error'"),
        "trained on": (
            lambda network, path: (take_new_weights(network, path), network.train()),
            "It is to end in evaluation mode",
        ),
        "always refused": (lambda network, path: 1 / 0, "expected no error, got the error ZeroDivisionError"),
        "nothing done": (lambda network, path: None, "It is to end in evaluation mode"),
        "the guard sent home": (
            lambda network, path: (torch.load(path, weights_only=False), take_new_weights(network, path))[1],
            "functions that the file called: 0, got 1",
        ),
        "frozen": (
            lambda network, path: take_new_weights(network.requires_grad_(False), path),
            "Leave requires_grad alone",
        ),
        "within a hundredth": (compared(lambda answers, package: near(answers, package, atol=0.01)), "0.0001 is 1e-4"),
        "within a thousandth": (
            compared(lambda answers, package: near(answers, package, atol=1e-3, rtol=1e-5)),
            "0.0001 is 1e-4",
        ),
        "allclose's own share": (
            compared(lambda answers, package: near(answers, package, rtol=1e-5)),
            "The task allows no share",
        ),
        "a larger share": (compared(lambda answers, package: near(answers, package, rtol=1e-4)), "The task allows no share"),
        "NaN equal to NaN": (
            compared(lambda answers, package: near(answers, package, equal_nan=True)),
            "not even of another NaN",
        ),
        "the mean": (
            compared(lambda answers, package: (answers - package["answers"]).abs().mean() < 1e-4),
            "lost in a mean",
        ),
        "with a sign": (
            compared(lambda answers, package: (answers - package["answers"]).max() < 1e-4),
            "Differences go both ways",
        ),
        "names need not fit": (not_strict, "strict=False lets entries be missing"),
        "names need not fit on the copy": (
            lambda network, path: not_strict(network, path, both=False),
            "strict=False lets entries be missing",
        ),
        "called with the weights that there are": (
            lambda network, path: called_with_the_weights(network, path, strict=False),
            "functional_call takes it of itself",
        ),
        "a loop that ends with the answers": (ends_with_the_answers, "Every image needs its answer"),
        "on a shallow copy": (on_a_shallow_copy, "around the very same tensors"),
        "clones put back": (puts_clones_back, "nobody puts the old ones back"),
        "a whole copy put back": (puts_a_network_back, "weights that nobody had tried"),
        "put into evaluation mode first": (
            lambda network, path: take_new_weights(network.eval(), path),
            "When is it time for eval()?",
        ),
        "a copy put back": (puts_a_copy_back, "weights that nobody had tried"),
        "assigned and assigned back": (assigns_and_assigns_back, "expected"),
    },
)

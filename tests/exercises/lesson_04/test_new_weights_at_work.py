"""Exercise 04.6, beyond its own mistakes."""

import copy

import torch

from helpers.exercises.lesson_04.new_weights_at_work import EXERCISE, take_new_weights
from tests.exercises.judging import accepts, refuses


def near(answers, package, atol=1e-4):
    return torch.allclose(answers, package["answers"], atol=atol)


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


test_right = accepts(
    EXERCISE,
    {
        "a copy put back": puts_a_copy_back,
        "by the largest difference": by_the_largest_difference,
        "one by one, with an error of torch's own": one_by_one,
        "put into evaluation mode first": lambda network, path: take_new_weights(network.eval(), path),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "loaded before a look": (loads_before_it_looks, "in the network before they were tried"),
        "compared in training mode": (puts_back_the_weights_alone, "load_state_dict brings no mode"),
        "averages not put back": (puts_back_parameters, "A file that is refused must leave the network as it was"),
        "the error printed": (swallows, "expected the file: 'refused, with an error', got 'taken, without an error'"),
        "names alone": (looks_at_the_first_axis_of_names, "expected the file: 'refused, with an error'"),
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
        "slopes forgotten": (lambda network, path: (take_new_weights(network, path), network.zero_grad()), "gradient"),
        "within a hundredth": (
            lambda network, path: _within(network, path, 0.01),
            "one answer of the last of 40 images a little larger",
        ),
    },
)


def _within(network, path, atol):
    package = torch.load(path)
    trial = copy.deepcopy(network).eval()
    trial.load_state_dict(package["state_dict"])
    if not near(trial(package["images"]), package, atol):
        raise ValueError("not these weights")
    network.load_state_dict(package["state_dict"])
    network.eval()

"""Everything that an answer can change is seen, told in words, and put back; and no sentence comes from a coincidence."""

import os

import pytest
import torch
from torch import nn

from helpers.exercises.engine import Case, Exercise, State


def total(model, numbers, optimizer):
    return numbers.sum().item()


def cases():
    for size in (3, 5):
        torch.manual_seed(size)
        model = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3))
        numbers = torch.arange(float(size))
        model(torch.rand(4, 2)).sum().backward()
        yield Case(model, numbers, torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9))


EXERCISE = Exercise(
    "00.1", total, cases, hint="", otherwise="Add them up.", mistakes={"Not the mean.": lambda m, x, o: x.mean().item()}
)


def rebind(model):
    model[0].weight = nn.Parameter(model[0].weight.detach().clone())


CHANGES = {
    "a mode": (lambda m, x, o: m.eval(), "evaluation mode"),
    "an inner mode": (lambda m, x, o: m[1].eval(), "model.1 in training mode"),
    "a frozen parameter": (lambda m, x, o: m[0].bias.requires_grad_(False), "model.0.bias with requires_grad=True"),
    "a cleared gradient": (lambda m, x, o: m.zero_grad(), "gradient"),
    "a weight": (lambda m, x, o: m[0].weight.data.add_(1), "model.0.weight"),
    "a buffer": (lambda m, x, o: m(torch.ones(4, 2)), "model.1.running_mean"),
    "other tensors": (lambda m, x, o: rebind(m), "expected"),
    "a state": (lambda m, x, o: o.step(), "expected"),
    "an argument": (lambda m, x, o: x.mul_(2), "must stay as it is"),
    "a learning rate": (lambda m, x, o: o.param_groups[0].update(lr=9.0), "0.1"),
    "switched gradients": (lambda m, x, o: torch.set_grad_enabled(False), "torch's recording of gradients"),
    "a default type": (lambda m, x, o: torch.set_default_dtype(torch.float64), "torch's default type"),
    "random numbers": (lambda m, x, o: torch.rand(1), "torch's random numbers"),
    "the folder": (lambda m, x, o: os.chdir(os.sep), "the working folder"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_right_result_with_a_change_beside_it_is_wrong_and_the_change_is_named(name):
    change, words = CHANGES[name]

    def answer(model, numbers, optimizer):
        result = total(model, numbers, optimizer)
        change(model, numbers, optimizer)
        return result

    verdict = EXERCISE.examine(answer)
    assert verdict.state is State.WRONG
    assert words in verdict.message
    assert torch.is_grad_enabled()
    assert torch.get_default_dtype() is torch.float32


def test_a_mistake_s_sentence_needs_every_case():
    def right_in_the_first_case_and_the_mean_in_the_others(model, numbers, optimizer):
        return numbers.sum().item() if len(numbers) == 3 else numbers.mean().item()

    def the_mean_in_the_first_case_alone(model, numbers, optimizer):
        return numbers.mean().item() if len(numbers) == 3 else numbers.sum().item()

    assert EXERCISE.examine(lambda m, x, o: x.mean().item()).look == "Not the mean."
    for answer in (right_in_the_first_case_and_the_mean_in_the_others, the_mean_in_the_first_case_alone):
        verdict = EXERCISE.examine(answer)
        assert verdict.look == "Add them up."
        assert not verdict.known


def test_the_student_s_own_switches_are_put_back():
    torch.set_grad_enabled(False)
    try:
        assert EXERCISE.examine(total).state is State.RIGHT
        assert not torch.is_grad_enabled()
    finally:
        torch.set_grad_enabled(True)


def test_expected_and_got_are_never_told_alike():
    verdict = EXERCISE.examine(lambda m, x, o: x.sum().item() + 0.0001)
    assert verdict.expected != verdict.got


@pytest.mark.parametrize("digits", [2, 3, 4])
def test_rounding_is_named(digits):
    thirds = Exercise("00.2", lambda n: n / 3, lambda: [Case(1), Case(2)], hint="", otherwise="Divide.")
    assert thirds.examine(lambda n: round(n / 3, digits)).look == "Return it unrounded."

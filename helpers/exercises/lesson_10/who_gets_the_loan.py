"""Exercise 10.1: yes or no where each customer has a price of his own."""

import torch

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.viewing import as_tensor


def lend(probabilities, amounts, interest, fee):
    """1 where a loan earns on average; with a fee a small loan needs a surer customer, without one the amount drops out."""
    earned = (1 - probabilities) * interest * amounts
    lost = probabilities * amounts
    return (earned - lost - fee > 0).long()


def cases():
    """Alike customers with different amounts; no fee; fees nobody earns back; certainties; exactly nothing earned; many."""
    amounts = torch.tensor([1000.0, 100.0, 10.0, 10000.0])
    yield Case(torch.full((4,), 0.01), amounts, 0.125, 5.0)  # equally sure, and only the small ones are refused
    yield Case(torch.tensor([0.05, 0.2, 0.1, 0.11]), amounts, 0.125, 0.0)  # no fee: the amount plays no part
    yield Case(torch.tensor([0.0, 1.0, 0.0, 0.5]), amounts, 0.05, 2.0)
    yield Case(torch.tensor([0.375, 0.374, 0.376]), torch.full((3,), 128.0), 1.0, 32.0)  # the first earns exactly nothing
    yield Case(torch.tensor([0.45, 0.6, 0.7, 0.3]), amounts, 2.0, 1.0)  # so much interest that one in two may fail
    yield Case(torch.tensor([0.01, 0.02]), torch.tensor([50.0, 60.0]), 0.05, 100.0)  # nobody earns the fee
    yield Case(torch.tensor([0.04]), torch.tensor([2000.0]), 0.05, 3.0)
    generator = torch.Generator().manual_seed(0)
    for size, interest, fee in ((40, 0.1, 20.0), (300, 0.25, 60.0), (90, 0.5, 0.0)):
        risks = 0.4 * torch.rand(size, generator=generator)
        loans = 100 + 900 * torch.rand(size, generator=generator)
        yield Case(risks, loans, interest, fee, title=f"{size} customers, interest = {interest:g}, fee = {fee:g}")


def view(result):
    """One answer a customer, as numbers or as True and False."""
    found = as_tensor(result)
    return found.double() if isinstance(found, torch.Tensor) and not found.requires_grad else found


EXERCISE = Exercise(
    id="10.1",
    solution=lend,
    cases=cases,
    view=view,
    hint=(
        "As in section 4, take a single customer and write down what each answer brings on average. Refusing brings 0. "
        "What does a loan bring with probability 1 - p, what with probability p, and what in either case?"
    ),
    otherwise=(
        "On average a loan brings (1 - p) * interest * amount, less p * amount, less the fee. Where that is more than 0, "
        "answer 1; elsewhere 0."
    ),
    mistakes={
        "The probability is that of not paying back: interest comes with 1 - p, the loss with p.": {
            "(1 - probabilities) *": "probabilities *",
            "lost = probabilities": "lost = (1 - probabilities)",
        },
        "Interest is paid by those who pay back alone: with probability 1 - p.": {"(1 - probabilities) * interest": "interest"},
        "The fee is forgotten: every loan costs it, and a small loan may not bring it in.": (
            {" - fee": ""},
            {"earned - lost - fee > 0": "probabilities < interest / (1 + interest)"},
        ),
        "The fee is paid for every loan, paid back or not.": (
            {" - fee": " - fee * probabilities"},
            {" - fee": " - fee * (1 - probabilities)"},
        ),
        "The fee costs: take it away.": {" - fee": " + fee"},
        "The fee is one sum for each loan, whatever the amount.": {" - fee": " - fee * amounts"},
        "The whole amount is lost if it is not paid back, not the interest alone.": {
            "lost = probabilities * amounts": "lost = probabilities * interest * amounts"
        },
        "What was lent does not count as earned when it comes back: a loan that is paid back brings the interest.": {
            "interest * amounts": "(1 + interest) * amounts"
        },
        "The losses are forgotten: with probability p the whole amount is gone.": {" - lost": ""},
        "A loan that earns exactly nothing on average is refused.": {"> 0": ">= 0"},
        "1 and 0 are swapped: 1 is for the customer who gets the loan.": {"> 0": "<= 0"},
        "One half is a price nobody named: compare what a loan earns and loses on average.": {
            "earned - lost - fee > 0": "probabilities < 0.5"
        },
        "That is what each loan earns: return 1 where it is more than 0, and 0 elsewhere.": {
            "(earned - lost - fee > 0).long()": "earned - lost - fee"
        },
        "Each customer gets an answer of his own, not one for all together.": {
            "earned - lost - fee > 0": "(earned - lost - fee).sum() > 0"
        },
    },
)

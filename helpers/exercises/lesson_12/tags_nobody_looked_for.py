"""Exercise 12.4: several labels at once, some of which nobody knows."""

import torch
from torch import nn

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed, with_slopes_of_one_number


def tag_loss(logits, tags):
    """Mean binary cross-entropy over the tags that somebody set to 0 or 1; -1 means that nobody looked."""
    known = tags >= 0
    return nn.functional.binary_cross_entropy_with_logits(logits[known], tags[known].float())


def cases():
    """All known, some unknown, a photograph of which nothing is known; large logits of either sign; slopes left over."""
    logits = torch.tensor([[2.0, -1.0, 0.5], [0.3, 1.7, -0.6]]).requires_grad_()
    yield Case(1 * logits, torch.tensor([[1, 0, -1], [-1, 1, 0]]))
    yield Case(logits.detach().clone().requires_grad_(), torch.tensor([[1, 1, 0], [0, 1, 1]]))
    generator = torch.Generator().manual_seed(0)
    for photographs, tags, size in ((1, 4, 1), (5, 3, 3), (4, 6, 100), (3, 3, 300)):
        logits = size * torch.randn(photographs, tags, generator=generator)
        marks = torch.randint(-1, 2, (photographs, tags), generator=generator)
        marks[0, :2], marks[-1, -1] = torch.tensor([1, 0]), -1
        marks[1:2] = -1
        logits.requires_grad_()
        logits.grad = torch.ones_like(logits)
        yield Case(logits, marks, title=f"{photographs} photographs, {tags} tags, logits up to ±{logits.abs().max().item():.0f}")


def use(answer, logits, tags):
    """The loss, and its slopes where it is finite: how a loss that is not a number came about does not matter."""
    things = with_slopes_of_one_number(answer, logits, tags).observed()
    return Observed(things if things["loss"].isfinite().all() else {"loss": things["loss"]})


CALL = "nn.functional.binary_cross_entropy_with_logits(logits[known], tags[known].float())"
EACH = "nn.functional.binary_cross_entropy_with_logits(logits, tags.float(), reduction='none')"

BY_HAND = "tags[known] * logits[known].sigmoid().log() + (1 - tags[known]) * (1 - logits[known].sigmoid()).log()"
LEAST = (1e-12, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6)


def _instead(text):
    return {CALL: text}


EXERCISE = Exercise(
    id="12.4",
    solution=tag_loss,
    cases=cases,
    use=use,
    hint=(
        "Each tag is a yes or no of its own, and the table of section 7 says which loss that is and which dtype it wants. "
        "Compute the loss of those tags alone that are 0 or 1."
    ),
    more_hints=("tags >= 0 is True where somebody looked; logits[tags >= 0] keeps those logits, in one row.",),
    otherwise="Keep the logits and tags where the tag is 0 or 1, and take the mean binary cross-entropy of those logits.",
    mistakes={
        "-1 is no answer, and the loss took it for one: leave the tags out that nobody looked for.": (
            _instead("nn.functional.binary_cross_entropy_with_logits(logits, tags.float())")
        ),
        "Nobody looked does not mean no: an unknown tag must not count, and here it counts as 0.": (
            _instead("nn.functional.binary_cross_entropy_with_logits(logits, tags.clamp(min=0).float())")
        ),
        "Divide by the number of known tags; the unknown ones are no answers that cost nothing.": (
            _instead(f"({EACH} * known).mean()")
        ),
        "That is the sum; divide by the number of known tags.": _instead(f"({EACH} * known).sum()"),
        "The mean of each photograph, and then of those, makes the tags of a photograph with few known ones heavier: take all "
        "known tags at once.": _instead(f"(({EACH} * known).sum(dim=1) / known.sum(dim=1).clamp(min=1)).mean()"),
        "A photograph of which nothing is known divides 0 by 0: take all known tags of all photographs at once.": (
            _instead(f"(({EACH} * known).sum(dim=1) / known.sum(dim=1)).mean()")
        ),
        "Not knowing is no half yes: 0.5 pulls at the logit, and an unknown tag must not pull at all.": (
            _instead("nn.functional.binary_cross_entropy_with_logits(logits, torch.where(known, tags.float(), 0.5))")
        ),
        "A photograph with one unknown tag has known ones, too: leave out the tag, not the photograph.": {
            "tags >= 0": "(tags >= 0).all(dim=1)"
        },
        "The sigmoid was rounded to 0 or 1 for a large logit: hand the logits to the loss.": (
            _instead("nn.functional.binary_cross_entropy(logits[known].sigmoid(), tags[known].float())"),
            _instead(f"-({BY_HAND}).mean()"),
            _instead("-torch.where(tags == 1, logits.sigmoid(), 1 - logits.sigmoid())[known].log().mean()"),
        ),
        "It holds for small logits only: nothing may be clamped, or added inside the logarithm.": (
            *(
                _instead(CALL.replace("logits[known]", f"logits[known].clamp(-{most}, {most})"))
                for most in (10, 20, 50, 80, 88, 100)
            ),
            *(_instead(f"-({BY_HAND})".replace(".log()", f".add({least}).log()") + ".mean()") for least in LEAST),
            *(
                _instead(f"-({BY_HAND})".replace("sigmoid()", f"sigmoid().clamp({least}, 1 - {least})") + ".mean()")
                for least in LEAST
            ),
        ),
        "The sign is turned: a loss is 0 or more.": (_instead(f"-{CALL}")),
        "A 0 is an answer, too: it means no. Leave out -1 alone.": ({"tags >= 0": "tags > 0"}),
        "0 means no and is known; -1 is what nobody looked for. Here it is the other way round.": ({"tags >= 0": "tags != 0"}),
        "Yes and no are swapped: 1 means that the tag is there.": (_instead(CALL.replace("tags[known]", "1 - tags[known]"))),
        "The mean of each tag, and then of those, makes a tag that is seldom known heavier: take all known tags at once.": (
            _instead(f"(({EACH} * known).sum(dim=0) / known.sum(dim=0).clamp(min=1)).mean()")
        ),
        "Divide by the number of known tags, not of photographs.": _instead(f"({EACH} * known).sum() / len(logits)"),
        "The loss applies the sigmoid itself: hand it the logits.": (
            _instead(CALL.replace("logits[known]", "logits[known].sigmoid()"))
        ),
        "Softmax makes the tags compete, but a photograph may show a dog and a beach: each tag is a yes or no of its own.": (
            _instead("-(logits.log_softmax(dim=1)[known] * tags[known]).mean()"),
            _instead("-(logits.log_softmax(dim=1)[known] * tags[known]).sum() / len(logits)"),
            _instead("nn.functional.cross_entropy(logits, tags.clamp(min=0).float())"),
            _instead("nn.functional.binary_cross_entropy(logits.softmax(dim=1)[known], tags[known].float())"),
            _instead(CALL.replace("logits[known]", "logits.softmax(dim=1)[known]")),
        ),
        "One number is asked for: the mean over the known tags.": (
            _instead(CALL.replace("float())", "float(), reduction='none')"))
        ),
        "Without .item(), .data, detach() and no_grad(), backward() finds its way to the logits.": {
            "    known =": "    logits = logits.detach()\n    known ="
        },
    },
)

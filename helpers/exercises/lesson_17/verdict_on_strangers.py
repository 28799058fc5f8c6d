"""Exercise 17.6: three trainings that nobody has explained, and one word for each."""

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed

WORDS = (
    "no step()",
    "rate 0",
    "another network",
    "cleared late",
    "rate too small",
    "loss made small",
    "layers in a list",
    "softmax before the loss",
    "vanishing gradient",
    "labels shuffled",
)


def verdict(letter):
    """What is wrong with each, and behind each word the look that tells it from its twin."""
    found = {
        "X": "loss made small",  # E's curve, but the rate is 0.5: every layer's gradient is a thousandth of a healthy one
        "Y": "cleared late",  # A's curve, the right network and a rate of 0.5, but after a step there is no gradient
        "Z": "softmax before the loss",  # 16 images stop above 1.46; all layers learn; each row of the outputs sums to 1
    }
    return found[letter]


def cases():
    """Each stranger once."""
    for letter in "XYZ":
        yield Case(letter)


def use(answer, letter):
    """Whether the word is one of those given, and the right one; the right word itself is not told."""
    word = answer(letter)
    word = " ".join(word.lower().split()) if isinstance(word, str) else word
    return Observed({"one of the ten words": word in WORDS, "the right word": word == verdict(letter), "word": word})


def _instead(letter, *words):
    """The mistake of giving one of these words to a letter."""
    return tuple({f'"{letter}": "{verdict(letter)}"': f'"{letter}": "{word}"'} for word in words)


EXERCISE = Exercise(
    id="17.6",
    solution=verdict,
    cases=cases,
    use=use,
    hint=(
        "Compare each curve with those of section 3. Then take the four looks of section 4 (overfit_one_batch, relative_steps), "
        "and for the twins of A and E the further look of section 7: step() once, then the rate, the parameters that the "
        "optimiser holds, and the length of the gradient."
    ),
    more_hints=(
        "strangers[letter].optimizer.param_groups[0]['lr'] is the rate. After one step() gradient_norm(model) gives the length "
        "of the gradient; the healthy patient's is about 0.2. For whoever cannot learn 16 images, print "
        "model(inputs)[:3], and then the sum of each row.",
    ),
    otherwise=(
        "At least one letter has another answer. The words are those of the exercise: go down the ladder with each stranger, "
        "and rule out one word after the other by a look at model and optimizer."
    ),
    mistakes={
        "X has E's curve, and not E's rate: print strangers['X'].optimizer.param_groups[0]['lr'].": _instead(
            "X", "rate too small", "rate 0"
        ),
        "X moves in every step, a little: relative_steps shows it.": _instead(
            "X", "no step()", "another network", "cleared late"
        ),
        "X learns 16 images by heart with another training: its network is sound.": _instead(
            "X", "layers in a list", "softmax before the loss", "vanishing gradient"
        ),
        "Shuffled labels would leave the steps as long as ever, and X's are far shorter: how long is its gradient?": _instead(
            "X", "labels shuffled"
        ),
        "Y has A's curve, and so has every fault of that family. Look at its gradient after a step.": _instead("Y", "no step()"),
        "Y's rate is not 0: print strangers['Y'].optimizer.param_groups[0]['lr'].": _instead("Y", "rate 0", "rate too small"),
        "Y's optimiser holds Y's network: compare optimizer.param_groups[0]['params'][0] with model.hidden.weight.": _instead(
            "Y", "another network"
        ),
        "Y does not move at all, and learns 16 images by heart with another training.": _instead(
            "Y", "loss made small", "layers in a list", "softmax before the loss", "vanishing gradient", "labels shuffled"
        ),
        "With Adam Z does not learn 16 images by heart either, and 32 units are enough for that: look in its network.": _instead(
            "Z",
            "no step()",
            "rate 0",
            "another network",
            "cleared late",
            "rate too small",
            "loss made small",
            "labels shuffled",
        ),
        "All parameters of Z are registered, and all of them move: what does its network return?": _instead(
            "Z", "layers in a list"
        ),
        "Z's gradient reaches the first layer in an ordinary length, and it has two layers only: what does its network return?": (
            _instead("Z", "vanishing gradient")
        ),
        "X and Y have the curves of E and A, and not their faults: the same curve names a family only.": {
            '"X": "loss made small"': '"X": "rate too small"',
            '"Y": "cleared late"': '"Y": "no step()"',
        },
    },
)

"""Exercises of lesson 13: a stable cross-entropy, Adam, accumulation, an epoch with a scheduler.

The last two stand in ``accumulation`` and ``scheduled_epoch``. What students typically write instead stands in ``answers_13``.
"""

import torch
from torch.nn import functional

from helpers.exercises.accumulation import accumulate, judge_accumulate
from helpers.exercises.exercise import Exercise, WrongAnswer, call, must
from helpers.exercises.scheduled_epoch import judge_one_epoch, one_epoch


def cross_entropy(logits, labels):
    """Mean of log-sum-exp minus the right logit; the largest logit is taken out before any exponential."""
    top = logits.max(dim=1, keepdim=True).values
    log_sums = top.squeeze(1) + (logits - top).exp().sum(dim=1).log()
    return (log_sums - logits[torch.arange(len(labels)), labels]).mean()


def judge_cross_entropy(answer):
    """Small logits first, where every slip gives a number of its own; then large ones; value and gradient each time."""
    generator = torch.Generator().manual_seed(0)
    plain = [(torch.randn(rows, classes, generator=generator), 1.0) for rows, classes in ((3, 3), (5, 4), (1, 6))]
    rows = torch.tensor([[1000.0, 0.0, -1000.0], [-1.0, 2.0, 0.5], [-1000.0, -999.0, -1001.0]])
    high = torch.tensor([[1000.0, 999.0, 998.0], [500.0, 501.0, 500.5]])
    for values, size in (*plain, (high, 1000.0), (rows, 1000.0), (-rows, 1000.0), (100 * plain[0][0], 100.0)):
        labels = torch.arange(len(values) + 1, 1, -1) % values.shape[1]
        _judge_one_loss(answer, values, labels, size)


def _judge_one_loss(answer, values, labels, size):
    reference = values.clone().requires_grad_()
    wanted = functional.cross_entropy(reference, labels)
    wanted.backward()
    given, given_labels = values.clone().requires_grad_(), labels.clone()
    got = call(answer, given, given_labels)
    shape = f"logits of shape {tuple(values.shape)}" + (f" up to ±{values.abs().max():.0f}" if size > 1 else "")
    expected = f"{wanted.item():.4f} for {shape}"
    must(isinstance(got, torch.Tensor), expected, f"a value of type {type(got).__name__}", "Return a tensor, without .item().")
    look = "One number is asked for: average over the examples."
    must(got.numel() == 1, expected, f"a tensor of shape {tuple(got.shape)}", look)
    same = torch.equal(given, values) and torch.equal(given_labels, labels)
    must(same, "logits and labels as they were", "a change in place", "Make new tensors: logits - top, not logits -= top.")
    value = got.detach().reshape(()).item()
    tolerance = 1e-4 * max(1, abs(wanted.item()))
    if not abs(value - wanted.item()) <= tolerance:
        raise WrongAnswer(expected, f"{value:.4f}", _loss_mistake(values, labels, value, size))
    look = "Without .item(), .data, detach() and no_grad(), backward() finds its way to the logits."
    must(got.requires_grad, "a tensor with a graph", "a number without one", look)
    try:
        (gradient,) = torch.autograd.grad(got.reshape(()), given, allow_unused=True)
    except RuntimeError as error:
        look = "Return the loss; backward() is called later, once, by the loop."
        raise WrongAnswer("a loss with its graph still there", "one whose graph is used up", look) from error
    right = gradient is not None and bool(((gradient - reference.grad).abs() <= 1e-4).all())
    look = "The value is right, but not its slope: was a part detached, clamped, or computed by a detour over infinity?"
    must(right, f"the gradient of softmax minus truth for {shape}", "another gradient", look)


def _loss_mistake(values, labels, value, size):
    """The sentence for a wrong number, by what it would come from."""
    if size > 1:
        looks = {
            "nan": "An exponential overflowed: subtract the largest logit of each row before you take it.",
            "inf": "A probability was rounded to 0 before its logarithm: write log-sum-exp minus the right logit instead.",
            "-inf": "A whole row's exponentials were rounded to 0: subtract each row's own largest logit.",
        }
        return looks.get(str(value), "It holds for small logits only: nothing may be clamped, or added inside the logarithm.")
    rows, chosen = torch.arange(len(labels)), values.log_softmax(dim=1)
    picked = -chosen[rows, labels]
    lowered = values - values.max(dim=1, keepdim=True).values
    looks = {
        "The largest logit was subtracted before the exponentials, and is not added back.": (
            lowered.logsumexp(dim=1) - values[rows, labels]
        ).mean(),
        "That is the sum over the examples; divide by their number.": picked.sum(),
        "The sign is turned: the loss is minus the logarithm.": -picked.mean(),
        "The softmax runs over the examples; the classes lie along dim=1.": -values.log_softmax(dim=0)[rows, labels].mean(),
        "That is minus the right logit alone: the logarithm of the sum of exponentials is missing.": -values[rows, labels].mean(),
        "That is the mean over all classes: take the right class of each example only.": -chosen.mean(),
        "Divide by the number of examples, not by examples times classes.": picked.sum() / values.numel(),
        "That is a mean of probabilities: take the logarithm of each.": -picked.neg().exp().mean(),
        "cross_entropy contains the softmax: hand it the logits themselves.": torch.nn.functional.cross_entropy(
            values.softmax(dim=1), labels
        ),
        "The logarithm is the natural one.": picked.mean() / torch.log(torch.tensor(2.0)),
        "That is the class that the network prefers: take the one that labels names.": -chosen.max(dim=1).values.mean(),
        "That is one example's loss; average over all.": picked[0],
        "Take the logarithm of each example before the mean, not of the mean.": -picked.neg().exp().mean().log(),
    }
    matching = (look for look, number in looks.items() if abs(value - float(number)) <= 1e-5)
    return next(matching, "Per example: log-sum-exp of its logits, minus its right logit; then the mean.")


def adam(weight, gradients, rate, beta1, beta2, eps):
    """The weight after one step for each gradient; both means are corrected for their start at 0."""
    mean, square = torch.zeros_like(weight), torch.zeros_like(weight)
    for step, gradient in enumerate(gradients, start=1):
        mean = beta1 * mean + (1 - beta1) * gradient
        square = beta2 * square + (1 - beta2) * gradient**2
        corrected_mean, corrected_square = mean / (1 - beta1**step), square / (1 - beta2**step)
        weight = weight - rate * corrected_mean / (corrected_square.sqrt() + eps)
    return weight


ADAM_LOOKS = {
    "The correction is missing: divide both means by 1 - beta**t before you use them.": {"correct": (False, False)},
    "The mean of squares is not corrected: divide it by 1 - beta2**t.": {"correct": (True, False)},
    "The mean gradient is not corrected: divide it by 1 - beta1**t.": {"correct": (False, True)},
    "t counts the steps: it must grow by one a step.": {"count": lambda step: 1},
    "t is 1 at the first step, not 2.": {"count": lambda step: step + 1},
    "t is 1 at the first step: at 0 the correction divides by 0.": {"count": lambda step: step - 1},
    "That is plain gradient descent: divide the mean gradient by the root of the mean of squares.": {"plain": True},
    "eps is added after the root, not inside it.": {"inside": True},
    "beta1 belongs to the mean gradient, beta2 to the mean of squares.": {"swap": True},
    "The root is missing: divide by the root of the mean of squares.": {"root": False},
    "The new gradient counts 1 - beta, not 1.": {"fresh": lambda beta: 1},
    "The new gradient counts 1 - beta, the old mean beta: they are exchanged.": {"turned": True},
    "The sign is turned: walk against the gradient.": {"sign": -1},
    "eps is missing, or not the one that was given.": {"own_eps": lambda eps: 1e-8 if eps else 0},
    "Both means and t must be remembered from step to step.": {"remember": False, "count": lambda step: 1},
    "Both means must be remembered from step to step.": {"remember": False},
    "Squares are averaged, so gradient**2 and not gradient.": {"power": 1},
    "The betas are those that were given, not 0.9 and 0.999.": {"betas": (0.9, 0.999)},
    "Betas and eps are those that were given, not the usual ones.": {"betas": (0.9, 0.999), "own_eps": lambda eps: 1e-8},
    "That is the weight after the first gradient: does the function return inside the loop?": {"first_only": True},
    "The correction of the squares belongs under the root.": {"outside": True},
    "The corrected means are not kept: correct a copy, and remember the uncorrected ones.": {"keep": True},
}


def judge_adam(answer):
    """Several shapes, lengths and settings; what comes is compared with the usual slips."""
    generator = torch.Generator().manual_seed(1)
    settings = (((4,), 3, 0.1, 0.8, 0.95, 0.3), ((2, 3), 5, 0.01, 0.9, 0.999, 1e-8), ((1,), 1, 0.5, 0.5, 0.7, 0.05))
    for shape, steps, rate, beta1, beta2, eps in settings:
        weight = torch.randn(shape, generator=generator)
        gradients = [torch.rand(shape, generator=generator) + 0.2 for _ in range(steps)]
        if steps > 1:
            gradients[1] = -gradients[1]
        wanted = adam(weight, gradients, rate, beta1, beta2, eps)
        given, given_gradients = weight.clone(), [gradient.clone() for gradient in gradients]
        got = call(answer, given, given_gradients, rate, beta1, beta2, eps)
        expected = f"a weight that starts {_start(wanted)} after {steps} steps"
        must(isinstance(got, torch.Tensor), expected, f"a value of type {type(got).__name__}", "Return the weight, one tensor.")
        kept = len(given_gradients) == steps and all(map(torch.equal, [given, *given_gradients], [weight, *gradients]))
        look = "weight = weight - ... makes a new tensor; weight -= ... changes the given one. The same for gradients."
        if len(given_gradients) != steps:
            look = "The list is shorter: go through it in a loop, and take nothing out."
        must(kept, "weight and gradients as they were", "a change in place", look)
        look = "The weight keeps its shape: every rule works number by number."
        must(got.shape == weight.shape, f"the shape {tuple(weight.shape)}", f"the shape {tuple(got.shape)}", look)
        got = got.to(wanted.dtype)
        if not bool(((got - wanted).abs() <= 1e-5).all()):
            slips = ((look, _slipped(weight, gradients, rate, beta1, beta2, eps, **slip)) for look, slip in ADAM_LOOKS.items())
            matching = (look for look, value in slips if torch.allclose(got, value, atol=1e-5, equal_nan=True))
            look = "Per step: both means, both corrections, then the weight; section 2 has the formulas."
            raise WrongAnswer(expected, _start(got), next(matching, look))


def _slipped(weight, gradients, rate, beta1, beta2, eps, **slip):
    """Adam with one usual slip."""
    beta1, beta2 = slip.get("betas", (beta1, beta2))
    if slip.get("swap"):
        beta1, beta2 = beta2, beta1
    (first, second), eps = slip.get("correct", (True, True)), slip.get("own_eps", lambda eps: eps)(eps)
    fresh = slip.get("fresh", lambda beta: beta if slip.get("turned") else 1 - beta)
    old = (lambda beta: 1 - beta) if slip.get("turned") else (lambda beta: beta)
    mean = square = torch.zeros_like(weight)
    if slip.get("first_only"):
        gradients = gradients[:1]
    if slip.get("plain"):
        return weight - rate * sum(gradients)
    for step, gradient in enumerate(gradients, start=1):
        if not slip.get("remember", True):
            mean = square = torch.zeros_like(weight)
        mean = old(beta1) * mean + fresh(beta1) * gradient
        square = old(beta2) * square + fresh(beta2) * gradient ** slip.get("power", 2)
        count = slip.get("count", lambda step: step)(step)
        used_mean, used_square = mean / (1 - beta1**count) if first else mean, square / (1 - beta2**count) if second else square
        if slip.get("keep"):
            mean, square = used_mean, used_square
        size = used_square if not slip.get("root", True) else (used_square + eps * slip.get("inside", False)).sqrt()
        if slip.get("outside"):
            size = square.sqrt() / (1 - beta2**count)
        weight = weight - slip.get("sign", 1) * rate * used_mean / (size + eps * (not slip.get("inside", False)))
    return weight


def _start(values):
    return "[" + ", ".join(f"{value:.4f}" for value in values.detach().flatten()[:3].tolist()) + "]"


_HINTS = (
    "The largest logit of each row is logits.max(dim=1, keepdim=True).values. What is left after subtracting it is at most 0.",
    "Two tensors of zeros before the loop; enumerate(gradients, start=1) counts t. Keep the uncorrected means.",
    "The number of all examples is needed before the first backward(). How much of it is one micro-batch?",
    "Read the rate from optimizer.param_groups[0]['lr'] before anything changes it. Which line stands outside the loop?",
)
EXERCISES = (
    Exercise("13.1", _HINTS[0], cross_entropy, judge_cross_entropy),
    Exercise("13.2", _HINTS[1], adam, judge_adam),
    Exercise("13.3", _HINTS[2], accumulate, judge_accumulate),
    Exercise("13.4", _HINTS[3], one_epoch, judge_one_epoch),
)

"""A network with one hidden layer, trained so fast that one can retrain it while turning a knob.

It is ``helpers.models.MLP`` with cross-entropy, trained by plain gradient descent on all examples at once; only the
gradient is written out. With the inputs x, for one example of the class y:

    h = max(0, U x + a)              hidden units
    z = V h + b                      logits
    loss = -log p_y,  p = softmax(z)

    dloss/dz = p - [1 at y]          what the outputs got wrong
    dloss/dV = dloss/dz h^T,         dloss/db = dloss/dz
    dloss/dh = V^T dloss/dz          what the hidden units have to do with it
    dloss/du = dloss/dh where h > 0, else 0       (u = U x + a)
    dloss/dU = dloss/du x^T,         dloss/da = dloss/du

In the code an example is a column. Each column of inputs and of hidden units gets a 1 below it, so that a bias is the
last column of its weights and needs no line of its own. Every array is made once and filled again in each step.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from numbers import Integral

import numpy as np
import torch

from helpers.models import MLP


@dataclass(frozen=True)
class SmallNetwork:
    """A trained network, and the losses on its way. Introduced in lesson 01.

    After a training that diverged its weights are not finite; it then calls every example class 0.

    Shapes:
        hidden_weight ``(hidden, features)``, hidden_bias ``(hidden,)``, output_weight ``(classes, hidden)``,
        output_bias ``(classes,)``, all float32; ``losses[i]`` is the mean cross-entropy in nats after ``steps[i]`` steps,
        and ``validation_losses[i]`` that of the examples it did not learn from, if any were given;
        ``validation_accuracies[i]`` is the share of those that it had right. ``at_lowest`` is the network as it was when
        the validation loss was lowest, None if it never was a number. ``on_the_way[i]`` is the network after ``steps[i]``
        steps, where that was asked for.
    """

    hidden_weight: np.ndarray
    hidden_bias: np.ndarray
    output_weight: np.ndarray
    output_bias: np.ndarray
    steps: list[int]
    losses: list[float]
    validation_losses: list[float] = field(default_factory=list)
    validation_accuracies: list[float] = field(default_factory=list)
    at_lowest: "SmallNetwork | None" = None
    on_the_way: "list[SmallNetwork]" = field(default_factory=list)

    @property
    def weights(self) -> list[np.ndarray]:
        """Both weight matrices, as ``network_diagram`` takes them."""
        return [self.hidden_weight, self.output_weight]

    @property
    def history(self) -> dict[str, list]:
        """Steps and losses as ``two_curves`` takes them; with all examples at once, a step is an epoch."""
        return {"epoch": self.steps, "train_loss": self.losses, "validation_loss": self.validation_losses}

    def predict(self, points: np.ndarray | torch.Tensor) -> np.ndarray:
        """Class numbers ``(points,)`` of points ``(points, features)``.

        Raises:
            ValueError: the points do not have as many features as the network has inputs.
        """
        return self._logits(points).argmax(axis=1)

    def probabilities(self, points: np.ndarray | torch.Tensor) -> np.ndarray:
        """Probabilities ``(points, classes)`` of points ``(points, features)``.

        Raises:
            ValueError: the points do not have as many features as the network has inputs.
        """
        logits = self._logits(points)
        with np.errstate(all="ignore"):
            exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
            return exponentials / exponentials.sum(axis=1, keepdims=True)

    def _logits(self, points: np.ndarray | torch.Tensor) -> np.ndarray:
        points = _array(points, np.float32)
        features = self.hidden_weight.shape[1]
        if points.ndim != 2 or points.shape[1] != features:
            raise ValueError(f"The points have the shape {points.shape}, but it must be (points, {features}).")
        with np.errstate(all="ignore"):
            hidden = points @ self.hidden_weight.T
            hidden += self.hidden_bias
            np.maximum(hidden, 0, out=hidden)
            return hidden @ self.output_weight.T + self.output_bias


def train_small_network(
    inputs: np.ndarray | torch.Tensor,
    labels: Sequence[int] | np.ndarray | torch.Tensor,
    hidden_size: int,
    learning_rate: float,
    steps: int,
    seed: int = 42,
    record_every: int = 10,
    validation: tuple[np.ndarray | torch.Tensor, Sequence[int] | np.ndarray | torch.Tensor] | None = None,
    *,
    weight_decay: float = 0.0,
    l1: float = 0.0,
    l1_to_zero: float = 0.0,
    dropout: float = 0.0,
    change: Callable[[torch.Tensor], torch.Tensor] | None = None,
    keep: bool = False,
) -> SmallNetwork:
    """Train a network with one hidden layer by gradient descent on all examples at once. Introduced in lesson 01.

    It starts where ``seed_everything(seed)`` and ``MLP(features, hidden_size, classes)`` start, and goes the way that
    ``CrossEntropyLoss`` and ``SGD(lr=learning_rate)`` go, up to rounding. No global random number is drawn.

    Args:
        inputs: ``(examples, features)``.
        labels: class numbers ``(examples,)``, from 0; the network has an output for each up to the largest, those of the
            validation part included.
        hidden_size: units of the hidden layer.
        learning_rate: how far each step goes.
        steps: how often all weights are moved; 0 is the network before training.
        seed: decides the weights at the start.
        record_every: a loss is recorded before the first step, after every so many steps, and after the last. Where
            the training diverges, it is NaN from there on.
        validation: inputs and labels on which the loss is recorded too, at the same steps; nothing is learnt from them.
            Introduced in lesson 02.
        weight_decay: strength of L2, on weights and biases, as in ``torch.optim.SGD``. Introduced in lesson 03, as the next.
        l1: strength of a penalty on the absolute values of the weights, without the biases.
        l1_to_zero: strength of the same pull, which ends at 0: after each step every weight comes nearer to 0 by
            ``learning_rate * l1_to_zero``, and one that is nearer than that becomes 0.
        dropout: probability that a hidden unit is set to 0 for an example in a step. The losses are those without dropout.
        change: makes from the inputs, before each step, those that the step learns from, of the same shape. The losses are
            those of the inputs as they are.
        keep: keep the network as it was at each recorded step, so that one can ask afterwards when to have stopped.

    Raises:
        ValueError: inputs and labels do not fit together, an input is not finite, a label is no class number, the
            validation part has other features, ``change`` gives another shape, or a number lies outside its range.
    """
    inputs, labels = _array(inputs, np.float32), _array(labels)
    _check(inputs, labels)
    _check_numbers(hidden_size, learning_rate, steps, record_every)
    _check_cures(weight_decay, l1, l1_to_zero, dropout)
    watched = None if validation is None else _validation(*validation, features=inputs.shape[1])
    classes, examples = int(labels.max()) + 1, len(labels)
    if watched is not None:
        classes = max(classes, int(watched[1].max()) + 1)
    # A bias is the last column of its weights.
    hidden_weight, output_weight = _start(inputs.shape[1], hidden_size, classes, seed)

    ones = np.ones((1, examples), np.float32)
    columns = np.vstack([inputs.T, ones])
    hidden = np.vstack([np.empty((hidden_size, examples), np.float32), ones])
    units = hidden[:-1]  # without the ones
    active = np.empty_like(units, dtype=bool)
    unit_errors = np.empty_like(units)
    errors = np.empty((classes, examples), np.float32)
    totals = np.empty(examples, np.float32)
    truth = _truth(labels, classes)
    hidden_step, output_step = np.empty_like(hidden_weight), np.empty_like(output_weight)
    rate = np.float32(learning_rate / examples)
    recorded, losses, validation_losses, validation_accuracies = [], [], [], []
    lowest, at_lowest, on_the_way = float("inf"), None, []
    originals = torch.from_numpy(inputs.copy()) if change is not None else None
    taught = columns if change is None else columns.copy()  # what a step learns from
    random = np.random.default_rng(seed)  # for dropout alone
    if watched is not None:
        watched_columns = np.vstack([watched[0].T, np.ones((1, len(watched[0])), np.float32)])
        watched_truth = _truth(watched[1], classes)

    with np.errstate(all="ignore"):  # a training that diverges goes through infinity to NaN
        for step in range(steps + 1):
            look = step % record_every == 0 or step == steps
            if look or change is None:
                np.matmul(hidden_weight, columns, out=units)
                np.maximum(units, 0, out=units)
                logits = np.matmul(output_weight, hidden, out=errors)
                logits -= np.maximum.reduce(logits, axis=0, out=totals)  # the largest becomes 0: no exponential is too large
            if look:
                recorded.append(step)
                losses.append(_loss(logits, truth))
                if keep:
                    on_the_way.append(SmallNetwork(*_taken_apart(hidden_weight, output_weight), [step], losses[-1:]))
                if watched is not None:
                    seen = np.maximum(hidden_weight @ watched_columns, 0)
                    outputs = output_weight[:, :-1] @ seen + output_weight[:, -1:]
                    validation_losses.append(_loss(outputs - outputs.max(axis=0), watched_truth))
                    validation_accuracies.append(float((outputs.argmax(axis=0) == watched[1]).mean()))
                    if validation_losses[-1] < lowest:
                        lowest, at_lowest = (
                            validation_losses[-1],
                            (*_taken_apart(hidden_weight, output_weight), [step], losses[-1:]),
                        )
            if step == steps:
                break
            if change is not None:
                taught[:-1] = _changed(change, originals)
                np.matmul(hidden_weight, taught, out=units)
                np.maximum(units, 0, out=units)
                if not dropout:
                    logits = np.matmul(output_weight, hidden, out=errors)
                    logits -= np.maximum.reduce(logits, axis=0, out=totals)
            if dropout:
                units *= random.random(units.shape, dtype=np.float32) >= dropout
                units *= np.float32(1 / (1 - dropout))
                logits = np.matmul(output_weight, hidden, out=errors)
                logits -= np.maximum.reduce(logits, axis=0, out=totals)
            np.exp(logits, out=errors)
            errors /= np.add.reduce(errors, axis=0, out=totals)
            errors -= truth
            errors *= rate  # once here, instead of in both gradients
            np.matmul(output_weight[:, :-1].T, errors, out=unit_errors)  # before the weights move
            unit_errors *= np.greater(units, 0, out=active)  # a unit that was dropped is 0 too
            if dropout:
                unit_errors *= np.float32(1 / (1 - dropout))
            if weight_decay or l1:
                for weights in (hidden_weight, output_weight):
                    _pull(weights, learning_rate * weight_decay, learning_rate * l1)
            output_weight -= np.matmul(errors, hidden.T, out=output_step)
            hidden_weight -= np.matmul(unit_errors, taught.T, out=hidden_step)
            if l1_to_zero:
                for weights in (hidden_weight, output_weight):
                    _shrink(weights[:, :-1], np.float32(learning_rate * l1_to_zero))
    return SmallNetwork(
        *_taken_apart(hidden_weight, output_weight),
        recorded,
        losses,
        validation_losses,
        validation_accuracies,
        None if at_lowest is None else SmallNetwork(*at_lowest),
        on_the_way,
    )


def _taken_apart(hidden_weight: np.ndarray, output_weight: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Weights and biases of both layers, each an array of its own."""
    return (
        hidden_weight[:, :-1].copy(),
        hidden_weight[:, -1].copy(),
        output_weight[:, :-1].copy(),
        output_weight[:, -1].copy(),
    )


def _start(features: int, hidden_size: int, classes: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Weights of both layers, each with its bias as last column, as ``MLP`` has them after ``seed_everything(seed)``."""
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)
        model = MLP(features, hidden_size, classes)
    layers = (model.hidden, model.output)
    return tuple(torch.column_stack([layer.weight, layer.bias]).detach().numpy() for layer in layers)


def _loss(logits: np.ndarray, truth: np.ndarray) -> float:
    """Mean cross-entropy of logits whose largest is 0 in each column; NaN where it is not finite."""
    loss = float((np.log(np.exp(logits).sum(axis=0)) - (logits * truth).sum(axis=0)).mean())
    return loss if np.isfinite(loss) else float("nan")


def _pull(weights: np.ndarray, decay: float, constant: float) -> None:
    """Weights in place nearer to 0: by a share of each, biases too, and by a constant amount, biases not."""
    amount = np.float32(constant) * np.sign(weights[:, :-1])
    weights *= np.float32(1 - decay)
    weights[:, :-1] -= amount


def _shrink(weights: np.ndarray, amount: np.float32) -> None:
    """Weights in place nearer to 0 by an amount; one that is nearer than that becomes 0."""
    weights -= np.clip(weights, -amount, amount)


def _changed(change: Callable[[torch.Tensor], torch.Tensor], originals: torch.Tensor) -> np.ndarray:
    """The changed inputs, an example a column."""
    changed = change(originals)
    if changed.shape != originals.shape:
        raise ValueError(f"change made {tuple(changed.shape)} of inputs of shape {tuple(originals.shape)}.")
    return changed.numpy().T


def _truth(labels: np.ndarray, classes: int) -> np.ndarray:
    """What happened, ``(classes, examples)``: 1 at each example's class, 0 elsewhere."""
    return (np.arange(classes)[:, None] == labels).astype(np.float32)


def _validation(inputs: object, labels: object, features: int) -> tuple[np.ndarray, np.ndarray]:
    inputs, labels = _array(inputs, np.float32), _array(labels)
    try:
        _check(inputs, labels)
    except ValueError as error:
        raise ValueError(f"The validation part: {error}") from None
    if inputs.shape[1] != features:
        raise ValueError(f"The validation part has {inputs.shape[1]} features, but the training part has {features}.")
    return inputs, labels


def _check(inputs: np.ndarray, labels: np.ndarray) -> None:
    if inputs.ndim != 2 or not inputs.size or labels.shape != (len(inputs),):
        raise ValueError(
            f"Inputs of shape {inputs.shape} and labels of shape {labels.shape}: they must be (examples, features) and "
            "(examples,), with at least one example and one feature."
        )
    if not np.isfinite(inputs).all():
        raise ValueError("Every input must be a finite number.")
    if not np.issubdtype(labels.dtype, np.integer) or labels.min() < 0:
        raise ValueError(f"Labels must be class numbers, whole and from 0, but they are {labels.dtype} from {labels.min()}.")


def _check_numbers(hidden_size: int, learning_rate: float, steps: int, record_every: int) -> None:
    for name, number in {"hidden_size": hidden_size, "steps": steps, "record_every": record_every}.items():
        lowest = 0 if name == "steps" else 1  # with no step it is the network before training
        if not isinstance(number, Integral) or number < lowest:
            raise ValueError(f"{name} is {number!r}, but it must be a whole number from {lowest}.")
    if not 0 < learning_rate < float("inf"):
        raise ValueError(f"learning_rate is {learning_rate!r}, but it must be a number above 0.")


def _check_cures(weight_decay: float, l1: float, l1_to_zero: float, dropout: float) -> None:
    for name, number in {"weight_decay": weight_decay, "l1": l1, "l1_to_zero": l1_to_zero}.items():
        if not 0 <= number < float("inf"):
            raise ValueError(f"{name} is {number!r}, but it must be a number from 0.")
    if not 0 <= dropout < 1:
        raise ValueError(f"dropout is {dropout!r}, but it must be a number from 0 to below 1.")


def _array(values: Sequence | np.ndarray | torch.Tensor, dtype: type | None = None) -> np.ndarray:
    if isinstance(values, torch.Tensor):
        values = values.detach().cpu().numpy()
    return np.asarray(values, dtype=dtype)

"""Exercise 11.1, beyond its own mistakes."""

import numpy as np
import torch
from sklearn.metrics import accuracy_score
from torch import nn

from helpers.exercises.lesson_11.scores_over_batches import EXERCISE, evaluate
from helpers.training import evaluate as evaluate_with_the_helper
from tests.exercises.judging import accepts, refuses

cross_entropy = nn.functional.cross_entropy


def all_at_once(model, batches):
    inputs, labels = (torch.cat(parts) for parts in zip(*batches, strict=True))
    with torch.no_grad():
        logits = model(inputs)
    return cross_entropy(logits, labels), accuracy_score(labels, logits.argmax(dim=1))


@torch.inference_mode()
def weighted_means(model, batches):
    model.eval()
    losses, rights, sizes = [], [], []
    for inputs, labels in batches:
        logits = model(inputs)
        losses.append(nn.CrossEntropyLoss()(logits, labels).item())
        rights.append((logits.topk(1).indices.squeeze(1) == labels).float().mean().item())
        sizes.append(len(inputs))
    return [np.average(losses, weights=sizes), np.average(rights, weights=sizes)]


def picture_by_picture(model, batches):
    losses, rights = [], []
    for inputs, labels in batches:
        logarithms = model(inputs).detach().log_softmax(dim=1)
        for row, label in zip(logarithms, labels, strict=True):
            losses.append(-row[label])
            rights.append(1.0 if row.argmax() == label else 0.0)
    return torch.stack(losses).mean(), sum(rights) / len(rights)


def keeps_the_graph(model, batches):
    loss = count = correct = 0
    for inputs, labels in batches:
        logits = model(inputs)
        loss = loss + cross_entropy(logits, labels, reduction="sum")
        correct, count = correct + (logits.argmax(dim=1) == labels).sum(), count + len(labels)
    return loss / count, correct / count


def switches_recording_off(model, batches):
    torch.set_grad_enabled(False)
    return evaluate(model, batches)


def trains_along(model, batches):
    pairs = list(batches)
    scores = evaluate(model, pairs)
    gradients = torch.autograd.grad(
        cross_entropy(model(pairs[0][0]), pairs[0][1]), [p for p in model.parameters() if p.requires_grad]
    )
    with torch.no_grad():
        for parameter, gradient in zip((p for p in model.parameters() if p.requires_grad), gradients, strict=True):
            parameter -= 0.1 * gradient
    return scores


def goes_back(model, batches):
    loss = count = correct = 0
    for inputs, labels in batches:
        logits = model(inputs)
        one = cross_entropy(logits, labels, reduction="sum")
        one.backward()
        loss, count = loss + one.item(), count + len(labels)
        correct += (logits.argmax(dim=1) == labels).sum().item()
    return loss / count, correct / count


def clears_gradients(model, batches):
    model.zero_grad()
    return evaluate(model, batches)


def scales_in_place(model, batches):
    pairs = list(batches)
    scores = evaluate(model, pairs)
    for inputs, _ in pairs:
        inputs /= 255
    return scores


def batches_of_64(model, batches):
    loss, correct, count = 0.0, 0, 0
    with torch.no_grad():
        for inputs, labels in batches:
            logits = model(inputs)
            loss += cross_entropy(logits, labels).item() * 64
            correct += (logits.argmax(dim=1) == labels).sum().item()
            count += 64
    return loss / count, correct / count


def last_batch_left_out(model, batches):
    pairs = list(batches)
    return evaluate(model, pairs[:-1] or pairs)


def dropout_alone_in_training_mode(model, batches):
    layers = [layer for layer in model.modules() if isinstance(layer, nn.Dropout)]
    for layer in layers:
        layer.train()
    scores = evaluate(model, batches)
    for layer in layers:
        layer.eval()
    return scores


def seeds(model, batches):
    torch.manual_seed(42)
    return evaluate(model, batches)


def of_a_loader(model, batches):
    loss, accuracy = evaluate(model, batches)
    return loss, accuracy * len(batches.dataset) / len(batches.dataset)


test_right = accepts(
    EXERCISE,
    {
        "all at once": all_at_once,
        "the helper": lambda model, batches: evaluate_with_the_helper(model, batches, cross_entropy)[:2],
        "weighted means": weighted_means,
        "picture by picture": picture_by_picture,
        "a tensor of two": lambda *given: torch.tensor(evaluate(*given), dtype=torch.float64),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "keeps the graph": (keeps_the_graph, "expected loss: a number, got a tensor"),
        "switches recording off": (switches_recording_off, "ends by itself"),
        "trains along": (trains_along, "must stay as it is"),
        "goes back": (goes_back, "no backward()"),
        "clears gradients": (clears_gradients, "gradient"),
        "scales in place": (scales_in_place, "must stay as it is"),
        "rounded": (lambda *given: tuple(round(score, 4) for score in evaluate(*given)), "Return it unrounded"),
        "batches of 64": (batches_of_64, "Divide both by the number of pictures"),
        "the last batch left out": (last_batch_left_out, "Over all pictures of all batches"),
        "dropout alone in training mode": (dropout_alone_in_training_mode, "Over all pictures of all batches"),
        "seeds": (seeds, "what everybody else draws next"),
        "one number": (lambda *given: evaluate(*given)[1], "return loss, accuracy"),
        "three numbers": (lambda *given: (*evaluate(*given), 9), "return loss, accuracy"),
        "no numbers": (lambda *given: (float("nan"), float("nan")), "got nan"),
        "nothing is ever right": (lambda *given: (evaluate(*given)[0], 0.0), "count where argmax(dim=1) is the label"),
        "a loader's own": (of_a_loader, "has no attribute 'dataset'"),
        "argmax over the pictures": (
            lambda model, batches: (
                evaluate(model, (pairs := list(batches)))[0],
                np.mean([(model(x).argmax(0) == y[: model(x).shape[1]]).float().mean().item() for x, y in pairs]),
            ),
            "expected",
        ),
    },
)

"""The loops that `benchmarks/mnist.py` compares: the published one, and the course's. All take the same steps."""

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset, TensorDataset

from benchmarks.mnist_data import Data
from helpers.data import Batches
from helpers.models import MLP
from helpers.softmax_regression import train_softmax_epoch
from helpers.training import predict, train_one_epoch

BATCH_SIZE, SEED = 64, 0


class Contestant(NamedTuple):
    """``epoch`` trains once over all images, and may return the seconds if it clocks itself.

    ``classify`` takes inputs ``(examples, 784)`` and returns class numbers.
    """

    epoch: Callable[[], float | None]
    classify: Callable[[torch.Tensor], torch.Tensor]


def make_model(net: bool) -> nn.Module:
    """``Linear(784, 10)``, or the 784-128-10 net; every contestant that trains a torch model starts from these weights."""
    torch.manual_seed(SEED)
    return MLP(784, 128, 10) if net else nn.Linear(784, 10)


def make_optimizer(model: nn.Module, net: bool, **settings: bool) -> torch.optim.Optimizer:
    """The published ones: SGD for softmax regression, Adam for the net."""
    if net:
        return torch.optim.Adam(model.parameters(), lr=0.001, **settings)
    return torch.optim.SGD(model.parameters(), lr=0.01, **settings)


def loader(dataset: Dataset) -> DataLoader:
    """A loader whose orders are those of ``batches``."""
    return DataLoader(dataset, BATCH_SIZE, shuffle=True, generator=torch.Generator().manual_seed(SEED))


def batches(data: Data) -> Batches:
    """Batches from the tensors in memory."""
    return Batches(data.inputs, data.labels, BATCH_SIZE, shuffle=True, seed=SEED)


def classifier(model: nn.Module) -> Callable[[torch.Tensor], torch.Tensor]:
    """The class with the largest logit."""
    return lambda inputs: predict(model, inputs).argmax(dim=1)


def written_out(pairs: DataLoader | Batches, net: bool, **settings: bool) -> Contestant:
    """The loop as tutorials print it."""
    model = make_model(net)
    optimizer, loss_function = make_optimizer(model, net, **settings), nn.CrossEntropyLoss()

    def epoch() -> None:
        for images, labels in pairs:
            if images.ndim > 2:
                images = images.reshape(-1, 784)
            loss = loss_function(model(images), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()

    return Contestant(epoch, classifier(model))


def published(data: Data, net: bool) -> Contestant:
    """DataLoader over torchvision's MNIST, ToTensor for each image."""
    return written_out(loader(data.images), net)


def tensor_loader(data: Data, net: bool) -> Contestant:
    """DataLoader over a TensorDataset."""
    return written_out(loader(TensorDataset(data.inputs, data.labels)), net)


def ours(data: Data, net: bool) -> Contestant:
    """Batches, loop written out."""
    return written_out(batches(data), net)


def ours_fused(data: Data, net: bool) -> Contestant:
    """Batches, loop written out, optimiser with fused=True."""
    return written_out(batches(data), net, fused=True)


def ours_backpropagation(data: Data, net: bool) -> Contestant:
    """Batches, the net's gradient written out, Adam with fused=True: what autograd costs."""
    if not net:
        raise ValueError("Softmax regression has its gradient in helpers.softmax_regression.")
    pairs, model = batches(data), make_model(net)
    optimizer = make_optimizer(model, net, fused=True)
    hidden, output = (layer for layer in model.modules() if isinstance(layer, nn.Linear))

    @torch.no_grad()
    def epoch() -> None:
        for inputs, labels in pairs:
            active = torch.addmm(hidden.bias, inputs, hidden.weight.T).relu_()
            # One example a column, as in helpers.softmax_regression: probabilities minus the truth, over the batch.
            errors = torch.addmm(output.bias[:, None], output.weight, active.T).softmax(0)
            errors.scatter_add_(0, labels[None], errors.new_full((1, len(labels)), -1.0)).div_(len(labels))
            output.weight.grad, output.bias.grad = errors @ active, errors.sum(1)
            back = (errors.T @ output.weight).mul_(active > 0)  # relu lets pass what was above 0
            hidden.weight.grad, hidden.bias.grad = back.T @ inputs, back.sum(0)
            optimizer.step()

    return Contestant(epoch, classifier(model))


def ours_helper(data: Data, net: bool) -> Contestant:
    """Batches, train_one_epoch."""
    pairs, model = batches(data), make_model(net)
    optimizer, loss_function = make_optimizer(model, net), nn.CrossEntropyLoss()

    def epoch() -> None:
        train_one_epoch(model, pairs, loss_function, optimizer)

    return Contestant(epoch, classifier(model))


def ours_gradient(data: Data, net: bool) -> Contestant:
    """Batches, gradient written out."""
    if net:
        raise ValueError("Only softmax regression has its gradient written out.")
    model, pairs = make_model(net), batches(data)

    def epoch() -> None:
        train_softmax_epoch(model, pairs, learning_rate=0.01)

    return Contestant(epoch, classifier(model))


SOFTMAX = {
    "published loop: DataLoader, ToTensor per image": published,
    "DataLoader over TensorDataset": tensor_loader,
    "**Batches**, loop written out": ours,
    "**Batches**, `train_one_epoch`": ours_helper,
    "**Batches, gradient written out**": ours_gradient,
}
NET = {
    "published loop: DataLoader, ToTensor per image": published,
    "DataLoader over TensorDataset": tensor_loader,
    "**Batches**, loop written out": ours,
    "**Batches**, Adam with `fused=True`": ours_fused,
    "**Batches**, Adam with `fused=True`, gradient written out": ours_backpropagation,
    "**Batches**, `train_one_epoch`": ours_helper,
}

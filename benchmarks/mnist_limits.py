"""Where an epoch's time goes, part by part, and how far that is from what the machine could do."""

import statistics
import time
from collections.abc import Callable

import torch
from torch.nn.functional import cross_entropy
from torch.utils.data import TensorDataset

from benchmarks.mnist_data import Data
from benchmarks.mnist_loops import BATCH_SIZE, batches, loader, make_model, make_optimizer, ours, ours_gradient
from helpers.data import Batches


def median_seconds(work: Callable[[], object], repeats: int = 5) -> float:
    work()
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def walk(pairs: object) -> Callable[[], None]:
    """Go through the batches and do nothing with them."""

    def work() -> None:
        for _ in pairs:
            pass

    return work


def training_parts(data: Data) -> dict[str, float]:
    """Milliseconds an epoch of each operation, alone, on one batch that lies in the processor's cache."""
    steps = -(-len(data.labels) // BATCH_SIZE)
    model = make_model(net=False)
    weight, bias = (parameter.detach().clone() for parameter in model.parameters())
    inputs, labels = data.inputs[:BATCH_SIZE].clone(), data.labels[:BATCH_SIZE]
    optimizer = make_optimizer(model, net=False)
    errors = torch.randn(10, len(labels))
    loss = cross_entropy(model(inputs), labels)

    def backward() -> None:
        torch.autograd.grad(loss, list(model.parameters()), retain_graph=True)

    loss.backward(retain_graph=True)
    parts = {
        "autograd: model(inputs)": lambda: model(inputs),
        "autograd: model and loss": lambda: cross_entropy(model(inputs), labels),
        "autograd: backward": backward,
        "autograd: optimizer.step()": optimizer.step,
        "by hand: logits": lambda: torch.addmm(bias[:, None], weight, inputs.T),
        "by hand: softmax": lambda: errors.softmax(0),
        "by hand: minus y": lambda: errors.scatter_add_(0, labels[None], errors.new_full((1, len(labels)), -1.0)),
        "by hand: gradient and update": lambda: weight.addmm_(errors, inputs, alpha=-1e-9),
        "by hand: bias": lambda: bias.add_(errors.sum(1), alpha=-1e-9),
    }
    return {name: median_seconds(lambda work=work: [work() for _ in range(steps)] and None) for name, work in parts.items()}


def machine(threads: int) -> tuple[float, float]:
    """Bytes a second that can be read from memory, and operations a second of a large matrix product (float32)."""
    big, square = torch.ones(100_000_000), torch.randn(2048, 2048)
    return big.nbytes / median_seconds(big.sum), 2 * 2048**3 / median_seconds(lambda: square @ square)


def print_limits(data: Data) -> None:
    pairs = loader(data.images)
    tensors = loader(TensorDataset(data.inputs, data.labels))
    rows = {
        "published: data set alone, image by image": median_seconds(
            lambda: [data.images[i] for i in range(len(data.labels))] and None, 3
        ),
        "published: DataLoader alone": median_seconds(walk(pairs), 3),
        "DataLoader over TensorDataset alone": median_seconds(walk(tensors), 3),
        "Batches alone": median_seconds(walk(batches(data))),
        "Batches in order (views) alone": median_seconds(walk(Batches(data.inputs, data.labels, BATCH_SIZE))),
        "Batches, autograd: whole epoch": median_seconds(ours(data, net=False).epoch),
        "Batches, gradient written out: whole epoch": median_seconds(ours_gradient(data, net=False).epoch),
        **training_parts(data),
    }
    for name, seconds in rows.items():
        print(f"{seconds * 1000:8.1f} ms  {name}")
    bandwidth, rate = machine(torch.get_num_threads())
    examples = len(data.labels)
    operations = 2 * 2 * examples * 784 * 10
    print(f"{data.inputs.nbytes / 1e6:.0f} MB at {bandwidth / 1e9:.1f} GB/s: {data.inputs.nbytes / bandwidth * 1000:.1f} ms")
    print(f"{operations / 1e9:.2f} billion operations at {rate / 1e9:.0f} billion/s: {operations / rate * 1000:.1f} ms")

"""The notebook of lesson 20: what somebody may have written on an afternoon, before anyone thought of running it again."""

from collections.abc import Mapping
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from helpers.small_network import train_small_network

DIGITS = {
    "tools": """import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from helpers.lesson import record_result""",
    "settings": """learning_rate: float = 0.1  # how far one step goes
hidden_size: int = 32  # units in the hidden layer
epochs: int = 100  # how often it sees the 200 images
seed: int = 42  # decides the parts and the first weights
open_test: bool = False  # score the test part: once""",
    "parts": """x, y = map(torch.tensor, load_digits(return_X_y=True))
rest, test = train_test_split(  # the same test part every time
    range(1797), test_size=1000, stratify=y, random_state=0)
train, validation = train_test_split(
    rest, train_size=200, test_size=100,
    stratify=y[rest], random_state=seed)
x = x.float() / 16""",
    "train": """torch.manual_seed(seed)
model = torch.nn.Sequential(
    torch.nn.Linear(64, hidden_size), torch.nn.ReLU(),
    torch.nn.Linear(hidden_size, 10))
optimizer = torch.optim.SGD(model.parameters(), learning_rate)
for epoch in range(epochs):
    logits = model(x[train])
    loss = torch.nn.functional.cross_entropy(logits, y[train])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()""",
    "score": """def accuracy(part):
    answers = model(x[part]).argmax(dim=1)
    return (answers == y[part]).float().mean().item()

record_result("validation_accuracy", accuracy(validation))
if open_test:
    record_result("test_accuracy", accuracy(test))""",
}


def write_notebook(path: Path, cells: Mapping[str, str]) -> Path:
    """Write a notebook of code cells, without outputs and without a tag. Introduced in lesson 20.

    Args:
        path: where it goes; the folder is there already.
        cells: the code of each cell by the cell's id.

    Returns:
        The path.

    Raises:
        ValueError: there is no cell.
    """
    if not cells:
        raise ValueError("A notebook needs at least one cell.")
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    made = new_notebook(cells=[new_code_cell(source, id=name) for name, source in cells.items()], metadata={"kernelspec": kernel})
    nbformat.write(made, path)
    return path


def write_digits_notebook(path: Path) -> Path:
    """Write the notebook that lesson 20 runs again and again: 200 digits to learn from, 100 to choose with, 1,000 to test.

    Returns:
        The path.
    """
    return write_notebook(path, DIGITS)


def digits_score(learning_rate: float, seed: int, epochs: int = 100, open_test: bool = False) -> float:
    """The accuracy that ``my_digits.ipynb`` records, computed without a kernel. Introduced in lesson 20.

    Args:
        learning_rate: how far one step goes.
        seed: decides the parts and the first weights.
        epochs: how often it sees the 200 images.
        open_test: score the test part, and not the validation part.
    """
    pixels, labels = load_digits(return_X_y=True)
    pixels = pixels / 16
    rest, test = train_test_split(range(1797), test_size=1000, stratify=labels, random_state=0)
    train, validation = train_test_split(rest, train_size=200, test_size=100, stratify=labels[rest], random_state=seed)
    network = train_small_network(
        pixels[train],
        labels[train],
        hidden_size=32,
        learning_rate=learning_rate,
        steps=epochs,
        seed=seed,
        record_every=epochs,
    )
    asked = test if open_test else validation
    return float((network.predict(pixels[asked]) == labels[asked]).mean())

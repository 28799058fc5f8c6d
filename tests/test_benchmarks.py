"""The contestants of benchmarks/mnist.py do the same work: only then may their times be compared."""

from types import SimpleNamespace

import pytest
import torch
from torch.utils.data import TensorDataset

from benchmarks import mnist_limits
from benchmarks.mnist import one_epoch
from benchmarks.mnist_loops import NET, SOFTMAX, Contestant, make_model, published
from benchmarks.mnist_peers import installed
from benchmarks.picture import PICTURE, README, draw, rows_of
from helpers.data import image_split


@pytest.fixture(scope="module")
def data():
    images = image_split("digits")
    return SimpleNamespace(
        images=TensorDataset(images.train_inputs, images.train_labels),
        inputs=images.train_inputs.flatten(1),
        labels=images.train_labels,
        test_inputs=images.validation_inputs.flatten(1),
        test_labels=images.validation_labels,
    )


def answers(make, data, net, epochs):
    """What a contestant says about the held-out images after so many epochs."""
    contestant = make(data, net)
    for _ in range(epochs):
        one_epoch(contestant)
    classes = contestant.classify(data.test_inputs)
    assert classes.shape == data.test_labels.shape
    return classes


def accuracy(classes, data):
    return (classes == data.test_labels).double().mean().item()


@pytest.mark.parametrize(("contestants", "net"), [(SOFTMAX, False), (NET, True)])
def test_all_loops_end_with_the_same_answers(data, contestants, net):
    expected = answers(published, data, net, epochs=2)
    assert accuracy(expected, data) > accuracy(answers(published, data, net, epochs=0), data) + 0.2
    for name, make in contestants.items():
        assert torch.equal(answers(make, data, net, epochs=2), expected), name


def test_every_contestant_starts_from_the_same_weights():
    for net, parameters in ((False, 7850), (True, 101_770)):
        first, second = (torch.nn.utils.parameters_to_vector(make_model(net).parameters()) for _ in range(2))
        assert torch.equal(first, second)
        assert len(first) == parameters


@pytest.mark.parametrize("net", [False, True])
def test_scikit_learn_s_peers_learn_as_much(data, net):
    expected = accuracy(answers(published, data, net, epochs=15), data)
    for name, make in installed(net).items():
        if "scikit-learn" in name:
            assert accuracy(answers(make, data, net, epochs=15), data) > expected - 0.05, name


def test_a_contestant_may_clock_itself():
    assert one_epoch(Contestant(lambda: 42.0, None)) == 42
    assert 0 <= one_epoch(Contestant(lambda: None, None)) < 10


def test_a_gradient_written_out_fits_one_model(data):
    with pytest.raises(ValueError, match="Only softmax regression"):
        SOFTMAX["**Batches, gradient written out**"](data, net=True)
    with pytest.raises(ValueError, match="Softmax regression has its gradient in"):
        NET["**Batches**, Adam with `fused=True`, gradient written out"](data, net=False)


def test_the_limits_are_worked_out_from_the_data(data, monkeypatch, capsys):
    monkeypatch.setattr(mnist_limits, "machine", lambda threads: (1e9, 1e9))
    mnist_limits.print_limits(data)
    lines = capsys.readouterr().out.splitlines()
    assert {line.partition(" ms  ")[2] for line in lines} >= {"published: DataLoader alone", "Batches alone", "by hand: logits"}
    assert lines[-2:] == ["3 MB at 1.0 GB/s: 3.4 ms", "0.03 billion operations at 1 billion/s: 33.8 ms"]


def test_the_picture_of_speed_shows_what_the_table_says(tmp_path):
    rows = rows_of(README.read_text(encoding="utf-8"))
    assert len(rows) == 12
    assert rows[0] == ("published loop: DataLoader, ToTensor per image", 1.0, False)
    assert [name for name, _, ours in rows if ours] == [name for name, *_ in rows[-3:]]
    alt = README.read_text(encoding="utf-8").partition("![")[2].partition("]")[0]
    assert all(f"{ratio:.1f}" in alt for _, ratio, _ in rows[1:])
    draw(rows, tmp_path / "speed.png")
    assert (tmp_path / "speed.png").stat().st_size > 10_000
    assert PICTURE.exists()

"""Batches cut out of tensors are those of a DataLoader."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from helpers.data import Batches, image_split
from helpers.training import train_one_epoch


def numbered(examples, *shape):
    """Inputs that tell which example they are."""
    inputs = torch.arange(examples, dtype=torch.float32).view(-1, *[1] * len(shape)).expand(examples, *shape).contiguous()
    return inputs, torch.arange(examples)


def assert_same_epoch(batches, loader):
    ours, theirs = list(batches), list(loader)
    assert len(batches) == len(loader) == len(ours) == len(theirs)
    for mine, their in zip(ours, theirs, strict=True):
        for left, right in zip(mine, their, strict=True):
            assert left.dtype == right.dtype
            assert torch.equal(left, right)


SIZES = {
    "examples": st.integers(1, 150),
    "batch_size": st.integers(1, 170),
    "drop_last": st.booleans(),
    "shape": st.sampled_from([(), (3,), (1, 4, 4)]),
}


@given(seed=st.integers(0, 2**63 - 1), epochs=st.integers(1, 3), **SIZES)
def test_shuffled_batches_are_those_of_a_data_loader(seed, epochs, examples, batch_size, drop_last, shape):
    inputs, labels = numbered(examples, *shape)
    generator = torch.Generator().manual_seed(seed)
    batches = Batches(inputs, labels, batch_size, shuffle=True, seed=seed, drop_last=drop_last)
    loader = DataLoader(TensorDataset(inputs, labels), batch_size, shuffle=True, generator=generator, drop_last=drop_last)
    for _ in range(epochs):
        assert_same_epoch(batches, loader)
        assert torch.equal(batches.generator.get_state(), generator.get_state())


@given(**SIZES)
def test_batches_in_order_are_those_of_a_data_loader(examples, batch_size, drop_last, shape):
    inputs, labels = numbered(examples, *shape)
    loader = DataLoader(TensorDataset(inputs, labels), batch_size, drop_last=drop_last)
    assert_same_epoch(Batches(inputs, labels, batch_size, drop_last=drop_last), loader)


@given(seed=st.integers(0, 2**63 - 1), **SIZES)
def test_every_example_comes_once_with_its_label(seed, examples, batch_size, drop_last, shape):
    inputs, labels = numbered(examples, *shape)
    epoch = list(Batches(inputs, labels, batch_size, shuffle=True, seed=seed, drop_last=drop_last))
    came = torch.cat([truth for _, truth in epoch]).tolist() if epoch else []
    for batch, truth in epoch:
        assert torch.equal(batch.flatten(1).amax(1) if batch.ndim > 1 else batch, truth.float())
    assert len(set(came)) == len(came)
    assert len(came) == (examples // batch_size * batch_size if drop_last else examples)


@pytest.mark.parametrize("shuffle", [True, False])
def test_a_batch_holds_the_memory_that_the_docstring_says(shuffle):
    inputs, labels = numbered(1000, 3)
    batch, truth = next(iter(Batches(inputs, labels, 10, shuffle=shuffle, seed=0)))
    assert (batch.untyped_storage().nbytes(), truth.untyped_storage().nbytes()) == (
        (8 * batch.nbytes, 8 * truth.nbytes) if shuffle else (inputs.nbytes, labels.nbytes)
    )


def test_the_last_batch_holds_what_is_left():
    sizes = [len(labels) for _, labels in Batches(*numbered(10), 4)]
    assert sizes == [4, 4, 2]
    assert [len(labels) for _, labels in Batches(*numbered(10), 4, drop_last=True)] == [4, 4]


def test_a_training_on_images_ends_in_the_same_weights_as_with_a_data_loader():
    images = image_split("digits")
    loader = DataLoader(
        TensorDataset(images.train_inputs, images.train_labels),
        batch_size=64,
        shuffle=True,
        generator=torch.Generator().manual_seed(7),
    )
    ours = Batches(images.train_inputs, images.train_labels, shuffle=True, seed=7)
    trained = []
    for batches in (ours, loader):
        torch.manual_seed(0)
        model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        losses = [train_one_epoch(model, batches, nn.CrossEntropyLoss(), optimizer).item() for _ in range(3)]
        trained.append((losses, *model.state_dict().values()))
    assert trained[0][0] == trained[1][0]
    for mine, theirs in zip(*trained, strict=True):
        assert mine == theirs if isinstance(mine, list) else torch.equal(mine, theirs)


def test_every_epoch_has_an_order_of_its_own_and_a_seed_repeats_them():
    batches, again = (Batches(*numbered(50), 50, shuffle=True, seed=3) for _ in range(2))
    epochs, repeated = ([next(iter(each))[1].tolist() for _ in range(3)] for each in (batches, again))
    assert epochs == repeated
    assert len({tuple(epoch) for epoch in epochs}) == 3
    assert next(iter(Batches(*numbered(50), 50, shuffle=True, seed=4)))[1].tolist() != epochs[0]


def test_a_stored_generator_state_brings_the_next_order_back():
    batches = Batches(*numbered(50), 8, shuffle=True, seed=3)
    list(batches)
    state = batches.generator.get_state()
    following = [labels.tolist() for _, labels in batches]
    batches.generator.set_state(state)
    assert [labels.tolist() for _, labels in batches] == following


@pytest.mark.parametrize("shuffle", [False, True])
def test_no_global_random_number_is_drawn(shuffle):
    before = torch.get_rng_state()
    list(Batches(*numbered(50), 8, shuffle=shuffle, generator=torch.Generator()))
    assert torch.equal(torch.get_rng_state(), before)


def test_a_generator_that_is_given_is_used():
    generator = torch.Generator().manual_seed(5)
    batches = Batches(*numbered(50), 8, shuffle=True, generator=generator)
    assert batches.generator is generator
    before = generator.get_state()
    assert not torch.equal(before, (list(batches), generator.get_state())[1])


def test_shuffled_batches_are_copies_and_batches_in_order_are_views():
    inputs, labels = numbered(10, 3)
    for batch, _ in Batches(inputs, labels, 4, shuffle=True, seed=0):
        batch.zero_()
    assert inputs[:, 0].tolist() == list(range(10))
    first, _ = next(iter(Batches(inputs, labels, 4)))
    assert first.data_ptr() == inputs.data_ptr()


@pytest.mark.skipif(not torch.cuda.is_available(), reason="this machine has no GPU")
@pytest.mark.parametrize("device", ["cpu", "cuda"])
def test_the_order_on_a_gpu_is_the_one_on_the_cpu(device):
    inputs, labels = numbered(50, 3)
    there = Batches(inputs.to("cuda"), labels.to("cuda"), 8, shuffle=True, generator=torch.Generator(device).manual_seed(3))
    epoch = list(there)
    assert {tensor.device.type for pair in epoch for tensor in pair} == {"cuda"}
    if device == "cpu":
        expected = [labels.tolist() for _, labels in Batches(inputs, labels, 8, shuffle=True, seed=3)]
        assert [labels.tolist() for _, labels in epoch] == expected


@pytest.mark.parametrize(
    ("arguments", "settings", "message"),
    [
        ((torch.zeros(5, 2), torch.zeros(4)), {}, "5 inputs and 4 labels"),
        ((torch.zeros(0, 2), torch.zeros(0)), {}, "no example"),
        ((*numbered(5), 0), {}, "batch_size is 0"),
        ((*numbered(5), -1), {}, "batch_size is -1"),
        ((*numbered(5), 2.0), {}, "batch_size is 2.0"),
        ((*numbered(5), True), {}, "batch_size is True"),
        (numbered(5), {"shuffle": True}, "needs a generator or a seed"),
        (numbered(5), {"shuffle": True, "seed": 1, "generator": torch.Generator()}, "not both"),
        ((torch.zeros(5, device="meta"), torch.zeros(5)), {}, "inputs lie on meta and the labels on cpu"),
    ],
)
def test_what_makes_no_batches_is_refused(arguments, settings, message):
    with pytest.raises(ValueError, match=message):
        Batches(*arguments, **settings)

"""A run that was interrupted and resumed, anywhere and several times, is the run that never was: bit for bit."""

import random
import tempfile
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from helpers.checkpoints import resume, save_checkpoint
from helpers.early_stopping import EarlyStopping
from helpers.reproducibility import seed_everything
from helpers.training import train_one_epoch
from tests.checkpoints.checkpoint_runs import everything

EPOCHS, EXAMPLES = 4, 14
OPTIMIZERS = {
    "SGD": lambda parameters: torch.optim.SGD(parameters, lr=0.1),
    "momentum": lambda parameters: torch.optim.SGD(parameters, lr=0.1, momentum=0.9),
    "Adam": lambda parameters: torch.optim.Adam(parameters, lr=0.01),
    "AMSGrad": lambda parameters: torch.optim.Adam(parameters, lr=0.01, amsgrad=True),
    "AdamW": lambda parameters: torch.optim.AdamW(parameters, lr=0.01),
}
SCHEDULERS = {
    "none": lambda optimizer, steps: None,
    "StepLR": lambda optimizer, steps: torch.optim.lr_scheduler.StepLR(optimizer, 2, 0.5),
    "ExponentialLR": lambda optimizer, steps: torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.8),
    "CosineAnnealingLR": lambda optimizer, steps: torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, EPOCHS),
    "OneCycleLR": lambda optimizer, steps: torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.2, total_steps=steps * EPOCHS),
    "ReduceLROnPlateau": lambda optimizer, steps: torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=0),
}
CASES = {
    "optimizer": st.sampled_from(sorted(OPTIMIZERS)),
    "scheduler": st.sampled_from(sorted(SCHEDULERS)),
    "dropout": st.sampled_from([0.0, 0.3]),
    "batch_size": st.sampled_from([4, 5, 6, EXAMPLES]),  # the last batch has 2, 4, 2 and 14 examples
    "cuts": st.sets(st.integers(0, EPOCHS)),
    "groups": st.booleans(),
}
INPUTS, LABELS = torch.randn(EXAMPLES, 3, generator=torch.Generator().manual_seed(0)), torch.arange(EXAMPLES) % 2


class NoisyBatches:
    """The loader's batches with noise from all three global generators."""

    def __init__(self, loader, device):
        self.loader, self.device = loader, device

    def __iter__(self):
        for inputs, labels in self.loader:
            noise = random.gauss(0, 0.1) + np.random.randn()  # noqa: NPY002
            inputs = inputs + noise + 0.1 * torch.randn(inputs.shape)
            yield inputs.to(self.device), labels.to(self.device)


def go(device, seed, optimizer, scheduler, dropout, batch_size, groups, path=None, until=EPOCHS):
    """One process's life: begin, or go on from ``path``; train up to the epoch ``until``; save."""
    seed_everything(seed)
    generators = {"train": torch.Generator().manual_seed(seed)}
    loader = DataLoader(TensorDataset(INPUTS, LABELS), batch_size=batch_size, shuffle=True, generator=generators["train"])
    model = nn.Sequential(nn.Linear(3, 5), nn.BatchNorm1d(5), nn.Dropout(dropout), nn.Linear(5, 2)).to(device)
    parameters = list(model.parameters())
    parts = {"model": model, "history": {"loss": [], "lr": []}, "generators": generators}
    parts["optimizer"] = OPTIMIZERS[optimizer](
        [{"params": parameters[:2]}, {"params": parameters[2:], "weight_decay": 0.01}] if groups else parameters
    )
    parts["scheduler"] = SCHEDULERS[scheduler](parts["optimizer"], len(loader))
    parts["early_stopping"] = EarlyStopping(model, patience=EPOCHS + 1)
    first = resume(path, epochs=EPOCHS, **parts) if path is not None and path.exists() else 1
    if scheduler == "OneCycleLR":  # the one that takes a step after every batch
        parts["optimizer"].register_step_post_hook(lambda *_: parts["scheduler"].step())
    for epoch in range(first, until + 1):
        loss = train_one_epoch(model, NoisyBatches(loader, device), nn.functional.cross_entropy, parts["optimizer"]).item()
        if scheduler == "ReduceLROnPlateau":
            parts["scheduler"].step(loss)
        elif scheduler not in {"none", "OneCycleLR"}:
            parts["scheduler"].step()
        parts["early_stopping"].update(loss)
        parts["history"]["loss"].append(loss)
        parts["history"]["lr"].append(parts["optimizer"].param_groups[0]["lr"])
        if path is not None:
            save_checkpoint(path, epoch=epoch, **parts)
    if path is not None and first > until:
        save_checkpoint(path, epoch=until, **parts)
    return everything(parts)


def check(device, cuts, **case):
    expected = go(device, 0, **case)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "run.pt"
        for number, cut in enumerate([*sorted(cuts), EPOCHS]):
            # Every life after the first begins with other random numbers.
            found = go(device, number, **case, path=path, until=cut)
    assert found == expected


@settings(max_examples=40)
@given(**CASES)
def test_resumed_is_uninterrupted_on_the_cpu(cuts, **case):
    check("cpu", cuts, **case)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="torch finds no CUDA GPU, so nothing is known about resuming on one")
@settings(max_examples=40)
@given(**CASES)
def test_resumed_is_uninterrupted_on_cuda(cuts, **case):
    check("cuda", cuts, **case)


@pytest.mark.parametrize("scheduler", SCHEDULERS)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_pair_once(optimizer, scheduler):
    check("cpu", {2}, optimizer=optimizer, scheduler=scheduler, dropout=0.3, batch_size=5, groups=False)


def test_this_test_would_see_a_forgotten_generator():
    """Another seed alone makes another run: equality is no accident of runs that are all the same."""
    case = {"optimizer": "SGD", "scheduler": "none", "dropout": 0.3, "batch_size": 5, "groups": False}
    assert go("cpu", 0, **case) != go("cpu", 1, **case)

"""What the exercises of this lesson save and load: small runs, each a model with an optimiser and a scheduler."""

import torch
from torch import nn
from torch.optim.lr_scheduler import CosineAnnealingLR, ExponentialLR, StepLR


def small_run():
    """Adam, and a learning rate that falls every other epoch."""
    model = nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
    return model, optimizer, StepLR(optimizer, step_size=2)


def run_with_averages():
    """BatchNorm, dropout and momentum."""
    model = nn.Sequential(nn.Sequential(nn.Linear(4, 5, bias=False), nn.BatchNorm1d(5)), nn.Dropout(0.2), nn.Linear(5, 2))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    return model, optimizer, ExponentialLR(optimizer, 0.5)


def run_with_a_frozen_layer():
    """Two layers with a learning rate each, the first of them frozen, in 64-bit numbers."""
    model = nn.Sequential(nn.Linear(4, 1, bias=False), nn.Linear(1, 1)).double()
    model[0].requires_grad_(False)
    groups = [{"params": model[0].parameters(), "lr": 0.5}, {"params": model[1].parameters(), "lr": 0.1}]
    optimizer = torch.optim.SGD(groups, momentum=0.5)
    return model, optimizer, CosineAnnealingLR(optimizer, 6)


def train(model, optimizer, scheduler):
    """One epoch; a model that an answer has frozen learns nothing."""
    inputs = torch.linspace(-1, 1, 24, dtype=next(model.parameters()).dtype).reshape(6, 4)
    optimizer.zero_grad()
    loss = model(inputs).square().sum()
    if any(parameter.requires_grad for parameter in model.parameters()):
        loss.backward()
    optimizer.step()
    scheduler.step()

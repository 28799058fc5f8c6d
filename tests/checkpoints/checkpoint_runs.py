"""A small run to save and to resume, and what two runs must agree in. Shared by the tests of checkpoints."""

import re
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from helpers.checkpoints import CheckpointError
from helpers.checkpoints.states import Run, collect
from helpers.early_stopping import EarlyStopping


def small_run(
    *, trained: int = 0, model: nn.Module | None = None, optimizer=torch.optim.Adam, scheduler=True, stopping=True, **settings
) -> dict[str, Any]:
    """The keyword arguments of save_checkpoint and resume, after ``trained`` steps."""
    model = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Linear(4, 2)) if model is None else model
    optimizer = optimizer(model.parameters(), lr=0.1)
    run = {
        "model": model,
        "optimizer": optimizer,
        "scheduler": torch.optim.lr_scheduler.StepLR(optimizer, step_size=2) if scheduler else None,
        "early_stopping": EarlyStopping(model, patience=3) if stopping else None,
        "history": {"loss": []},
        "generators": {"train": torch.Generator().manual_seed(1), "validation": torch.Generator().manual_seed(2)},
        **settings,
    }
    for _ in range(trained):
        loss = model(torch.rand(5, 3, generator=run["generators"]["train"])).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if run["scheduler"]:
            run["scheduler"].step()
        if run["early_stopping"]:
            run["early_stopping"].update(loss.item())
        run["history"]["loss"].append(loss.item())
    return run


def frozen(value: Any) -> Any:
    """Anything as something that == compares bit for bit, NaN and types included."""
    if isinstance(value, torch.Tensor):
        flat = value.detach().cpu().contiguous()
        return str(value.dtype), tuple(value.shape), flat.reshape(-1).view(torch.uint8).numpy().tobytes() if flat.numel() else b""
    if isinstance(value, dict):
        return type(value).__name__, [(key, frozen(entry)) for key, entry in value.items()]
    if isinstance(value, list | tuple):
        return type(value).__name__, [frozen(entry) for entry in value]
    return type(value).__name__, repr(value)


def everything(run: dict[str, Any]) -> Any:
    """All that could change, the global random states included."""
    return frozen({**collect(Run(**run)), "history": run["history"]})


def refusal(call, *arguments, **named) -> str:
    """The CheckpointError's message, after a look at its form: one sentence, which begins with the file's name."""
    with pytest.raises(CheckpointError) as caught:
        call(*arguments, **named)
    message = str(caught.value)
    assert re.fullmatch(r"[^\n;]+; [^\n;]+\.", message), message
    assert ". " not in message, message
    if arguments and isinstance(arguments[0], str | Path):
        assert message.startswith(f"{Path(arguments[0]).name} "), message
    return message


def leftovers(folder: Path) -> list[str]:
    """Temporary files that nobody needs any more."""
    return sorted(path.name for path in folder.iterdir() if path.name.endswith(".tmp") or path.name.startswith("."))

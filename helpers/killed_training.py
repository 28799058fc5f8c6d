"""The training that ``helpers.kill_saving`` kills: it runs in a process of its own and tells what it is doing."""

import contextlib
import io
import multiprocessing
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from pathlib import Path

import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset

from helpers.checkpoints import resume, save_checkpoint
from helpers.checkpoints.files import is_whole
from helpers.checkpoints.runs import contents_of
from helpers.checkpoints.states import Run
from helpers.models import MLP
from helpers.reproducibility import seed_everything
from helpers.training import train_one_epoch

EPOCHS = 25
BALLAST = 1_000_000  # numbers of 4 bytes that are saved and not trained: a file as large as that takes a while to write
LONGEST_WAIT = 120.0  # seconds until a silent child counts as broken
LONGEST_FOLDER = 60  # bytes; a socket's path may have about 100, and its own two names need some 30 of them
SHORT_FOLDERS = ("/tmp", "/var/tmp", "/dev/shm")  # on Linux


class Child:
    """The other process, and what it tells: ready once a whole file exists, begin and end of every save, done."""

    def __init__(self, process: multiprocessing.process.BaseProcess, messages: Connection) -> None:
        self.process, self.messages = process, messages
        self.was_writing = False

    def kill_somewhere(self, chance: random.Random, *, in_a_write: bool) -> bool:
        """Kill it; False if it was done before."""
        found, longest = self._wait_for(b"ready"), 0.05
        if in_a_write:
            for _ in range(chance.randint(1, 3)):
                found = found and self._wait_for(b"begin")
                begun = time.perf_counter()
                found = found and self._wait_for(b"end")
                longest = time.perf_counter() - begun  # how long a save takes here and now
            found = found and self._wait_for(b"begin")
        time.sleep(chance.uniform(0, longest))
        self.process.kill()
        self.process.join()
        if self.process.exitcode == 1:
            raise RuntimeError("The training process failed by itself; what it wrote to stderr says why.")
        last = b""
        while last != b"done" and (message := self._next()):
            last = message
        self.was_writing = last == b"begin" or (in_a_write and not last)
        return found and last != b"done"

    def run_to_the_end(self) -> None:
        """Wait until it is done."""
        self._wait_for(b"done")

    def _wait_for(self, wanted: bytes) -> bool:
        """Whether the message came; False if the training was done before."""
        while (message := self._next()) != wanted:
            if message == b"done":
                return False
            if not message:
                raise RuntimeError("The training process failed by itself; what it wrote to stderr says why.")
        return True

    def _next(self) -> bytes:
        """The next message; empty when there will be no more."""
        if not self.messages.poll(LONGEST_WAIT):
            raise RuntimeError(f"The training process said nothing for {LONGEST_WAIT:.0f} seconds.")
        try:
            return self.messages.recv_bytes()
        except (EOFError, OSError):
            return b""


def prepare() -> BaseContext:
    """The way to start processes; on Linux, their server begins to import torch, and this call does not wait for it.

    A fork server has imported torch already, so that a child starts in milliseconds. Only Linux forks safely. The server
    listens at a socket, a file in the folder for temporary files; if that folder's path is too long for a socket, it lies in
    another. Where there is no other, every child imports torch anew.
    """
    folder = _socket_folder() if sys.platform == "linux" else None
    if folder is None:
        return multiprocessing.get_context("spawn")
    from multiprocessing import forkserver  # Windows has none

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, "torch._dynamo"])  # the first optimiser step imports the second
    with _temporary_files_in(folder):
        forkserver.ensure_running()
    return context


def _socket_folder() -> str | None:
    """A folder whose path is short enough for a socket in it: that for temporary files, if it is."""
    usual = tempfile.gettempdir()
    if len(os.fsencode(usual)) <= LONGEST_FOLDER:
        return usual
    return next((folder for folder in SHORT_FOLDERS if os.access(folder, os.W_OK | os.X_OK)), None)


@contextlib.contextmanager
def _temporary_files_in(folder: str) -> Iterator[None]:
    before = tempfile.tempdir
    tempfile.tempdir = folder
    try:
        yield
    finally:
        tempfile.tempdir = before


@contextlib.contextmanager
def training(method: str, path: Path, data: tuple[np.ndarray, ...], seed: int, saving_from: int = 0) -> Iterator[Child]:
    """Start the training in another process; it ends with this block. It begins to save after epoch ``saving_from``."""
    context = prepare()
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_train, args=(method, path, data, seed, saving_from, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        yield Child(process, ours)
    finally:
        process.kill()
        process.join()
        process.close()
        ours.close()


def _train(
    method: str, path: Path, data: tuple[np.ndarray, ...], seed: int, saving_from: int, messages: Connection
) -> None:  # pragma: no cover  runs in the child
    torch.set_num_threads(1)
    seed_everything(seed)
    inputs, labels = (torch.from_numpy(array) for array in data)
    model = MLP(hidden_size=256, dropout=0.2)
    model.register_buffer("ballast", torch.zeros(BALLAST))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    run = Run(
        model,
        optimizer,
        scheduler=torch.optim.lr_scheduler.StepLR(optimizer, step_size=5, gamma=0.5),
        history={"loss": []},
        generators={"train": torch.Generator().manual_seed(seed)},
    )
    batches = DataLoader(TensorDataset(inputs, labels), batch_size=25, shuffle=True, generator=run.generators["train"])
    first = 1
    if is_whole(path):
        with contextlib.redirect_stdout(io.StringIO()):
            first = resume(path, epochs=EPOCHS, **vars(run))
    elif not saving_from:
        _save(method, path, run, 0)
    messages.send_bytes(b"ready")
    for epoch in range(first, EPOCHS + 1):
        run.history["loss"].append(train_one_epoch(model, batches, torch.nn.functional.cross_entropy, optimizer).item())
        run.scheduler.step()
        if epoch >= saving_from:
            messages.send_bytes(b"begin")
            _save(method, path, run, epoch)
            messages.send_bytes(b"end")
    messages.send_bytes(b"done")


def _save(method: str, path: Path, run: Run, epoch: int) -> None:
    if method == "plain":
        torch.save(contents_of(run, epoch), path)
    else:
        save_checkpoint(path, epoch=epoch, **vars(run))

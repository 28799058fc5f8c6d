"""A training that is killed while it saves, again and again: what lies on the disk afterwards? Introduced in lesson 05.

``python -m helpers.kill_saving --kills 1000`` is what ``make torture`` runs.
"""

import argparse
import random
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from helpers.checkpoints import CheckpointError
from helpers.checkpoints.files import previous_of, read
from helpers.killed_training import EPOCHS, training

METHODS = ("plain", "safe")


@dataclass(frozen=True)
class KillCounts:
    """What was found after the kills.

    Attributes:
        kills: how often the process was killed: ``survived + damaged + lost``.
        during_write: how many of the kills came between the beginning and the end of a save.
        lost: the file was not there.
        damaged: the file was there, but did not load or was not whole.
        survived: the file loaded and was whole.
        resumed_equal: whether every run that was killed and resumed to its end has the weights of an uninterrupted
            one, bit for bit; None where a run may have begun anew.
    """

    kills: int
    during_write: int
    lost: int
    damaged: int
    survived: int
    resumed_equal: bool | None


def kill_while_saving(method: str, kills: int, folder: Path, seed: int = 0) -> KillCounts:
    """Kill a training in another process at random moments, writes in particular, and look at its file each time.

    Introduced in lesson 05. A small network learns Iris with Adam, StepLR, dropout and shuffled batches, and saves
    after every epoch. After each kill it goes on from the file; without a whole file it begins anew.

    Args:
        method: ``"plain"`` is ``torch.save`` over the same file, ``"safe"`` is ``save_checkpoint``.
        kills: how often; at least 1. One takes about 0.1 s on Linux, and 3 s where every process imports torch anew.
        folder: an empty folder for the files.
        seed: of the moments and the training.

    Raises:
        ValueError: ``method`` or ``kills`` is not allowed.
        RuntimeError: the training failed by itself.
    """
    if method not in METHODS:
        raise ValueError(f"method must be plain or safe, but it is {method!r}.")
    if kills < 1:
        raise ValueError(f"kills must be at least 1, but it is {kills}.")
    path, reference = Path(folder) / "run.pt", Path(folder) / "uninterrupted.pt"
    data, chance = _iris(), random.Random(seed)
    with training("safe", reference, data, seed, saving_from=EPOCHS) as child:
        child.run_to_the_end()
    counts = dict.fromkeys(("lost", "damaged", "survived"), 0)
    during_write, all_equal = 0, True
    while sum(counts.values()) < kills:
        with training(method, path, data, seed) as child:
            if child.kill_somewhere(chance, in_a_write=sum(counts.values()) % 2 == 0):
                during_write += child.was_writing
                counts[_state_of(path)] += 1
                continue
        all_equal &= _same_weights(path, reference)
        path.unlink()
        previous_of(path).unlink(missing_ok=True)
    with training(method, path, data, seed) as child:
        child.run_to_the_end()
    all_equal &= _same_weights(path, reference)
    return KillCounts(kills, during_write, **counts, resumed_equal=all_equal if method == "safe" else None)


def _iris() -> tuple[np.ndarray, ...]:
    from helpers.data import iris_split  # late: the children need no scikit-learn

    split = iris_split()
    return split.train_inputs.numpy(), split.train_labels.numpy()


def _state_of(path: Path) -> str:
    if not path.exists():
        return "lost"
    try:
        read(path)
    except CheckpointError:
        return "damaged"
    return "survived"


def _same_weights(path: Path, reference: Path) -> bool:
    ours, theirs = (read(file)["model"]["state"] for file in (path, reference))
    return list(ours) == list(theirs) and all(torch.equal(ours[name], theirs[name]) for name in theirs)


def main() -> int:
    """Run the kills that the command line asks for, and print what was found."""
    parser = argparse.ArgumentParser(description="Kill a training while it saves, and look at its file each time.")
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--method", choices=METHODS, default="safe")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        counts = kill_while_saving(options.method, options.kills, Path(folder), options.seed)
    print(f"{counts} in {time.monotonic() - started:.0f} s")
    return 0 if options.method == "plain" or (counts.survived == counts.kills and counts.resumed_equal) else 1


if __name__ == "__main__":
    sys.exit(main())

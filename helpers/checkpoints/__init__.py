"""Files that a training run can be rebuilt from, or go on from. Introduced in lessons 04 and 05.

``save_weights`` keeps what a network has learnt, ``save_checkpoint`` everything that ``resume`` needs to go on as
if there had been no interruption. Both write so that the file of before is whole until the new one is.
"""

from helpers.checkpoints.files import CheckpointError, verify
from helpers.checkpoints.runs import resume, save_checkpoint
from helpers.checkpoints.weights import load_weights, read_weights, save_weights

__all__ = [
    "CheckpointError",
    "load_weights",
    "read_weights",
    "resume",
    "save_checkpoint",
    "save_weights",
    "verify",
]

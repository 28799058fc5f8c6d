"""What the cases of this lesson do to a model after an answer has seen it."""

import torch


def change_every_entry(model):
    """Change every weight and every average in place, as training does."""
    with torch.no_grad():
        for value in model.state_dict().values():
            value += 1

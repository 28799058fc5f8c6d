import pytest

from helpers.app.devices import refuse_missing_devices
from helpers.reruns.errors import CourseError


def test_a_device_that_is_not_here_is_refused(monkeypatch):
    import torch

    refuse_missing_devices(["auto", "cpu"])
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(CourseError, match="cuda"):
        refuse_missing_devices(["cpu", "cuda"])

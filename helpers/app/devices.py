"""Is the device there that a run was asked to use?"""

from collections.abc import Iterable

from helpers.reruns.errors import CourseError


def refuse_missing_devices(devices: Iterable[str]) -> None:
    """Ask torch for the devices that were named.

    Raises:
        CourseError: this machine does not have one of them.
    """
    named = set(devices) - {"auto", "cpu"}
    if not named:
        return
    # Only now is torch worth its two seconds.
    from helpers.reproducibility import choose_device

    for device in sorted(named):
        try:
            choose_device(device)
        except (RuntimeError, ValueError) as error:
            raise CourseError(str(error)) from error

"""What the terminal takes: the width of a progress bar."""

import shutil

WIDEST = 88


def bar_width() -> int:
    """As wide as the terminal, at most 88 columns: a bar that wraps is written anew at every step."""
    return max(20, min(WIDEST, shutil.get_terminal_size((WIDEST + 1, 24)).columns - 1))

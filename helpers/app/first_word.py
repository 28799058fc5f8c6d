"""A command with a few commands of its own, told apart by the first word: `course sweep 01` beside `course sweep status`."""

from typing import Any

from typer.core import TyperGroup

# The command that is meant where the first word is none of the others'; nobody types this.
ELSE = "(else)"


class FirstWordGroup(TyperGroup):
    """A group whose command ``ELSE`` gets everything that does not begin with another command's name.

    It then looks as if it were the group itself: in its usage, and with ``--help``. Something that is called like one of the
    other commands must be named differently, a file ``status.ipynb`` by its ending for example.
    """

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """The context of the group, or at once that of ``ELSE``, which Click then invokes."""
        if args and args[0] != ELSE and args[0] in self.commands:
            return super().make_context(info_name, args, parent=parent, **extra)
        return self.commands[ELSE].make_context(info_name, args, parent=parent, **extra)

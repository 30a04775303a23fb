"""All that the director's page knows of a show: what it may look at, and what it may ask for."""

from __future__ import annotations

from typing import Protocol

from companion.script import Script
from companion.show import Command
from companion.stage.view import View


class Performance(Protocol):
    """A show that runs, on this machine: companion.stage.running.Running is one."""

    @property
    def script(self) -> Script:
        """The script as it is spoken now; another object after every edit."""

    @property
    def place(self) -> int:
        """Index of the next token to be spoken; the number of tokens at the end."""

    def view(self) -> View:
        """What there is to see now."""

    def operate(self, command: Command) -> None:
        """As if the operator had pressed the key."""

    def anchor(self, token: int) -> None:
        """The speaker goes on with this token."""

    def tell(self, text: str) -> None:
        """A message to the wearer, "" for none; raises MessageError."""

    async def edit(self, script: Script) -> None:
        """Go on with a script that has other text after `place`; the place stays.

        Returns when the glasses have it; raises SouffleurError if they do not take it.
        """

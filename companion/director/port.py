"""All that the director's page knows of a show: what it may look at, and what it may ask for."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from companion.follow.position import State
from companion.script import Script
from companion.show import Command


class Snapshot(Protocol):
    """The show at one moment; each name means what it means in the view of the stage."""

    @property
    def picture(self) -> NDArray[np.uint8] | None: ...
    @property
    def heard(self) -> str: ...
    @property
    def state(self) -> State: ...
    @property
    def reason(self) -> str: ...
    @property
    def level(self) -> float | None: ...
    @property
    def linked(self) -> bool: ...
    @property
    def battery(self) -> int | None: ...
    @property
    def low(self) -> bool: ...
    @property
    def message(self) -> str: ...
    @property
    def elapsed(self) -> float: ...
    @property
    def total(self) -> float | None: ...
    @property
    def goal(self) -> int: ...
    @property
    def holding(self) -> bool: ...
    @property
    def blank(self) -> bool: ...
    @property
    def notice(self) -> str: ...


class Performance(Protocol):
    """A show that runs; nothing in here waits."""

    @property
    def script(self) -> Script:
        """The script as it is spoken now; another object after every edit."""

    @property
    def place(self) -> int:
        """Index of the next token to be spoken; the number of tokens at the end."""

    def view(self) -> Snapshot:
        """What there is to see now."""

    def operate(self, command: Command) -> None:
        """As if the operator had pressed the key."""

    def anchor(self, token: int) -> None:
        """The speaker goes on with this token."""

    def tell(self, text: str) -> None:
        """A message to the wearer, "" for none; raises MessageError."""

    def edit(self, script: Script) -> None:
        """The script with other text after `place`; the place stays. Raises SouffleurError."""

"""What the wearer is told of time, and when. Pure.

The glasses count on by themselves; they are told when the show begins, after every link, and now
and then, so that clocks that run unlike do not part.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from firmware.souffleur import wire

AGAIN = 60.0  # seconds


class Wrist(Protocol):
    """What tells the wearer."""

    def time(self, day: int, elapsed: int | None, goal: int) -> object: ...
    def buzz(self, pattern: int) -> object: ...


class Timing:
    """day: gives the second of the local day. goal: seconds that the show may take, 0: no matter.

    over: the goal has been reached.
    """

    def __init__(self, glasses: Wrist, day: Callable[[], int], goal: int = 0) -> None:
        self._glasses = glasses
        self._day = day
        self._began: float | None = None
        self._told = float("-inf")
        self.goal = goal
        self.over = False

    def begin(self, now: float, passed: float = 0.0) -> None:
        """The show begins, or goes on after `passed` seconds of it."""
        self._began = now - passed
        self.tell(now)

    def aim(self, goal: int, now: float) -> None:
        """Another goal; it may be reached again."""
        self.goal, self.over = goal, False
        if self._began is not None:
            self.tell(now)

    def end(self, now: float) -> None:
        """The show is over."""
        self._began = None
        self.tell(now)

    def tell(self, now: float) -> None:
        """Tell the glasses, as after each link."""
        self._told = now
        elapsed = None if self._began is None else max(0, int(now - self._began))
        self._glasses.time(self._day(), elapsed, 0 if elapsed is None else self.goal)

    def tick(self, now: float) -> bool:
        """Time goes on; True once, when the goal is reached."""
        if self._began is None:
            return False
        if now - self._told >= AGAIN:
            self.tell(now)
        if self.over or not self.goal or now - self._began < self.goal:
            return False
        self.over = True
        self._glasses.buzz(wire.BUZZ_DOUBLE)
        return True

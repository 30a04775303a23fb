"""Show time: seconds since the sound began."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field

NAP = 5.0  # seconds; a shorter gap is a busy computer


def second_of_day() -> int:
    """Of the local day."""
    now = time.localtime()
    return now.tm_hour * 3600 + now.tm_min * 60 + min(now.tm_sec, 59)


def awake_or_not() -> float:
    """Seconds that also pass while the computer sleeps, unlike time.monotonic() on some systems."""
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    if sys.platform == "darwin":
        return time.clock_gettime(time.CLOCK_MONOTONIC)
    return time.monotonic()


@dataclass
class Clock:
    """`speed` times as fast as the world's monotonic clock."""

    speed: float = 1.0
    _origin: float = field(default_factory=time.monotonic)

    def at(self, monotonic: float) -> float:
        """The show time of a moment of the world's clock."""
        return (monotonic - self._origin) * self.speed

    def now(self) -> float:
        """The show time now."""
        return self.at(time.monotonic())

    def restart(self, already: float = 0.0) -> float:
        """Let show time begin now, at `already`; gives what the time was."""
        before = self.now()
        self._origin = time.monotonic() - already / self.speed
        return before - already

    def skip(self, seconds: float) -> None:
        """So much time passed that nobody counted."""
        self._origin -= seconds / self.speed


class Naps:
    """Notices that the computer has slept, from two clocks of which one sleeps with it."""

    def __init__(self, awake: float, always: float) -> None:
        self._last = awake, always

    def uncounted(self, awake: float, always: float) -> float:
        """Seconds slept since the last call that the first clock did not count, 0 if none."""
        before, self._last = self._last, (awake, always)
        slept = (always - before[1]) - (awake - before[0])
        return slept if slept >= NAP else 0.0

"""Show time: seconds since the sound began."""

from __future__ import annotations

import time
from dataclasses import dataclass, field


def second_of_day() -> int:
    """Of the local day."""
    now = time.localtime()
    return now.tm_hour * 3600 + now.tm_min * 60 + min(now.tm_sec, 59)


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

    def restart(self) -> float:
        """Let show time begin at 0 now; gives what the time was."""
        before = self.now()
        self._origin = time.monotonic()
        return before

"""Through a script by the clock, where nothing can be heard. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from companion.follow.position import Position, State
from companion.script.model import Token

SLOWEST, FASTEST = 20, 600  # words a minute; people speak 100 to 300


class Timed:
    """Counts the words that somebody speaks at a steady pace.

    tokens: the script's. Words are spoken ones, as a number may be many (Chinese: characters).
    """

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._ends = list(accumulate(len(token.spoken[0]) for token in tokens))
        self._from = 0  # words spoken when the walk began
        self._since = 0.0
        self.pace = 0.0  # words a minute

    def begin(self, heard: int, pace: float, now: float) -> None:
        """From now on at `pace` words a minute (kept within SLOWEST and FASTEST), `heard` being
        the last token spoken."""
        self.pace = min(max(pace, SLOWEST), FASTEST)
        self._from = self._ends[heard] if 0 <= heard < len(self._ends) else 0
        self._since = now

    def at(self, now: float) -> Position:
        """Where the walk is."""
        words = self._from + (now - self._since) * self.pace / 60
        heard = bisect_right(self._ends, words) - 1
        return Position(heard, heard, 1.0, State.FOLLOWING, f"{self.pace:.0f} words a minute")

"""The glass over time: a step function from show time to what could be read on it."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from companion.report.events import Pictured
from companion.report.sight import NOTHING, Seen, Sight, TypesetBook


def ends_of(starts: Sequence[float], last: float = math.inf) -> list[float]:
    """When each of some stretches ends that follow one another; the last one ends at `last`."""
    return [*starts[1:], last][: len(starts)]


class Glass:
    """What stood on the panel at any time of a show; dark before its first picture."""

    def __init__(self, pictures: Sequence[Pictured], book: TypesetBook) -> None:
        """`pictures` in order of time, each standing until the next."""
        sight = Sight(book)
        self.times = [picture.t for picture in pictures]
        self.seen = [sight.see(picture.pixels) for picture in pictures]

    def at(self, time: float) -> Seen:
        """What stood there at `time` (a picture stands from its very moment on)."""
        index = bisect_right(self.times, time) - 1
        return self.seen[index] if index >= 0 else NOTHING

    def during(self, start: float, end: float) -> list[Seen]:
        """Everything that stood there at some moment from `start` to just before `end`."""
        first = bisect_right(self.times, start) - 1
        last = max(bisect_left(self.times, end), first + 1)
        return [self.seen[index] if index >= 0 else NOTHING for index in range(first, last)]

    def readable(self, token: int, start: float, end: float) -> bool:
        """Whether a token stood there without a break from `start` to `end`."""
        return all(token in seen.tokens for seen in self.during(start, end))

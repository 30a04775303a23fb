"""The units of the utterance that is running, as far back as they may still matter."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from companion.follow.units import split, words_in

_LONGEST = 256  # units kept; a recogniser that never ends an utterance costs no more than that


class Utterance:
    """What was heard since the last final result.

    units: its newest units. number: the recogniser's.
    """

    def __init__(self) -> None:
        self.number = -1
        self.clear()

    def clear(self) -> None:
        """A new utterance begins."""
        self.units: list[str] = []
        self._since: list[float] = []  # when each of them was first there
        self._counts: list[int] = []  # units of each word
        self._dropped = 0  # words before those

    def take(
        self, words: Sequence[str], counts: Callable[[str], bool], now: float
    ) -> int | None:
        """A new result; returns how many units it has in common with the last one, None if it is
        the same.

        counts: whether a unit is worth anything.
        """
        if len(words) < self._dropped:  # all that was kept is revised away
            self.clear()
            self._dropped = max(0, len(words) - _LONGEST)
        heard = [[u for u in split(word) if counts(u)] for word in words[self._dropped :]]
        self._counts = [len(units) for units in heard]
        units = [unit for word in heard for unit in word]
        common = 0
        for old, new in zip(self.units, units, strict=False):
            if old != new:
                break
            common += 1
        same = units == self.units
        self.units = units
        self._since[common:] = [now] * (len(units) - common)
        return None if same else common

    def trim(self, kept: int) -> int:
        """Forget the earliest words once there are too many units; returns how many units went.

        kept: units that must stay.
        """
        gone = 0
        if len(self.units) > _LONGEST:
            words = 0
            while gone + self._counts[words] <= len(self.units) - kept:
                gone += self._counts[words]
                words += 1
            self._dropped += words
            del self.units[:gone], self._since[:gone], self._counts[:words]
        return gone

    @property
    def newest(self) -> int:
        """Units of the newest word that has any."""
        return next((count for count in reversed(self._counts) if count), 0)

    def fresh(self, now: float, settled: float) -> int:
        """How many of the last units were not there `settled` seconds ago."""
        return sum(now - when < settled for when in self._since)

    def fresh_words(self, now: float, settled: float) -> float:
        """How many words those make."""
        fresh = self.fresh(now, settled)
        return sum(words_in(unit) for unit in self.units[len(self.units) - fresh :])

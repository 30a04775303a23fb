"""How fast the speaker reads and how late the recogniser is."""

from __future__ import annotations

from collections import deque
from statistics import median

from companion.follow.parameters import Parameters
from companion.hypothesis import Hypothesis

_GAP = 1.0  # seconds between two advances beyond which the speaker paused
_SAMPLES = 40
_MOST_DELAY = 3.0
_MOST_RATE = 12.0  # tokens a second: fast Chinese has 6 to 8 characters
_FEW = 5


class Pace:
    """Speaking rate and recogniser delay, from what was heard so far."""

    def __init__(self, parameters: Parameters) -> None:
        self._p = parameters
        self._delays: deque[float] = deque(maxlen=_SAMPLES)
        self._advances: deque[tuple[int, float]] = deque(maxlen=_SAMPLES)
        self._last: tuple[int, float] | None = None
        self._first_seen: list[float] = []
        self._utterance = -1

    @property
    def rate(self) -> float:
        """Tokens a second while speaking, pauses left out."""
        seconds = sum(gap for _, gap in self._advances)
        if len(self._advances) < _FEW or seconds <= 0.0:
            return self._p.default_rate
        return min(_MOST_RATE, sum(tokens for tokens, _ in self._advances) / seconds)

    @property
    def delay(self) -> float:
        """Seconds from the end of a spoken word to the first result that has it."""
        return median(self._delays) if len(self._delays) >= _FEW else self._p.default_delay

    def hear(self, hypothesis: Hypothesis) -> None:
        """Learn the recogniser's delay from words that a later result gives times for."""
        if hypothesis.utterance != self._utterance:
            self._utterance = hypothesis.utterance
            self._first_seen = []
        seen = self._first_seen
        seen += [hypothesis.time] * (len(hypothesis.words) - len(seen))
        if hypothesis.final:
            for first, word in zip(seen, hypothesis.timed, strict=False):
                delay = first - word.end
                if 0.0 <= delay <= _MOST_DELAY:
                    self._delays.append(delay)

    def moved(self, token: int, now: float, reading_on: bool) -> None:
        """Learn the rate from the speaker's advance to `token`."""
        if self._last is not None and reading_on:
            tokens, gap = token - self._last[0], now - self._last[1]
            if tokens > 0 and 0.0 < gap <= _GAP:
                self._advances.append((tokens, gap))
        self._last = (token, now)

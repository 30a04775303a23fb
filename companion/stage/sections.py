"""How the show stands in time: sections against their goals, pace, what is left. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from itertools import accumulate

from companion.editing.outline import section_goal
from companion.script.model import Script
from companion.script.pace import cue_seconds, section_seconds
from companion.stage.view import Clocks

WINDOW = 30.0  # seconds over which the pace is taken
_LEAST = 5.0  # seconds of reading before there is a pace
_STEP = 8  # tokens at one stroke that somebody can have read; more is a jump


class Sections:
    """Follows one show through the sections of its script.

    goal: seconds the show may take, 0: no matter. Call moved() with the last token spoken.
    """

    def __init__(self, script: Script, goal: float) -> None:
        self._script: Script | None = None
        self.take(script)
        self.goal = goal
        self._section = 0
        self._entered = 0.0
        self._steps: deque[tuple[float, int]] = deque()  # when, words read
        self._last: tuple[float, int] | None = None

    def take(self, script: Script) -> None:
        """The script, which may be another one now."""
        if script is self._script:
            return
        self._script = script
        self._titles = [section.title for section in script.sections]
        self._seconds = [section_seconds(section) for section in script.sections]
        self._own = [section_goal(section.title) for section in script.sections]
        self._firsts: list[int] = []
        for section in script.sections:
            first = section.cues[0].first_token if section.cues else None
            self._firsts.append(first if first is not None else (self._firsts or [0])[-1])
        self._words = [len(token.spoken[0]) for token in script.tokens]
        cues = [cue for cue in script.cues if cue.tokens]
        self._starts = [cue.first_token for cue in cues]
        self._until = list(accumulate((cue_seconds(cue) for cue in cues), initial=0.0))
        self._total = sum(self._seconds)

    def moved(self, token: int, now: float) -> None:
        """The speaker's last token is now `token`."""
        section = max(0, bisect_right(self._firsts, token + 1) - 1)
        if section != self._section:
            self._section, self._entered = section, now
        if self._last is None:
            self._last = now, token
        step = token - self._last[1]
        if 0 < step <= _STEP:
            read = self._words[self._last[1] + 1 : token + 1]
            self._steps.append((now, sum(read)))
        if step:
            self._last = now, token
        while self._steps and self._steps[0][0] < now - WINDOW:
            self._steps.popleft()

    def clocks(self, now: float) -> Clocks:
        """What there is to tell at show time `now`."""
        token = self._last[1] if self._last else -1
        share = self.goal / self._total if self.goal and self._total else 1.0
        planned = self._planned(token)
        title = self._titles[self._section] if self._titles else ""
        rest = self.goal - now if self.goal else self._total - planned
        return Clocks(
            self._section, title, max(0.0, now - self._entered),
            self._goal_of(self._section, share), rest, planned * share - max(now, 0.0),
            self._pace(now),
        )

    def _goal_of(self, section: int, share: float) -> float:
        """Seconds for a section: what its heading allows, else its share."""
        if not self._seconds:
            return 0.0
        return self._own[section] or self._seconds[section] * share

    def _planned(self, token: int) -> float:
        """Seconds that the script up to `token`, included, is expected to take."""
        if token < 0 or not self._starts:
            return 0.0
        cue = max(0, bisect_right(self._starts, token) - 1)
        end = self._starts[cue + 1] if cue + 1 < len(self._starts) else len(self._words)
        read = (token + 1 - self._starts[cue]) / max(1, end - self._starts[cue])
        length = self._until[cue + 1] - self._until[cue]
        return self._until[cue] + length * min(1.0, read)

    def _pace(self, now: float) -> float | None:
        if len(self._steps) < 2:
            return None
        span = now - self._steps[0][0]
        if span < _LEAST:
            return None
        return 60 * sum(words for _, words in self._steps) / span

"""Makes views of a show."""

from __future__ import annotations

from bisect import bisect_right

import numpy as np
from numpy.typing import NDArray

from companion.script import Script
from companion.show import Show
from companion.stage.ear import Ear
from companion.stage.pairs import Pairs
from companion.stage.plan import Plan
from companion.stage.sections import Sections
from companion.stage.view import Phase, View
from companion.typeset import Book

QUIETEST = -60.0  # dB below full scale: an empty level meter


class Viewer:
    """Looks at the parts of one show; of virtual glasses the real picture is seen, of others it is
    drawn from what the show asked for."""

    def __init__(self, show: Show, pairs: Pairs, ear: Ear, sections: Sections, plan: Plan) -> None:
        self._show, self._pairs, self._ear, self._sections = show, pairs, ear, sections
        self._device, self._total = plan.device, plan.total
        self._look_at(show.book)

    def _look_at(self, book: Book) -> None:
        self._book = book
        self._lines = [line.text for line in book.lines]
        self._starts = [line.first_token for line in book.lines]

    def view(self, now: float, phase: Phase) -> View:
        """The show at show time `now`."""
        show, position, main = self._show, self._show.position, self._pairs.main
        heard, level = show.hypothesis, self._ear.level
        if show.book is not self._book:
            self._look_at(show.book)
        return View(
            title=show.script.title,
            language=show.script.language,
            lines=self._lines,
            starts=self._starts,
            line=show.placing.line,
            said=said(show.script, show.book, show.placing.line, show.placing.token),
            token=show.placing.token,
            picture=main.picture if main.virtual is not None else self._drawn(),
            heard=" ".join(heard.words) if heard else "",
            state=position.state,
            reason=position.reason,
            confidence=position.confidence,
            mode=show.mode,
            timed=show.pace,
            level=None if level is None else 1.0 - max(level.rms, QUIETEST) / QUIETEST,
            device=self._device,
            hearing=self._ear.hearing,
            link="linked" if show.linked else "seeking the glasses",
            linked=show.linked,
            battery=show.status.battery if show.status else None,
            charging=bool(show.status and show.status.charging),
            low=bool(show.status and show.status.low),
            message=show.message,
            glasses=main.name if main.glasses and main.glasses.status else "",
            pairs=[pair.told() for pair in self._pairs.all()],
            brightness=show.settings.brightness if show.settings else None,
            elapsed=max(now, 0.0) if phase is Phase.LIVE else 0.0,
            total=self._total,
            goal=show.timing.goal,
            clocks=self._sections.clocks(now if phase is Phase.LIVE else 0.0),
            holding=show.holding,
            blank=show.blank,
            phase=phase,
            notice=show.notice,
        )

    def _drawn(self) -> NDArray[np.uint8]:
        book = self._show.book
        if self._show.blank:
            return np.zeros((book.height, book.width), np.uint8)
        placing = self._show.placing
        levels = book.picture(placing.line, placing.token, self._show.row)
        scaled: NDArray[np.uint8] = levels * np.uint8(255 // (2**book.depth - 1))
        return scaled


def words_on(script: Script, book: Book, line: int) -> list[tuple[int, int]]:
    """Where in a line's text each token that begins on it ends, from its start: (end, token)."""
    here, end, found = book.lines[line], 0, []
    for token in range(here.first_token, here.last_token):
        at = here.text.find(script.tokens[token].text, end)
        if at >= 0:
            end = at + len(script.tokens[token].text)
            found.append((end, token))
    return found


def said(script: Script, book: Book, line: int, token: int) -> int:
    """Characters of a line up to `token`, the first not yet spoken."""
    return max((end for end, at in words_on(script, book, line) if at < token), default=0)


def token_at(script: Script, book: Book, line: int, character: int) -> int:
    """The token that is meant by a character of a line's text: its own, else the next one."""
    words = words_on(script, book, line)
    index = bisect_right([end for end, _ in words], character)
    return words[index][1] if index < len(words) else book.lines[line].first_token

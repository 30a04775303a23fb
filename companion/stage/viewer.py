"""What the operator sees of a running show."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from companion.show import Show
from companion.speech.audio import Level
from companion.stage.view import View

QUIETEST = -60.0  # dB below full scale: an empty level meter


class Viewer:
    """Makes views of a show.

    device: the sound's name. total: seconds of a recording. watched: the real picture of the
    glass comes in as `picture`; else it is drawn from what the show asked for.
    """

    def __init__(self, show: Show, device: str, total: float | None, *, watched: bool) -> None:
        self._show = show
        self._device = device
        self._total = total
        self._watched = watched
        self._book = show.book
        self._lines = [line.text for line in show.book.lines]
        self.glasses = ""
        self.picture: NDArray[np.uint8] | None = None
        self.level: Level | None = None
        self.asking = False
        self.choices: Sequence[str] = ()

    def view(self, now: float) -> View:
        """The show at show time `now`."""
        show, position = self._show, self._show.position
        heard = show.hypothesis
        if show.book is not self._book:
            self._book = show.book
            self._lines = [line.text for line in show.book.lines]
        return View(
            title=show.script.title,
            language=show.script.language,
            lines=self._lines,
            line=show.placing.line,
            said=self._said(),
            picture=self.picture if self._watched else self._drawn(),
            heard=" ".join(heard.words) if heard else "",
            state=position.state,
            reason=position.reason,
            confidence=position.confidence,
            level=None if self.level is None else 1.0 - max(self.level.rms, QUIETEST) / QUIETEST,
            device=self._device,
            link="linked" if show.linked else "seeking the glasses",
            linked=show.linked,
            battery=show.status.battery if show.status else None,
            charging=bool(show.status and show.status.charging),
            low=bool(show.status and show.status.low),
            message=show.message,
            glasses=self.glasses,
            elapsed=max(now, 0.0),
            total=self._total,
            goal=show.timing.goal,
            holding=show.holding,
            blank=show.blank,
            asking=self.asking,
            choices=self.choices,
            notice=show.notice,
        )

    def _said(self) -> int:
        """Characters of the current line up to the first token not yet spoken."""
        line = self._show.book.lines[self._show.placing.line]
        tokens = self._show.script.tokens
        end = 0
        for token in range(line.first_token, min(line.last_token, self._show.placing.token)):
            found = line.text.find(tokens[token].text, end)
            if found >= 0:
                end = found + len(tokens[token].text)
        return end

    def _drawn(self) -> NDArray[np.uint8]:
        book = self._show.book
        if self._show.blank:
            return np.zeros((book.height, book.width), np.uint8)
        placing = self._show.placing
        levels = book.picture(placing.line, placing.token, self._show.row)
        scaled: NDArray[np.uint8] = levels * np.uint8(255 // (2**book.depth - 1))
        return scaled

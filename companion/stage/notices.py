"""Lines for the operator, which go when they are old news. Pure."""

from __future__ import annotations

STALE = 20.0  # seconds


class Notices:
    """Knows for how long the present line has been there."""

    def __init__(self) -> None:
        self._text = ""
        self._since = 0.0

    def stale(self, text: str, now: float, lasting: bool) -> bool:
        """Whether this line has been there long enough; lasting: what it tells is still so."""
        if text != self._text:
            self._text, self._since = text, now
        return bool(text) and not lasting and now - self._since > STALE

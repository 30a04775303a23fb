"""The show's events on their way to the log, in show time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from companion.report import events as log


class Journal:
    """Holds back what happens before show time is known."""

    def __init__(self, write: Callable[[log.Event], None]) -> None:
        self._write = write
        self._early: list[log.Event] | None = []

    def take(self, event: log.Event) -> None:
        """Something happened."""
        if self._early is not None:
            self._early.append(event)
        else:
            self._write(event)

    def head(self, opened: log.Opened) -> None:
        """The log begins with what is shown, and on what."""
        if self._early is not None:
            self._early.insert(0, opened)

    def begin(self, passed: float) -> None:
        """Show time begins; `passed` seconds have been counted, which get negative times."""
        early, self._early = self._early or [], None
        for event in early:
            if isinstance(event, log.Shown):
                event = replace(event, cause=event.cause - passed)
            self._write(replace(event, t=event.t - passed))

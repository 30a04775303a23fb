"""Mistakes of the program itself: written down, told in words, and the app goes on. No Kivy."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable

from companion.desk.language import _
from companion.errors import SouffleurError

QUIET = 5.0  # seconds; what comes again sooner than this is not told again

logger = logging.getLogger(__name__)


class Failures:
    """What nobody else caught. tell: called with the line to show."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._last: dict[tuple[str, ...], float] = {}

    def met(self, error: BaseException, now: float) -> None:
        """An error came up at `now` (seconds). One that comes at every frame is told once."""
        kind = _kind(error)
        before = self._last.get(kind)
        self._last[kind] = now
        if before is not None and now - before < QUIET:
            return
        if not isinstance(error, SouffleurError):
            logger.error("something failed", exc_info=error)
        try:
            self._tell(line(error))
        except Exception:  # what shows lines is itself what fails
            logger.exception("it could not be told")


def line(error: BaseException) -> str:
    """What the user is told of it; the rest is in the log."""
    if isinstance(error, SouffleurError):
        return str(error)
    return _("Something failed here; the reason is in desk.log.")


def _kind(error: BaseException) -> tuple[str, ...]:
    if isinstance(error, SouffleurError):
        return type(error).__name__, str(error)
    places = traceback.extract_tb(error.__traceback__)
    return type(error).__name__, *(f"{one.filename}:{one.lineno}" for one in places[-1:])

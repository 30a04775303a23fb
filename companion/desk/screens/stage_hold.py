"""A button that nobody presses by accident: it must be held."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from kivy.clock import Clock
from kivy.graphics import Color, Rectangle

from companion.desk import theme
from companion.desk.language import _
from companion.desk.widgets import Button

HELD = 1.5  # seconds
APART = 0.5  # seconds between two presses of a key; one that is held repeats faster
SOON = 4.0  # seconds within which the second press must come


class HoldButton(Button):
    """Acts when it has been held for HELD seconds, or when Enter was pressed twice, apart."""

    def __init__(self, text: str, action: Callable[[], Any], **more: Any) -> None:
        super().__init__(text, None, kind="danger", **more)
        self._confirmed = action
        self._words = text
        self._since: float | None = None
        self._pressed = float("-inf")
        self._armed = float("-inf")
        with self.canvas.after:
            self._ink = Color(*theme.colour("on_bad", 0.35))
            self._bar = Rectangle(size=(0, 0))

    @property
    def busy(self) -> bool:
        """Whether somebody is about to confirm it."""
        return self._since is not None or time.monotonic() - self._armed <= SOON

    def on_press(self) -> None:
        """A finger is on it."""
        self._since = time.monotonic()
        Clock.schedule_interval(self._fill_up, 1 / 30)

    def on_release(self) -> None:
        """It has left."""
        self._since = None

    def on_control_key(self, key: str, modifiers: frozenset[str]) -> bool:
        """See Control."""
        if key not in ("enter", "numpadenter", "space"):
            return False
        now = time.monotonic()
        apart, self._pressed = now - self._pressed >= APART, now
        if not apart:
            return True
        if now - self._armed <= SOON:
            self._confirmed()
        else:
            self._armed = now
            self.text = _("Press again to end it")
        return True

    def _fill_up(self, _seconds: float) -> bool:
        held = 0.0 if self._since is None else time.monotonic() - self._since
        self._bar.pos = self.pos
        self._bar.size = (self.width * min(1.0, held / HELD), self.height)
        if held >= HELD:
            self._since = None
            self._bar.size = (0, 0)
            self._confirmed()
        return self._since is not None

"""A number between two others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.graphics import Color, Ellipse, SmoothRoundedRectangle
from kivy.metrics import dp

from companion.desk import theme
from companion.desk.widgets.control import Control

KNOB, GROOVE = 26, 6


class Slider(Control):
    """least..most in steps; arrows move by one step, page keys by ten.

    changed: with every new value. settled: with the value once the finger has left it.
    """

    drags = True

    def __init__(
        self, least: float, most: float, value: float,
        changed: Callable[[float], Any] | None = None, *, step: float = 1, name: str = "",
        settled: Callable[[float], Any] | None = None, **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(size_hint_y=None, height=dp(theme.TOUCH), **more)
        self.name, self.value = name, value
        self._least, self._most, self._step = least, most, step
        self._changed, self._settled = changed, settled
        self.ringed(theme.RADIUS)
        with self.canvas:
            Color(*theme.colour("line"))
            self._groove = SmoothRoundedRectangle(radius=[dp(GROOVE / 2)])
            Color(*theme.colour("accent"))
            self._done = SmoothRoundedRectangle(radius=[dp(GROOVE / 2)])
            self._knob = Ellipse(size=(dp(KNOB), dp(KNOB)))
        self.bind(pos=self._follow, size=self._follow)
        self._follow()

    def set(self, value: float) -> None:
        """Show another value; nobody is told."""
        self.value = value
        self._follow()

    def choose(self, value: float) -> None:
        """Another value was chosen; the nearest step counts."""
        steps = round((value - self._least) / self._step)
        value = min(self._most, max(self._least, self._least + steps * self._step))
        if value != self.value:
            self.set(value)
            if self._changed is not None:
                self._changed(value)

    def on_control_key(self, key: str, modifiers: frozenset[str]) -> bool:
        """See Control."""
        by = {"left": -1, "right": 1, "down": -1, "up": 1, "pagedown": -10, "pageup": 10}.get(key)
        if modifiers or (by is None and key not in ("home", "end")):
            return False
        ends = {"home": self._least, "end": self._most}
        self.choose(ends[key] if by is None else self.value + by * self._step)
        self._settle()
        return True

    def on_touch_down(self, touch: Any) -> bool:
        """The knob comes to the finger."""
        if not self.collide_point(*touch.pos) or self.disabled or touch.is_mouse_scrolling:
            return False
        touch.grab(self)
        self._to(touch.x)
        return True

    def on_touch_move(self, touch: Any) -> bool:
        """The knob follows the finger."""
        if touch.grab_current is not self:
            return False
        self._to(touch.x)
        return True

    def on_touch_up(self, touch: Any) -> bool:
        """The finger has left."""
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        self._settle()
        return True

    def _settle(self) -> None:
        if self._settled is not None:
            self._settled(self.value)

    def _to(self, x: float) -> None:
        share = (x - self.x - dp(KNOB / 2)) / max(1, self.width - dp(KNOB))
        self.choose(self._least + share * (self._most - self._least))

    def _follow(self, *_event: Any) -> None:
        share = (self.value - self._least) / (self._most - self._least)
        room = max(0, self.width - dp(KNOB))
        x, y = self.x + dp(KNOB / 2), self.center_y - dp(GROOVE / 2)
        self._groove.pos, self._groove.size = (x, y), (room, dp(GROOVE))
        self._done.pos, self._done.size = (x, y), (room * share, dp(GROOVE))
        self._knob.pos = (self.x + room * share, self.center_y - dp(KNOB / 2))

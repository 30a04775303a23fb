"""On or off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.graphics import Color, Ellipse
from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from companion.desk import theme
from companion.desk.widgets.card import Column
from companion.desk.widgets.control import Pressable
from companion.desk.widgets.paint import Ground
from companion.desk.widgets.text import Text

WIDTH, HEIGHT = 52, 30


class Toggle(Pressable, BoxLayout):
    """A line of text with a switch at its right. changed: called with the new state.

    hint: a second, smaller line.
    """

    def __init__(
        self, text: str, on: bool = False, changed: Callable[[bool], Any] | None = None, *,
        hint: str = "", **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(
            size_hint_y=None, spacing=dp(theme.SPACE), padding=(dp(4), dp(6), dp(4), dp(6)), **more
        )
        self.text = self.name = text
        self.on = on
        self._changed = changed
        self.ringed(theme.RADIUS)
        words = Column(Text(text), space=2, pos_hint={"center_y": 0.5})
        if hint:
            words.add_widget(Text(hint, "small", "faint"))
        self._switch = _Switch(on)
        self.add_widget(words)
        self.add_widget(self._switch)
        self.bind(minimum_height=self._grow)
        self._grow()

    def set(self, on: bool) -> None:
        """Show it on or off; nobody is told."""
        self.on = on
        self._switch.show(on)

    def act(self) -> None:
        """The other way round."""
        self.set(not self.on)
        if self._changed is not None:
            self._changed(self.on)

    def _grow(self, *_event: Any) -> None:
        self.height = max(dp(theme.TOUCH), self.minimum_height)


class _Switch(Widget):
    """A knob in a groove."""

    def __init__(self, on: bool) -> None:
        super().__init__(
            size_hint=(None, None), size=(dp(WIDTH), dp(HEIGHT)), pos_hint={"center_y": 0.5}
        )
        self._groove = Ground(self, theme.colour("line"), HEIGHT / 2)
        with self.canvas:
            self._ink = Color()
            self._knob = Ellipse(size=(dp(HEIGHT - 8), dp(HEIGHT - 8)))
        self.bind(pos=self._follow, size=self._follow)
        self.show(on)

    def show(self, on: bool) -> None:
        """On at the right in the accent's colour."""
        self._on = on
        self._groove.colour = theme.colour("accent" if on else "line")
        self._ink.rgba = theme.colour("on_accent" if on else "ink")
        self._follow()

    def _follow(self, *_event: Any) -> None:
        x = self.right - dp(HEIGHT - 4) if self._on else self.x + dp(4)
        self._knob.pos = (x, self.y + dp(4))

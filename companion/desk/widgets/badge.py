"""Small signs: a word on a ground, a level."""

from __future__ import annotations

from typing import Any

from kivy.graphics import Color, SmoothRoundedRectangle
from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from companion.desk import theme
from companion.desk.widgets.icon import Icon
from companion.desk.widgets.paint import Ground
from companion.desk.widgets.text import Text

KINDS = {
    "plain": ("raised", "ink"), "accent": ("accent", "on_accent"), "good": ("good", "on_good"),
    "warn": ("warn", "on_warn"), "bad": ("bad", "on_bad"),
}  # fmt: skip


class Badge(BoxLayout):
    """A word or two that say a state. kind: one of KINDS."""

    def __init__(self, text: str, kind: str = "plain", icon: str = "", **more: Any) -> None:
        super().__init__(
            size_hint=(None, None), height=dp(28), padding=(dp(10), 0, dp(10), 0), spacing=dp(6),
            **more,
        )  # fmt: skip
        self._ground = Ground(self, theme.colour(KINDS[kind][0]), 14)
        self._icon = Icon(icon, KINDS[kind][1], 16, pos_hint={"center_y": 0.5}) if icon else None
        self._label = Text(text, "small", KINDS[kind][1], fit="shrink", pos_hint={"center_y": 0.5})
        if self._icon is not None:
            self.add_widget(self._icon)
        self.add_widget(self._label)
        self.bind(minimum_width=self.setter("width"))
        self.width = self.minimum_width

    def show(self, text: str, kind: str) -> None:
        """Another word and state."""
        ground, ink = KINDS[kind]
        self._label.text = text
        self._label.dye(ink)
        self._ground.colour = theme.colour(ground)
        if self._icon is not None:
            self._icon.show(self._icon.name, ink)


class Meter(Widget):
    """How loud it is: 0 to 1, with the loudest of the last moments marked; red from 0.9 on."""

    FALL = 0.02  # of the mark, at each showing

    def __init__(self, upright: bool = False, **more: Any) -> None:
        super().__init__(**more)
        self._upright = upright
        self._level = self._mark = 0.0
        Ground(self, theme.colour("raised"), 4)
        with self.canvas:
            self._ink = Color(*theme.colour("good"))
            self._bar = SmoothRoundedRectangle(radius=[dp(4)])
            self._tip = SmoothRoundedRectangle(radius=[dp(1)])
        self.bind(pos=self._draw, size=self._draw)

    def show(self, level: float) -> None:
        """So loud it is now."""
        self._level = min(1.0, max(0.0, level))
        self._mark = max(self._level, self._mark - self.FALL)
        self._ink.rgba = theme.colour("bad" if self._level >= 0.9 else "good")
        self._draw()

    def _draw(self, *_event: Any) -> None:
        thick = dp(3)
        if self._upright:
            self._bar.pos, self._bar.size = self.pos, (self.width, self.height * self._level)
            self._tip.pos = (self.x, self.y + (self.height - thick) * self._mark)
            self._tip.size = (self.width, thick)
        else:
            self._bar.pos, self._bar.size = self.pos, (self.width * self._level, self.height)
            self._tip.pos = (self.x + (self.width - thick) * self._mark, self.y)
            self._tip.size = (thick, self.height)

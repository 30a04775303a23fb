"""Buttons: with words, with an icon, with both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from companion.desk import theme
from companion.desk.widgets.control import Pressable
from companion.desk.widgets.icon import Icon
from companion.desk.widgets.paint import CLEAR, Ground, Outline
from companion.desk.widgets.text import Text

# kind -> (ground, ink, outline)
KINDS = {
    "plain": ("raised", "ink", "line"),
    "primary": ("accent", "on_accent", ""),
    "danger": ("bad", "on_bad", ""),
    "good": ("good", "on_good", ""),
    "warn": ("warn", "on_warn", ""),
    "quiet": ("", "ink", ""),
    "accent": ("", "accent", ""),
}


SMALLEST = 0.65  # of the usual size: words that do not fit are made no smaller


class Button(Pressable, BoxLayout):
    """kind: one of KINDS. wide: fills its place; else as wide as it needs. style: of its words.

    action is called without arguments. name: what a test or a screen reader calls it; needed for
    a button with an icon alone.
    """

    def __init__(
        self, text: str = "", action: Callable[[], Any] | None = None, *, kind: str = "plain",
        icon: str = "", wide: bool = False, style: str = "body", name: str = "",
        height: float = theme.TOUCH, **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(
            orientation="horizontal", size_hint=(1 if wide else None, None), height=dp(height),
            spacing=dp(theme.GAP), **more,
        )  # fmt: skip
        self.kind, self.name, self._action = kind, name or text, action
        ground, ink, outline = KINDS[kind]
        self._rest = theme.colour(ground) if ground else CLEAR
        self._ground = Ground(self, self._rest, theme.RADIUS)
        if outline:
            Outline(self, theme.colour(outline), theme.RADIUS)
        self.ringed(theme.RADIUS)
        self._icon = Icon(icon, ink, 22) if icon else None
        self._label = Text(text, style, ink, fit="shrink", bold=kind in _LOUD) if text else None
        self._usual = self._label.font_size if self._label is not None else 0.0
        side = dp(theme.SPACE if text else (theme.TOUCH - 22) / 2)
        if wide:
            side -= self.spacing  # which stands beside the fillers
        self.padding = (side, 0, side, 0)
        self._fill(wide)
        self.bind(state=self._press, disabled=self._press)
        self._press()

    @property
    def text(self) -> str:
        """Its words."""
        return str(self._label.text) if self._label is not None else ""

    @text.setter
    def text(self, words: str) -> None:
        if self._label is not None and words != self._label.text:
            self._label.text = words
            self._label.texture_update()
            self.name = words
            if self.size_hint_x is not None:
                self._squeeze()

    def show(self, icon: str) -> None:
        """Another icon from now on."""
        if self._icon is not None:
            self._icon.show(icon)

    def act(self) -> None:
        """Do what it is for."""
        if self._action is not None and not self.disabled:
            self._action()

    def _fill(self, wide: bool) -> None:
        parts = [part for part in (self._icon, self._label) if part is not None]
        for part in parts:
            part.pos_hint = {"center_y": 0.5}
        if wide:
            parts = [Widget(), *parts, Widget()]
        for part in parts:
            self.add_widget(part)
        if not wide:
            self.bind(minimum_width=self._fit)
            self._fit()
        else:
            self.bind(width=self._squeeze)

    def _fit(self, *_event: Any) -> None:
        self.width = max(self.minimum_width, dp(theme.TOUCH))

    def _squeeze(self, *_event: Any) -> None:
        """Words too wide for their place become smaller, then are cut with an ellipsis."""
        label = self._label
        if label is None:
            return
        icon = 0 if self._icon is None else self._icon.width + self.spacing
        room = self.width - self.padding[0] - self.padding[2] - icon - 2 * self.spacing
        label.shorten, label.text_size, label.font_size = False, (None, None), self._usual
        label.texture_update()
        if room <= 0 or label.texture_size[0] <= room:
            return
        label.font_size = max(SMALLEST * self._usual, self._usual * room / label.texture_size[0])
        label.texture_update()
        if label.texture_size[0] > room:
            label.shorten, label.text_size = True, (room, None)
            label.texture_update()

    def _press(self, *_event: Any) -> None:
        self.opacity = 0.4 if self.disabled else 1
        red, green, blue, alpha = self._rest
        if self.state == "down":
            red, green, blue = (0.7 * part + 0.3 * 0.5 for part in (red, green, blue))
            alpha = max(alpha, 0.25)
        self._ground.colour = (red, green, blue, alpha)


_LOUD = frozenset(("primary", "danger", "good", "warn"))

"""A line for a moment, at the foot of the window."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout

from companion.desk import theme
from companion.desk.context import Offer
from companion.desk.widgets.button import Button
from companion.desk.widgets.icon import Icon
from companion.desk.widgets.paint import Ground, Outline
from companion.desk.widgets.text import Text

KINDS = {"info": ("info", "accent"), "good": ("check", "good"), "bad": ("warning", "bad")}
SHORTEST, PER_LETTER = 4.0, 0.06  # seconds it stays
LONGER = 8.0  # with a button


class Toast(BoxLayout):
    """Goes by itself after the time it takes to read it, or when touched.

    offer: the words of a button and what it does; there is more time for it.
    """

    def __init__(self, text: str, kind: str, offer: Offer | None = None) -> None:
        super().__init__(
            size_hint=(None, None), spacing=dp(theme.GAP + 4),
            padding=(dp(theme.SPACE), dp(14), dp(theme.SPACE), dp(14)),
        )  # fmt: skip
        self.text, self.kind = text, kind
        icon, ink = KINDS[kind]
        Ground(self, theme.colour("raised"), theme.RADIUS)
        Outline(self, theme.colour(ink), theme.RADIUS)
        self.add_widget(Icon(icon, ink, 22, pos_hint={"center_y": 0.5}))
        label = Text(text, pos_hint={"center_y": 0.5})
        self.add_widget(label)
        self._button: Button | None = None
        if offer is not None:
            words, self._offered = offer
            self._button = Button(words, self._accept, kind="accent", pos_hint={"center_y": 0.5})
            self.add_widget(self._button)
        self.bind(minimum_height=self.setter("height"))
        stay = SHORTEST if offer is None else LONGER
        Clock.schedule_once(self._go, stay + PER_LETTER * len(text))

    def on_touch_down(self, touch: Any) -> bool:
        """A touch takes it away."""
        if self._button is not None and self._button.collide_point(*touch.pos):
            return bool(super().on_touch_down(touch))
        if not self.collide_point(*touch.pos):
            return False
        self._go()
        return True

    def _accept(self) -> None:
        self._go()
        self._offered()

    def _go(self, *_event: Any) -> None:
        if self.parent is not None:
            self.parent.remove_widget(self)

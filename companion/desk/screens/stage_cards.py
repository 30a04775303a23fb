"""What the stage says when there is no show to see, in the middle of the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.metrics import dp
from kivy.uix.anchorlayout import AnchorLayout

from companion.desk import theme
from companion.desk.language import _
from companion.desk.widgets import Button, Card, Row, Text

WIDEST = 560  # dp


class Message(AnchorLayout):
    """A card: what is so, and what can be done about it."""

    def __init__(self, title: str, text: str, *actions: Button) -> None:
        super().__init__(padding=dp(theme.SPACE))
        self.card = Card(
            Text(title, "title", bold=True), Text(text, ink="faint"), *actions,
            space=theme.SPACE, size_hint_x=None,
        )  # fmt: skip
        self.add_widget(self.card)
        self.bind(width=self._fit)
        self._fit()

    def _fit(self, *_event: Any) -> None:
        self.card.width = max(0.0, min(self.width - dp(2 * theme.SPACE), dp(WIDEST)))


def head(title: str, leave: Callable[[], Any]) -> Row:
    """The way back, and where this is."""
    back = Button(icon="back", kind="quiet", name=_("Back"), action=leave)
    row = Row(back, Text(title, "title", bold=True, fit="fill", lines=1))
    row.padding = (dp(theme.SPACE), dp(12), dp(theme.SPACE), 0)
    return row

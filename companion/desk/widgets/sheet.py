"""Sheets: what is asked above everything else; Esc closes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kivy.metrics import dp
from kivy.uix.anchorlayout import AnchorLayout
from kivy.uix.widget import Widget

from companion.desk import theme
from companion.desk.context import Desk
from companion.desk.language import _
from companion.desk.widgets.button import Button
from companion.desk.widgets.card import Card, Column, Row, Scroll
from companion.desk.widgets.focus import focus
from companion.desk.widgets.paint import Ground
from companion.desk.widgets.text import Text

WIDTH = 520


class Sheet(AnchorLayout):
    """A card above a darkened window. `open(desk)` shows it, `close()` takes it away.

    closed: called once when it goes, however that came about. may_close: False where Esc and a
    touch beside it must not close it.
    """

    def __init__(
        self, title: str, content: Sequence[Any] = (), actions: Sequence[Any] = (), *,
        closed: Callable[[], None] | None = None, width: float = WIDTH, may_close: bool = True,
    ) -> None:  # fmt: skip
        super().__init__(anchor_x="center", anchor_y="center", padding=dp(theme.SPACE))
        Ground(self, (0, 0, 0, 0.62))
        self.title = title
        self.may_close = may_close
        self._closed = closed
        self._widest = dp(width)
        self._before: Any = None
        self._desk: Desk | None = None
        head = Row(Text(title, "title", bold=True))
        if may_close:
            head.add_widget(Button(icon="close", kind="quiet", name=_("Close"), action=self.close))
        body = Column(*content)
        self._body, self._scroll = body, Scroll(body, size_hint_y=None)
        self.card = Card(head, self._scroll, space=theme.SPACE, size_hint_x=None)
        if actions:
            self.card.add_widget(Row(Widget(size_hint_y=None, height=1), *actions))
        self.add_widget(self.card)
        self.bind(size=self._fit)
        body.bind(height=self._fit)
        self.card.bind(height=self._fit)  # a title that has just found its width

    def open(self, desk: Desk) -> Sheet:
        """Show it; the keyboard stays within until it is closed."""
        self._desk, self._before = desk, focus.holder()
        if desk.window is not None:
            desk.window.put(self)
        self._fit()
        focus.give(None)
        if focus.ring:
            focus.move(self._body if list(self._body.children) else self.card, 1)
        return self

    def close(self) -> None:
        """Take it away."""
        if self.parent is None:
            return
        if self._desk is not None and self._desk.window is not None:
            self._desk.window.take(self)
        focus.give(self._before if self._before and self._before.get_root_window() else None)
        if self._closed is not None:
            self._closed()

    def on_touch_down(self, touch: Any) -> bool:
        """Nothing below it is touched."""
        if not self.card.collide_point(*touch.pos):
            if self.may_close and not touch.is_mouse_scrolling:
                self.close()
        else:
            super().on_touch_down(touch)
        return True

    def _fit(self, *_event: Any) -> None:
        self.card.width = min(self._widest, self.width - dp(2 * theme.SPACE))
        room = self.height - dp(2 * theme.SPACE) - (self.card.height - self._scroll.height)
        self._scroll.height = min(self._body.height, max(dp(96), room))


def ask(
    desk: Desk, title: str, text: str, yes: str, action: Callable[[], Any], *,
    danger: bool = False, no: str = "",
) -> Sheet:  # fmt: skip
    """A question with two answers; Esc is no."""

    def agreed() -> None:
        sheet.close()
        action()

    sheet = Sheet(
        title, [Text(text)],
        [
            Button(no or _("Cancel"), lambda: sheet.close()),
            Button(yes, agreed, kind="danger" if danger else "primary"),
        ],
    )  # fmt: skip
    return sheet.open(desk)

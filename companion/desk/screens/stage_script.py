"""The script during a show: where it stands, looked through by dragging, re-anchored by a tap."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

from kivy.metrics import dp, sp
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.relativelayout import RelativeLayout
from kivy.uix.widget import Widget

from companion.desk import theme
from companion.desk.language import _
from companion.desk.widgets import Button, List, Text
from companion.desk.widgets.paint import CLEAR, Ground
from companion.stage.view import View
from firmware.souffleur import book as form

ROWS = 3  # that are in sight at least: the one that is spoken, and one before and after
_AROUND, _BETWEEN = 18, 2  # dp, with the letters of a row and between rows

Tap = Callable[[int, int], None]  # line, character


class Manuscript(RelativeLayout):
    """The lines of the glass. Dragged, it stays where it was dragged to, and offers the way back;
    `tapped` is told which character of which line was meant."""

    def __init__(self, tapped: Tap) -> None:
        super().__init__()
        self._tapped = tapped
        self._lines: Any = None
        self._at = (-1, -1)
        self.browsing = False
        self._size = theme.size("title")
        self.list = _Lines(
            self._make, self._fill, name=_("Script"), space=_BETWEEN,
            height=lambda _item, _width: sp(self._size) + dp(_AROUND),
        )  # fmt: skip
        self.bind(size=self._resized)
        self.list.looked = self._looked
        self.back = Button(
            _("Back to the place"), self.to_place, kind="primary", icon="crosshair",
            pos_hint={"center_x": 0.5, "y": 0.02},
        )  # fmt: skip
        self.add_widget(self.list)
        self.flags: list[int] = []

    def show(self, view: View, flags: list[int]) -> None:
        """The show now; flags: of the lines, as in the book."""
        if view.lines is not self._lines:
            self._lines, self.flags = view.lines, flags
            self._at = (-1, -1)
            self._measure()
            self.list.show(list(view.lines))
        if self._at == (view.line, view.said):
            return
        before, self._at = self._at[0], (view.line, view.said)
        for number in range(min(before, view.line), max(before, view.line) + 1):
            self.list.refresh(number)
        if before != view.line and not self.browsing:
            self._reveal()

    def browse(self, rows: int) -> None:
        """Look on by so many rows; the place is not lost."""
        self._looked()
        middle = self.list.middle() + rows
        self.list.reveal(max(0, min(middle, len(self.list.items) - 1)), middle=True)

    def to_place(self) -> None:
        """Show the place again."""
        self.browsing = False
        if self.back.parent is not None:
            self.remove_widget(self.back)
        self._reveal()

    def _measure(self) -> None:
        """Letters as large as the longest line allows, and some lines above one another."""
        longest = max(map(_width, self._lines or ("",)))
        wide = (self.width - dp(2 * theme.SPACE)) / max(1.0, longest) / sp(1)
        high = (self.height / ROWS - dp(_AROUND + _BETWEEN)) / sp(1)
        self._size = max(theme.size("body"), min(theme.size("big"), wide, high))

    def _resized(self, *_event: Any) -> None:
        if self._lines is not None:
            self._measure()
            self.list.show(self.list.items)
            if not self.browsing:
                self._reveal()

    def _looked(self) -> None:
        if not self.browsing:
            self.browsing = True
            self.add_widget(self.back)

    def _reveal(self) -> None:
        self.list.reveal(self._at[0], middle=True)

    def _make(self) -> _Line:
        return _Line(self._picked)

    def _fill(self, row: _Line, text: str, number: int) -> None:
        here, said = self._at
        flag = self.flags[number] if number < len(self.flags) else 0
        row.show(text, number, flag, number - here, said if number == here else 0, self._size)

    def _picked(self, line: int, character: int) -> None:
        self._tapped(line, character)
        self.to_place()


def _width(text: str) -> float:
    """Of a line, roughly, in ems, bold letters and all."""
    return sum(1.05 if unicodedata.east_asian_width(char) in "WF" else 0.6 for char in text)


class _Lines(List):
    """Its keys are those of the show."""

    looked: Callable[[], None] = staticmethod(lambda: None)

    def on_control_key(self, key: str, modifiers: frozenset[str]) -> bool:
        """See Control: nothing here may take a key that turns the lines."""
        return False

    def on_scroll_move(self, *touch: Any) -> Any:
        """Kivy tells that a finger drags it."""
        moved = super().on_scroll_move(*touch)
        if moved:
            self.looked()
        return moved

    def on_scroll_start(self, touch: Any, check_children: bool = True) -> Any:
        """Kivy tells that a finger or the wheel has begun."""
        if touch.is_mouse_scrolling and self.collide_point(*touch.pos):
            self.looked()
        return super().on_scroll_start(touch, check_children)

    def middle(self) -> int:
        """The number of the row in the middle."""
        rows = sorted(self._live)
        return rows[len(rows) // 2] if rows else 0


class _Line(BoxLayout):
    """One line: what was spoken is faint."""

    def __init__(self, picked: Tap) -> None:
        super().__init__(padding=(dp(theme.SPACE), 0, dp(theme.SPACE), 0))
        self._picked = picked
        self._number = 0
        self._ground = Ground(self, CLEAR, 8)
        self._said = Text("", "title", "faint", fit="shrink", pos_hint={"center_y": 0.5})
        self._rest = Text("", "title", fit="shrink", pos_hint={"center_y": 0.5})
        self._text = ""
        for part in (self._said, self._rest, Widget()):
            self.add_widget(part)

    @property
    def text(self) -> str:
        """The whole line."""
        return self._text

    def show(
        self, text: str, number: int, flag: int, away: int, said: int, size: float
    ) -> None:
        """A line; away: lines after the current one; said: characters that were spoken; size: of
        the letters, sp."""
        self._text, self._number = text, number
        if flag & form.FLAG_RTL:
            said = 0  # the parts would stand in the wrong order
        self._said.text, self._rest.text = text[:said], text[said:]
        heading = bool(flag & form.FLAG_HEADING)
        ink = "faint" if away < 0 or flag & form.FLAG_DIRECTION else "ink"
        self._rest.dye("accent" if heading and away >= 0 else ink)
        self._rest.bold = away == 0 or heading
        self._ground.colour = theme.colour("raised") if away == 0 else CLEAR
        for part in (self._said, self._rest):
            part.font_size = sp(size)
            part.texture_update()
            part.size = part.texture_size if part.text else (0, 0)

    def on_touch_up(self, touch: Any) -> bool:
        """A tap, not the end of a drag."""
        if super().on_touch_up(touch):
            return True
        if touch.grab_current is not None or not self.collide_point(*touch.pos):
            return False
        if abs(touch.dx) + abs(touch.dy) > dp(8) or touch.is_mouse_scrolling:
            return False
        if abs(touch.ox - touch.x) + abs(touch.oy - touch.y) > dp(12):
            return False
        self._picked(self._number, self._character(touch.x - self._said.x))
        return True

    def _character(self, x: float) -> int:
        """Of the line's text, under `x` pixels from its beginning."""
        whole = max(1.0, self._said.width + self._rest.width)
        return max(0, min(int(len(self._text) * x / whole), len(self._text) - 1))

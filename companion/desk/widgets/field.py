"""Fields to write in."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

from kivy.metrics import dp, sp
from kivy.uix.textinput import TextInput

from companion.desk import theme
from companion.desk.text.provider import TALL, setter
from companion.desk.text.setting import Line, Style
from companion.desk.widgets.focus import focus
from companion.desk.widgets.paint import Ground, Outline
from companion.typeset.shape import graphemes

_TALL = ("ARABIC", "THAI", "LAO", "KHMER", "MYANMAR", "DEVANAGARI")
_WRAPPED, _NEW = 2, 1  # Kivy's marks of lines: cut within a word; begun by a line end


class Field(TextInput):
    """One line, or with `lines` > 1 so many. changed: with the text, at every letter.
    entered: with the text, at Enter (one line only).

    name: what a test or a screen reader calls it. hint: shown while it is empty.
    """

    takes_focus = True
    writes = True

    def __init__(
        self, text: str = "", changed: Callable[[str], Any] | None = None, *, hint: str = "",
        name: str = "", lines: int = 1, entered: Callable[[str], Any] | None = None,
        secret: bool = False, **more: Any,
    ) -> None:  # fmt: skip
        size = sp(theme.size("body"))
        self._tall = _is_tall(text)
        self._line_of: tuple[str, Style, Line] | None = None
        super().__init__(
            text=text, hint_text=hint, multiline=lines > 1, password=secret, font_size=size,
            foreground_color=theme.colour("ink"), hint_text_color=theme.colour("faint"),
            cursor_color=theme.colour("accent"), cursor_width=dp(2), halign="auto",
            selection_color=theme.colour("accent", 0.35), background_color=(0, 0, 0, 0),
            background_normal="", background_active="", background_disabled_normal="",
            write_tab=False, use_bubble=False, use_handles=False, size_hint_y=None, **more,
        )  # fmt: skip
        self.name = name or hint
        self._rows = lines
        self._changed, self._entered = changed, entered
        Ground(self, theme.colour("raised"), theme.RADIUS)
        self._edge = Outline(self, theme.colour("line"), theme.RADIUS)
        self.bind(
            text=self._told, focus=self._focused, on_text_validate=self._enter,
            line_height=self._fit,
        )  # fmt: skip
        self._fit()
        self.cursor = (0, 0)  # so that what is long is read from its beginning

    def set(self, text: str) -> None:
        """Another text; nobody is told."""
        told, self._changed = self._changed, None
        self.text = text
        self._changed = told

    def on_control_key(self, key: str, modifiers: frozenset[str]) -> bool:
        """Letters come to it by themselves; see Shell.key."""
        return False

    # -- where the caret stands: Kivy measures what stands before it, which is wrong in text that
    #    is shaped or runs to the left

    def cursor_offset(self) -> float:
        """x of the caret in its line."""
        row = self.cursor_row
        if self.password or row >= len(self._lines):
            return float(super().cursor_offset())
        return self._set_line(self._lines[row]).caret(self.cursor_col)

    def get_cursor_from_xy(self, x: float, y: float) -> tuple[int, int]:
        """The place between two letters nearest to a point."""
        column, row = super().get_cursor_from_xy(x, y)
        if self.password or row >= len(self._lines):
            return column, row
        line = self._set_line(self._lines[row])
        left = self.x + self.padding[0] - self.scroll_x
        if line.rtl:
            left += max(0, self.width - self.padding[0] - self.padding[2] - line.width)
        return line.index(x - left), row

    def do_cursor_movement(self, action: str, control: bool = False, alt: bool = False) -> None:
        """Left and right step over whole letters, in the direction they are read."""
        if action not in ("cursor_left", "cursor_right") or control or alt:
            super().do_cursor_movement(action, control, alt)
            return
        forward = action == "cursor_right"
        if self._lines and self._set_line(self._lines[self.cursor_row]).rtl:
            forward = not forward
        at = self.cursor_index()
        if forward and at < len(self.text):
            at += len(graphemes(self.text[at : at + 24])[0])
        elif not forward and at > 0:
            at -= len(graphemes(self.text[max(0, at - 24) : at])[-1])
        self.cursor = self.get_cursor_from_index(at)

    def _split_smart(self, text: str) -> tuple[list[str], list[int]]:
        """Lines of the width there is, and how each began."""
        width = self.width - self.padding[0] - self.padding[2]
        if not self.multiline or width < 1:
            lines = text.split("\n")
            return lines, [0] + [_NEW] * (len(lines) - 1)
        made = setter().lines(text, self._style(), width)
        flags = [0]
        for line in made[1:]:
            flags.append(_NEW if text[line.start - 1] == "\n" else _WRAPPED)
        return [line.text for line in made], flags

    def _get_line_options(self) -> dict[str, Any]:
        if self._line_options is None and self._tall:
            self.font_family = TALL
        options: dict[str, Any] = super()._get_line_options()
        return options

    def _style(self) -> Style:
        return Style(self.font_size, tall=self._tall)

    def _set_line(self, text: str) -> Line:
        style = self._style()
        if self._line_of is None or self._line_of[:2] != (text, style):
            self._line_of = (text, style, setter().line(text, style))
        return self._line_of[2]

    def _fit(self, *_event: Any) -> None:
        side = dp(14)
        if self._rows == 1:
            self.height = max(dp(theme.TOUCH), self.line_height + dp(16))
            above = (self.height - self.line_height) / 2
        else:
            above = dp(12)
            self.height = self._rows * (self.line_height + self.line_spacing) + 2 * above
        self.padding = (side, above, side, above)

    def _told(self, *_event: Any) -> None:
        if not self._tall and _is_tall(self.text):
            self._tall = True
            self.font_family = TALL
        if self._changed is not None:
            self._changed(self.text)

    def _enter(self, *_event: Any) -> None:
        if self._entered is not None:
            self._entered(self.text)

    def _focused(self, _field: Any, focused: bool) -> None:
        if focused:
            focus.give(self)
        else:
            focus.lost(self)
        self._edge.colour = theme.colour("accent" if focused else "line")


def _is_tall(text: str) -> bool:
    """Whether it holds a script that needs more height than Latin and Chinese."""
    return not text.isascii() and any(
        unicodedata.name(char, "").startswith(_TALL) for char in set(text)
    )

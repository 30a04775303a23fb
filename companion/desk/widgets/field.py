"""Fields to write in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.metrics import dp, sp
from kivy.uix.textinput import TextInput

from companion.desk import theme
from companion.desk.widgets.focus import focus
from companion.desk.widgets.paint import Ground, Outline


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
        clear = (0, 0, 0, 0)
        super().__init__(
            text=text, hint_text=hint, multiline=lines > 1, password=secret, font_size=size,
            foreground_color=theme.colour("ink"), hint_text_color=theme.colour("faint"),
            cursor_color=theme.colour("accent"), cursor_width=dp(2),
            selection_color=theme.colour("accent", 0.35), background_color=clear,
            background_normal="", background_active="", background_disabled_normal="",
            write_tab=False, use_bubble=False, use_handles=False, size_hint_y=None, **more,
        )  # fmt: skip
        self.name = name or hint
        self._changed, self._entered = changed, entered
        Ground(self, theme.colour("raised"), theme.RADIUS)
        self._edge = Outline(self, theme.colour("line"), theme.RADIUS)
        self._set_heights(lines)
        self.bind(text=self._told, focus=self._focused, on_text_validate=self._enter)

    def set(self, text: str) -> None:
        """Another text; nobody is told."""
        told, self._changed = self._changed, None
        self.text = text
        self._changed = told

    def on_control_key(self, key: str, modifiers: frozenset[str]) -> bool:
        """Letters come to it by themselves; see Shell.key."""
        return False

    def _set_heights(self, lines: int) -> None:
        side = dp(14)
        if lines == 1:
            self.height = max(dp(theme.TOUCH), self.line_height + dp(20))
            above = (self.height - self.line_height) / 2
        else:
            above = dp(12)
            self.height = lines * (self.line_height + self.line_spacing) + 2 * above
        self.padding = (side, above, side, above)

    def _told(self, *_event: Any) -> None:
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

"""The page is written: by keyboard, input method, mouse, finger and clipboard."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from kivy.clock import Clock
from kivy.core.clipboard import Clipboard
from kivy.core.window import Window
from kivy.metrics import dp

from companion.desk import theme
from companion.desk.screens.editor_page import Page, Seen
from companion.desk.widgets.control import Control
from companion.desk.widgets.focus import focus
from companion.editing import Document, moves

_BLINK = 0.55  # seconds
LONG = 0.5  # seconds of a finger that lies still: it selects a word
_STILL = 10  # dp that it may move meanwhile
_SLOWS = 0.93  # of the speed of a flung page that is left after a 60th of a second
_WHEEL = 72  # dp at a notch
_COMMAND = frozenset(("ctrl", "meta"))


class Writing(Page, Control):
    """A page with the keyboard. edited: called after every change of the text. moved: after every
    move of the caret, and after an edit.
    """

    writes = True

    def __init__(
        self, edited: Callable[[], None], moved: Callable[[], None], *, name: str, **more: Any
    ) -> None:
        super().__init__(**more)
        self.name = name
        self._edited, self._told = edited, moved
        self.held = False  # whether a finger lay still just now
        self.ringed(0)
        self._wanted_x: float | None = None  # of a caret that goes up and down
        self._speed = 0.0
        self._long: Any = None
        self._blinking: Any = None
        self._keyboard: Any = None

    # -- editing

    def write(self, text: str) -> None:
        """Put text in the place of the selection."""
        start, end = self.selection
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if start == end and not text:
            return
        self.document.type(start, end, text, time.monotonic())
        self._put(start + len(text))

    def erase(self, start: int, end: int) -> None:
        """Take text[start:end] away, or the selection if there is one."""
        if self.caret != self.anchor:
            start, end = self.selection
        if start < end:
            self.document.type(start, end, "", time.monotonic())
            self._put(start)

    def turn(self, step: Callable[[Document], tuple[int, int] | None]) -> None:
        """Undo or redo: Document.undo, Document.redo."""
        place = step(self.document)
        if place is not None:
            self._put(place[1])

    def change(self, start: int, end: int) -> None:
        """The text was changed by other means; select start:end."""
        self._put(end, start)

    def _put(self, caret: int, anchor: int | None = None) -> None:
        """The text has changed: the caret stands there now."""
        self.caret = min(caret, len(self.document))
        self.anchor = self.caret if anchor is None else anchor
        self.caret_at_end = False
        self._wanted_x = None
        self.held = False
        self._wake()
        self.reveal()
        self._edited()
        self._told()

    def copy(self) -> None:
        """The selection to the clipboard."""
        start, end = self.selection
        if start < end:
            Clipboard.copy(self.document.slice(start, end))

    def cut(self) -> None:
        """The selection to the clipboard and out of the text."""
        self.copy()
        self.erase(*self.selection)

    def paste(self) -> None:
        """What is in the clipboard, in the place of the selection."""
        text = Clipboard.paste()
        if text:
            self.write(text)

    # -- the caret

    def move(self, caret: int, select: bool = False, at_end: bool = False) -> None:
        """Put the caret somewhere; select: the other end of the selection stays."""
        self.caret = max(0, min(caret, len(self.document)))
        self.caret_at_end = at_end
        if not select:
            self.anchor = self.caret
        self._wanted_x = None
        self._wake()
        self.reveal()
        self._told()

    def _row_move(self, step: int, select: bool) -> None:
        """Up (-1) or down by rows, keeping the place across."""
        wanted = self.caret_x() if self._wanted_x is None else self._wanted_x
        number, part = self.caret_row()
        direction = 1 if step > 0 else -1
        for _ in range(abs(step)):
            part += direction
            if not 0 <= part < len(self.laid(number)):
                number += direction
                if not 0 <= number < self.document.line_count:
                    self.move(0 if step < 0 else len(self.document), select)
                    return
                part = 0 if step > 0 else len(self.laid(number)) - 1
        row = self.laid(number)[part]
        offset = self._nearest(Seen(number, part, row, 0.0), wanted)
        at_end = offset == row.end and part < len(self.laid(number)) - 1
        self.move(self.document.start_of(number) + offset, select, at_end)
        self._wanted_x = wanted

    def _row_end(self, last: bool, select: bool) -> None:
        number, part = self.caret_row()
        row = self.laid(number)[part]
        start = self.document.start_of(number)
        goes_on = part < len(self.laid(number)) - 1
        self.move(start + (row.end if last else row.start), select, last and goes_on)

    # -- keys

    def on_control_key(self, key: str, modifiers: frozenset[str]) -> bool:
        """See Control."""
        if self.composed:  # they are for the input method
            return key != "escape"
        command = bool(modifiers & _COMMAND)
        select = "shift" in modifiers
        if command and not modifiers & {"alt"} and self._command(key, select):
            return True
        if modifiers - {"shift", "ctrl", "meta", "alt"}:
            return False
        return self._go(key, select, command or "alt" in modifiers) or self._edit(key, command)

    def _command(self, key: str, shift: bool) -> bool:
        """Keys with Ctrl (on a Mac: Cmd)."""
        orders: dict[str, Callable[[], object]] = {
            "a": self.select_all, "c": self.copy, "x": self.cut, "v": self.paste,
            "y": lambda: self.turn(Document.redo),
            "z": lambda: self.turn(Document.redo if shift else Document.undo),
            "home": lambda: self.move(0, shift),
            "end": lambda: self.move(len(self.document), shift),
        }
        order = orders.get(key)
        if order is None:
            return False
        order()
        return True

    def select_all(self) -> None:
        """All of the text."""
        self.anchor, self.caret = 0, len(self.document)
        self.draw()
        self._told()

    def _go(self, key: str, select: bool, word: bool) -> bool:
        start, end = self.selection
        if key in ("left", "right") and start < end and not select and not word:
            self.move(start if key == "left" else end)
        elif key == "left":
            back = moves.word_left if word else moves.left
            self.move(back(self.document, self.caret), select)
        elif key == "right":
            on = moves.word_right if word else moves.right
            self.move(on(self.document, self.caret), select)
        elif key in ("up", "down"):
            self._row_move(-1 if key == "up" else 1, select)
        elif key in ("pageup", "pagedown"):
            screenful = max(1, sum(1 for _ in self.in_sight()) - 2)
            self._row_move(-screenful if key == "pageup" else screenful, select)
        elif key in ("home", "end"):
            self._row_end(key == "end", select)
        else:
            return False
        return True

    def _edit(self, key: str, word: bool) -> bool:
        if key in ("enter", "numpadenter") and not word:
            self.write("\n")
        elif key == "backspace":
            back = moves.word_left if word else moves.left
            self.erase(back(self.document, self.caret), self.caret)
        elif key == "delete":
            on = moves.word_right if word else moves.right
            self.erase(self.caret, on(self.document, self.caret))
        else:
            return False
        return True

    def on_focus(self, _widget: Any, focused: bool) -> None:
        """The keyboard comes or goes."""
        super().on_focus(_widget, focused)
        if focused:
            self._keyboard = Window.request_keyboard(self._lost, self, "text")
            Window.bind(on_textinput=self._letters, on_textedit=self._compose)
            self._wake()
            return
        Window.unbind(on_textinput=self._letters, on_textedit=self._compose)
        if self._keyboard is not None:
            self._keyboard.release()
            self._keyboard = None
        self.composed = ""
        self._rest()

    def _lost(self) -> None:
        """The keyboard went by itself, as on a phone."""
        self._keyboard = None
        focus.give(None)

    def _letters(self, _window: Any, text: str) -> bool:
        self.composed = ""
        self.write(text)
        return True

    def _compose(self, _window: Any, text: str) -> bool:
        if text and self.caret != self.anchor:
            self.erase(0, 0)
        self.composed = text
        self.reveal()
        return True

    def _wake(self) -> None:
        """The caret is seen, and blinks from now on."""
        self._rest()
        self.lit = True
        if self.focus and theme.look.motion:
            self._blinking = Clock.schedule_interval(self._blink, _BLINK)

    def _rest(self) -> None:
        if self._blinking is not None:
            self._blinking.cancel()
            self._blinking = None
        self.lit = self.focus
        self.draw()

    def _blink(self, _seconds: float) -> None:
        self.lit = not self.lit
        self.draw()

    # -- mouse and finger

    def on_touch_down(self, touch: Any) -> bool:
        """See Kivy."""
        if not self.collide_point(*touch.pos) or self.disabled:
            return False
        if touch.is_mouse_scrolling:
            self._speed = 0.0
            self.scroll(dp(_WHEEL) * {"scrollup": 1, "scrolldown": -1}.get(touch.button, 0))
            return True
        touch.grab(self)
        self._speed = 0.0
        focus.ring = False
        if touch.device == "mouse":
            focus.give(self)
            self._press(touch)
        else:
            touch.ud["still"] = True
            self._long = Clock.schedule_once(lambda _dt: self._hold(touch), LONG)
        return True

    def on_touch_move(self, touch: Any) -> bool:
        """See Kivy."""
        if touch.grab_current is not self:
            return False
        if touch.device == "mouse" or touch.ud.get("held"):
            self._drag(touch)
            return True
        if touch.ud["still"] and abs(touch.y - touch.oy) + abs(touch.x - touch.ox) < dp(_STILL):
            return True
        touch.ud["still"] = False
        self._long.cancel()
        self._speed = 0.5 * self._speed + 0.5 * touch.dy
        self.scroll(touch.dy)
        return True

    def on_touch_up(self, touch: Any) -> bool:
        """See Kivy."""
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        if self._long is not None:
            self._long.cancel()
        if touch.device == "mouse" or touch.ud.get("held"):
            return True
        if touch.ud["still"]:
            focus.give(self)
            self._press(touch)
        elif abs(self._speed) > dp(2):
            Clock.schedule_interval(self._fling, 0)
        return True

    def _press(self, touch: Any) -> None:
        self.held = False
        offset, at_end = self.offset_at(*touch.pos)
        if touch.is_triple_tap:
            self._choose(*moves.line_at(self.document, offset))
        elif touch.is_double_tap:
            self._choose(*moves.word_at(self.document, offset))
        else:
            shift = "shift" in Window.modifiers and touch.device == "mouse"
            self.move(offset, shift, at_end)

    def _choose(self, start: int, end: int) -> None:
        self.anchor, self.caret, self.caret_at_end = start, end, False
        self.draw()
        self._told()

    def _hold(self, touch: Any) -> None:
        touch.ud["held"] = self.held = True
        focus.give(self)
        self._choose(*moves.word_at(self.document, self.offset_at(*touch.pos)[0]))

    def _drag(self, touch: Any) -> None:
        if touch.is_double_tap or touch.is_triple_tap:
            return
        if touch.y > self.top - dp(12):
            self.scroll(-dp(18))
        elif touch.y < self.y + dp(12):
            self.scroll(dp(18))
        self.caret, self.caret_at_end = self.offset_at(
            touch.x, min(max(touch.y, self.y + 1), self.top - 1)
        )
        self.draw()
        self._told()

    def _fling(self, seconds: float) -> bool:
        self._speed *= _SLOWS ** (seconds * 60)
        return abs(self._speed) > 0.5 and self.scroll(self._speed * seconds * 60)

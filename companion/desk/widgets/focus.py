"""The keyboard's focus: one control at most, reached by Tab and Shift-Tab in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol


class Focusable(Protocol):
    """What the keyboard can reach: `focus` is a Kivy property."""

    focus: bool
    disabled: bool

    def get_root_window(self) -> Any:
        """The window it is in, None if it is in none."""


class Focus:
    """Who has the keyboard. `ring`: whether it is shown: only after a key was used to move."""

    def __init__(self) -> None:
        self.current: Any = None
        self.ring = False

    def give(self, control: Any) -> None:
        """The control takes the focus from whoever has it; None: nobody has it."""
        before, self.current = self.current, control
        if before is not None and before is not control:
            before.focus = False
        if control is not None and not control.focus:
            control.focus = True

    def lost(self, control: Any) -> None:
        """The control gave it up by itself."""
        if self.current is control:
            self.current = None

    def holder(self) -> Any:
        """The control that has it and is still on the screen, or None."""
        if self.current is not None and self.current.get_root_window() is None:
            self.current = None
        return self.current

    def move(self, within: Any, step: int) -> None:
        """On to the next (1) or the previous (-1) control within a widget, around its end."""
        controls = list(reachable(within))
        if not controls:
            return
        self.ring = True
        if self.current in controls:
            place = (controls.index(self.current) + step) % len(controls)
        else:
            place = 0 if step > 0 else -1
        self.give(controls[place])
        _reveal(controls[place])


focus = Focus()


def reachable(within: Any) -> Iterator[Any]:
    """Controls that can be reached, in reading order (the order they were added)."""
    for child in reversed(within.children):
        if child.disabled or child.opacity == 0:
            continue
        if getattr(child, "takes_focus", False) and child.width > 0 and child.height > 0:
            yield child
        yield from reachable(child)


def _reveal(control: Any) -> None:
    """Scroll it into sight, wherever it lies in what scrolls."""
    above = control.parent
    while above is not None and above is not control.get_root_window():
        if hasattr(above, "scroll_to"):
            above.scroll_to(control, animate=False)
        above = above.parent

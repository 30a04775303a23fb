"""What can be operated: by touch, by mouse, by keyboard."""

from __future__ import annotations

from typing import Any

from kivy.properties import BooleanProperty
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.widget import Widget

from companion.desk import theme
from companion.desk.widgets.focus import focus
from companion.desk.widgets.paint import CLEAR, Outline


class Control(Widget):
    """Mixed into widgets that the keyboard can reach.

    Shows a ring while it has the focus. `on_control_key` gets the keys meant for it.
    """

    focus = BooleanProperty(False)
    takes_focus = True

    def ringed(self, radius: float) -> None:
        """Draw the focus ring with that corner (dp)."""
        self._ring = Outline(self, CLEAR, radius, theme.RING, theme.RING)

    def on_focus(self, _widget: Any, focused: bool) -> None:
        """Kivy tells that the property has changed."""
        if focused:
            focus.give(self)
        else:
            focus.lost(self)
        self.show_ring()

    def show_ring(self) -> None:
        """Show or hide it, as things are."""
        if hasattr(self, "_ring"):
            seen = self.focus and focus.ring
            self._ring.colour = theme.colour("focus") if seen else CLEAR

    def on_control_key(self, key: str, modifiers: frozenset[str]) -> bool:
        """A key while it has the focus; True if it was meant for this."""
        return False


class Pressable(ButtonBehavior, Control):
    """A control that is pressed: touch, click, Enter or Space. Bind on_release or override act."""

    def act(self) -> None:
        """It was pressed."""

    def on_release(self) -> None:
        """Kivy tells that the finger has left it."""
        focus.ring = False
        self.act()

    def on_control_key(self, key: str, modifiers: frozenset[str]) -> bool:
        """See Control."""
        if key in ("enter", "numpadenter", "space") and not modifiers - {"shift"}:
            self.act()
            return True
        return False

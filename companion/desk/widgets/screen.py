"""What every screen is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.properties import BooleanProperty
from kivy.uix.boxlayout import BoxLayout

from companion.desk.context import Desk


class Screen(BoxLayout):
    """One screen of the Desk; vertical. It is made anew each time it is shown.

    desk: see Desk. title: stands in the bar above. actions: widgets for the right of that bar.
    bare: no bar and no rail: the screen has the window to itself. narrow: a phone upright.
    proceed: set by the shell before it calls `closed`; call it to leave after all.
    """

    narrow = BooleanProperty(False)
    title = ""
    bare = False

    def __init__(self, desk: Desk) -> None:
        super().__init__(orientation="vertical")
        self.desk = desk
        self.actions: list[Any] = []
        self.proceed: Callable[[], None] = lambda: None

    def opened(self, **what: Any) -> None:
        """It is on the screen now; `what` was given to `desk.go`."""

    def closed(self) -> bool:
        """It is to go; False keeps it (ask, then call `proceed`)."""
        return True

    def on_key(self, key: str, modifiers: frozenset[str]) -> bool:
        """A key that nothing in the screen took; True if it was meant for the screen.

        key: a letter, "space", "enter", "escape", "left", "pagedown", "f5"...
        modifiers: of ctrl, shift, alt, meta.
        """
        return False

    def on_key_below(self, key: str, modifiers: frozenset[str], writing: bool) -> bool:
        """A key while a sheet lies above the screen, which no control of the sheet took; True if
        it is meant for the screen all the same. writing: a field of the sheet has the keyboard."""
        return False

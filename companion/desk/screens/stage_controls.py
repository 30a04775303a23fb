"""What the operator presses during a show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout

from companion.desk import theme
from companion.desk.language import _
from companion.desk.screens import stage_keys as keys
from companion.desk.widgets import Button, Choice, Row, Text
from companion.show import Command, Mode
from companion.stage.view import View

FOLLOW, TIMED, HAND = "follow", "timed", "hand"
_MODES = {Mode.FOLLOWING: FOLLOW, Mode.TIMED: TIMED, Mode.BY_HAND: HAND}
Do = Callable[[Command | str], Any]


class Moves(BoxLayout):
    """Lines and sections, and the hold between them: the largest, where the thumb is."""

    def __init__(self, do: Do, narrow: bool) -> None:
        height = (72 if narrow else 64) * theme.look.scale
        super().__init__(spacing=dp(theme.GAP), size_hint_y=None, height=dp(height))

        def button(icon: str, name: str, what: Command) -> Button:
            return Button(icon=icon, name=name, action=lambda: do(what), wide=True, height=height)

        self.hold = Button(
            _("Hold"), lambda: do(Command.HOLD), kind="primary", icon="pause", wide=True,
            style="body" if narrow else "title", height=height, name=_("Hold"),
        )  # fmt: skip
        self.hold.size_hint_x = 2.4
        for part in (
            button("previous_section", _("Previous section"), Command.PREVIOUS_SECTION),
            button("up", _("Previous line"), Command.PREVIOUS_LINE),
            self.hold,
            button("down", _("Next line"), Command.NEXT_LINE),
            button("next_section", _("Next section"), Command.NEXT_SECTION),
        ):
            self.add_widget(part)

    def show(self, view: View) -> None:
        """The show now."""
        self.hold.text = _("Resume") if view.holding else _("Hold")
        self.hold.show("play" if view.holding else "pause")


class Modes(Row):
    """What turns the lines: the voice, the clock, a hand; and how fast the clock is."""

    def __init__(self, turned: Callable[[str], Any], do: Do) -> None:
        super().__init__(space=theme.GAP)
        self.choice = Choice(
            [(FOLLOW, _("Follow")), (TIMED, _("Timed")), (HAND, _("Manual"))], FOLLOW, turned,
            name=_("What turns the lines"),
        )  # fmt: skip
        self.pace = Text("", "body", fit="fill", align="center", size_hint_x=None, width=dp(56))
        self._slower = Button(icon="remove", name=_("Slower"), action=lambda: do(keys.SLOWER))
        self._faster = Button(icon="add", name=_("Faster"), action=lambda: do(keys.FASTER))
        self.add_widget(self.choice)
        self._clock = BoxLayout(
            size_hint=(None, None), size=(dp(168), dp(theme.TOUCH)), spacing=dp(4)
        )
        for part in (self._slower, self.pace, self._faster):
            self._clock.add_widget(part)

    def show(self, view: View) -> None:
        """The show now."""
        mode = _MODES[view.mode]
        if mode != self.choice.value:
            self.choice.set(mode)
        self.pace.text = "" if view.timed is None else f"{view.timed:.0f}"
        if (view.timed is not None) != (self._clock.parent is not None):
            if view.timed is not None:
                self.add_widget(self._clock)
            else:
                self.remove_widget(self._clock)


class Extras(Row):
    """The rest: blank, message, light, more."""

    def __init__(self, do: Do, more: Callable[[], Any], narrow: bool) -> None:
        super().__init__(space=theme.GAP)
        words = not narrow

        def button(icon: str, name: str, what: Command | str) -> Button:
            return Button(
                name if words else "", lambda: do(what), icon=icon, name=name, wide=narrow
            )

        self.blank = button("blank", _("Blank"), Command.BLANK)
        for part in (
            self.blank,
            button("message", _("Message"), keys.MESSAGE),
            Button(icon="moon", name=_("Dimmer"), action=lambda: do(Command.DIMMER), wide=narrow),
            Button(
                icon="brightness", name=_("Brighter"), action=lambda: do(Command.BRIGHTER),
                wide=narrow,
            ),
            Button(icon="more", name=_("More"), action=more, wide=narrow),
        ):  # fmt: skip
            self.add_widget(part)

    def show(self, view: View) -> None:
        """The show now."""
        self.blank.show("eye" if view.blank else "blank")
        if self.blank.text:
            self.blank.text = _("Show") if view.blank else _("Blank")

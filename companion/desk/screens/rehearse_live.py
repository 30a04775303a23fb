"""A rehearsal under way: what the follower does, the glass, the line, the time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout

from companion.desk import theme
from companion.desk.language import _
from companion.desk.screens.stage_head import Clocks, State
from companion.desk.screens.stage_side import Ear
from companion.desk.widgets import Bar, Button, Glass, Text
from companion.stage.view import Phase, View


class Live(BoxLayout):
    """stop: called when the speaker has had enough. ending: it is being looked at."""

    def __init__(self, narrow: bool, stop: Callable[[], Any]) -> None:
        side = dp(theme.SPACE)
        super().__init__(orientation="vertical", spacing=dp(theme.GAP), padding=side)
        self._picture: Any = None
        self.ending = False
        self.state = State(narrow=True)  # the glass has the room
        self.state.word.text = _("One moment ...")
        self.clocks = Clocks(narrow)
        self.bar = Bar(0.0)
        self.glass = Glass()
        self.line = Text("", "title", "accent", fit="fill", align="center", lines=2,
                         size_hint_y=None, height=dp(64))  # fmt: skip
        self.ear = Ear()
        self.stop = Button(_("Stop"), stop, kind="primary", icon="stop", wide=True, height=64)
        for part in (
            self.state, self.clocks, self.bar, self.glass, self.line, self.ear, self.stop,
        ):
            self.add_widget(part)

    def end(self) -> None:
        """It is over; in a moment its account comes."""
        self.ending = self.stop.disabled = True
        self.state.word.text, self.state.reason.text = _("One moment ..."), ""

    def show(self, view: View) -> None:
        """The rehearsal now."""
        if view.picture is not None and view.picture is not self._picture:
            self._picture = view.picture
            self.glass.show(view.picture)
        if self.ending or view.phase is not Phase.LIVE:
            return
        self.state.show(view)
        self.clocks.show(view)
        self.ear.show(view)
        if view.lines:
            at = min(view.line, len(view.lines) - 1)
            self.line.text = view.lines[at]
            self.bar.show((at + 1) / len(view.lines))

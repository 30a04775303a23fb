"""Beside the script: the glass as the wearer sees it, the ear, the glasses and the spare ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from companion.desk import theme
from companion.desk.language import _, told
from companion.desk.widgets import Badge, Button, Column, Glass, Icon, Meter, Row, Text
from companion.stage.view import Hearing, Pairing, View

MOST = 60  # characters of what was heard


class Side(BoxLayout):
    """take_over: called with the name of spare glasses."""

    def __init__(self, narrow: bool, take_over: Callable[[str], Any]) -> None:
        super().__init__(orientation="vertical", spacing=dp(theme.GAP))
        self._take_over = take_over
        self._picture: Any = None
        self.glass = Glass()
        self.ear = Ear()
        self.pairs = Column(space=theme.GAP, height=0)  # nothing yet
        self._told: list[Pairing] = []
        self._narrow = narrow
        for part in (self.glass, self.ear, self.pairs):
            self.add_widget(part)

    def show(self, view: View) -> None:
        """The show now."""
        if view.picture is not None and view.picture is not self._picture:
            same = self._picture is not None and np.array_equal(view.picture, self._picture)
            self._picture = view.picture
            if not same:
                self.glass.show(view.picture)
        self.ear.show(view)
        # On a phone there is room for them where it matters: to take over from lost ones.
        there = not self._narrow or not view.linked
        pairs = list(view.pairs) if there else []
        if pairs != self._told:
            self._told = pairs
            self.pairs.clear_widgets()
            for number, pair in enumerate(pairs):
                if number or not self._narrow:
                    self.pairs.add_widget(self._pair(pair, number > 0))

    def _pair(self, pair: Pairing, spare: bool) -> Any:
        charge = "" if pair.battery is None else f"  {pair.battery} %"
        kind = "bad" if not pair.linked else "warn" if pair.low and not pair.charging else "good"
        badge = Badge(pair.name + charge, kind, "link" if pair.linked else "unlink")
        if not spare:
            return Row(badge, Widget(size_hint_y=None, height=1))
        return Row(
            badge,
            Widget(size_hint_y=None, height=1),
            Button(
                _("Take over"), lambda: self._take_over(pair.name), kind="warn",
                name=_("Take over") + " " + pair.name,
            ),
        )  # fmt: skip


class Ear(BoxLayout):
    """How loud it is, and what was heard last."""

    def __init__(self, notices: bool = True) -> None:
        """notices: whether lines for the operator stand here too."""
        self._notices = notices
        super().__init__(orientation="vertical", size_hint_y=None, height=dp(70), spacing=dp(4))
        self.meter = Meter(size_hint_y=None, height=dp(12))
        self.icon = Icon("microphone", "faint", 20, pos_hint={"center_y": 0.5})
        self.heard = Text("", "body", "faint", fit="fill", lines=2)
        self.add_widget(self.meter)
        below = BoxLayout(spacing=dp(theme.GAP))
        below.add_widget(self.icon)
        below.add_widget(self.heard)
        self.add_widget(below)

    def show(self, view: View) -> None:
        """The show now."""
        deaf = view.hearing is not Hearing.LISTENING
        self.meter.show(0.0 if deaf or view.level is None else view.level)
        self.icon.show("microphone_off" if deaf else "microphone", "warn" if deaf else "faint")
        # What the state card says already is not said twice.
        notice = told(view.notice) if self._notices and view.linked else ""
        self.heard.text = notice or latest(view.heard)
        self.heard.dye("warn" if notice else "faint")


def latest(words: str) -> str:
    """The end is what matters."""
    return words if len(words) <= MOST else "... " + words[-MOST:].partition(" ")[2]

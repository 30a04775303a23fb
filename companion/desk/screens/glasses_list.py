"""The list of glasses: who is in reach, who is paired, who is for the show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.graphics import Color, Rectangle
from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from companion.desk import theme
from companion.desk.language import _
from companion.desk.screens import glasses_roles as roles
from companion.desk.screens.glasses_search import Row as Item
from companion.desk.screens.glasses_words import bars, signal
from companion.desk.widgets import Badge, Column, Icon, Text
from companion.desk.widgets.control import Pressable
from companion.desk.widgets.paint import Ground, Outline

BARS = 4
HEIGHT = 76


class Signal(Widget):
    """Bars of a radio signal."""

    def __init__(self, rssi: int | None = None, **more: Any) -> None:
        super().__init__(size_hint=(None, None), size=(dp(26), dp(22)), **more)
        self._inks: list[Any] = []
        self._bars: list[Any] = []
        with self.canvas:
            for _number in range(BARS):
                self._inks.append(Color())
                self._bars.append(Rectangle())
        self.bind(pos=self._follow, size=self._follow)
        self.show(rssi)

    def show(self, rssi: int | None) -> None:
        """Of a signal in dBm; None: nothing is heard."""
        lit = bars(rssi)
        for number, ink in enumerate(self._inks):
            ink.rgba = theme.colour("ink" if number < lit else "line")
        self._follow()

    def _follow(self, *_event: Any) -> None:
        step = self.width / BARS
        for number, bar in enumerate(self._bars):
            bar.pos = (round(self.x + number * step), self.y)
            bar.size = (round(step * 0.65), round(self.height * (number + 1) / BARS))


class GlassesRow(Pressable, BoxLayout):
    """One pair in the list. picked: called with its name."""

    takes_focus = False  # the list has it

    def __init__(self, picked: Callable[[Item], Any]) -> None:
        super().__init__(spacing=dp(14), padding=(dp(theme.SPACE), dp(6), dp(12), dp(6)))
        self._picked = picked
        self._item: Item | None = None
        self._ground = Ground(self, theme.colour("surface"), theme.RADIUS)
        self._edge = Outline(self, theme.colour("line", 0.6), theme.RADIUS)
        middle = {"center_y": 0.5}
        self._icon = Icon("glasses", "faint", 28, pos_hint=middle)
        self._name = Text("", bold=True, lines=1)
        self._state = Text("", "small", "faint", lines=1)
        self._signal = Signal(pos_hint=middle)
        self._badges = BoxLayout(
            size_hint=(None, None), height=dp(28), spacing=dp(6), pos_hint=middle
        )
        self._badges.bind(minimum_width=self._badges.setter("width"))
        self.add_widget(self._icon)
        self.add_widget(Column(self._name, self._state, space=2, pos_hint=middle))
        self.add_widget(self._badges)
        self.add_widget(self._signal)

    @property
    def name(self) -> str:
        """What a test or a screen reader calls it."""
        return self._item.name if self._item else ""

    def show(self, item: Item, role: str) -> None:
        """Another pair, or the same with news."""
        self._item = item
        seen = item.sighting
        self._name.text = item.name
        self._state.text = state(item)
        self._icon.show("glasses", "accent" if item.paired and seen else "faint")
        self._signal.show(seen.rssi if seen else None)
        self._badges.clear_widgets()
        if role == roles.MAIN:
            self._badges.add_widget(Badge(_("Main"), "accent"))
        elif role == roles.SPARE:
            self._badges.add_widget(Badge(_("Spare")))
        elif seen and seen.pairing:
            self._badges.add_widget(Badge(_("Open"), "good"))

    def chosen(self, chosen: bool) -> None:
        """Whether it is the one that is looked at."""
        self._edge.colour = theme.colour("accent") if chosen else theme.colour("line", 0.6)
        self._ground.colour = theme.colour("raised" if chosen else "surface")

    def act(self) -> None:
        """It was touched."""
        if self._item is not None:
            self._picked(self._item)


def state(item: Item) -> str:
    """What there is to say about glasses of the list."""
    seen = item.sighting
    if seen is None:
        return _("paired, not in reach")
    if seen.pairing:
        words = _("open for pairing")
    else:
        words = _("paired") if item.paired else _("not paired")
    return f"{words} · {_('virtual') if seen.virtual else signal(seen.rssi)}"

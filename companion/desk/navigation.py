"""The rail at the left of a wide window, the bar at the foot of a narrow one."""

from __future__ import annotations

from typing import Any

from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from companion.desk import routes, theme
from companion.desk.context import Desk
from companion.desk.widgets import Icon, Text
from companion.desk.widgets.control import Pressable
from companion.desk.widgets.paint import CLEAR, Ground

RAIL = 208
BAR = 72


class Way(Pressable, BoxLayout):
    """A door to a screen; `chosen` if one is there already."""

    def __init__(self, desk: Desk, door: routes.Door, chosen: bool, upright: bool) -> None:
        super().__init__(orientation="vertical" if upright else "horizontal")
        self._desk, self._door = desk, door
        self.name = door.label
        self.chosen = chosen
        ink = "accent" if chosen else "faint"
        Ground(self, theme.colour("accent", 0.14) if chosen else CLEAR, theme.RADIUS)
        self.ringed(theme.RADIUS)
        icon = Icon(door.icon, ink, 24)
        if upright:
            self.padding = (0, dp(8), 0, dp(6))
            self.spacing = dp(2)
            icon.pos_hint = {"center_x": 0.5}
            label = Text(door.label, "small", ink, fit="fill", align="center", lines=1)
            label.font_size = dp(11.5)
        else:
            self.size_hint_y = None
            self.height = dp(theme.TOUCH + 4)
            self.padding = (dp(theme.SPACE), 0, dp(theme.GAP), 0)
            self.spacing = dp(14)
            icon.pos_hint = {"center_y": 0.5}
            label = Text(door.label, "body", ink if chosen else "ink", fit="fill", bold=chosen)
        self.add_widget(icon)
        self.add_widget(label)

    @property
    def text(self) -> str:
        """Its words."""
        return self._door.label

    def act(self) -> None:
        """Go there."""
        self._desk.go(self._door.route)


class Rail(BoxLayout):
    """Doors below one another, under the name of the house."""

    def __init__(self, desk: Desk, route: str) -> None:
        super().__init__(
            orientation="vertical", size_hint_x=None, width=dp(RAIL), padding=dp(12),
            spacing=dp(4),
        )  # fmt: skip
        Ground(self, theme.colour("surface"))
        brand = BoxLayout(size_hint_y=None, height=dp(60), padding=(dp(14), 0), spacing=dp(12))
        brand.add_widget(Icon("spark", "accent", 22, pos_hint={"center_y": 0.5}))
        brand.add_widget(Text("Souffleur", "body", fit="fill", bold=True))
        self.add_widget(brand)
        *upper, last = routes.doors()
        for door in upper:
            self.add_widget(Way(desk, door, door.route == route, upright=False))
        self.add_widget(Widget())
        self.add_widget(Way(desk, last, last.route == route, upright=False))


class Bar(BoxLayout):
    """Doors side by side, within reach of a thumb."""

    def __init__(self, desk: Desk, route: str) -> None:
        super().__init__(size_hint_y=None, height=dp(BAR), padding=dp(4), spacing=dp(2))
        Ground(self, theme.colour("surface"))
        for door in routes.doors():
            self.add_widget(Way(desk, door, door.route == route, upright=True))

    def on_touch_down(self, touch: Any) -> bool:
        """What is touched here does not touch what lies behind."""
        return bool(super().on_touch_down(touch)) or self.collide_point(*touch.pos)

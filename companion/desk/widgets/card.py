"""Surfaces that hold things, and rows and columns to put them in."""

from __future__ import annotations

from typing import Any

from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.scrollview import ScrollView

from companion.desk import theme
from companion.desk.widgets.paint import Ground, Outline


class Column(BoxLayout):
    """One below the other, as high as its content (fill=True: as high as its place)."""

    def __init__(
        self, *content: Any, space: float = theme.SPACE, pad: float = 0, fill: bool = False,
        **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(orientation="vertical", spacing=dp(space), padding=dp(pad), **more)
        if not fill:
            self.size_hint_y = None
            self.bind(minimum_height=self.setter("height"))
        for part in content:
            self.add_widget(part)


class Row(BoxLayout):
    """Side by side, as high as the highest (fill=True: as high as its place)."""

    def __init__(
        self, *content: Any, space: float = theme.GAP, pad: float = 0, fill: bool = False,
        **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(orientation="horizontal", spacing=dp(space), padding=dp(pad), **more)
        if not fill:
            self.size_hint_y = None
            self.bind(minimum_height=self.setter("height"))
        for part in content:
            if part.size_hint_y is None:
                part.pos_hint = {"center_y": 0.5}
            self.add_widget(part)


class Card(Column):
    """A column on a surface with round corners."""

    def __init__(self, *content: Any, space: float = theme.GAP, **more: Any) -> None:
        super().__init__(*content, space=space, pad=theme.SPACE, **more)
        Ground(self, theme.colour("surface"), theme.RADIUS)
        Outline(self, theme.colour("line", 0.6), theme.RADIUS)


class Scroll(ScrollView):
    """Holds one thing that may be higher than its place; scrolled by finger, wheel and keys."""

    def __init__(self, content: Any, **more: Any) -> None:
        super().__init__(
            do_scroll_x=False, bar_width=dp(5), bar_color=theme.colour("faint", 0.8),
            bar_inactive_color=theme.colour("faint", 0.35), scroll_type=["bars", "content"],
            scroll_wheel_distance=dp(64), **more,
        )  # fmt: skip
        self.add_widget(content)

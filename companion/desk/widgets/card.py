"""Surfaces that hold things, and rows and columns to put them in."""

from __future__ import annotations

from typing import Any

from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout

from companion.desk import theme
from companion.desk.widgets.paint import Ground, Outline
from companion.desk.widgets.scrolling import Scrolling


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


class Scroll(Scrolling):
    """Holds one thing that may be higher than its place; scrolled by finger and wheel, and to
    what has the keyboard."""

    def __init__(self, content: Any, **more: Any) -> None:
        super().__init__(**more)
        self.add_widget(content)

    def scroll_to(self, widget: Any, padding: Any = 10, animate: Any = False) -> None:
        """Bring a widget into sight; where all is in sight nothing moves."""
        if self.children and self.children[0].height > self.height:
            super().scroll_to(widget, padding, animate)
        else:
            self.scroll_y = 1


class Page(Scroll):
    """What a screen shows where a column is enough: its edge below that of the title, no wider
    than can be read well."""

    def __init__(self, *content: Any, space: float = theme.SPACE, **more: Any) -> None:
        self.column = Column(*content, space=space, size_hint_x=None)
        super().__init__(self.column, **more)
        self.bind(width=self._fit)

    def _fit(self, *_event: Any) -> None:
        side = dp(theme.side(self.width / dp(1)))
        self.column.padding = (side, dp(theme.GAP), side, dp(theme.WIDE_SPACE))
        self.column.width = min(self.width, dp(theme.READING) + 2 * side)

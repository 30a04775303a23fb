"""What is behind a widget: a ground, an outline, the ring of the keyboard's focus."""

from __future__ import annotations

from typing import Any

from kivy.graphics import Color, InstructionGroup, Rectangle, SmoothLine, SmoothRoundedRectangle
from kivy.metrics import dp

from companion.desk import theme

CLEAR = (0.0, 0.0, 0.0, 0.0)


class Ground:
    """A filled shape behind `widget` that follows it.

    radius: dp. inset: how far the shape stays away from the widget's edges, dp.
    """

    def __init__(
        self, widget: Any, colour: theme.Rgba, radius: float = 0, inset: float = 0
    ) -> None:
        self._widget = widget
        self._inset = dp(inset)
        self._colour = Color(*colour)
        self._shape = SmoothRoundedRectangle(radius=[dp(radius)]) if radius else Rectangle()
        group = InstructionGroup()
        group.add(self._colour)
        group.add(self._shape)
        widget.canvas.before.insert(0, group)  # first of all: a field's ink is set there too
        widget.fbind("pos", self._follow)
        widget.fbind("size", self._follow)
        self._follow()

    @property
    def colour(self) -> theme.Rgba:
        """What it is filled with."""
        red, green, blue, alpha = self._colour.rgba
        return red, green, blue, alpha

    @colour.setter
    def colour(self, value: theme.Rgba) -> None:
        seen = self._colour.a > 0
        self._colour.rgba = value
        if seen != (value[3] > 0):
            self._follow()

    def _follow(self, *_event: Any) -> None:
        inset = self._inset
        if self._colour.a == 0:  # what is not seen need not be drawn
            self._shape.size = (0, 0)
            return
        self._shape.pos = (self._widget.x + inset, self._widget.y + inset)
        self._shape.size = (
            max(0, self._widget.width - 2 * inset), max(0, self._widget.height - 2 * inset)
        )


class Outline:
    """A line around `widget`, above what it draws. outset: away from its edges, dp."""

    def __init__(
        self, widget: Any, colour: theme.Rgba, radius: float, width: float = 1, outset: float = 0
    ) -> None:
        self._widget = widget
        self._outset = dp(outset)
        self._radius = dp(radius + outset)
        with widget.canvas.after:
            self._colour = Color(*colour)
            self._line = SmoothLine(width=dp(width) / 2)
        widget.fbind("pos", self._follow)
        widget.fbind("size", self._follow)
        self._follow()

    @property
    def colour(self) -> theme.Rgba:
        """What it is drawn in; CLEAR for nothing."""
        red, green, blue, alpha = self._colour.rgba
        return red, green, blue, alpha

    @colour.setter
    def colour(self, value: theme.Rgba) -> None:
        seen = self._colour.a > 0
        self._colour.rgba = value
        if seen != (value[3] > 0):
            self._follow()

    def _follow(self, *_event: Any) -> None:
        out = self._outset
        width, height = self._widget.width + 2 * out, self._widget.height + 2 * out
        if width <= 2 or height <= 2 or self._colour.a == 0:
            self._line.points = []
            return
        radius = min(self._radius, width / 2, height / 2)
        self._line.rounded_rectangle = (
            self._widget.x - out, self._widget.y - out, width, height, radius
        )

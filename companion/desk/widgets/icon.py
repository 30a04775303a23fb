"""Icons as pictures: strokes drawn large, then made small, so that their edges are soft."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture
from kivy.metrics import dp
from kivy.uix.widget import Widget
from PIL import Image, ImageDraw

from companion.desk import theme
from companion.desk.widgets.strokes import ICONS

GRID = 24
FINER = 8  # drawn so many times larger than shown
WEIGHT = 1.9  # width of a stroke on the grid


class Icon(Widget):
    """One icon, `size` dp wide and high, in a named colour."""

    def __init__(self, name: str, ink: str = "ink", size: float = 24, **more: Any) -> None:
        super().__init__(size_hint=(None, None), size=(dp(size), dp(size)), **more)
        self._pixels = max(1, round(dp(size)))
        with self.canvas:
            self._colour = Color(*theme.colour(ink))
            self._picture = Rectangle()
        self.bind(pos=self._follow, size=self._follow)
        self.show(name)
        self._follow()

    def show(self, name: str, ink: str = "") -> None:
        """Another icon, or another colour, from now on."""
        self.name = name
        self._picture.texture = texture(name, self._pixels)
        if ink:
            self._colour.rgba = theme.colour(ink)

    def _follow(self, *_event: Any) -> None:
        side = self._pixels
        self._picture.size = (side, side)
        self._picture.pos = (
            round(self.center_x - side / 2), round(self.center_y - side / 2)
        )


@lru_cache(maxsize=512)
def texture(name: str, pixels: int) -> Any:
    """White, as opaque as the icon covers; `pixels` wide and high."""
    coverage = draw(ICONS[name], pixels)
    white = Image.new("L", coverage.size, 255)
    picture = Image.merge("LA", (white, coverage))
    made = Texture.create(size=coverage.size, colorfmt="luminance_alpha")
    made.blit_buffer(picture.tobytes(), colorfmt="luminance_alpha", bufferfmt="ubyte")
    made.flip_vertical()
    return made


def draw(strokes: tuple[str, ...], pixels: int) -> Image.Image:
    """Coverage 0 to 255."""
    side = pixels * FINER
    image = Image.new("L", (side, side), 0)
    pen = ImageDraw.Draw(image)
    for stroke in strokes:
        kind, *words = stroke.split()
        _stroke(pen, kind, [float(word) for word in words], side / GRID)
    return image.resize((pixels, pixels), Image.Resampling.BOX)


def _stroke(pen: ImageDraw.ImageDraw, kind: str, numbers: list[float], zoom: float) -> None:
    if kind in "MZF":
        points = [
            (x * zoom, y * zoom) for x, y in zip(numbers[::2], numbers[1::2], strict=True)
        ]
        if kind == "F":
            pen.polygon(points, fill=255)
        _line(pen, points if kind == "M" else [*points, points[0]], zoom)
    elif kind == "D":
        x, y, r = (number * zoom for number in numbers)
        pen.ellipse((x - r, y - r, x + r, y + r), fill=255)
    elif kind == "O":
        _line(pen, _arc((*numbers, 0, 360), zoom), zoom)
    elif kind == "A":
        _line(pen, _arc(numbers, zoom), zoom)
    elif kind == "R":
        left, top, right, bottom, r = numbers
        points = [
            *_arc((right - r, top + r, r, -90, 0), zoom),
            *_arc((right - r, bottom - r, r, 0, 90), zoom),
            *_arc((left + r, bottom - r, r, 90, 180), zoom),
            *_arc((left + r, top + r, r, 180, 270), zoom),
        ]
        _line(pen, [*points, points[0]], zoom)


def _arc(numbers: Sequence[float], zoom: float) -> list[tuple[float, float]]:
    x, y, r, start, end = numbers
    steps = max(8, int(abs(end - start) / 5))
    angles = [math.radians(start + (end - start) * i / steps) for i in range(steps + 1)]
    return [((x + r * math.cos(a)) * zoom, (y + r * math.sin(a)) * zoom) for a in angles]


def _line(
    pen: ImageDraw.ImageDraw, points: list[tuple[float, float]], zoom: float
) -> None:
    """With round ends and joints."""
    half = WEIGHT * zoom / 2
    pen.line(points, fill=255, width=round(2 * half))
    for x, y in points:
        pen.ellipse((x - half, y - half, x + half, y + half), fill=255)

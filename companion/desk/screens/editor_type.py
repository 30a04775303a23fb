"""Runs of letters as textures, with the place of every letter. What was drawn once is kept."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any, NamedTuple

import numpy as np
from kivy.graphics.texture import Texture
from kivy.metrics import sp

from companion.desk import language, theme
from companion.desk.screens.editor_layout import Style
from companion.desk.text import setting
from companion.desk.text.provider import pen, setter

_KEPT = 600  # pictures: those of a few screens
_KEPT_WIDTHS = 60_000  # of words
_LARGER = 1.12  # than the text of the rest: it is what the eyes are on


class Picture(NamedTuple):
    """texture: white, as opaque as the letters cover; None for nothing but white space.

    edges: x before every code point of the text, and after the last. width: all in pixels.
    """

    texture: Any
    edges: tuple[float, ...]
    width: float


class Type:
    """The letters of the page. size: of plain text in pixels."""

    def __init__(self) -> None:
        self.size = round(sp(theme.size("body")) * _LARGER)
        self._widths: dict[tuple[str, float, bool], float] = {}
        self._pictures: OrderedDict[tuple[str, float, bool], Picture] = OrderedDict()

    def width(self, text: str, style: Style) -> float:
        """Pixels that the text takes on a row."""
        key = (text, style.size, style.bold)
        found = self._widths.get(key)
        if found is None:
            if len(self._widths) >= _KEPT_WIDTHS:
                self._widths.clear()
            found = self._widths[key] = setter().width(text, self._style(style))
        return found

    def picture(self, text: str, style: Style) -> Picture:
        """The text drawn."""
        key = (text, style.size, style.bold)
        found = self._pictures.get(key)
        if found is None:
            found = self._draw(text, self._style(style))
            if len(self._pictures) >= _KEPT:
                self._pictures.popitem(last=False)
        else:
            self._pictures.move_to_end(key)
        self._pictures[key] = found
        return found

    def _style(self, style: Style) -> setting.Style:
        tongue = language.tag().partition("-")[0]
        return setting.Style(round(self.size * style.size), style.bold, tongue, tall=True)

    def _draw(self, text: str, style: setting.Style) -> Picture:
        line = setter().line(text, style)
        edges = tuple(line.caret(at) for at in range(len(text) + 1))
        return Picture(_texture(line, style.size), edges, setter().width(text, style))


def _texture(line: setting.Line, size: float) -> Any:
    coverage = pen().picture([line], size)
    height, width = coverage.shape
    if not width:
        return None
    pixels = np.full((height, width, 2), 255, np.uint8)
    pixels[..., 1] = coverage
    made = Texture.create(size=(width, height), colorfmt="luminance_alpha")
    made.blit_buffer(pixels.tobytes(), colorfmt="luminance_alpha", bufferfmt="ubyte")
    made.flip_vertical()
    return made

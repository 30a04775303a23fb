"""What the stage of the glasses paints; the firmware's painter.py and rows.py in other words.

What is spoken is dim; directions are a middle grey. A panel without greys underlines the spoken
part of the current line, shows past lines through a checkerboard, and sets directions in reverse.
"""

from __future__ import annotations

import numpy as np

from companion.typeset.raster import Levels
from companion.typeset.reader import Drawn, Reading, paste
from firmware.souffleur import book, signs, strip

ALL = 0xFFFFFF  # `spoken` of a line that is past as a whole


class Canvas:
    """Levels to draw on with what the firmware's pure modules ask of a framebuf."""

    def __init__(self, width: int, height: int) -> None:
        self.levels: Levels = np.zeros((height, width), np.uint8)

    def fill_rect(self, x: int, y: int, width: int, height: int, level: int) -> None:
        """Fill a rectangle; what falls off the canvas is left out."""
        self.levels[max(y, 0) : max(y + height, 0), max(x, 0) : max(x + width, 0)] = level


def staged(reading: Reading, number: int, spoken: int) -> Levels:
    """Levels of a line (line height x width); tokens before `spoken` have been spoken."""
    canvas = np.zeros((reading.line_height, reading.width), np.uint8)
    for drawn in reading.lines[number].drawn:
        _paint(canvas, reading, drawn, spoken)
    if spoken == ALL and reading.depth == 1:
        canvas[0::2, 0::2] = canvas[1::2, 1::2] = 0
    return canvas


def screen(reading: Reading, line: int, token: int, row: int) -> Levels:
    """The text area: `line` stands in row `row`, or in the last one if there are not so many."""
    rows = max(1, reading.height // reading.line_height)
    levels = np.zeros((reading.height, reading.width), np.uint8)
    first = line - min(row, rows - 1)
    for number in range(max(first, 0), min(first + rows, len(reading.lines) + 1)):
        y = (number - first) * reading.line_height
        if number < len(reading.lines):
            spoken = token if number == line else 0 if number > line else ALL
            part = staged(reading, number, spoken)
        elif number:
            part = end_mark(reading)
        else:
            continue
        levels[y : y + reading.line_height] = part
    return levels


def end_mark(reading: Reading) -> Levels:
    """What stands after the last line (line height x width)."""
    canvas = Canvas(reading.width, reading.line_height)
    signs.end_mark(canvas, reading.width, reading.line_height, reading.depth)
    return canvas.levels


def title(reading: Reading, number: int, width: int) -> Levels:
    """The title that line `number` stands under, as the strip shows it (TITLE_HEIGHT x width)."""
    canvas = np.zeros((strip.TITLE_HEIGHT, width), np.uint8)
    found = reading.title(number)
    for drawn in found.drawn if found else ():
        _ink(canvas, reading, drawn, strip.inks(reading.depth)[1])
    return canvas


def _paint(canvas: Levels, reading: Reading, drawn: Drawn, spoken: int) -> None:
    full = (1 << reading.depth) - 1
    past = drawn.token < spoken
    direction = drawn.style == book.STYLE_DIRECTION
    if direction and reading.depth == 1:
        canvas[:-1, max(drawn.pen, 0) : max(drawn.pen + drawn.advance, 0)] = 1
        shape = reading.glyphs[drawn.glyph].levels
        hole = np.zeros_like(canvas)
        paste(hole, shape, drawn.x, drawn.y)
        canvas[hole > 0] = 0
        return
    ink = full
    if past and reading.depth > 1:
        ink = 1
    elif direction:
        ink = (full + 1) // 2
    _ink(canvas, reading, drawn, ink)
    if past and reading.depth == 1 and spoken != ALL:
        canvas[-1, max(drawn.pen, 0) : max(drawn.pen + drawn.advance, 0)] = 1


def _ink(canvas: Levels, reading: Reading, drawn: Drawn, ink: int) -> None:
    full = (1 << reading.depth) - 1
    levels = reading.glyphs[drawn.glyph].levels
    shades = np.maximum((levels.astype(np.int32) * ink + full // 2) // full, 1)
    paste(canvas, np.where(levels > 0, shades, 0).astype(np.uint8), drawn.x, drawn.y)

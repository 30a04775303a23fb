"""A line as the stage of the glasses paints it; the firmware's painter.py in other words.

Spoken words are dim: the lowest grey, or every second pixel at depth 1. Directions are a middle
grey, at depth 1 dotted below. Headings and emphasis are ruled below.
"""

from __future__ import annotations

import numpy as np

from companion.typeset.raster import Levels
from companion.typeset.reader import Drawn, Reading, paste
from firmware.souffleur import book


def staged(reading: Reading, number: int, spoken: int) -> Levels:
    """Levels of a line (line height x width); tokens before `spoken` have been spoken."""
    shape = (reading.line_height, reading.width)
    past, ahead = np.zeros(shape, np.uint8), np.zeros(shape, np.uint8)
    for drawn in reading.lines[number].drawn:
        _paint(past if drawn.token < spoken else ahead, reading, drawn, drawn.token < spoken)
    if reading.depth == 1:
        rows, columns = np.indices(shape)
        past[(rows + columns) % 2 == 0] = 0
    return np.maximum(past, ahead)


def _paint(canvas: Levels, reading: Reading, drawn: Drawn, dim: bool) -> None:
    full = (1 << reading.depth) - 1
    direction = drawn.style == book.STYLE_DIRECTION
    top = 1 if dim else (full + 1) // 2 if direction else full
    levels = reading.glyphs[drawn.glyph].levels
    shades = np.maximum((levels.astype(np.int32) * top + full // 2) // full, 1)
    paste(canvas, np.where(levels > 0, shades, 0).astype(np.uint8), drawn.x, drawn.y)
    left, right = max(drawn.pen, 0), max(drawn.pen + drawn.advance, 0)
    ink = 1 if dim else full
    if not direction and drawn.style != book.STYLE_SPOKEN:
        canvas[-1, left:right] = ink
    elif direction and reading.depth == 1:
        canvas[-1, left - left % 2 : right : 2] = ink

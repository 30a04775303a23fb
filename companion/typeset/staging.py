"""A line as the stage of the glasses paints it; the firmware's painter.py in other words.

What is spoken is dim; a panel without greys underlines the spoken part of the current line
instead. Directions are a middle grey.
"""

from __future__ import annotations

import numpy as np

from companion.typeset.raster import Levels
from companion.typeset.reader import Drawn, Reading, paste
from firmware.souffleur import book

ALL = 0xFFFFFF  # `spoken` of a line that is past as a whole


def staged(reading: Reading, number: int, spoken: int) -> Levels:
    """Levels of a line (line height x width); tokens before `spoken` have been spoken."""
    canvas = np.zeros((reading.line_height, reading.width), np.uint8)
    for drawn in reading.lines[number].drawn:
        _paint(canvas, reading, drawn, spoken)
    return canvas


def _paint(canvas: Levels, reading: Reading, drawn: Drawn, spoken: int) -> None:
    full = (1 << reading.depth) - 1
    past = drawn.token < spoken
    ink = full
    if past and reading.depth > 1:
        ink = 1
    elif drawn.style == book.STYLE_DIRECTION:
        ink = (full + 1) // 2
    levels = reading.glyphs[drawn.glyph].levels
    shades = np.maximum((levels.astype(np.int32) * ink + full // 2) // full, 1)
    paste(canvas, np.where(levels > 0, shades, 0).astype(np.uint8), drawn.x, drawn.y)
    if past and reading.depth == 1 and spoken != ALL:
        canvas[-1, max(drawn.pen, 0) : max(drawn.pen + drawn.advance, 0)] = ink

"""Paints one line of a book on a canvas of a line's height.

What is spoken already is dim; on a panel without greys the spoken part of the current line is
underlined instead. Directions are a middle grey.
"""

import framebuf

from . import book
from .line import walk

ALL = 0xFFFFFF  # tokens of a line that is past as a whole


class Painter:
    """canvas: framebuf with the panel's levels (2 ** depth of them) for lines `height` high."""

    def __init__(self, canvas, height, depth, layout):
        self._canvas = canvas
        self._height = height
        self._depth = depth
        self._layout = layout
        self._palettes = {}

    def paint(self, body, depth, glyphs, token):
        """Paint a line of a book of `depth`; tokens before `token` are spoken."""
        self._source = depth
        self._glyphs = glyphs
        self._token = token
        walk(body, glyphs, self._height // 2, self._place)

    def _place(self, glyph, x, top, pen, advance, token, style):
        spoken = token < self._token
        full = (1 << self._depth) - 1
        if spoken and self._depth > 1:
            ink = 1
        elif style == book.STYLE_DIRECTION:
            ink = (full + 1) // 2
        else:
            ink = full
        canvas = self._canvas
        if glyph is None:
            canvas.rect(pen + 1, 2, max(advance, 4) - 2, self._height - 4, ink)
        elif glyph[4]:
            canvas.blit(self._glyphs.picture(glyph), x, top, 0, self._palette(ink))
        if spoken and self._depth == 1 and self._token != ALL:
            canvas.hline(pen, self._height - 1, advance, ink)

    def _palette(self, ink):
        """Levels of the book -> levels of the panel, the highest one `ink`."""
        key = self._source << 4 | ink
        palette = self._palettes.get(key)
        if not palette:
            levels = 1 << self._source
            palette = framebuf.FrameBuffer(bytearray(levels), levels, 1, self._layout)
            for level in range(1, levels):
                # never rounded away: a thin stroke may be all grey
                shade = max(1, (level * ink + (levels - 1) // 2) // (levels - 1))
                palette.pixel(level, 0, shade)
            self._palettes[key] = palette
        return palette

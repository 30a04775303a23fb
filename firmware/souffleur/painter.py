"""Paints one line of a book on a canvas of a line's height.

What is spoken already is dim; directions are a middle grey. A panel without greys underlines
the spoken part of the current line, shows past lines through a checkerboard, and sets
directions in reverse.
"""

import framebuf

from . import book
from .line import walk

ALL = 0xFFFFFF  # tokens of a line that is past as a whole


class Painter:
    """For canvases with the panel's levels (2 ** depth of them) in its layout."""

    def __init__(self, depth, layout):
        self._depth = depth
        self._layout = layout
        self._palettes = {}
        self._checks = None

    def paint(self, canvas, height, body, depth, glyphs, token, quiet=False):
        """Paint a line of a book of `depth`; tokens before `token` are spoken.

        quiet: all in one middle grey, whatever its style.
        """
        self._canvas = canvas
        self._height = height
        self._source = depth
        self._glyphs = glyphs
        self._token = token
        self._quiet = quiet
        walk(body, glyphs, height // 2, self._place)
        if token == ALL and self._depth == 1:
            self._thin()

    def _place(self, glyph, x, top, pen, advance, token, style):
        spoken = token < self._token
        full = (1 << self._depth) - 1
        direction = style == book.STYLE_DIRECTION
        ink = full
        if spoken and self._depth > 1:
            ink = 1
        elif direction or self._quiet:
            ink = (full + 1) // 2
        canvas = self._canvas
        if direction and self._depth == 1 and not self._quiet:
            if advance:
                canvas.fill_rect(pen, 0, advance, self._height - 1, 1)
            ink = 0
        if glyph is None:
            canvas.rect(pen + 1, 2, max(advance, 4) - 2, self._height - 4, ink)
        elif glyph[4]:
            palette = self._palette(ink)
            canvas.blit(self._glyphs.picture(glyph), x, top, 0 if ink else 1, palette)
        if spoken and self._depth == 1 and self._token != ALL and not direction:
            canvas.hline(pen, self._height - 1, advance, 1)

    def _thin(self):
        """Take every other pixel of the canvas away."""
        if self._checks is None:
            pattern = b"\x55" * 32 + b"\xaa" * 32
            self._checks = framebuf.FrameBuffer(bytearray(pattern), 256, 2, framebuf.MONO_HLSB)
        for y in range(0, self._height, 2):
            self._canvas.blit(self._checks, 0, y, 1)

    def _palette(self, ink):
        """Levels of the book -> levels of the panel, the highest one `ink`.

        With ink 0 (in reverse) the paper is 1.
        """
        key = self._source << 4 | ink
        palette = self._palettes.get(key)
        if not palette:
            levels = 1 << self._source
            palette = framebuf.FrameBuffer(bytearray(levels), levels, 1, self._layout)
            if not ink:
                palette.pixel(0, 0, 1)
            for level in range(1, levels):
                # never rounded away: a thin stroke may be all grey
                shade = max(1, (level * ink + (levels - 1) // 2) // (levels - 1)) if ink else 0
                palette.pixel(level, 0, shade)
            self._palettes[key] = palette
        return palette

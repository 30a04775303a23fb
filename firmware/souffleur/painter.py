"""Paints one line of a book on a canvas of a line's height.

What is spoken already is dim: at depth 1 every second pixel, otherwise the lowest grey.
Directions are a middle grey, or dotted below at depth 1. Headings and emphasis are ruled below.
"""

import framebuf

from . import book
from .line import walk

DOTTED = 1
SOLID = 2


class Painter:
    """canvas: framebuf with the panel's levels (2 ** depth of them), width x height pixels."""

    def __init__(self, canvas, width, height, depth, layout):
        self._canvas = canvas
        self._width = width
        self._height = height
        self._depth = depth
        self._layout = layout
        self._palettes = {}
        self._level = 0
        self._veil = None
        if depth == 1:
            stride = (width + 7) // 8
            rows = b"\x55" * stride + b"\xaa" * stride
            veil = bytearray((rows * (height // 2 + 1))[: stride * height])
            self._veil = framebuf.FrameBuffer(veil, width, height, framebuf.MONO_HLSB, stride * 8)

    def paint(self, depth, glyphs, body, token):
        """Paint a line of a book of `depth`; tokens before `token` are spoken."""
        self._source = depth
        self._glyphs = glyphs
        self._token = token
        self._over = False
        self._edge = -32768
        self._level = 0
        self._pass(body, True)
        if self._veil:
            self._canvas.blit(self._veil, 0, 0, 1)
        self._pass(body, False)
        if self._over and self._depth > 1:
            # A grey edge may lie over a neighbour's body: draw once more, darker levels first.
            for self._level in range(2, 1 << self._source):
                self._pass(body, True)
                self._pass(body, False)

    def _pass(self, body, spoken):
        self._spoken = spoken
        walk(body, self._glyphs, self._height // 2, self._place)

    def _place(self, glyph, x, top, pen, advance, token, style):
        if (token < self._token) != self._spoken:
            return
        canvas = self._canvas
        full = (1 << self._depth) - 1
        ink = 1 if self._spoken else full
        if glyph is None:
            if advance:
                canvas.rect(pen + 1, 2, advance - 2, self._height - 4, ink)
            return
        if glyph[0]:
            canvas.blit(glyph[0], x, top, 0, self._palette(style))
            if x < self._edge:
                self._over = True
            self._edge = max(self._edge, x + glyph[4])
        rule = self._rule(style)
        if rule == SOLID:
            canvas.hline(pen, self._height - 1, advance, ink)
        elif rule == DOTTED:
            for at in range(pen & ~1, pen + advance, 2):
                canvas.pixel(at, self._height - 1, ink)

    def _rule(self, style):
        if style == book.STYLE_DIRECTION:
            return DOTTED if self._depth == 1 else 0
        return SOLID if style else 0

    def _palette(self, style):
        """Levels of the book -> levels of the panel."""
        full = (1 << self._depth) - 1
        if self._spoken:
            top = 1
        elif style == book.STYLE_DIRECTION:
            top = (full + 1) // 2
        else:
            top = full
        key = self._source << 16 | top << 8 | self._level
        palette = self._palettes.get(key)
        if not palette:
            palette = self._palettes[key] = self._make(top)
        return palette

    def _make(self, top):
        levels = 1 << self._source
        palette = framebuf.FrameBuffer(bytearray(levels), levels, 1, self._layout)
        for level in range(1, levels):
            if self._level in (0, level):
                # never rounded away: the thin strokes of a glyph may be all grey
                shade = max(1, (level * top + (levels - 1) // 2) // (levels - 1))
                palette.pixel(level, 0, shade)
        return palette

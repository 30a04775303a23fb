"""Lines into pixels: coverage 0 to 255, every glyph drawn once for each quarter of a pixel."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterable
from typing import NamedTuple

import freetype
import numpy as np
from numpy.typing import NDArray

from companion.desk.text.setting import Line
from companion.typeset.fonts import Face
from companion.typeset.raster import box
from companion.typeset.shape import BOX

Coverage = NDArray[np.uint8]
QUARTERS = 4  # places within a pixel at which a glyph is drawn
MOST = 20_000  # glyphs remembered


class Drawn(NamedTuple):
    """A glyph's picture. left, top: from its origin to its upper left corner, y down."""

    coverage: Coverage
    left: int
    top: int


class Pen:
    """Draws with the given faces and remembers what it drew. One thread uses it."""

    def __init__(self, faces: tuple[Face, ...]) -> None:
        self._faces = faces
        self._known: dict[tuple[int, int, float, int], Drawn] = {}

    def draw(self, onto: Coverage, line: Line, x: float, baseline: float, size: float) -> None:
        """Draw the line with its left end at x; what lies outside is cut off."""
        y0 = round(baseline)
        for placed in line.placed:
            left = x + placed.x
            for glyph in placed.piece.glyphs:
                at = left + glyph.x
                pixel = math.floor(at)
                quarter = int((at - pixel) * QUARTERS)
                drawn = self._glyph(glyph.face, glyph.glyph, size, quarter)
                if drawn.coverage.size:
                    _blend(onto, drawn.coverage, pixel + drawn.left,
                           y0 - round(glyph.y) + drawn.top)  # fmt: skip

    def picture(self, lines: Iterable[Line], size: float) -> Coverage:
        """The lines below one another, cut to their width."""
        made = list(lines)
        height = sum(round(line.height) for line in made)
        width = max((math.ceil(line.width) for line in made), default=0)
        onto = np.zeros((height, width), np.uint8)
        y = 0
        for line in made:
            self.draw(onto, line, 0, y + line.above, size)
            y += round(line.height)
        return onto

    def _glyph(self, face: int, glyph: int, size: float, quarter: int) -> Drawn:
        key = (face, glyph, size, quarter)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= MOST:
                self._known.clear()
            found = self._known[key] = (
                _box(size) if face == BOX else _outline(self._faces[face], glyph, size, quarter)
            )
        return found


def _outline(face: Face, glyph: int, size: float, quarter: int) -> Drawn:
    outlines = face.outlines
    outlines.set_char_size(round(size * face.scale * 64))
    outlines.load_glyph(glyph, freetype.FT_LOAD_NO_BITMAP | freetype.FT_LOAD_TARGET_LIGHT)
    slot = outlines.glyph
    outline = ctypes.byref(slot.outline._FT_Outline)
    if face.thicken:
        freetype.FT_Outline_Embolden(outline, round(face.thicken * size * 64))
    freetype.FT_Outline_Translate(outline, quarter * 64 // QUARTERS, 0)
    slot.render(freetype.FT_RENDER_MODE_NORMAL)
    bitmap = slot.bitmap
    if not bitmap.width or not bitmap.rows:
        return Drawn(np.zeros((0, 0), np.uint8), 0, 0)
    rows = np.array(bitmap.buffer, np.uint8).reshape(bitmap.rows, bitmap.pitch)
    return Drawn(rows[:, : bitmap.width].copy(), slot.bitmap_left, -slot.bitmap_top)


def _box(size: float) -> Drawn:
    picture = box(round(size), 8)
    return Drawn(picture.levels, picture.left, -picture.above)


def _blend(onto: Coverage, ink: Coverage, x: int, y: int) -> None:
    height, width = ink.shape
    top, left = max(0, -y), max(0, -x)
    bottom, right = min(height, onto.shape[0] - y), min(width, onto.shape[1] - x)
    if top < bottom and left < right:
        under = onto[y + top : y + bottom, x + left : x + right]
        np.maximum(under, ink[top:bottom, left:right], out=under)

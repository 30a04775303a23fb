"""Outlines to pixels of a panel's few grey levels."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import freetype
import numpy as np
from numpy.typing import NDArray

from companion.typeset.fonts import Face

Levels = NDArray[np.uint8]

# On a see-through display faint strokes vanish and faint edges fill the gaps between strokes: the
# lowest coverage is cut, the rest lifted. Judged on the panel pictures at 14 to 20 pixels.
_GAMMA = 0.75
_BLACK = 0.08
# Hinted in both directions: Chinese stands on fixed squares, so letters cannot drift apart.
_SQUARE = frozenset(("cjk",))


@dataclass(frozen=True, slots=True)
class Picture:
    """A rasterised glyph: levels (rows x columns, 0 to 2**depth - 1), cut to its ink.

    left: from the pen to the left edge. above: from the baseline up to the top edge.
    """

    levels: Levels
    left: int
    above: int


def rasterise(face: Face, glyph: int, size: int, depth: int) -> Picture:
    """Draw one glyph at `size` pixels per em."""
    outlines = face.outlines
    outlines.set_pixel_sizes(0, size)
    outlines.load_glyph(
        glyph, freetype.FT_LOAD_FORCE_AUTOHINT | freetype.FT_LOAD_NO_BITMAP | _target(face, depth)
    )
    slot = outlines.glyph
    if face.thicken:
        _thicken(slot, max(1, round(face.thicken * size)))
    one_bit = depth == 1
    slot.render(freetype.FT_RENDER_MODE_MONO if one_bit else freetype.FT_RENDER_MODE_NORMAL)
    bitmap = slot.bitmap
    if not bitmap.width or not bitmap.rows:
        return Picture(np.zeros((0, 0), np.uint8), 0, 0)
    rows = np.array(bitmap.buffer, np.uint8).reshape(bitmap.rows, bitmap.pitch)
    levels = np.unpackbits(rows, axis=1) if one_bit else quantise(rows, depth)
    return cut(levels[:, : bitmap.width], slot.bitmap_left, slot.bitmap_top)


def _target(face: Face, depth: int) -> int:
    """FreeType's hinting: for one bit everything is pulled to the grid, so no stroke is lost."""
    if depth == 1:
        return int(freetype.FT_LOAD_TARGET_MONO)
    square = face.family in _SQUARE
    return int(freetype.FT_LOAD_TARGET_NORMAL if square else freetype.FT_LOAD_TARGET_LIGHT)


def _thicken(slot: freetype.GlyphSlot, pixels: int) -> None:
    """Widen upright strokes to the right by whole pixels, which leaves hinted edges sharp."""
    freetype.FT_Outline_EmboldenXY(ctypes.byref(slot.outline._FT_Outline), 64 * pixels, 0)


def quantise(coverage: NDArray[np.uint8], depth: int) -> Levels:
    """Coverage 0..255 to levels 0..2**depth - 1."""
    share = coverage.astype(np.float32) / 255
    lifted = np.clip((share - _BLACK) / (1 - _BLACK), 0, 1) ** _GAMMA
    return np.rint(lifted * ((1 << depth) - 1)).astype(np.uint8)


def cut(levels: Levels, left: int, above: int) -> Picture:
    """Take the empty border away."""
    rows = np.flatnonzero(levels.any(axis=1))
    columns = np.flatnonzero(levels.any(axis=0))
    if not len(rows):
        return Picture(np.zeros((0, 0), np.uint8), 0, 0)
    ink = levels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return Picture(ink.copy(), left + int(columns[0]), above - int(rows[0]))


def box(size: int, depth: int) -> Picture:
    """What stands for a character no font has: an upright frame."""
    width, height = max(5, round(size * 0.6)), max(7, round(size * 0.75))
    levels = np.zeros((height, width), np.uint8)
    full = (1 << depth) - 1
    levels[0, :] = levels[-1, :] = full
    levels[:, 0] = levels[:, -1] = full
    return Picture(levels, 1, height)

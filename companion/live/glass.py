"""The glass in a terminal: the panel's pixels as half blocks, or as braille where room is short."""

from __future__ import annotations

from itertools import groupby

import numpy as np
from numpy.typing import NDArray
from rich.color import Color
from rich.style import Style
from rich.text import Text

Pixels = NDArray[np.uint8]

INK = (140, 255, 170)  # the tint of a lit pixel; a see-through panel shows light, never black
DARK: Pixels = np.zeros((126, 126), np.uint8)  # drawn while the panel is not known yet
HALF = "▀"
_BRAILLE = 0x2800
# Dot numbers of a braille cell, as bits, by row and column.
_DOTS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]], np.uint16)


def size_as(mode: str, picture: Pixels) -> tuple[int, int]:
    """(columns, rows) of a picture in `mode`, "half" or "braille"."""
    height, width = picture.shape
    return (width, -(-height // 2)) if mode == "half" else (-(-width // 2), -(-height // 4))


def draw(picture: Pixels, columns: int, rows: int) -> tuple[list[Text], int]:
    """The picture in at most `columns` x `rows` characters, and how many pixel rows are missing.

    Half blocks (one pixel a half character) where they fit, else braille (2 x 4 pixels a
    character). Text is never shrunk beyond reading: what does not fit is cut off at the bottom
    and on the right.
    """
    for mode in ("half", "braille"):
        wide, high = size_as(mode, picture)
        if wide <= columns and high <= rows:
            return _DRAW[mode](picture), 0
    return _braille(picture[: rows * 4, : columns * 2]), max(0, len(picture) - rows * 4)


def _half(picture: Pixels) -> list[Text]:
    height, width = picture.shape
    padded = np.zeros((height + height % 2, width), np.uint8)
    padded[:height] = picture
    lines = []
    for upper, lower in zip(padded[::2].tolist(), padded[1::2].tolist(), strict=True):
        line = Text(no_wrap=True)
        for (top, bottom), run in groupby(zip(upper, lower, strict=True)):
            count = sum(1 for _ in run)
            line.append(HALF * count, _style(top, bottom))
        lines.append(line)
    return lines


def _braille(picture: Pixels) -> list[Text]:
    height, width = picture.shape
    padded = np.zeros((height + -height % 4, width + -width % 2), np.uint8)
    padded[:height, :width] = picture
    cells = padded.reshape(len(padded) // 4, 4, padded.shape[1] // 2, 2).transpose(0, 2, 1, 3)
    dots = ((cells > 0) * _DOTS).sum(axis=(2, 3))
    levels = cells.max(axis=(2, 3))
    lines = []
    for codes, brights in zip(dots.tolist(), levels.tolist(), strict=True):
        line = Text(no_wrap=True)
        for bright, run in groupby(zip(codes, brights, strict=True), key=lambda cell: cell[1]):
            line.append("".join(chr(_BRAILLE + code) for code, _ in run), _style(bright, 0))
        lines.append(line)
    return lines


_DRAW = {"half": _half, "braille": _braille}
_STYLES: dict[tuple[int, int], Style] = {}


def _style(top: int, bottom: int) -> Style:
    key = (top, bottom)
    if key not in _STYLES:
        _STYLES[key] = Style(color=_colour(top), bgcolor=_colour(bottom))
    return _STYLES[key]


def _colour(level: int) -> Color:
    return Color.from_rgb(*(part * level // 255 for part in INK))

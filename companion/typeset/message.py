"""A short message from the staff, set as a one-bit picture for a band over the text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from companion.errors import SouffleurError
from companion.typeset import bidi
from companion.typeset.board import Area, Board
from companion.typeset.coding import pack, rows_of
from companion.typeset.encode import GlyphTable, line_body, record
from companion.typeset.flow import Paragraph
from companion.typeset.fonts import FontSet
from companion.typeset.ink import Ink
from companion.typeset.layout import lines, units
from companion.typeset.raster import Levels
from companion.typeset.reader import read
from companion.typeset.setting import Setting, decide
from companion.typeset.shape import Shaper
from companion.typeset.staging import staged
from firmware.souffleur import book, wire

# Lines and their height in pixels, tried in turn: one line covers the least of the text.
_SHAPES = ((1, 20), (1, 15), (2, 15), (2, 20), (3, 13))


class MessageError(SouffleurError):
    """The message cannot be shown."""


@dataclass(frozen=True, slots=True)
class Message:
    """Width and height in pixels; picture: coded as wire.MESSAGE tells."""

    width: int
    height: int
    picture: bytes


def set_message(
    text: str, width: int, height: int = wire.MAX_MESSAGE_HEIGHT, language: str = "und"
) -> Message:
    """Set a message in at most `width` x `height` pixels; raises MessageError."""
    text = " ".join(text.split())
    if not text:
        raise MessageError("The message is empty: type some words.")
    height = min(height, wire.MAX_MESSAGE_HEIGHT)
    for rows, line_height in _SHAPES:
        high = rows * line_height
        levels = one_bit(text, width, high, line_height, language) if high <= height else None
        if levels is None:
            continue
        picture = pack(rows_of(levels, 1))
        if len(picture) <= wire.MAX_MESSAGE:
            return Message(levels.shape[1], levels.shape[0], picture)
    raise MessageError(f"The message {text!r} is too long for the glass: shorten it.")


@lru_cache(1)
def _fonts() -> FontSet:
    """Of messages alone: a script may be set in another thread at the same time."""
    return FontSet(apart=True)


def one_bit(
    text: str, width: int, height: int, line_height: int, language: str
) -> Levels | None:
    """A text in as few lines as it takes, its sides cut to the ink; None if there is no room."""
    rows = height // line_height
    area = Area(0, 0, width, rows * line_height)
    board = Board("message", "", area.width, area.height, 1, area)
    shaper = Shaper(_fonts())
    paragraph = Paragraph(text, language, 0)
    base = bidi.base_level(text)
    cut = units(paragraph, base, shaper)
    geometry = decide(board, Setting(rows=rows), shaper.faces, shaper.used())
    ink = Ink(shaper.faces, geometry)
    hyphen = ink.snap(shaper.shape("-", False, False, "en"))[0]
    table = GlyphTable()
    records = b""
    count = 0
    for line in lines(paragraph, cut, ink, hyphen, width):
        body = line_body(line, paragraph, base, ink, table, width)
        records += table.take() + record(book.LINE, body)
        count += 1
    if not 0 < count <= rows:
        return None
    header = book.header(1, width, board.height, geometry.line_height, count, len(table), 0)
    reading = read(header + records)
    levels = np.concatenate([staged(reading, number, 0) for number in range(count)])
    columns = np.flatnonzero(levels.any(axis=0))
    if not len(columns):
        raise MessageError(f"The message {text!r} has nothing to show: type some words.")
    shown: Levels = levels[:, columns[0] : columns[-1] + 1]
    return shown

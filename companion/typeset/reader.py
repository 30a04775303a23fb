"""A book's bytes back to lines of placed glyphs: the reference for what the glasses draw."""

from __future__ import annotations

import struct
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from companion.typeset import coding
from companion.typeset.raster import Levels
from firmware.souffleur import book


class Drawn(NamedTuple):
    """A glyph on a line: its top left corner, the pen and advance (0 for a mark) in pixels."""

    glyph: int
    x: int
    y: int
    pen: int
    advance: int
    token: int
    style: int


@dataclass(frozen=True, slots=True)
class Glyph:
    """A decoded glyph record."""

    levels: Levels
    left: int
    top: int
    advance: int


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A decoded line record."""

    flags: int
    first_token: int
    drawn: tuple[Drawn, ...]


@dataclass(slots=True)
class Reading:
    """What a book, or the prefix of one, holds.

    titles: the first line under a title, and the title. used: bytes of complete records. ends:
    per line, the bytes that its picture needs.
    """

    depth: int
    width: int
    height: int
    line_height: int
    promised_lines: int
    promised_glyphs: int
    tokens: int
    glyphs: list[Glyph] = field(default_factory=list)
    lines: list[ReadLine] = field(default_factory=list)
    titles: list[tuple[int, ReadLine]] = field(default_factory=list)
    used: int = book.HEADER_SIZE
    ends: list[int] = field(default_factory=list)

    def title(self, number: int) -> ReadLine | None:
        """The title that line `number` stands under."""
        at = bisect_right(self.titles, number, key=lambda title: title[0])
        return self.titles[at - 1][1] if at else None


def paste(canvas: Levels, levels: Levels, x: int, y: int) -> None:
    """Draw levels, 0 being transparent; what falls off the canvas is left out."""
    height, width = levels.shape
    x0, y0 = max(x, 0), max(y, 0)
    x1, y1 = min(x + width, canvas.shape[1]), min(y + height, canvas.shape[0])
    if x0 >= x1 or y0 >= y1:
        return
    part = levels[y0 - y : y1 - y, x0 - x : x1 - x]
    np.copyto(canvas[y0:y1, x0:x1], part, where=part > 0)


def read(data: bytes) -> Reading:
    """Decode a book or any prefix of one of at least a header; raises book.BookError."""
    depth, width, height, line_height, lines, glyphs, tokens = book.parse_header(
        data[: book.HEADER_SIZE]
    )
    reading = Reading(depth, width, height, line_height, lines, glyphs, tokens)
    at = book.HEADER_SIZE
    while at + book.RECORD_HEAD <= len(data):
        kind, size = struct.unpack_from("<BH", data, at)
        body = data[at + book.RECORD_HEAD : at + book.RECORD_HEAD + size]
        if len(body) < size:
            break
        if kind == book.GLYPH:
            reading.glyphs.append(Glyph(*coding.parse_glyph(body, depth)))
        elif kind == book.LINE:
            reading.lines.append(_line(body, reading.glyphs))
            reading.ends.append(at + book.RECORD_HEAD + size)
        elif kind == book.TITLE:
            reading.titles.append((len(reading.lines), _line(body, reading.glyphs)))
        else:
            raise book.BookError("unknown record")
        at += book.RECORD_HEAD + size
        reading.used = at
    return reading


def _line(body: bytes, glyphs: list[Glyph]) -> ReadLine:
    flags = body[0]
    first = int.from_bytes(body[1:4], "little")
    (pen,) = struct.unpack_from("<h", body, 4)
    token, style = first - 1, book.STYLE_SPOKEN
    if flags & book.FLAG_HEADING:
        style = book.STYLE_HEADING
    elif flags & book.FLAG_DIRECTION:
        style = book.STYLE_DIRECTION
    drawn: list[Drawn] = []
    mark: tuple[int, int] | None = None
    at = book.LINE_HEAD
    while at < len(body):
        op = body[at]
        at += 1
        if op < book.OP_MOVE or op == book.OP_GLYPH:
            number, at = _number(op, body, at)
            glyph = glyphs[number]
            dx, dy = mark or (0, 0)
            advance = 0 if mark else glyph.advance
            x, y = pen + dx + glyph.left, glyph.top + dy
            drawn.append(Drawn(number, x, y, pen, advance, token, style))
            pen += advance
            mark = None
        elif op == book.OP_MOVE:
            pen += struct.unpack_from("<b", body, at)[0]
            at += 1
        elif op == book.OP_FAR:
            pen += struct.unpack_from("<h", body, at)[0]
            at += 2
        elif op == book.OP_MARK:
            mark = struct.unpack_from("<bb", body, at)
            at += 2
        elif op == book.OP_TOKEN:
            token += 1
        elif op == book.OP_TOKEN_AT:
            token = first + body[at]
            at += 1
        elif op == book.OP_STYLE:
            style = body[at]
            at += 1
        else:
            raise book.BookError("unknown operation")
    return ReadLine(flags, first, tuple(drawn))


def _number(op: int, body: bytes, at: int) -> tuple[int, int]:
    if op == book.OP_GLYPH:
        return body[at] | body[at + 1] << 8, at + 2
    if op < book.OP_WIDE:
        return op, at
    return book.OP_WIDE + ((op - book.OP_WIDE) << 8 | body[at]), at + 1

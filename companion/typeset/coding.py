"""Glyph pictures to the bytes of book.py, whichever coding is smaller, and back."""

from __future__ import annotations

import struct

import numpy as np

from companion.typeset.raster import Levels
from firmware.souffleur import book

_HEAD = "<BBbBBB"


def rows_of(levels: Levels, depth: int) -> bytes:
    """Coding RAW: rows of `depth` bits per pixel, each padded to a byte."""
    if not levels.size:
        return b""
    height, width = levels.shape
    bits = np.zeros((height, book.row_bytes(width, depth) * 8), np.uint8)
    for bit in range(depth):
        bits[:, bit : width * depth : depth] = (levels >> (depth - 1 - bit)) & 1
    return np.packbits(bits, axis=1).tobytes()


def levels_of(rows: bytes, width: int, height: int, depth: int) -> Levels:
    """The reverse of `rows_of`."""
    if not width or not height:
        return np.zeros((0, 0), np.uint8)
    packed = np.frombuffer(rows, np.uint8).reshape(height, book.row_bytes(width, depth))
    bits = np.unpackbits(packed, axis=1)
    levels = np.zeros((height, width), np.uint8)
    for bit in range(depth):
        levels = (levels << 1) | bits[:, bit : width * depth : depth]
    return levels


def pack(data: bytes) -> bytes:
    """Coding PACKED: literal stretches and runs of one byte."""
    out = bytearray()
    literal = bytearray()
    i = 0
    while i < len(data):
        end = i + 1
        while end < len(data) and data[end] == data[i] and end - i < 129:
            end += 1
        if end - i >= 3 or (end - i == 2 and not literal):
            _flush(out, literal)
            out += bytes((end - i + 126, data[i]))
        else:
            literal += data[i:end]
        i = end
    _flush(out, literal)
    return bytes(out)


def _flush(out: bytearray, literal: bytearray) -> None:
    for start in range(0, len(literal), 128):
        part = literal[start : start + 128]
        out.append(len(part) - 1)
        out += part
    literal.clear()


def glyph_body(levels: Levels, left: int, top: int, advance: int, depth: int) -> bytes:
    """The body of a glyph record."""
    height, width = levels.shape
    raw = rows_of(levels, depth)
    packed = pack(raw)
    coding, pixels = (book.PACKED, packed) if len(packed) < len(raw) else (book.RAW, raw)
    return struct.pack(_HEAD, width, height, left, top, advance, coding) + pixels


def parse_glyph(body: bytes, depth: int) -> tuple[Levels, int, int, int]:
    """(levels, left, top, advance) of a glyph body; raises book.BookError."""
    if len(body) < book.GLYPH_HEAD:
        raise book.BookError("glyph too short")
    width, height, left, top, advance, coding = struct.unpack_from(_HEAD, body)
    size = book.row_bytes(width, depth) * height
    rows = bytearray(size)
    if coding == book.RAW:
        rows[:] = body[book.GLYPH_HEAD :]
    elif coding == book.PACKED:
        book.unpack(body, book.GLYPH_HEAD, len(body), rows)
    else:
        raise book.BookError("unknown glyph coding")
    if len(rows) != size:
        raise book.BookError("glyph has the wrong length")
    return levels_of(bytes(rows), width, height, depth), left, top, advance

"""Glyph pictures to the bytes of book.py, whichever coding is smaller, and back."""

from __future__ import annotations

import struct

import numpy as np

from companion.typeset.raster import Levels
from firmware.souffleur import book
from firmware.souffleur.glyphmodel import ODDS

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
        levels |= bits[:, bit : width * depth : depth] << (depth - 1 - bit)
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


def model(levels: Levels) -> bytes:
    """Coding MODELLED of a two-bit picture: the range coder that `book.draw` undoes."""
    low, span, shifts = 0, 1 << 24, 0

    def decide(chance: int, second: bool) -> None:
        nonlocal low, span, shifts
        bound = (span >> 8) * chance
        if second:
            low += bound
            span -= bound
        else:
            span = bound
        while span < 1 << 16:
            span <<= 8
            low <<= 8
            shifts += 1

    above = [0] * (levels.shape[1] + 1)
    for row in levels.tolist():
        left = corner = 0
        for x, level in enumerate(row):
            at = 3 * (left << 6 | above[x] << 4 | corner << 2 | above[x + 1])
            decide(ODDS[at], level != 0)
            if level:
                decide(ODDS[at + 1], level != 3)
                if level != 3:
                    decide(ODDS[at + 2], level != 1)
            corner, above[x], left = above[x], level, level
    return _shortest(low, span, shifts + 3)


def _shortest(low: int, span: int, size: int) -> bytes:
    """The fewest bytes that lie in [low, low + span) when zeros follow them."""
    for zeros in range(size, -1, -1):
        unit = 1 << (8 * zeros)
        value = -(-low // unit) * unit
        if value < low + span:
            return value.to_bytes(size, "big").rstrip(b"\0")
    raise AssertionError("a span is never empty")


def glyph_body(levels: Levels, left: int, top: int, advance: int, depth: int) -> bytes:
    """The body of a glyph record."""
    height, width = levels.shape
    raw = rows_of(levels, depth)
    codings = [(book.RAW, raw), (book.PACKED, pack(raw))]
    if depth == 2 and raw:
        codings.append((book.MODELLED, model(levels)))
    coding, pixels = min(codings, key=lambda pair: len(pair[1]))
    return struct.pack(_HEAD, width, height, left, top, advance, coding) + pixels


def parse_glyph(body: bytes, depth: int) -> tuple[Levels, int, int, int]:
    """(levels, left, top, advance) of a glyph body; raises book.BookError."""
    if len(body) < book.GLYPH_HEAD:
        raise book.BookError("glyph too short")
    width, height, left, top, advance, _ = struct.unpack_from(_HEAD, body)
    size = book.row_bytes(width, depth) * height
    rows = bytearray(size)
    book.draw(body, depth, rows)
    return levels_of(bytes(rows), width, height, depth), left, top, advance

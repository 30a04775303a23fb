"""The book: a typeset script as the glasses keep it. Pure; CPython and MicroPython.

The rules:

1. A book is one stream of bytes: a header, then records. Its id is the first 8 bytes of the
   SHA-256 of the whole stream.
2. Every glyph's record stands before the first line or title that uses it, lines stand in
   reading order, and a section's title stands before its first line. So any prefix of a book
   is itself readable: the show can start when the first screen has arrived, and a transfer may
   stop and resume at any byte.
3. Glyphs and lines are numbered by their order in the stream, from 0. A title has no number: it
   belongs to all lines after it until the next title.
4. Numbers are little-endian. A record is: kind (u8), length of its body (u16), body.

Header (24 bytes): "SB", version (u8), depth in bits per pixel (u8: 1, 2 or 4), width and height
of the area the type is set for, line height, reserved (u16 each, pixels), lines, glyphs, tokens
(u32 each).

Glyph body: width, height (u8), left (i8: from pen to the left edge), top (u8: from the top of
the line to the top edge), advance (u8), coding (u8), then the pixels. Coding 0: rows of
`depth` bits per pixel, most significant bits leftmost, each row padded to a byte. Coding 1:
the same bytes packed as runs: a byte c < 128 is followed by c + 1 literal bytes, a byte
c >= 128 by one byte repeated c - 126 times. Coding 2 (depth 2 only): a range coder whose odds
follow from the pixels already decoded (see `_modelled`); half the size of the others for hanzi.

Line body: flags (u8), first token (u24: index of the first token that starts on this line or
a later one), pen start in pixels (i16), then run operations, in visual order left to right:

    0x00..0xBF         draw glyph 0..191 at the pen, advance
    0xC0..0xEF nn      draw glyph 192 + ((op - 0xC0) << 8 | nn), advance
    0xF0 dx            move the pen by dx (i8)
    0xF1 dx dy         the next glyph is a mark: drawn at pen + dx, its top moved by dy (i8
                       each), without advance
    0xF2               the next glyph begins the next token (the first one: the line's first
                       token)
    0xF3 lo hi         draw glyph number lo | hi << 8, advance
    0xF4 lo hi         move the pen by an i16
    0xF5 style         style of what follows: STYLE_...
    0xF6 n             the next glyph begins token number first + n (right-to-left text, where
                       tokens do not come in order)

A line starts in the style its flags name (heading, direction), else as spoken text.

Title body: as a line's, set for a status strip (strip.TITLE_HEIGHT high, at most strip.room()
wide); its glyphs are numbered among the others.

A token that began on an earlier line and runs on belongs to that earlier token's index:
glyphs before the first token mark of a line count as token `first - 1`. A direction or heading
counts with the token after it, also where that one stands on a later line.
"""

import struct

from .glyphmodel import ODDS

try:
    from micropython import const
except ImportError:  # CPython

    def const(value):
        return value


MAGIC = b"SB"
VERSION = const(1)
HEADER = "<2sBBHHHHIII"
HEADER_SIZE = const(24)
RECORD_HEAD = const(3)

GLYPH = const(1)
LINE = const(2)
TITLE = const(3)

GLYPH_HEAD = const(6)
LINE_HEAD = const(6)

RAW = const(0)
PACKED = const(1)
MODELLED = const(2)

FLAG_HEADING = const(1)  # the line is a section heading, not spoken
FLAG_DIRECTION = const(2)  # the whole line is a direction
FLAG_CUE = const(4)  # a cue begins on this line
FLAG_RTL = const(8)

STYLE_SPOKEN = const(0)
STYLE_DIRECTION = const(1)
STYLE_EMPHASIS = const(2)
STYLE_HEADING = const(3)

OP_WIDE = const(0xC0)
OP_MOVE = const(0xF0)
OP_MARK = const(0xF1)
OP_TOKEN = const(0xF2)
OP_GLYPH = const(0xF3)
OP_FAR = const(0xF4)
OP_STYLE = const(0xF5)
OP_TOKEN_AT = const(0xF6)


class BookError(ValueError):
    """The bytes are not a book this version can read."""


def header(depth, width, height, line_height, lines, glyphs, tokens):
    """The first HEADER_SIZE bytes of a book."""
    return struct.pack(
        HEADER, MAGIC, VERSION, depth, width, height, line_height, 0, lines, glyphs, tokens
    )


def parse_header(data):
    """(depth, width, height, line_height, lines, glyphs, tokens); raises BookError."""
    if len(data) < HEADER_SIZE:
        raise BookError("header too short")
    magic, version, depth, width, height, line_height, _, lines, glyphs, tokens = struct.unpack(
        HEADER, data
    )
    if magic != MAGIC or version != VERSION:
        raise BookError("not a book of version %d" % VERSION)
    if depth not in (1, 2, 4) or not line_height:
        raise BookError("impossible geometry")
    return depth, width, height, line_height, lines, glyphs, tokens


def row_bytes(width, depth):
    """Bytes in one padded row of a glyph."""
    return (width * depth + 7) >> 3


def unpack(data, start, end, into):
    """Expand coding PACKED from data[start:end] into the buffer; returns the bytes written.

    Raises BookError if the runs do not fit.
    """
    size = len(into)
    out = 0
    while start < end:
        code = data[start]
        start += 1
        if code < 128:
            count = code + 1
            if start + count > end or out + count > size:
                raise BookError("packed glyph overruns")
            for _ in range(count):
                into[out] = data[start]
                out += 1
                start += 1
        else:
            count = code - 126
            if start >= end or out + count > size:
                raise BookError("packed glyph overruns")
            value = data[start]
            start += 1
            for _ in range(count):
                into[out] = value
                out += 1
    return out


def draw(body, depth, into):
    """Decode the pixels of a glyph body, whatever its coding, to rows as in coding RAW.

    into: a buffer of exactly row_bytes(width, depth) * height bytes. Raises BookError.
    """
    coding = body[5]
    end = len(body)
    size = len(into)
    if coding == RAW:
        if end - GLYPH_HEAD != size:
            raise BookError("glyph has the wrong length")
        into[:] = body[GLYPH_HEAD:]
    elif coding == PACKED:
        if unpack(body, GLYPH_HEAD, end, into) != size:
            raise BookError("glyph has the wrong length")
    elif coding == MODELLED and depth == 2 and size == row_bytes(body[0], 2) * body[1]:
        _modelled(body, body[0], body[1], into)
    else:
        raise BookError("unknown glyph coding")


def _modelled(body, width, height, into):
    """Undo coding MODELLED: a range coder of 24 bits (small integers on every port).

    Each pixel is one to three yes-or-no decisions - is it 0; is it 3; is it 1 - with chances
    from ODDS by its neighbours left, above, above left and above right. Bytes that are missing
    at the end are zeros.
    """
    odds = ODDS
    above = bytearray(width + 1)
    end = len(body)
    at = GLYPH_HEAD
    code = 0
    for _ in range(3):
        code = code << 8 | (body[at] if at < end else 0)
        at += 1
    span = 1 << 24
    out = 0
    for _ in range(height):
        left = corner = byte = 0
        up = above[0]
        for x in range(width):
            right = above[x + 1]
            place = (left << 6 | up << 4 | corner << 2 | right) * 3
            left = 0
            while True:
                bound = (span >> 8) * odds[place]
                if code < bound:
                    span = bound
                    yes = True
                else:
                    code -= bound
                    span -= bound
                    yes = False
                while span < 65536:
                    span <<= 8
                    code = code << 8 | (body[at] if at < end else 0)
                    at += 1
                if left == 0:
                    if yes:
                        break
                    left = 3
                elif left == 3:
                    if yes:
                        break
                    left = 1
                else:
                    if not yes:
                        left = 2
                    break
                place += 1
            corner = up
            up = right
            above[x] = left
            byte |= left << (6 - ((x & 3) << 1))
            if x & 3 == 3:
                into[out] = byte
                out += 1
                byte = 0
        if width & 3:
            into[out] = byte
            out += 1

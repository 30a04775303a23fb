"""Small books made with the format's own functions."""

import hashlib
import random
import struct

from firmware.souffleur import book


def record(kind, body):
    return struct.pack("<BH", kind, len(body)) + body


def glyph(width=8, height=10, depth=2, seed=0, left=0, top=2):
    size = book.row_bytes(width, depth) * height
    pixels = random.Random(seed).randbytes(size)
    return struct.pack("<BBbBBB", width, height, left, top, width + 1, book.RAW) + pixels


def line(first, glyphs, flags=0, pen=0):
    body = struct.pack("<B", flags) + first.to_bytes(3, "little") + struct.pack("<h", pen)
    for number in glyphs:
        body += bytes((book.OP_TOKEN, number))
    return body


def make(lines=12, glyphs=5, depth=2, width=126, height=126, line_height=21, seed=0):
    """A book whose glyphs come when they are first used."""
    dice = random.Random(seed)
    stream = book.header(depth, width, height, line_height, lines, glyphs, lines * 3)
    made = 0
    for number in range(lines):
        used = [dice.randrange(glyphs) for _ in range(3)]
        while made < glyphs and (made <= max(used) or number == lines - 1):
            stream += record(book.GLYPH, glyph(depth=depth, seed=seed * 100 + made))
            made += 1
        stream += record(book.LINE, line(number * 3, used))
    return stream


def book_id(data):
    return hashlib.sha256(data).digest()[:8]

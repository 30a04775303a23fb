"""Books whose pictures are noise, for a campaign to upload. CPython and MicroPython.

Every book says how its content must be read back.
"""

# mypy: ignore-errors

import hashlib
import struct
import sys

if sys.implementation.name == "micropython":
    from souffleur import book
else:
    from firmware.souffleur import book


class Noise:
    """Numbers that look random and are the same everywhere (xorshift, 32 bits)."""

    def __init__(self, seed: int) -> None:
        self._state = (seed * 2654435761 + 12345) & 0xFFFFFFFF or 1

    def word(self):
        """24 bits."""
        x = self._state
        x ^= x << 13 & 0xFFFFFFFF
        x ^= x >> 17
        x ^= x << 5 & 0xFFFFFFFF
        self._state = x
        return x >> 8

    def below(self, limit):
        return self.word() % limit

    def bytes(self, count):
        return b"".join([struct.pack("<I", self.word())[:3] for _ in range(count // 3 + 1)])[
            :count
        ]

    def choose(self, things):
        return things[self.below(len(things))]


def record(kind, body):
    return struct.pack("<BH", kind, len(body)) + body


class Script:
    """A book of `lines` lines: data (the stream), id, and the bodies of lines and glyphs.

    depth, height: of the panel's area of 126 columns. Books of one seed begin alike.
    """

    def __init__(
        self, seed: int, lines: int, depth: int = 2, height: int = 110, line_height: int = 21
    ) -> None:
        noise = Noise(seed)
        self.lines = []
        self.glyphs = []
        parts = [book.header(depth, 126, height, line_height, lines, lines, lines * 3)]
        for number in range(lines):
            glyph = struct.pack("<BBbBBB", 8, 10, 0, 2, 9, book.RAW) + noise.bytes(10 * depth)
            line = struct.pack("<BHBh", 0, number * 3 & 0xFFFF, 0, 0)
            for _ in range(3 + noise.below(6)):
                drawn = noise.below(number + 1)
                mark = bytes((book.OP_TOKEN,)) if noise.below(3) == 0 else b""
                line += mark + struct.pack("<BH", book.OP_GLYPH, drawn)
            self.glyphs.append(glyph)
            self.lines.append(line)
            parts.append(record(book.GLYPH, glyph))
            parts.append(record(book.LINE, line))
        self.data = b"".join(parts)
        self.id = hashlib.sha256(self.data).digest()[:8]

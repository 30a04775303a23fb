"""Lines to the records of book.py, and where each token ended up."""

from __future__ import annotations

import struct
from bisect import bisect_left

from companion.typeset import bidi
from companion.typeset.flow import Paragraph
from companion.typeset.ink import Ink, Inked
from companion.typeset.layout import Item, SetLine
from firmware.souffleur import book

_NARROW = book.OP_WIDE  # glyph numbers below this take one byte
_WIDE = _NARROW + ((book.OP_MOVE - book.OP_WIDE) << 8)


def record(kind: int, body: bytes) -> bytes:
    """A record with its head."""
    return struct.pack("<BH", kind, len(body)) + body


class GlyphTable:
    """Numbers glyphs in the order of their first use; equal bodies share a number."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[Ink, int, int], int] = {}
        self._bodies: dict[bytes, int] = {}
        self._fresh: list[bytes] = []

    def __len__(self) -> int:
        return len(self._bodies)

    def take(self) -> bytes:
        """The records of the glyphs that are new since the last time."""
        made = b"".join(record(book.GLYPH, body) for body in self._fresh)
        self._fresh.clear()
        return made

    def number(self, ink: Ink, face: int, glyph: int) -> int:
        """The number of a glyph drawn by `ink`."""
        key = (ink, face, glyph)
        found = self._numbers.get(key)
        if found is None:
            body = ink.glyph(face, glyph).body
            found = self._bodies.get(body)
            if found is None:
                found = self._bodies[body] = len(self._bodies)
                self._fresh.append(body)
            self._numbers[key] = found
        return found


class _Ops:
    """Run operations as bytes."""

    def __init__(self) -> None:
        self.out = bytearray()

    def glyph(self, number: int) -> None:
        if number < _NARROW:
            self.out.append(number)
        elif number < _WIDE:
            number -= _NARROW
            self.out += bytes((book.OP_WIDE + (number >> 8), number & 0xFF))
        else:
            self.out += struct.pack("<BH", book.OP_GLYPH, number)

    def move(self, by: int) -> None:
        if -128 <= by < 128:
            if by:
                self.out += struct.pack("<Bb", book.OP_MOVE, by)
        else:
            self.out += struct.pack("<Bh", book.OP_FAR, by)

    def mark(self, dx: int, dy: int) -> None:
        self.out += struct.pack("<Bbb", book.OP_MARK, dx, dy)


def visual(items: list[Item], base: int) -> list[Item]:
    """The clusters of a line from left to right."""
    if not base and not any(item.level for item in items):
        return items
    return [items[i] for i in bidi.visual_order([item.level for item in items])]


def line_body(
    line: SetLine, paragraph: Paragraph, base: int, ink: Ink, table: GlyphTable, width: int
) -> bytes:
    """The body of one line record; right-to-left paragraphs stand at the right edge."""
    first = bisect_left(paragraph.tokens, (line.items[0].start, -1))
    items = visual(line.items, base)
    belongs = _tokens(line, paragraph, first)
    flags = _flags(line, paragraph, base)
    ops = _Ops()
    pen = origin = _origin(items, base, ink, width)
    style, token = _style(flags), first - 1
    edge = origin
    for item in items:
        if item.style != style:
            style = item.style
            ops.out += bytes((book.OP_STYLE, style))
        wanted = belongs[item.start]
        if token >= first:
            wanted = max(wanted, first)
        if wanted != token:
            if wanted == token + 1:
                ops.out.append(book.OP_TOKEN)
            else:
                ops.out += bytes((book.OP_TOKEN_AT, wanted - first))
            token = wanted
        for step in item.cluster.steps:
            x = _on_panel(edge + step.dx, ink.glyph(step.face, step.glyph), width)
            number = table.number(ink, step.face, step.glyph)
            if step.mark:
                if not -128 <= x - pen < 128:
                    ops.move(x - pen)
                    pen = x
                ops.mark(x - pen, step.dy)
                ops.glyph(number)
            else:
                ops.move(x - pen)
                ops.glyph(number)
                pen = x + ink.glyph(step.face, step.glyph).advance
        edge += item.cluster.width
    head = struct.pack("<B", flags) + (paragraph.first_token + first).to_bytes(3, "little")
    return head + struct.pack("<h", origin) + bytes(ops.out)


def _tokens(line: SetLine, paragraph: Paragraph, first: int) -> dict[int, int]:
    """The token of each cluster by its start; in reading order they never go back."""
    result: dict[int, int] = {}
    token = first - 1
    for item in line.items:
        token = max(token, _token(item, paragraph, first))
        result[item.start] = token
    return result


def _token(item: Item, paragraph: Paragraph, first: int) -> int:
    """The token that the cluster dims with.

    A direction or heading goes with the next one; so does punctuation that begins a line.
    """
    tokens = paragraph.tokens
    if item.style in (book.STYLE_DIRECTION, book.STYLE_HEADING):
        return bisect_left(tokens, (item.start, -1))
    token = bisect_left(tokens, (max(item.end, item.start + 1), -1)) - 1
    if token == first - 1 and (token < 0 or tokens[token][1] <= item.start):
        return first
    return token


def _on_panel(x: int, inked: Inked, width: int) -> int:
    """Where the pen must be so that the glyph's ink stays on the panel."""
    columns = int(inked.levels.shape[1])
    if not columns:
        return x
    return min(max(x + inked.left, 0), width - columns) - inked.left


def _flags(line: SetLine, paragraph: Paragraph, base: int) -> int:
    flags = [book.FLAG_RTL] if base else []
    if paragraph.heading:
        flags.append(book.FLAG_HEADING)
    elif all(item.style == book.STYLE_DIRECTION for item in line.items):
        flags.append(book.FLAG_DIRECTION)
    if any(line.start <= start < line.end for start, _, _ in paragraph.cues):
        flags.append(book.FLAG_CUE)
    return sum(flags)


def _style(flags: int) -> int:
    """The style a line starts in."""
    if flags & book.FLAG_HEADING:
        return int(book.STYLE_HEADING)
    return int(book.STYLE_DIRECTION if flags & book.FLAG_DIRECTION else book.STYLE_SPOKEN)


def _origin(items: list[Item], base: int, ink: Ink, width: int) -> int:
    """Where the pen starts so that no ink falls off the panel."""
    total = sum(item.cluster.width for item in items)
    left, _ = ink.overhang(items[0].cluster)
    _, right = ink.overhang(items[-1].cluster)
    return width - total - right if base else left

"""Glyphs of a volume as framebuf pictures; the pixels of the last used ones stay in memory."""

import framebuf
from micropython import const

from . import book
from .line import walk

_RING_MIN = const(2560)  # bytes
_RING_MAX = const(12288)
_SLOTS = const(64)  # enough for 6 rows of 9 hanzi, or for English with its capitals
_SLOTS_MANY = const(112)
_HEAD = const(5)
_LAYOUTS = {1: framebuf.MONO_HLSB, 2: framebuf.GS2_HMSB, 4: framebuf.GS4_HMSB}


def swap_pairs(pixels, count):
    """Put four 2-bit pixels a byte the other way round: framebuf has the leftmost one lowest."""
    for i in range(count):
        byte = pixels[i]
        pixels[i] = byte << 6 & 0xC0 | byte << 2 & 0x30 | byte >> 2 & 0x0C | byte >> 6


class _Absent:
    """Stands in for the glyphs while a line is walked, and notes which are not in memory."""

    def __init__(self, at):
        self._at = at
        self.numbers = []

    def __getitem__(self, number):
        if number not in self._at and number not in self.numbers:
            self.numbers.append(number)


def _nowhere(*_):
    pass


class Glyphs:
    """glyphs[number] is (pixels, left, top, advance, width, height), or None if not there.

    The pixels are for picture(). They lie in one ring of fixed size, the oldest giving way, so
    that glyphs coming and going leave no holes in a small heap.

    screen: bytes of the panel's pixels. The glyphs of a screen of Chinese, each with a head and
    padded rows, take about as much.
    """

    def __init__(self, screen):
        self._size = min(max(_RING_MIN, screen), _RING_MAX)
        self._slots = _SLOTS if self._size < _RING_MAX // 2 else _SLOTS_MANY
        self._ring = memoryview(bytearray(self._size))
        self._order = bytearray(2 * self._slots)  # numbers in the ring, as they came
        self._at = {}  # number -> place in the ring: width, height, left, top, advance, pixels
        for number in range(self._slots):
            self._at[number] = 0  # let the table grow to its full size now
        self._volume = None
        self._first = self._held = self._end = 0
        self._forget()

    def _forget(self):
        for number in list(self._at):
            self._at.pop(number)
        self._first = self._held = self._end = 0

    def of(self, volume):
        """Turn to a volume; True if it is another one, whose glyphs are not known yet."""
        if volume is self._volume:
            return False
        self._volume = volume
        self._depth = volume.geometry[0]
        self._forget()
        return True

    def picture(self, glyph):
        """A framebuf of a glyph given by glyphs[number]."""
        stride = book.row_bytes(glyph[4], self._depth) * 8 // self._depth
        return framebuf.FrameBuffer(glyph[0], glyph[4], glyph[5], _LAYOUTS[self._depth], stride)

    def __getitem__(self, number):
        at = self._at.get(number)
        if at is None:
            at = self._load(number)
            if at is None:
                return None
        ring = self._ring
        left = ring[at + 2]
        if left > 127:
            left -= 256
        return ring[at + _HEAD :], left, ring[at + 3], ring[at + 4], ring[at], ring[at + 1]

    def absent(self, body):
        """Numbers of the glyphs of a line's body that would have to be decoded."""
        absent = _Absent(self._at)
        walk(body, absent, 0, _nowhere)
        return absent.numbers

    def _load(self, number):
        body = self._volume.glyph(number)
        if body is None:
            return None
        size = book.row_bytes(body[0], self._depth) * body[1]
        if size > self._size // 2:
            return None
        at = self._room(_HEAD + size)
        pixels = self._ring[at + _HEAD : at + _HEAD + size]
        try:
            book.draw(body, self._depth, pixels)
        except book.BookError:
            return None
        if self._depth == 2:
            swap_pairs(pixels, size)
        self._ring[at : at + _HEAD] = body[:_HEAD]
        self._end = at + _HEAD + size
        slot = 2 * ((self._first + self._held) % self._slots)
        self._order[slot] = number & 255
        self._order[slot + 1] = number >> 8
        self._held += 1
        self._at[number] = at
        return at

    def _room(self, size):
        """A place for `size` bytes; those that lie there are forgotten."""
        at = self._end
        if at + size > self._size:
            while self._held and self._oldest() >= at:
                self._drop()
            at = 0
        while self._held and (self._held == self._slots or at <= self._oldest() < at + size):
            self._drop()
        return at

    def _oldest(self):
        slot = 2 * self._first
        return self._at[self._order[slot] | self._order[slot + 1] << 8]

    def _drop(self):
        slot = 2 * self._first
        self._at.pop(self._order[slot] | self._order[slot + 1] << 8)
        self._first = (self._first + 1) % self._slots
        self._held -= 1

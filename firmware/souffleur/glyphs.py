"""Glyphs of a volume as framebuf pictures; the pixels of the last used ones stay in memory."""

import framebuf
from micropython import const

from . import book

_SLOTS = const(64)  # enough for a screen of Chinese, or of English with its capitals
_BUDGET = const(4096)  # bytes of pixels kept
_LAYOUTS = {1: framebuf.MONO_HLSB, 2: framebuf.GS2_HMSB, 4: framebuf.GS4_HMSB}


def swap_pairs(pixels, count):
    """Put four 2-bit pixels a byte the other way round: framebuf has the leftmost one lowest."""
    for i in range(count):
        byte = pixels[i]
        pixels[i] = byte << 6 & 0xC0 | byte << 2 & 0x30 | byte >> 2 & 0x0C | byte >> 6


class Glyphs:
    """glyphs[number] is (pixels, left, top, advance, width, height), or None if not there.

    The pixels are for picture().
    """

    def __init__(self):
        self._found = {}  # number -> pixels, then the five numbers, in one bytearray
        self._order = bytearray(2 * _SLOTS)  # numbers, the oldest at the hand
        self._volume = None
        self._forget()

    def _forget(self):
        self._found.clear()
        self._hand = 0
        self._held = 0
        self._bytes = 0

    def of(self, volume):
        """Turn to a volume; True if it is another one, whose glyphs are not known yet."""
        if volume is self._volume:
            return False
        self._volume = volume
        self._forget()
        return True

    def picture(self, glyph):
        """A framebuf of a glyph given by glyphs[number]."""
        depth = self._volume.geometry[0]
        stride = book.row_bytes(glyph[4], depth) * 8 // depth
        return framebuf.FrameBuffer(glyph[0], glyph[4], glyph[5], _LAYOUTS[depth], stride)

    def __getitem__(self, number):
        pixels = self._found.get(number)
        if pixels is None:
            pixels = self._load(number)
            if pixels is None:
                return None
            self._keep(number, pixels)
        left = pixels[-3]
        if left > 127:
            left -= 256
        return pixels, left, pixels[-2], pixels[-1], pixels[-5], pixels[-4]

    def _load(self, number):
        body = self._volume.glyph(number)
        if body is None:
            return None
        depth = self._volume.geometry[0]
        width, height = body[0], body[1]
        size = book.row_bytes(width, depth) * height
        pixels = bytearray(size + 5)
        try:
            book.draw(body, depth, memoryview(pixels)[:size])
        except book.BookError:
            return None
        if depth == 2:
            swap_pairs(pixels, size)
        pixels[size:] = bytes(body[:5])
        return pixels

    def _keep(self, number, pixels):
        while self._held and (self._held == _SLOTS or self._bytes + len(pixels) > _BUDGET):
            oldest = 2 * ((self._hand - self._held) % _SLOTS)
            known = self._order[oldest] | self._order[oldest + 1] << 8
            self._bytes -= len(self._found.pop(known))
            self._held -= 1
        at = 2 * self._hand
        self._order[at] = number & 255
        self._order[at + 1] = number >> 8
        self._hand = (self._hand + 1) % _SLOTS
        self._held += 1
        self._bytes += len(pixels)
        self._found[number] = pixels

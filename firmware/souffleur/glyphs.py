"""Glyphs of a volume as framebuf pictures, the last used ones kept in memory."""

import framebuf

from . import book

SLOTS = 40  # a screen of Chinese, or the letters of a screen of English
BUDGET = 4096  # bytes of pixels kept
LAYOUTS = {1: framebuf.MONO_HLSB, 2: framebuf.GS2_HMSB, 4: framebuf.GS4_HMSB}


def swap_pairs(pixels):
    """Put four 2-bit pixels a byte the other way round: framebuf has the leftmost one lowest."""
    for i in range(len(pixels)):
        byte = pixels[i]
        pixels[i] = byte << 6 & 0xC0 | byte << 2 & 0x30 | byte >> 2 & 0x0C | byte >> 6


class Glyphs:
    """glyphs[number] is (picture or None, left, top, advance, width), or None if not there."""

    def __init__(self):
        self._found = {}
        self._order = [None] * SLOTS
        self._hand = 0
        self._bytes = 0
        self._volume = None

    def of(self, volume):
        """Turn to a volume; True if it is another one, whose glyphs are not known yet."""
        if volume is self._volume:
            return False
        self._volume = volume
        self._found.clear()
        self._order = [None] * SLOTS
        self._bytes = 0
        return True

    def __getitem__(self, number):
        found = self._found.get(number)
        if found is None:
            found = self._load(number)
        return found and found[0]

    def _load(self, number):
        body = self._volume.glyph(number)
        if body is None:
            return None
        depth = self._volume.geometry[0]
        width, height, left, top, advance, coding = body[:6]
        if left > 127:
            left -= 256
        stride = book.row_bytes(width, depth)
        pixels = bytearray(stride * height)
        if coding == book.PACKED:
            try:
                if book.unpack(body, book.GLYPH_HEAD, len(body), pixels) < len(pixels):
                    return None
            except book.BookError:
                return None
        elif coding == book.RAW and len(body) - book.GLYPH_HEAD == len(pixels):
            pixels[:] = body[book.GLYPH_HEAD :]
        else:
            return None
        if depth == 2:
            swap_pairs(pixels)
        picture = None
        if pixels:
            picture = framebuf.FrameBuffer(
                pixels, width, height, LAYOUTS[depth], stride * 8 // depth
            )
        found = (picture, left, top, advance, width), len(pixels)
        self._keep(number, found)
        return found

    def _keep(self, number, found):
        self._bytes += found[1]
        while True:
            known = self._order[self._hand]
            if known is not None:
                self._bytes -= self._found.pop(known)[1]
                self._order[self._hand] = None
            if self._bytes <= BUDGET or len(self._found) == 0:
                break
            self._hand = (self._hand + 1) % SLOTS
        self._order[self._hand] = number
        self._found[number] = found
        self._hand = (self._hand + 1) % SLOTS

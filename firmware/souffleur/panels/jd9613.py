"""JD9613 AMOLED controller as built into the LilyGO T-Glass: 126x294 RGB565 on SPI.

The prism shows the last 126 rows of the panel. The controller has RAM for half a frame and
cannot exchange rows and columns, so a board whose prism needs a turned picture (`"turn": 90`)
gets it from us: panel row = x, panel column = width - 1 - y.
"""

import asyncio
import sys

import framebuf
from micropython import const

_BAND = const(2046)  # bytes; one DMA transfer of the ESP32's SPI takes up to 4092

_COLUMNS = const(0x2A)
_ROWS = const(0x2B)
_WRITE = const(0x2C)
_MADCTL = const(0x36)
_SLEEP_OUT = const(0x11)
_DISPLAY_ON = const(0x29)
_BRIGHTNESS = const(0x51)


class Jd9613:
    def __init__(self, bus, panel):
        self.width = panel["width"]
        self.height = panel["height"]
        self.depth = panel["depth"]
        self.layout = framebuf.GS2_HMSB if self.depth == 2 else framebuf.MONO_HLSB
        self._bus = bus
        self._row = panel["row_offset"]
        self._column = panel["column_offset"]
        self._madctl = panel["madctl"]
        self._turned = panel.get("turn", 0) == 90
        self._partial = panel.get("partial_windows", False)
        self._level = panel["brightness"]
        pixels_a_byte = 8 // self.depth
        self._stride = (self.width + pixels_a_byte - 1) // pixels_a_byte * pixels_a_byte
        self._buffer = bytearray(self._stride * self.height // pixels_a_byte)
        self.frame = framebuf.FrameBuffer(
            self._buffer, self.width, self.height, self.layout, self._stride
        )
        self._band = bytearray(_BAND // (2 * self.width) * 2 * self.width)
        self._window = bytearray(4)
        self._colours = grey_scale(self.depth)

    async def start(self):
        bus = self._bus
        bus.reset(100, 100)
        from . import jd9613_registers

        table = jd9613_registers.TABLE
        place = 0
        while place < len(table):
            count = table[place + 1]
            bus.command(table[place], table[place + 2 : place + 2 + count])
            place += 2 + count
        del sys.modules[jd9613_registers.__name__]  # needed once; frees 1 KB
        bus.command(_MADCTL, bytes((self._madctl,)))
        bus.command(_SLEEP_OUT)
        await asyncio.sleep_ms(120)
        self.brightness(self._level)
        await self.refresh(0, self.height)
        bus.command(_DISPLAY_ON)
        await asyncio.sleep_ms(120)

    def brightness(self, level):
        self._bus.command(_BRIGHTNESS, bytes((level,)))

    def _range(self, code, first, count):
        window = self._window
        last = first + count - 1
        window[0] = first >> 8
        window[1] = first & 255
        window[2] = last >> 8
        window[3] = last & 255
        self._bus.command(code, window)

    async def refresh(self, top, bottom):
        if self._turned or not self._partial:
            top, bottom = 0, self.height
        else:  # pairs of rows, as the controllers of this family want their windows
            top, bottom = top & ~1, min((bottom + 1) & ~1, self.height)
        self._range(_COLUMNS, self._column, self.width)
        self._range(_ROWS, self._row + top, bottom - top)
        self._bus.command(_WRITE)
        band_rows = len(self._band) // (2 * self.width)
        view = memoryview(self._band)
        for first in range(top, bottom, band_rows):
            count = min(band_rows, bottom - first)
            self._fill(first, count)
            self._bus.pixels(view[: count * self.width * 2])
            await asyncio.sleep_ms(0)
        return (bottom - top) * self.width * 2

    def _fill(self, first, count):
        """The band's pixels: `count` panel rows from row `first` of the window."""
        if self._turned:
            from .turn import turn

            turn(self._buffer, self._stride, self.depth, self._band, first, count, self.width)
            return
        band = framebuf.FrameBuffer(self._band, self.width, count, framebuf.RGB565)
        band.blit(self.frame, 0, -first, -1, self._colours)


def grey_scale(depth):
    """A palette for framebuf.blit: level -> grey as the panel wants it, high byte first."""
    levels = 1 << depth
    palette = framebuf.FrameBuffer(bytearray(2 * levels), levels, 1, framebuf.RGB565)
    for level in range(levels):
        grey = level * 255 // (levels - 1)
        colour = (grey >> 3) << 11 | (grey >> 2) << 5 | grey >> 3
        palette.pixel(level, 0, (colour & 255) << 8 | colour >> 8)
    return palette

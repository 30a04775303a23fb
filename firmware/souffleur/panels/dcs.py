"""What controllers with MIPI DCS commands and RGB565 pixels do alike."""

import asyncio
import time

import framebuf
from micropython import const

from .panel import Panel

_BAND = const(2046)  # bytes; one DMA transfer of the ESP32's SPI takes up to 4092

_COLUMNS = const(0x2A)
_ROWS = const(0x2B)
_WRITE = const(0x2C)
_MADCTL = const(0x36)
_SLEEP_IN = const(0x10)
_SLEEP_OUT = const(0x11)
_DISPLAY_OFF = const(0x28)
_DISPLAY_ON = const(0x29)

_SETTLE_MS = const(120)  # between the two sleep commands, whichever comes first


class Dcs(Panel):
    """Draws in greys. A driver also has _aim(): (MADCTL, first column, first row) of the window."""

    partial = True  # windows of some rows of the picture are possible

    def __init__(self, bus, panel):
        super().__init__(bus, panel)
        self.layout = framebuf.GS2_HMSB if self.depth == 2 else framebuf.MONO_HLSB
        self._partial = panel.get("partial_windows", self.partial)
        pixels_a_byte = 8 // self.depth
        self._stride = (self.width + pixels_a_byte - 1) // pixels_a_byte * pixels_a_byte
        self._buffer = bytearray(self._stride * self.height // pixels_a_byte)
        self.frame = framebuf.FrameBuffer(
            self._buffer, self.width, self.height, self.layout, self._stride
        )
        self._rows_a_band = _BAND // (2 * self.width)
        self._band = bytearray(self._rows_a_band * 2 * self.width)
        self._canvas = framebuf.FrameBuffer(
            self._band, self.width, self._rows_a_band, framebuf.RGB565
        )
        self._window = bytearray(4)
        self._colours = grey_scale(self.depth, 255)
        self._slept = None  # when

    async def _switch_on(self):
        if self._slept is not None:
            since = time.ticks_diff(time.ticks_ms(), self._slept)
            if 0 <= since < _SETTLE_MS:
                await asyncio.sleep_ms(_SETTLE_MS - since)
        self._bus.command(_SLEEP_OUT)
        await asyncio.sleep_ms(_SETTLE_MS)

    def _light(self):
        self._bus.command(_DISPLAY_ON)

    def _switch_off(self):
        self._bus.command(_DISPLAY_OFF)
        self._bus.command(_SLEEP_IN)
        self._slept = time.ticks_ms()

    def _range(self, code, first, count):
        window = self._window
        last = first + count - 1
        window[0] = first >> 8
        window[1] = first & 255
        window[2] = last >> 8
        window[3] = last & 255
        self._bus.command(code, window)

    async def _send(self, top, bottom):
        if self._partial:  # pairs of rows, as the controllers of this family want their windows
            top, bottom = top & ~1, min((bottom + 1) & ~1, self.height)
        else:
            top, bottom = 0, self.height
        madctl, column, row = self._aim()
        self._window[0] = madctl
        self._bus.command(_MADCTL, memoryview(self._window)[:1])
        self._range(_COLUMNS, column, self.width)
        self._range(_ROWS, row + top, bottom - top)
        self._bus.command(_WRITE)
        view = memoryview(self._band)
        sent = 0
        for first in range(top, bottom, self._rows_a_band):
            if not self._lit:
                self._stale = True
                break
            size = min(self._rows_a_band, bottom - first) * self.width * 2
            self._fill(first)
            self._bus.pixels(view[:size])
            sent += size
            await asyncio.sleep_ms(0)
        return sent

    def _fill(self, first):
        """The band's pixels, from row `first` of the picture."""
        self._canvas.blit(self.frame, 0, -first, -1, self._colours)


def grey_scale(depth, brightest):
    """A palette for framebuf.blit: level -> grey as the panel wants it, high byte first."""
    levels = 1 << depth
    palette = framebuf.FrameBuffer(bytearray(2 * levels), levels, 1, framebuf.RGB565)
    for level in range(levels):
        grey = level * brightest // (levels - 1)
        colour = (grey >> 3) << 11 | (grey >> 2) << 5 | grey >> 3
        palette.pixel(level, 0, (colour & 255) << 8 | colour >> 8)
    return palette

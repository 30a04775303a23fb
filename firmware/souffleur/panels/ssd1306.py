"""SSD1306 monochrome OLED, up to 128x64, on SPI or I2C (datasheet rev. 1.1, section 10)."""

import asyncio

import framebuf

from .panel import Panel


class Ssd1306(Panel):
    """`rotation` (0 or 180) of the board turns the picture upside down."""

    layout = framebuf.MONO_VLSB
    start_up = bytes(
        (
            0xAE,  # off while being set up
            0x20, 0x00,  # horizontal addressing
            0x40,  # first RAM row at the top
            0xD3, 0x00,
            0xD5, 0x80,
            0xD9, 0xF1,
            0xDB, 0x30,
            0x8D, 0x14,  # charge pump on
            0xA4, 0xA6,
        )
    )  # fmt: skip

    def __init__(self, bus, panel):
        super().__init__(bus, panel)
        self._offsets = (
            panel["column_offset"],
            panel["ram_width"] - self.width - panel["column_offset"],
        )
        self._upside_down = panel.get("rotation", 0) == 180
        self._buffer = bytearray(self.width * self.height // 8)
        self.frame = framebuf.FrameBuffer(self._buffer, self.width, self.height, self.layout)

    async def _set_up(self):
        bus = self._bus
        await bus.reset(10, 10)
        bus.commands(self.start_up)
        bus.commands(bytes((0xA8, self.height - 1)))  # rows driven, less one
        # Row pins alternate on 64 rows and follow one another on 32.
        bus.commands(b"\xda\x02" if self.height == 32 else b"\xda\x12")
        bus.commands(b"\xc0" if self._upside_down else b"\xc8")  # C8: scan from the last row

    async def _switch_on(self):
        pass

    def _light(self):
        self._bus.commands(b"\xaf")

    def _switch_off(self):
        self._bus.commands(b"\xae")

    def _shine(self, level):
        self._bus.commands(bytes((0x81, level)))

    async def _send(self, top, bottom):
        bus = self._bus
        first = top // 8
        last = (bottom + 7) // 8 - 1
        # The usual modules are mounted with column 127 at segment 0 (A1). It is a property of
        # what is written from now on, not of what is shown.
        other_way = self._upside_down != self._mirrored
        column = self._offsets[other_way]
        bus.commands(b"\xa0" if other_way else b"\xa1")
        bus.commands(bytes((0x21, column, column + self.width - 1)))
        bus.commands(bytes((0x22, first, last)))
        view = memoryview(self._buffer)
        sent = 0
        for page in range(first, last + 1):
            if not self._lit:
                self._stale = True
                break
            bus.pixels(view[page * self.width : (page + 1) * self.width])
            sent += self.width
            await asyncio.sleep_ms(0)
        return sent

"""SSD1306 monochrome OLED, up to 128x64, on SPI or I2C (datasheet rev. 1.1, section 10)."""

import asyncio

import framebuf

_START = bytes(
    (
        0xAE,  # off while being set up
        0x20, 0x00,  # horizontal addressing
        0x40,  # first RAM row at the top
        0xA1,  # column 127 at segment 0: the usual modules are mounted so
        0xA8, 0x3F,  # rows driven, less one; set to the board's height below
        0xC8,  # scan from the last row, as above
        0xD3, 0x00,
        0xDA, 0x12,  # alternating row pins, for 64 rows
        0xD5, 0x80,
        0xD9, 0xF1,
        0xDB, 0x30,
        0x8D, 0x14,  # charge pump on
        0xA4, 0xA6,
    )
)  # fmt: skip


class Ssd1306:
    depth = 1
    layout = framebuf.MONO_VLSB

    def __init__(self, bus, panel):
        self.width = panel["width"]
        self.height = panel["height"]
        self._bus = bus
        self._column = panel["column_offset"]
        self._level = panel["brightness"]
        self._buffer = bytearray(self.width * self.height // 8)
        self.frame = framebuf.FrameBuffer(self._buffer, self.width, self.height, self.layout)

    async def start(self):
        bus = self._bus
        bus.reset(10, 10)
        bus.commands(_START)
        bus.commands(bytes((0xA8, self.height - 1)))
        if self.height == 32:
            bus.commands(b"\xda\x02")
        self.brightness(self._level)
        await self.refresh(0, self.height)
        bus.commands(b"\xaf")

    def brightness(self, level):
        self._bus.commands(bytes((0x81, level)))

    async def refresh(self, top, bottom):
        first = top // 8
        last = (bottom + 7) // 8 - 1
        bus = self._bus
        bus.commands(bytes((0x21, self._column, self._column + self.width - 1)))
        bus.commands(bytes((0x22, first, last)))
        view = memoryview(self._buffer)
        for page in range(first, last + 1):
            bus.pixels(view[page * self.width : (page + 1) * self.width])
            await asyncio.sleep_ms(0)
        return (last - first + 1) * self.width

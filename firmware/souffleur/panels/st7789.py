"""ST7789 TFT controller with up to 240x320 RGB565 pixels on SPI (datasheet ST7789V, version 1.3).

A board says how the glass sits on the 240x320 frame memory: `ram_width`, `ram_height` and the
offsets of the visible part, all before turning; `rotation` (0, 90, 180, 270: the picture turned
clockwise, width and height as the wearer sees them), `bgr`, `inverted` (IPS glass shows the
complement), and `backlight`: {"pin", "frequency"} of its dimmer. Without a backlight pin
brightness is made with darker greys.
"""

import asyncio

from micropython import const

from .dcs import Dcs, grey_scale

_RESET = const(0x01)
_NORMAL = const(0x13)
_PIXEL_FORMAT = const(0x3A)

_MY = const(0x80)  # rows from the other end
_MX = const(0x40)  # columns from the other end
_MV = const(0x20)  # rows and columns exchanged
_BGR = const(0x08)


class St7789(Dcs):
    def __init__(self, bus, panel):
        super().__init__(bus, panel)
        self._rotation = panel.get("rotation", 0)
        self._order = _BGR if panel.get("bgr") else 0
        self._inversion = 0x21 if panel.get("inverted") else 0x20
        self._spare = (
            (panel["ram_width"], panel["column_offset"]),
            (panel["ram_height"], panel["row_offset"]),
        )
        self._light_pin = None
        backlight = panel.get("backlight")
        if backlight:
            from machine import PWM, Pin

            self._light_pin = PWM(Pin(backlight["pin"]), freq=backlight["frequency"], duty_u16=0)

    async def _set_up(self):
        bus = self._bus
        await bus.reset(10, 120)
        bus.command(_RESET)  # for modules without the wire
        await asyncio.sleep_ms(120)
        bus.command(_PIXEL_FORMAT, b"\x55")
        bus.command(self._inversion)
        bus.command(_NORMAL)

    def brightness(self, level):
        if self._light_pin or level == self._level:
            return super().brightness(level)
        self._level = level
        self._colours = grey_scale(self.depth, level)
        self._stale = True
        return True

    def _shine(self, level):
        if self._light_pin:
            self._light_pin.duty_u16(level * 257)
        else:
            self._colours = grey_scale(self.depth, level)

    def _switch_off(self):
        if self._light_pin:
            self._light_pin.duty_u16(0)
        super()._switch_off()

    def _aim(self):
        madctl = {0: 0, 90: _MV | _MX, 180: _MX | _MY, 270: _MV | _MY}[self._rotation]
        exchanged = madctl & _MV
        if self._mirrored:
            madctl ^= _MY if exchanged else _MX
        seen = (self.height, self.width) if exchanged else (self.width, self.height)
        first = []
        for axis, flip in ((0, _MX), (1, _MY)):
            size, offset = self._spare[axis]
            first.append(size - seen[axis] - offset if madctl & flip else offset)
        if exchanged:
            first.reverse()
        return madctl | self._order, first[0], first[1]

"""How commands and pixels reach a display on SPI with a data/command line."""

import asyncio

from machine import SPI, Pin


def _nothing(level):
    """The select line of a module that has none."""


class SpiBus:
    """Four-wire SPI: DC low marks a command byte, high its parameters and pixels.

    wiring may have `reset`, and `others`: select lines of other chips on the same wires, which
    must not take pixels for orders. It may lack `cs` where the module has it tied low; such
    modules want `"mode": 3`, as without a select line only the clock's idle level tells bytes
    apart.
    """

    def __init__(self, wiring):
        for pin in wiring.get("others", ()):
            Pin(pin, Pin.OUT, value=1)
        self._spi = SPI(
            wiring["id"],
            baudrate=wiring["baudrate"],
            polarity=wiring.get("mode", 0) >> 1,
            phase=wiring.get("mode", 0) & 1,
            sck=Pin(wiring["sck"]),
            mosi=Pin(wiring["mosi"]),
            miso=None,  # else the chip's usual pin would become one
        )
        self._select = Pin(wiring["cs"], Pin.OUT, value=1) if "cs" in wiring else _nothing
        self._data = Pin(wiring["dc"], Pin.OUT, value=0)
        self._reset = Pin(wiring["reset"], Pin.OUT, value=1) if "reset" in wiring else None
        self._byte = bytearray(1)

    async def reset(self, low_ms, high_ms):
        if self._reset:
            self._reset(0)
            await asyncio.sleep_ms(low_ms)
            self._reset(1)
            await asyncio.sleep_ms(high_ms)

    def command(self, code, data=None):
        self._byte[0] = code
        self._select(0)
        self._data(0)
        self._spi.write(self._byte)
        self._data(1)
        if data is not None:
            self._spi.write(data)
        self._select(1)

    def commands(self, data):
        """Bytes that are all commands, parameters too."""
        self._select(0)
        self._data(0)
        self._spi.write(data)
        self._select(1)

    def pixels(self, data):
        """More data for the last command."""
        self._select(0)
        self._data(1)
        self._spi.write(data)
        self._select(1)

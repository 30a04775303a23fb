"""How commands and pixels reach a display: SPI with a data/command line, or I2C."""

import time

from machine import I2C, SPI, Pin


def open_bus(wiring):
    """A bus from the `display_bus` part of a board description."""
    return SpiBus(wiring) if wiring["kind"] == "spi" else I2cBus(wiring)


class SpiBus:
    """Four-wire SPI: DC low marks a command byte, high its parameters and pixels."""

    def __init__(self, wiring):
        self._spi = SPI(
            wiring["id"],
            baudrate=wiring["baudrate"],
            polarity=0,
            phase=0,
            sck=Pin(wiring["sck"]),
            mosi=Pin(wiring["mosi"]),
        )
        self._select = Pin(wiring["cs"], Pin.OUT, value=1)
        self._data = Pin(wiring["dc"], Pin.OUT, value=0)
        self._reset = Pin(wiring["reset"], Pin.OUT, value=1) if "reset" in wiring else None
        self._byte = bytearray(1)

    def reset(self, low_ms, high_ms):
        if self._reset:
            self._reset.value(0)
            time.sleep_ms(low_ms)
            self._reset.value(1)
            time.sleep_ms(high_ms)

    def command(self, code, data=None):
        self._byte[0] = code
        self._select.value(0)
        self._data.value(0)
        self._spi.write(self._byte)
        self._data.value(1)
        if data is not None:
            self._spi.write(data)
        self._select.value(1)

    def commands(self, data):
        """Bytes that are all commands, parameters too."""
        self._select.value(0)
        self._data.value(0)
        self._spi.write(data)
        self._select.value(1)

    def pixels(self, data):
        """More data for the last command."""
        self._select.value(0)
        self._data.value(1)
        self._spi.write(data)
        self._select.value(1)


class I2cBus:
    """I2C as the SSD1306 family takes it: a control byte says command (0x80) or data (0x40)."""

    def __init__(self, wiring):
        self._i2c = I2C(
            wiring["id"],
            scl=Pin(wiring["scl"]),
            sda=Pin(wiring["sda"]),
            freq=wiring["frequency"],
        )
        self._address = wiring["address"]
        self._command = bytearray(2)
        self._command[0] = 0x80
        self._pixels = [b"\x40", None]

    def reset(self, low_ms, high_ms):
        pass

    def commands(self, data):
        for byte in data:
            self._command[1] = byte
            self._i2c.writeto(self._address, self._command)

    def pixels(self, data):
        self._pixels[1] = data
        self._i2c.writevto(self._address, self._pixels)
        self._pixels[1] = None

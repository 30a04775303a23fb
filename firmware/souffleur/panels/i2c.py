"""How commands and pixels reach a display on I2C."""

from machine import I2C, Pin


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

    async def reset(self, low_ms, high_ms):
        pass  # the modules reset themselves at power-on

    def commands(self, data):
        for byte in data:
            self._command[1] = byte
            self._i2c.writeto(self._address, self._command)

    def pixels(self, data):
        self._pixels[1] = data
        self._i2c.writevto(self._address, self._pixels)
        self._pixels[1] = None

"""MicroPython's `machine` module for the virtual board: what the firmware uses, no more.

Pins and buses send what they carry to the host, which decodes it as the panel would; readings
(touch, battery) come from the host.
"""

import struct

import wire_to_host as host

_levels = {}
_microvolts = {}
_touched = {}


def host_says(operation, data):
    pin, value = struct.unpack("<BI", data)
    if operation == "v":
        _microvolts[pin] = value
    elif operation == "t":
        _touched[pin] = value
    elif operation == "k":
        _levels[pin] = value


class Pin:
    IN = 1
    OUT = 3
    PULL_UP = 2

    def __init__(self, pin, mode=-1, pull=-1, value=None):
        self.pin = pin
        if mode == Pin.IN:
            _levels.setdefault(pin, 1 if pull == Pin.PULL_UP else 0)
        if value is not None:
            self.value(value)

    def value(self, level=None):
        if level is None:
            return _levels.get(self.pin, 0)
        _levels[self.pin] = level
        host.send("K", bytes([self.pin, level]))

    __call__ = value


class PWM:
    def __init__(self, pin, freq=1000, duty_u16=0):
        self.pin = pin.pin
        self.duty_u16(duty_u16)

    def duty_u16(self, duty):
        host.send("Y", struct.pack("<BH", self.pin, duty))


class SPI:
    def __init__(self, bus, baudrate=1000000, polarity=0, phase=0, sck=None, mosi=None, miso=None):
        self.bus = bus

    def write(self, data):
        host.send("P", data)


class I2C:
    def __init__(self, bus, scl=None, sda=None, freq=400000):
        self.bus = bus

    def writevto(self, address, parts):
        host.send("Q", bytes([address]) + b"".join([bytes(part) for part in parts]))
        return len(parts)

    def writeto(self, address, data):
        return self.writevto(address, (data,))


class ADC:
    ATTN_11DB = 3

    def __init__(self, pin, atten=None):
        self.pin = pin.pin

    def read_uv(self):
        return _microvolts.get(self.pin, 0)


class TouchPad:
    def __init__(self, pin):
        self.pin = pin.pin

    def read(self):
        return _touched.get(self.pin, 20000)


class WDT:
    def __init__(self, timeout=5000):
        self.timeout = timeout
        self.feed()

    def feed(self):
        host.send("F", struct.pack("<I", self.timeout))

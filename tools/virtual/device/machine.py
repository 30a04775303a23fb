"""MicroPython's `machine` module for the virtual board: what the firmware uses, no more.

Pins and buses send what they carry to the host, which decodes it as the panel would; readings
(touch, battery) come from the host.
"""

import struct
import time

import wire_to_host as host

PWRON_RESET = 1
HARD_RESET = 2
WDT_RESET = 3
DEEPSLEEP_RESET = 4
SOFT_RESET = 5
EXT0_WAKE = 2
TIMER_WAKE = 4
TOUCHPAD_WAKE = 5

_levels = {}
_microvolts = {}
_touched = {}
_registers = {}  # (address on I2C, register): byte
mem32 = {}  # registers of the chip, by their address
_start = [PWRON_RESET, 0]  # why the board runs: reset_cause(), wake_reason()


def host_says(operation, data):
    if operation == "r":
        address, register, value = struct.unpack("<BBB", data)
        _registers[address, register] = value
        return
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

    def readfrom_mem(self, address, register, count):
        """What the host has put there; a chip of which it put nothing does not answer."""
        if not any(known[0] == address for known in _registers):
            raise OSError(19)
        return bytes([_registers.get((address, register + n), 0) for n in range(count)])

    def writeto_mem(self, address, register, data):
        for n, byte in enumerate(data):
            _registers[address, register + n] = byte


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
    running = False

    def __init__(self, timeout=5000):
        WDT.running = True
        self.timeout = timeout
        self.feed()

    def feed(self):
        host.send("F", struct.pack("<I", self.timeout))


def reset_cause():
    return _start[0]


def wake_reason():
    return _start[1]


def reset():
    """The host starts the board again."""
    _end("Z", 0)


def deepsleep(ms=0):
    """The host starts the board again at a touch, or after so many milliseconds."""
    _end("Z", max(1, ms))


def _end(operation, number):
    host.send(operation, struct.pack("<I", number))
    while True:
        time.sleep(3600)

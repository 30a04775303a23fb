"""The T-Glass V3's cell: a gauge BQ27220 and a charger BQ25896 on I2C.

Registers are those of the data sheets (TI SLUUBD4 and SLUSCE7). The charger comes up with 2 A,
far too much for a cell in glasses, so the current is set at every power-on; its own watchdog
would undo that after 40 s and is switched off.
"""

from machine import I2C, Pin
from micropython import const

from .battery import Battery

_CHARGE = const(0x2C)  # of the gauge: percent (u16)
_CURRENT = const(0x04)  # of the charger: 64 mA a step
_CURRENT_STEP = const(64)
_TIMERS = const(0x07)
_WATCHDOG_BITS = const(0x30)
_STATUS = const(0x0B)  # bits 3 and 4: 1 before, 2 in fast charge


class Gauge(Battery):
    """board: its description. As battery.Battery; a chip that does not answer tells nothing."""

    def __init__(self, board):
        super().__init__(None)
        wiring = board["i2c"]
        self._bus = I2C(
            wiring["id"], scl=Pin(wiring["scl"]), sda=Pin(wiring["sda"]), freq=wiring["frequency"]
        )
        self._gauge = board["gauge"]["address"]
        self._charger = board["charger"]["address"]
        self._limit = board["charger"]["milliamperes"] // _CURRENT_STEP
        self._limited = False

    def _limit_current(self):
        timers = self._bus.readfrom_mem(self._charger, _TIMERS, 1)[0]
        self._bus.writeto_mem(self._charger, _TIMERS, bytes((timers & ~_WATCHDOG_BITS,)))
        self._bus.writeto_mem(self._charger, _CURRENT, bytes((self._limit,)))
        self._limited = True

    def read(self):
        try:
            if not self._limited:
                self._limit_current()
            status = self._bus.readfrom_mem(self._charger, _STATUS, 1)[0]
            self.charging = (status >> 3 & 3) in (1, 2)
        except OSError:
            self.charging = None
            self._limited = False  # it may have lost its power, and the limit with it
        try:
            level = self._bus.readfrom_mem(self._gauge, _CHARGE, 2)
            self.judge(min(100, level[0] | level[1] << 8))
        except OSError:
            pass

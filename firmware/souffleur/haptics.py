"""Discreet ticks on the temple. Boards without a motor feel nothing."""

import asyncio

from . import wire

_FREQUENCY = 1000  # Hz, the vendor's
_DUTY = 40000  # of 65535: felt by the wearer, not heard by the first row

_PULSES = {  # milliseconds on, off, on, ...
    wire.BUZZ_TICK: (40,),
    wire.BUZZ_DOUBLE: (70, 120, 70),
    wire.BUZZ_LONG: (400,),
}


def pulses(pattern):
    """Milliseconds on, off, on, ... of a pattern, or None. Pure."""
    return _PULSES.get(pattern)


class Haptics:
    """description: the `vibration` part of a board, or None. on: whether the wearer wants it."""

    def __init__(self, description, on):
        self.on = on
        self._due = None
        self._came = asyncio.Event()
        self._motor = None
        if description:
            from machine import PWM, Pin

            self._motor = PWM(Pin(description["pin"]), freq=_FREQUENCY, duty_u16=0)

    def play(self, pattern):
        """Feel it now; returns at once. What is playing already is played to its end."""
        if self._motor and self.on:
            self._due = _PULSES[pattern]
            self._came.set()

    async def run(self):
        """Plays what is due, for ever."""
        while True:
            await self._came.wait()
            self._came.clear()
            try:
                for number, ms in enumerate(self._due):
                    self._motor.duty_u16(0 if number & 1 else _DUTY)
                    await asyncio.sleep_ms(ms)
            finally:
                self._motor.duty_u16(0)

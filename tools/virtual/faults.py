"""What can be done to virtual glasses from outside, by a key or at a time set beforehand."""

from __future__ import annotations

from dataclasses import dataclass

from .errors import VirtualGlassesError
from .glasses import VirtualGlasses

CHARGED, LOW = 4.0, 3.45  # volts of the cell


@dataclass(frozen=True, slots=True)
class Deed:
    """Something done at a time: seconds after power-on; what: a name in NAMES."""

    at: float
    what: str


NAMES = (
    "tap", "double-tap", "hold", "very-long-press", "out-of-range", "in-range", "low-battery",
    "full-battery", "power-cut", "power-on",
)  # fmt: skip
_TOUCHES = {"tap": "tap", "double-tap": "double", "hold": "long", "very-long-press": "very long"}
_KEYS = {
    "t": "tap", "\n": "tap", "\r": "tap", "d": "double-tap", "h": "hold", "p": "very-long-press",
}  # fmt: skip
HELP = "t tap  d double  h hold  p pairing (5 s)  o range  l battery  x power  q quit"


def parsed(text: str) -> Deed:
    """From the likes of "out-of-range@10". Raises VirtualGlassesError."""
    what, _, when = text.partition("@")
    try:
        at = float(when)
    except ValueError:
        at = -1.0
    if what not in NAMES or not 0 <= at < float("inf"):
        raise VirtualGlassesError(
            f"{text!r} is no fault: write NAME@SECONDS with one of {', '.join(NAMES)}."
        )
    return Deed(at, what)


class World:
    """What is around the glasses, and what a hand does to them."""

    def __init__(self, glasses: VirtualGlasses) -> None:
        self._glasses = glasses
        self.away = False
        self.low = False
        self.off = False

    def key(self, typed: str) -> str | None:
        """What a key asks for; o, l and x undo what they did. None: nothing."""
        turns = {
            "o": "in-range" if self.away else "out-of-range",
            "l": "full-battery" if self.low else "low-battery",
            "x": "power-on" if self.off else "power-cut",
        }
        return {**_KEYS, **turns}.get(typed)

    async def do(self, what: str) -> None:
        """One of NAMES happens; returns when it is over."""
        if what in _TOUCHES:
            await self._glasses.touch(_TOUCHES[what])
        elif what.endswith("range"):
            self.away = what == "out-of-range"
            self._glasses.out_of_range(self.away)
        elif what.endswith("battery"):
            self.low = what == "low-battery"
            self._glasses.battery(LOW if self.low else CHARGED)
        elif what == "power-cut":
            self.off = True
            await self._glasses.power_cut()
        else:
            self.off = False
            await self._glasses.power_on()

    def state(self) -> str:
        """How things stand, in a few words."""
        radio = "out of range" if self.away else "in range"
        if self.off:
            radio = "no power"
        elif self._glasses.asleep:
            radio = "asleep: touch them"
        return f"{radio}, battery {LOW if self.low else CHARGED} V"

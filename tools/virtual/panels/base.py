"""What all virtual displays have: wires in, a picture out."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.uint8]


class VirtualPanel:
    """A display built as a board description says.

    pin, pwm, spi and i2c take what is on the wires; `pending` is true while pixels have come
    that `image()` has not been asked for; `brightness` is 0..255.
    """

    brightness: int

    def __init__(self, board: dict[str, Any]) -> None:
        self.part: dict[str, Any] = board["panel"]
        self._bus = board["display_bus"]
        self._levels: dict[int, int] = {}
        self.bytes = 0
        self.pending = False
        self.reset()

    def pin(self, pin: int, level: int) -> None:
        """An output of the board has this level now."""
        was = self._levels.get(pin)
        self._levels[pin] = level
        if pin == self._bus.get("reset") and was == 0 and level == 1:
            self.reset()

    def pwm(self, pin: int, duty: int) -> None:
        """An output of the board is high for duty / 65535 of the time."""

    def spi(self, data: bytes) -> None:
        """One transfer; not for us while the select line is high."""
        if "cs" in self._bus and self._levels.get(self._bus["cs"], 1):
            return
        self.bytes += len(data)
        if self._levels.get(self._bus["dc"], 0):
            self.data(data)
        else:
            for code in data:
                self.command(code)

    def i2c(self, data: bytes) -> None:
        """One write: address, then control bytes (0x80: one command follows; 0x40: data to the

        end).
        """
        if data[0] != self._bus["address"]:
            return
        self.bytes += len(data)
        at = 1
        while at < len(data):
            if data[at] == 0x40:
                self.data(data[at + 1 :])
                return
            self.command(data[at + 1])
            at += 2

    def reset(self) -> None:
        """As after power-on; memory keeps what it holds."""
        raise NotImplementedError

    def command(self, code: int) -> None:
        """One byte with the data line low."""
        raise NotImplementedError

    def data(self, data: bytes) -> None:
        """Bytes with the data line high."""
        raise NotImplementedError

    @property
    def shining(self) -> bool:
        """It gives light: awake, switched on, supplied."""
        raise NotImplementedError

    @property
    def complete(self) -> bool:
        """All pixels announced by the last window have come."""
        raise NotImplementedError

    def glass(self) -> Pixels:
        """What the visible part of the glass shows while it shines: rows, columns, upright."""
        raise NotImplementedError

    def image(self) -> Image.Image:
        """What the wearer sees: mode L, the visible window, upright."""
        self.pending = False
        if not self.shining:
            return Image.new("L", (self.part["width"], self.part["height"]))
        return Image.fromarray(np.ascontiguousarray(self.glass()))

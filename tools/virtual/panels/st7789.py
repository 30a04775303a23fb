"""The ST7789: a memory of 240x320 pixels behind a glass that may be smaller."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .base import Pixels
from .dcs import BGR, VirtualDcs, grey

SOFTWARE_RESET = 0x01


class VirtualSt7789(VirtualDcs):
    """IPS glass (`inverted`) shows the complement of what the controller drives. The backlight
    shines always where no pin of the board dims it.
    """

    rows = 320
    columns = 240
    brightness = 255

    def reset(self) -> None:
        super().reset()
        if self.part.get("backlight"):
            self.brightness = 0

    def command(self, code: int) -> None:
        if code == SOFTWARE_RESET:
            light = self.brightness
            self.reset()
            self.brightness = light
        else:
            super().command(code)

    def pwm(self, pin: int, duty: int) -> None:
        if pin == (self.part.get("backlight") or {}).get("pin"):
            self.brightness = duty * 255 // 65535
            self.pending = True

    @property
    def shining(self) -> bool:
        return super().shining and self.brightness > 0

    def driven(self) -> NDArray[np.uint16]:
        """What the visible part of the glass shows: rows, columns, RGB565, upright."""
        part = self.part
        turns = part.get("rotation", 0) // 90
        size = part["height"], part["width"]
        height, width = size[::-1] if turns % 2 else size
        top, left = part["row_offset"], part["column_offset"]
        seen = self.ram[top : top + height, left : left + width]
        window: NDArray[np.uint16] = np.rot90(seen, turns)
        if self.inverted != bool(part.get("inverted")):
            window = ~window
        if bool(self.madctl & BGR) != bool(part.get("bgr")):
            window = (window << 11 | window & 0x07E0 | window >> 11).astype(np.uint16)
        return window

    def glass(self) -> Pixels:
        return grey(self.driven())

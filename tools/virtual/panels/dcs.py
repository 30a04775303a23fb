"""Controllers with MIPI DCS commands and a memory of RGB565 pixels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .base import Pixels, VirtualPanel

SLEEP_IN, SLEEP_OUT, INVERSION_OFF, INVERSION_ON = 0x10, 0x11, 0x20, 0x21
DISPLAY_OFF, DISPLAY_ON = 0x28, 0x29
COLUMNS, ROWS, WRITE, MADCTL, PIXEL_FORMAT = 0x2A, 0x2B, 0x2C, 0x36, 0x3A
MY, MX, MV, BGR = 0x80, 0x40, 0x20, 0x08
RGB565 = 5  # the lower half of PIXEL_FORMAT


class VirtualDcs(VirtualPanel):
    """Memory is `ram`: rows, columns, colours as sent. A kind of panel says its size and quirks."""

    rows: int
    columns: int
    exchanges = True  # rows and columns, when MADCTL asks

    def reset(self) -> None:
        if not hasattr(self, "ram"):
            self.ram: NDArray[np.uint16] = np.zeros((self.rows, self.columns), np.uint16)
        self.registers: dict[tuple[int, int], bytes] = {}
        self.page = 0
        self.awake = False
        self.on = False
        self.inverted = False
        self._command = -1
        self._half = b""
        self._got = 0
        self._across = (0, self.columns - 1)
        self._down = (0, self.rows - 1)

    def command(self, code: int) -> None:
        self._command = code
        self._half = b""
        self.registers[self.page, code] = b""
        if self.page:
            return
        if code in (SLEEP_IN, SLEEP_OUT):
            self.awake = code == SLEEP_OUT
        elif code in (DISPLAY_OFF, DISPLAY_ON):
            self.on = code == DISPLAY_ON
        elif code in (INVERSION_OFF, INVERSION_ON):
            self.inverted = code == INVERSION_ON
        elif code == WRITE:
            self._got = 0
            return
        else:
            return
        self.pending = True

    def data(self, data: bytes) -> None:
        code = self._command
        if not self.page and code == WRITE:
            self._pixels(data)
            return
        value = self.registers[self.page, code] = self.registers[self.page, code] + data
        if not self.page and len(value) == 4 and code in (COLUMNS, ROWS):
            window = int.from_bytes(value[:2], "big"), int.from_bytes(value[2:], "big")
            if code == COLUMNS:
                self._across = window
            else:
                self._down = window

    def register(self, code: int, default: int) -> int:
        """The first parameter of a command of page 0."""
        value = self.registers.get((0, code), b"")
        return value[0] if value else default

    @property
    def madctl(self) -> int:
        """How rows and columns are counted and shown."""
        return self.register(MADCTL, 0)

    def _area(self) -> int:
        across, down = self._across, self._down
        return (across[1] - across[0] + 1) * (down[1] - down[0] + 1)

    def _pixels(self, data: bytes) -> None:
        if self.register(PIXEL_FORMAT, 6) & 7 != RGB565:
            return  # other formats are not used here: what comes is no picture
        data = self._half + data
        self._half = data[len(data) & ~1 :]
        colours = np.frombuffer(data[: len(data) & ~1], ">u2")
        width = self._across[1] - self._across[0] + 1
        places = (self._got + np.arange(len(colours))) % self._area()
        rows, columns = self._down[0] + places // width, self._across[0] + places % width
        madctl = self.madctl
        if madctl & MV and self.exchanges:
            rows, columns = columns, rows
        if madctl & MX:
            columns = self.columns - 1 - columns
        if madctl & MY:
            rows = self.rows - 1 - rows
        inside = (rows >= 0) & (rows < self.rows) & (columns >= 0) & (columns < self.columns)
        self.ram[rows[inside], columns[inside]] = colours[inside]
        self._got += len(colours)
        self.pending = True

    @property
    def complete(self) -> bool:
        return self._got % self._area() == 0

    @property
    def shining(self) -> bool:
        return self.on and self.awake


def grey(pixels: NDArray[np.uint16]) -> Pixels:
    """RGB565 as brightness, 0..255, by the finest of its colours: green."""
    green = pixels >> 5 & 63
    return (green << 2 | green >> 4).astype(np.uint8)

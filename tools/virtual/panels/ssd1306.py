"""The SSD1306 and its sibling SSD1309: one bit a pixel, memory in pages of eight rows."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from .base import Pixels, VirtualPanel

PARAMETERS = {
    0x20: 1, 0x21: 2, 0x22: 2, 0x81: 1, 0xA8: 1, 0xD3: 1, 0xD5: 1, 0xD9: 1, 0xDA: 1, 0xDB: 1,
}  # fmt: skip
CHARGE_PUMP, LOCK = 0x8D, 0xFD
HORIZONTAL, VERTICAL, PAGE = 0, 1, 2  # how the address runs on


class VirtualSsd1306(VirtualPanel):
    """The module is mounted so that column 127 is at its left end and the last row on top; the
    charge pump supplies the glass.

    A column's direction (A0, A1) takes effect when it is written, a row's (C0, C8) when it is
    shown.
    """

    parameters: ClassVar = {**PARAMETERS, CHARGE_PUMP: 1}

    def reset(self) -> None:
        if not hasattr(self, "_ram"):
            self._ram = np.zeros((8, 128), np.uint8)
        self.on = False
        self.supplied = False
        self.inverse = False
        self.remapped = False
        self.flipped = False
        self.mode = PAGE
        self.brightness = 0x7F
        self.start_line = 0
        self.rows = 64
        self._columns = (0, 127)
        self._pages = (0, 7)
        self._column, self._page = 0, 0
        self._pending: list[int] = []
        self._got = 0

    def command(self, code: int) -> None:
        self._pending.append(code)
        first = self._pending[0]
        if len(self._pending) <= self.parameters.get(first, 0):
            return
        values = self._pending[1:]
        self._pending = []
        self.obey(first, values)

    def obey(self, code: int, values: list[int]) -> None:
        """A command with all its parameters."""
        if 0x40 <= code <= 0x7F:
            self.start_line = code - 0x40
        elif code <= 0x0F:
            self._column = self._column & 0xF0 | code
        elif code <= 0x1F:
            self._column = self._column & 0x0F | (code & 15) << 4
        elif code & 0xF8 == 0xB0:
            self._page = code & 7
        elif code == 0x20:
            self.mode = values[0] & 3
        elif code == 0x21:
            self._columns = (values[0] & 127, values[1] & 127)
            self._column = self._columns[0]
            self._got = 0
        elif code == 0x22:
            self._pages = (values[0] & 7, values[1] & 7)
            self._page = self._pages[0]
            self._got = 0
        elif code == 0x81:
            self.brightness = values[0]
        elif code == CHARGE_PUMP:
            self.supplied = bool(values[0] & 4)
        elif code in (0xA0, 0xA1):
            self.remapped = code == 0xA1
        elif code == 0xA8:
            self.rows = (values[0] & 63) + 1
        elif code in (0xC0, 0xC8):
            self.flipped = code == 0xC8
        elif code in (0xA6, 0xA7):
            self.inverse = code == 0xA7
        elif code in (0xAE, 0xAF):
            self.on = code == 0xAF
            self.pending = True

    def data(self, data: bytes) -> None:
        for byte in data:
            segment = 127 - self._column if self.remapped else self._column
            self._ram[self._page, segment] = byte
            self._got += 1
            self._step()
        self.pending = True

    def _step(self) -> None:
        if self.mode == PAGE:
            self._column = (self._column + 1) % 128
            return
        if self.mode == HORIZONTAL:
            self._column += 1
            if self._column > self._columns[1]:
                self._column = self._columns[0]
                self._page = self._pages[0] if self._page >= self._pages[1] else self._page + 1
            return
        self._page += 1
        if self._page > self._pages[1]:
            self._page = self._pages[0]
            full = self._column >= self._columns[1]
            self._column = self._columns[0] if full else self._column + 1

    @property
    def complete(self) -> bool:
        columns = self._columns[1] - self._columns[0] + 1
        return self._got % (columns * (self._pages[1] - self._pages[0] + 1)) == 0

    @property
    def shining(self) -> bool:
        return self.on and self.supplied

    def glass(self) -> Pixels:
        part = self.part
        bits = np.unpackbits(self._ram, axis=0, bitorder="little")
        rows = np.roll(bits, -self.start_line, axis=0)[: self.rows]
        rows = rows[:, ::-1]
        if not self.flipped:
            rows = rows[::-1]
        left = part["column_offset"]
        window = rows[: part["height"], left : left + part["width"]] ^ self.inverse
        if part.get("rotation", 0) == 180:
            window = window[::-1, ::-1]
        return window * np.uint8(255)


class VirtualSsd1309(VirtualSsd1306):
    """Supplied by its module; has a lock instead of the charge pump."""

    parameters: ClassVar = {**PARAMETERS, LOCK: 1}

    def __init__(self, board: dict[str, Any]) -> None:
        self.locked = False
        super().__init__(board)

    def reset(self) -> None:
        super().reset()
        self.supplied = True
        self.locked = False

    def obey(self, code: int, values: list[int]) -> None:
        if code == LOCK:
            self.locked = bool(values[0] & 4)
        elif code == CHARGE_PUMP:
            raise ValueError("the SSD1309 has no charge pump command (8D)")
        elif not self.locked:
            super().obey(code, values)

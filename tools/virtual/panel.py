"""The display of the virtual glasses: decodes the bytes on its bus as the controller would."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.uint8]


class VirtualPanel:
    """A display built as a board description says.

    pin, spi and i2c take what is on the wires; `pending` is true while pixels have come that
    `image()` has not been asked for.
    """

    def __init__(self, board: dict[str, Any]) -> None:
        self._bus = board["display_bus"]
        self._levels: dict[int, int] = {}
        self.bytes = 0
        self.pending = False

    def pin(self, pin: int, level: int) -> None:
        was = self._levels.get(pin)
        self._levels[pin] = level
        if pin == self._bus.get("reset") and was == 0 and level == 1:
            self.reset()

    def spi(self, data: bytes) -> None:
        if self._levels.get(self._bus["cs"], 1):
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
        raise NotImplementedError

    def command(self, code: int) -> None:
        raise NotImplementedError

    def data(self, data: bytes) -> None:
        raise NotImplementedError

    @property
    def complete(self) -> bool:
        """All pixels announced by the last window have come."""
        raise NotImplementedError

    def image(self) -> Image.Image:
        """What the wearer sees: mode L, the visible window, upright."""
        raise NotImplementedError


class VirtualJd9613(VirtualPanel):
    """Commands of the MIPI DCS kind on page 0; other pages' registers are kept apart."""

    registers: dict[tuple[int, int], bytes]
    _columns: tuple[int, int]
    _rows: tuple[int, int]

    def __init__(self, board: dict[str, Any]) -> None:
        super().__init__(board)
        panel = board["panel"]
        self._panel = panel
        self._ram = np.zeros((panel["ram_height"], panel["ram_width"]), np.uint16)
        self.reset()

    def reset(self) -> None:
        self.registers = {}
        self.page = 0
        self.awake = False
        self.on = False
        self._command = -1
        self._columns = (0, self._panel["ram_width"] - 1)
        self._rows = (0, self._panel["ram_height"] - 1)
        self._got = 0
        self._half = b""

    def command(self, code: int) -> None:
        self._command = code
        self._half = b""
        if code == 0xFE:
            self.registers[0, 0xFE] = b""
        else:
            self.registers[self.page, code] = b""
        if self.page == 0:
            if code == 0x11:
                self.awake = True
            elif code == 0x29:
                self.on = True
                self.pending = True
            elif code == 0x28:
                self.on = False
                self.pending = True
            elif code == 0x2C:
                self._got = 0

    def data(self, data: bytes) -> None:
        code = self._command
        if self.page == 0 and code == 0x2C:
            self._pixels(data)
            return
        if code == 0xFE:
            self.page = data[0]
            return
        value = self.registers[self.page, code] = self.registers[self.page, code] + data
        if self.page == 0 and len(value) == 4 and code in (0x2A, 0x2B):
            window = int.from_bytes(value[:2], "big"), int.from_bytes(value[2:], "big")
            if code == 0x2A:
                self._columns = window
            else:
                self._rows = window

    def _area(self) -> int:
        columns, rows = self._columns, self._rows
        return (columns[1] - columns[0] + 1) * (rows[1] - rows[0] + 1)

    def _pixels(self, data: bytes) -> None:
        data = self._half + data
        self._half = data[len(data) & ~1 :]
        colours = np.frombuffer(data[: len(data) & ~1], ">u2")
        width = self._columns[1] - self._columns[0] + 1
        places = (self._got + np.arange(len(colours))) % self._area()
        rows, columns = self._rows[0] + places // width, self._columns[0] + places % width
        inside = (rows < self._ram.shape[0]) & (columns < self._ram.shape[1])
        self._ram[rows[inside], columns[inside]] = colours[inside]
        self._got += len(colours)
        self.pending = True

    @property
    def complete(self) -> bool:
        return self._got % self._area() == 0

    @property
    def brightness(self) -> int:
        return int(self.registers.get((0, 0x51), b"\0")[0])

    def image(self) -> Image.Image:
        panel = self._panel
        self.pending = False
        width, height = panel["width"], panel["height"]
        if not (self.on and self.awake):
            return Image.new("L", (width, height))
        madctl = self.registers.get((0, 0x36), b"\0")[0]
        top, left = panel["row_offset"], panel["column_offset"]
        window = self._ram[top : top + height, left : left + width]
        if (madctl ^ panel["madctl"]) & 2:
            window = window[:, ::-1]  # not the mirror this prism needs
        if panel.get("turn", 0) == 90:
            window = window[:, ::-1].T
        green = (window >> 5 & 63).astype(np.uint16)
        grey = (green * 255 // 63).astype(np.uint8)
        return Image.fromarray(np.ascontiguousarray(grey))


SSD1306_PARAMETERS = {
    0x20: 1, 0x21: 2, 0x22: 2, 0x81: 1, 0x8D: 1, 0xA8: 1, 0xD3: 1, 0xD5: 1, 0xD9: 1, 0xDA: 1,
    0xDB: 1,
}  # fmt: skip


class VirtualSsd1306(VirtualPanel):
    """Memory modes, windows and start line as in the data sheet, revision 1.1."""

    def __init__(self, board: dict[str, Any]) -> None:
        super().__init__(board)
        self._panel = board["panel"]
        self._ram = np.zeros((8, 128), np.uint8)
        self.reset()

    def reset(self) -> None:
        self.on = False
        self.inverse = False
        self.mode = 2
        self.remapped = False
        self.flipped = False
        self.brightness = 0x7F
        self.start_line = 0
        self.charge_pump = False
        self._columns = (0, 127)
        self._pages = (0, 7)
        self._column, self._page = 0, 0
        self._pending: list[int] = []
        self._got = 0

    def command(self, code: int) -> None:
        self._pending.append(code)
        first = self._pending[0]
        if len(self._pending) <= SSD1306_PARAMETERS.get(first, 0):
            return
        values = self._pending[1:]
        self._pending = []
        if 0x40 <= first <= 0x7F:
            self.start_line = first - 0x40
        elif first <= 0x0F:
            self._column = self._column & 0xF0 | first
        elif first <= 0x1F:
            self._column = self._column & 0x0F | (first & 15) << 4
        elif first & 0xF8 == 0xB0:
            self._page = first & 7
        elif first == 0x20:
            self.mode = values[0] & 3
        elif first == 0x21:
            self._columns = (values[0] & 127, values[1] & 127)
            self._column = self._columns[0]
            self._got = 0
        elif first == 0x22:
            self._pages = (values[0] & 7, values[1] & 7)
            self._page = self._pages[0]
            self._got = 0
        elif first == 0x81:
            self.brightness = values[0]
        elif first == 0x8D:
            self.charge_pump = bool(values[0] & 4)
        elif first in (0xA0, 0xA1):
            self.remapped = first == 0xA1
        elif first in (0xC0, 0xC8):
            self.flipped = first == 0xC8
        elif first in (0xA6, 0xA7):
            self.inverse = first == 0xA7
        elif first in (0xAE, 0xAF):
            self.on = first == 0xAF
            self.pending = True

    def data(self, data: bytes) -> None:
        for byte in data:
            self._ram[self._page, self._column] = byte
            self._got += 1
            self._step()
        self.pending = True

    def _step(self) -> None:
        if self.mode == 2:
            self._column = (self._column + 1) % 128
            return
        if self.mode == 0:
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

    def image(self) -> Image.Image:
        panel = self._panel
        self.pending = False
        if not (self.on and self.charge_pump):
            return Image.new("L", (panel["width"], panel["height"]))
        bits = np.unpackbits(self._ram, axis=0, bitorder="little")
        rows = np.roll(bits, -self.start_line, axis=0)[: panel["height"]]
        if not self.remapped:
            rows = rows[:, ::-1]
        if not self.flipped:
            rows = rows[::-1]
        left = panel["column_offset"]
        window = rows[:, left : left + panel["width"]] ^ self.inverse
        return Image.fromarray(np.ascontiguousarray(window * np.uint8(255)))


def make_panel(board: dict[str, Any]) -> VirtualPanel:
    """The virtual display for a board description."""
    kinds = {"jd9613": VirtualJd9613, "ssd1306": VirtualSsd1306}
    return kinds[board["panel"]["driver"]](board)

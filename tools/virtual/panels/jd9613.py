"""The JD9613: 126x294 pixels, registers in pages (0xFE chooses), no exchange of axes."""

from __future__ import annotations

from typing import Any

from .base import Pixels
from .dcs import MX, MY, VirtualDcs, grey

PAGE, BRIGHTNESS = 0xFE, 0x51
FLIP_COLUMNS, FLIP_ROWS = 0x02, 0x01  # of MADCTL: the glass is scanned from the other side


class VirtualJd9613(VirtualDcs):
    """Rows count 128 columns in memory, so that counted from the other end the first two are off
    the glass; the vendor's programs then begin at column 2.

    A board's prism mirrors and turns as its `madctl` undoes.
    """

    rows = 294
    columns = 128
    exchanges = False

    def __init__(self, board: dict[str, Any]) -> None:
        super().__init__(board)
        self._turned = self.part.get("turn", 0) == 90
        madctl = self.part["madctl"]
        self._mirrors = bool(madctl & FLIP_COLUMNS) != bool(madctl & MX)
        self._stands_on_its_head = bool(madctl & MY)

    def command(self, code: int) -> None:
        if code == PAGE:
            self._command = code
        else:
            super().command(code)

    def data(self, data: bytes) -> None:
        if self._command == PAGE:
            self.page = data[0]
        else:
            super().data(data)

    @property
    def brightness(self) -> int:  # type: ignore[override]
        return self.register(BRIGHTNESS, 0)

    def glass(self) -> Pixels:
        part = self.part
        shown = self.ram[:, : part["ram_width"]]
        if self.madctl & FLIP_COLUMNS:
            shown = shown[:, ::-1]
        if self.madctl & FLIP_ROWS:
            shown = shown[::-1]
        # The prism shows the panel's last rows, however they are counted while writing.
        window = shown[self.rows - part["height"] :]
        if self._mirrors:
            window = window[:, ::-1]
        if self._stands_on_its_head:
            window = window[::-1]
        return grey(window[:, ::-1].T if self._turned else window)

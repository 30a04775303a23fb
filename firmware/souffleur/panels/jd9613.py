"""JD9613 AMOLED controller as built into the LilyGO T-Glass: 126x294 RGB565 on SPI.

The prism shows the last 126 rows of the panel. The controller has RAM for half a frame and
cannot exchange rows and columns, so a board whose prism needs a turned picture (`"turn": 90`)
gets it from us: panel row = x, panel column = width - 1 - y.

Windows smaller than the picture are unproven on this controller, so the whole picture is sent
unless the board says `"partial_windows": true`.
"""

import sys

from micropython import const

from .dcs import Dcs

_BRIGHTNESS = const(0x51)
_FLIP = const(2)  # of MADCTL: columns are shown from the other side


class Jd9613(Dcs):
    partial = False

    def __init__(self, bus, panel):
        super().__init__(bus, panel)
        self._row = panel["row_offset"]
        self._column = panel["column_offset"]
        self._madctl = panel["madctl"]
        self._turned = panel.get("turn", 0) == 90
        if self._turned:
            self._partial = False  # rows of the picture are columns of the panel

    async def _set_up(self):
        bus = self._bus
        await bus.reset(100, 100)
        from . import jd9613_registers

        table = jd9613_registers.TABLE
        place = 0
        while place < len(table):
            count = table[place + 1]
            bus.command(table[place], table[place + 2 : place + 2 + count])
            place += 2 + count
        sys.modules.pop(jd9613_registers.__name__, None)  # seldom needed; frees 1 KB
        del sys.modules[__name__.rsplit(".", 1)[0]].jd9613_registers

    def _shine(self, level):
        self._bus.command(_BRIGHTNESS, bytes((level,)))

    def _aim(self):
        flip = _FLIP if self._mirrored and not self._turned else 0
        return self._madctl ^ flip, self._column, self._row

    def _fill(self, first):
        if not self._turned:
            super()._fill(first)
            return
        from .turn import turn

        count = min(self._rows_a_band, self.width - first)
        turn(
            self._buffer, self._stride, self.depth, self._band, first, count, self.width,
            self._mirrored,
        )  # fmt: skip

"""How long a cell lasts: an estimate from data sheets, until somebody has measured.

Every load is a range in milliamperes at the cell. Nothing here was measured by us.
"""

from __future__ import annotations

from typing import NamedTuple

from . import Description

USABLE = 0.85  # of a cell's nominal charge, at this load and down to 3.3 V


class Load(NamedTuple):
    """Milliamperes at the cell, from - to, and where they come from."""

    low: float
    high: float
    source: str


CHIP = Load(
    30, 68, "ESP32 data sheet v3.5, table 6: 240 MHz, radio off; taken for the S3 as well"
)
RADIO = Load(
    3, 15, "80 to 120 mA while it listens or sends (ESP32 data sheet), for 3 to 12 % of the time"
)
DISPLAYS = {
    "jd9613": Load(5, 20, "guess: an AMOLED, a tenth of its pixels lit"),
    "ssd1306": Load(5, 15, "guess: about 20 mA all lit, a third of it for text"),
    "ssd1309": Load(8, 25, "guess: about 60 mA all lit, a third of it for text"),
    "st7789": Load(20, 45, "guess: the backlight alone"),
}


def draw(board: Description) -> tuple[float, float]:
    """Milliamperes while a show runs, from - to."""
    loads = (CHIP, RADIO, DISPLAYS[board["panel"]["driver"]])
    return sum(load.low for load in loads), sum(load.high for load in loads)


def hours(capacity: float, current: float) -> float:
    """How long `capacity` mAh give `current` mA."""
    return capacity * USABLE / current

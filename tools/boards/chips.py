"""What each pin of a chip can do, and which ones bite.

Sources: Espressif's ESP32 and ESP32-S3 Series Datasheets (pin overview, strapping pins) and the
ESP-IDF programming guide for each chip (GPIO: restrictions, ADC channels; touch; sleep).
"""

from __future__ import annotations

from dataclasses import dataclass


def _span(first: int, last: int) -> frozenset[int]:
    return frozenset(range(first, last + 1))


@dataclass(frozen=True, slots=True)
class Chip:
    """Pins by number (GPIO).

    strapping: pin -> what its level at reset decides. psram: kind of PSRAM -> the pins it takes
    besides the flash's.
    wakes: can wake the chip from deep sleep. touch_rises: a finger raises the reading.
    """

    title: str
    pins: frozenset[int]
    strapping: dict[int, str]
    input_only: frozenset[int]
    flash: frozenset[int]
    psram: dict[str, frozenset[int]]
    usb: frozenset[int]
    console: frozenset[int]
    adc1: frozenset[int]
    adc2: frozenset[int]
    touch: frozenset[int]
    wakes: frozenset[int]
    touch_rises: bool


ESP32 = Chip(
    title="ESP32",
    pins=_span(0, 19) | _span(21, 23) | _span(25, 27) | _span(32, 39),
    strapping={
        0: "low: bootloader",
        2: "must be low or free for the bootloader",
        5: "timing of the SDIO slave",
        12: "flash voltage: high stops boards with 3.3 V flash",
        15: "low: silent start-up",
    },
    input_only=_span(34, 39),
    flash=_span(6, 11),
    psram={"quad": frozenset({16, 17})},
    usb=frozenset(),
    console=frozenset({1, 3}),
    adc1=_span(32, 39),
    adc2=frozenset({0, 2, 4, 12, 13, 14, 15, 25, 26, 27}),
    touch=frozenset({0, 2, 4, 12, 13, 14, 15, 27, 32, 33}),
    wakes=frozenset({0, 2, 4, 12, 13, 14, 15, 25, 26, 27}) | _span(32, 39),
    touch_rises=False,
)

ESP32_S3 = Chip(
    title="ESP32-S3",
    pins=_span(0, 21) | _span(26, 48),
    strapping={
        0: "low: bootloader",
        3: "source of JTAG signals, where a fuse allows it",
        45: "flash voltage",
        46: "boot mode and start-up messages",
    },
    input_only=frozenset(),
    flash=_span(26, 32),
    psram={"octal": _span(33, 37)},
    usb=frozenset({19, 20}),
    console=frozenset({43, 44}),
    adc1=_span(1, 10),
    adc2=_span(11, 20),
    touch=_span(1, 14),
    wakes=_span(0, 21),
    touch_rises=True,
)

CHIPS = {"esp32": ESP32, "esp32s3": ESP32_S3}

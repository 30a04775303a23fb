"""Is a board's description something that can be built? Every complaint is one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from . import Description
from .chips import CHIPS, Chip


class Use(NamedTuple):
    """The firmware uses a pin. part: where in the description; out: it is driven by us."""

    part: str
    pin: int
    out: bool


def uses(board: Description) -> list[Use]:
    """All pins that the firmware touches."""
    bus = board["display_bus"]
    found = [
        Use(part, bus[part], True)
        for part in ("sck", "mosi", "cs", "dc", "reset", "sda", "scl")
        if part in bus
    ]
    found += [Use("select line of another chip", pin, True) for pin in bus.get("others", ())]
    if board["panel"].get("backlight"):
        found.append(Use("backlight", board["panel"]["backlight"]["pin"], True))
    found.append(Use("touch", board["touch"]["pin"], False))
    if board["battery"]:
        found.append(Use("battery", board["battery"]["adc"], False))
    if board["vibration"]:
        found.append(Use("vibration", board["vibration"]["pin"], True))
    if "i2c" in board:
        found += [Use(f"i2c {part}", board["i2c"][part], True) for part in ("sda", "scl")]
    return found


def problems(board: Description) -> list[str]:
    """What is wrong with the pins; nothing for a good board."""
    about = board["about"]
    chip = CHIPS.get(board["chip"])
    if chip is None:
        return [f"chip {board['chip']!r} is none of {', '.join(CHIPS)}"]
    excused = {int(pin) for pin in about.get("deliberate", {})}
    found = list(_conflicts(board))
    needed: set[int] = set()
    for use in uses(board):
        where = f"{use.part} on GPIO {use.pin}"
        for fatal in _impossible(use, chip, board):
            found.append(f"{where}: {fatal}")
        for doubt in _doubtful(use, chip):
            needed.add(use.pin)
            if use.pin not in excused:
                found.append(f"{where}: {doubt}; take another pin or give the reason in "
                             f"about.deliberate")
    for pin in sorted(excused - needed):
        found.append(f"about.deliberate excuses GPIO {pin}, which needs no excuse")
    return found


def _conflicts(board: Description) -> Iterator[str]:
    owners: dict[int, str] = {}
    for pin, owner in board["about"].get("taken", {}).items():
        owners[int(pin)] = owner
    for use in uses(board):
        if use.pin in owners:
            yield f"GPIO {use.pin} is used for {owners[use.pin]} and for {use.part}"
        owners[use.pin] = use.part


def _impossible(use: Use, chip: Chip, board: Description) -> Iterator[str]:
    if use.pin not in chip.pins:
        yield f"the {chip.title} has no such pin"
    if use.pin in chip.flash:
        yield "the flash is there"
    if use.pin in chip.psram.get(board["about"]["psram"], ()):
        yield "the PSRAM is there"
    if use.out and use.pin in chip.input_only:
        yield "the pin can only be read"
    if use.part == "touch":
        if board["touch"]["kind"] == "capacitive" and use.pin not in chip.touch:
            yield "the pin feels no touch"
        if board["touch"]["kind"] == "capacitive" and not chip.touch_rises:
            yield "the firmware feels fingers on an ESP32-S3 alone; take a button"
        if board["touch"]["kind"] == "button" and use.pin in chip.input_only:
            yield "the pin has no pull-up for a button"
        if use.pin not in chip.wakes:
            yield "a touch there cannot wake the chip"
    if use.part == "battery" and use.pin not in chip.adc1 | chip.adc2:
        yield "the pin measures no voltage"


def _doubtful(use: Use, chip: Chip) -> Iterator[str]:
    if use.pin in chip.strapping:
        yield f"a strapping pin ({chip.strapping[use.pin]})"
    if use.pin in chip.usb:
        yield "USB is there"
    if use.pin in chip.console:
        yield "the serial console is there"
    if use.part == "battery" and use.pin in chip.adc2:
        yield "ADC2 is shared with the radio"

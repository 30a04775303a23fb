"""Who is wired to whom: as a table and, for what is wired by hand, as a drawing (SVG)."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

from . import Description
from .check import uses

WIRES = {
    "sck": "#b07000", "mosi": "#007070", "cs": "#7040a0", "dc": "#206020", "reset": "#a02020",
    "scl": "#b07000", "sda": "#007070", "backlight": "#606060", "GND": "#000000",
    "VCC": "#d00000",
}  # fmt: skip
ROW, WIDTH, BOX, TOP = 26, 560, 150, 56


class Connection(NamedTuple):
    """there: what is at the other end. here: how the board's pin is marked. pin: its GPIO, or
    None for power. part: of the description.
    """

    there: str
    here: str
    pin: int | None
    part: str


def by_hand(board: Description) -> bool:
    """The display is a module that the builder connects."""
    return "module_pins" in board["about"]


def connections(board: Description) -> list[Connection]:
    """Every wire, the power first."""
    about = board["about"]
    marks = about.get("board_pins", {})
    display = about.get("module_pins", {})
    others = about.get("others", {})
    found = [
        Connection(f"display {there}", here, None, there)
        for there, here in about.get("power", {}).items()
    ]
    for use in uses(board):
        if use.part in display:
            there = f"display {display[use.part]}"
        else:
            there = others.get(use.part, _soldered(board, use.part))
        found.append(
            Connection(there, marks.get(str(use.pin), f"GPIO {use.pin}"), use.pin, use.part)
        )
    return found


def _soldered(board: Description, part: str) -> str:
    if part == "touch":
        return "touch surface" if board["touch"]["kind"] == "capacitive" else "button to GND"
    if part == "battery":
        return f"battery through a divider by {board['battery']['divider']:g}"
    if part == "select line of another chip":
        return f"{part}, kept high"
    if part == "vibration":
        return "vibration motor"
    return part.upper() if part.startswith("i2c") else f"display {part.upper()}"


def drawing(board: Description) -> str:
    """The display module on the left, the board on the right, a wire a line; an SVG."""
    wires = [c for c in connections(board) if c.there.startswith("display ")]
    height = TOP + ROW * len(wires) + 16
    left, right = BOX, WIDTH - BOX
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" font-family="sans-serif" font-size="13">',
        f"<title>{escape(board['title'])}</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
    ]
    titles = board["panel"]["driver"].upper() + " module", board["about"]["module"]
    for x, anchor, title in ((0, "start", titles[0]), (right, "end", titles[1])):
        parts.append(
            f'<rect x="{x + 4}" y="36" width="{BOX - 8}" height="{height - 44}" rx="8" '
            'fill="#eef2f6" stroke="#405060"/>'
        )
        text = 8 if anchor == "start" else WIDTH - 8
        parts.append(f'<text x="{text}" y="22" text-anchor="{anchor}">{escape(title)}</text>')
    for number, wire in enumerate(wires):
        y = TOP + ROW * number
        colour = WIRES.get(wire.part, "#000000")
        there = escape(wire.there.removeprefix("display "))
        here = escape(wire.here if wire.pin is None or "GPIO" in wire.here
                      else f"{wire.here} (GPIO {wire.pin})")
        parts.append(
            f'<line x1="{left - 4}" y1="{y}" x2="{right + 4}" y2="{y}" '
            f'stroke="{colour}" stroke-width="3"/>'
        )
        parts.append(f'<text x="{left - 14}" y="{y + 5}" text-anchor="end">{there}</text>')
        parts.append(f'<text x="{right + 14}" y="{y + 5}">{here}</text>')
    return "\n".join([*parts, "</svg>", ""])

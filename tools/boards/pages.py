"""The parts of hardware/ that are made from the board files.

In a page, what stands between `<!-- board data: NAME ... -->` and `<!-- end -->` is made here;
drawings and the enclosure's parameters are made whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from . import HARDWARE, BoardFileError, Description, load, names, optics, power
from .wiring import by_hand, connections, drawing

BLOCK = re.compile(r"(<!-- board data: ([\w -]+?) -->\n).*?(<!-- end -->)", re.DOTALL)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(head) + " |"]
    lines.append("|" + "---|" * lines[0].count(" | ") + "---|")
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines)


def overview() -> str:
    """One row a board."""
    rows = []
    for name in names():
        board = load(name)
        panel, about = board["panel"], board["about"]
        rows.append((
            f"`{name}`", board["title"], about["module"],
            f"{panel['driver'].upper()}, {panel['width']}x{panel['height']}, "
            f"{1 << panel['depth']} levels",
            f"`{about['image']}`",
        ))  # fmt: skip
    return table(("Board", "What it is", "Module", "Picture", "MicroPython image"), rows)


def pins(name: str) -> str:
    """What is connected to which pin of a board, and what must be known about it."""
    board = load(name)
    about = board["about"]
    wires = connections(board)
    if by_hand(board):
        rows = [(w.there, w.here, "" if w.pin is None else str(w.pin)) for w in wires]
        parts = [table(("What", "Marked on the board", "GPIO"), rows)]
    else:
        parts = [table(("What", "GPIO"), [(w.there, str(w.pin)) for w in wires])]
    parts.append(_bus(board))
    if about.get("taken"):
        taken = ", ".join(f"{pin} {owner}" for pin, owner in about["taken"].items())
        parts.append(f"Other pins of the board (GPIO): {taken}.")
    for pin, reason in about.get("deliberate", {}).items():
        parts.append(f"GPIO {pin} on purpose: {reason}.")
    parts.append("Sources: " + "; ".join(board["sources"]) + ".")
    if by_hand(board):
        parts.insert(0, f"![Wiring of {board['title']}](wiring/{name}.svg)")
    return "\n\n".join(parts)


def _bus(board: Description) -> str:
    bus = board["display_bus"]
    if bus["kind"] == "i2c":
        return f"I2C at {bus['frequency'] // 1000} kHz, address 0x{bus['address']:02X}."
    return f"SPI mode {bus.get('mode', 0)} at {bus['baudrate'] // 1_000_000} MHz, write only."


def optics_table() -> str:
    """Each display that can go behind a lens, with each lens."""
    rows = []
    for name in names():
        board = load(name)
        size = board["about"].get("active_mm")
        if not size:
            continue
        for lens in optics.LENSES:
            across, down = (optics.angle(side, lens.focal) for side in size)
            grown = [side * optics.magnification(lens.focal) / 10 for side in size]
            diagonal = (size[0] ** 2 + size[1] ** 2) ** 0.5
            room = optics.eye_room(lens, diagonal)
            pixel = optics.arcminutes(size[0] / board["panel"]["width"], lens.focal)
            rows.append((
                f"`{name}` {size[0]:g} x {size[1]:g} mm",
                f"{lens.diameter:g} mm, f = {lens.focal:g} mm",
                f"{optics.distance(lens.focal):.1f} mm", f"{grown[0]:.0f} x {grown[1]:.0f} cm",
                f"{across:.0f} x {down:.0f} degrees", f"{pixel:.1f}'", f"{room:.0f} mm",
                f"{optics.focus_travel(lens.focal, 1):.1f} mm",
            ))  # fmt: skip
    head = ("Display", "Lens", "Display to lens", "Image at 2 m", "Seen under", "One pixel",
            "Eye at most behind the lens", "Travel for 1 dioptre")
    return table(head, rows)


def power_table() -> str:
    """Current and hours of each board."""
    rows = []
    for name in names():
        low, high = power.draw(load(name))
        rows.append((
            f"`{name}`", f"{low:.0f} to {high:.0f} mA",
            *(f"{power.hours(cell, high):.1f} to {power.hours(cell, low):.1f} h"
              for cell in (100, 250, 500)),
        ))  # fmt: skip
    return table(("Board", "While a show runs", "100 mAh", "250 mAh", "500 mAh"), rows)


def loads_table() -> str:
    """The assumptions behind power_table."""
    loads = {"chip": power.CHIP, "radio": power.RADIO, **power.DISPLAYS}
    rows = [
        (part, f"{load.low:g} to {load.high:g} mA", load.source) for part, load in loads.items()
    ]
    return table(("Part", "At the cell", "From"), rows)


def parameters() -> str:
    """The enclosure's numbers that come from boards and lenses."""
    lines = ["// Made by python -m tools.boards from the board files and tools/boards/optics.py."]
    boards = {name: load(name)["about"].get("active_mm") for name in names()}
    shown = ", ".join(f'["{name}", {size}]' for name, size in boards.items() if size)
    lines.append(f"active_areas = [{shown}];  // mm, width and height of what is lit")
    lenses = ", ".join(
        f"[{lens.diameter:g}, {lens.focal:g}, {optics.distance(lens.focal):.2f}, "
        f"{optics.focus_travel(lens.focal, 3):.2f}]"
        for lens in optics.LENSES
    )
    lines.append("// mm: diameter, focal length, display to lens, travel for 3 dioptres")
    lines.append(f"lenses = [{lenses}];")
    return "\n".join([*lines, ""])


def block(name: str) -> str:
    """The content for a marker's name; raises BoardFileError."""
    fixed = {"overview": overview, "optics": optics_table, "power": power_table,
             "loads": loads_table}  # fmt: skip
    if name in fixed:
        return fixed[name]()
    kind, _, board = name.partition(" ")
    if kind != "pins":
        raise BoardFileError(f"No table is named {name!r}: take {', '.join(fixed)} or pins BOARD.")
    return pins(board)


def render() -> dict[Path, str]:
    """Every file that is made, wholly or in parts, with its right content."""
    made = {}
    for path in sorted(HARDWARE.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        if BLOCK.search(text):
            made[path] = BLOCK.sub(lambda m: f"{m[1]}{block(m[2])}\n{m[3]}", text)
    for name in names():
        board = load(name)
        if by_hand(board):
            made[HARDWARE / "wiring" / f"{name}.svg"] = drawing(board)
    made[HARDWARE / "enclosure" / "parameters.scad"] = parameters()
    return made


def stale() -> list[Path]:
    """Files that are not as they should be."""
    return [
        path for path, text in render().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]  # fmt: skip


def refresh() -> list[Path]:
    """Bring them up to date; those that changed."""
    changed = stale()
    made = render()
    for path in changed:
        path.parent.mkdir(exist_ok=True)
        new = path.with_suffix(path.suffix + ".new")
        new.write_text(made[path], encoding="utf-8")
        new.replace(path)
    return changed

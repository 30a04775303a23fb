"""What a picture costs on each board: bytes and time on the display's bus, turns for the others.

    python -m tools.bench.firmware.panels

The real firmware paints a real speech through its driver; bytes are counted on the virtual bus.
Time on the wire follows from the board's clock and is what the bytes alone take. The processor's
time is this computer's, not an ESP32's: only its ratios say something about a device.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.table import Table

from companion.script import parse_text
from companion.typeset import Book, load_board, typeset
from tools.bench import output
from tools.boards import Description, load, names
from tools.virtual import staged
from tools.virtual.offline import Frame, run

TEXT = Path(__file__).parents[1] / "texts" / "declaration.en.txt"
REPEATS = 40  # of a whole picture, for the processor's time

PAINT = """
import time
async def others():
    while True:
        host.send(".")
        await asyncio.sleep_ms(0)
async def go():
    await panel.start()
    stage = Stage(panel, settings)
    volume = Volume("book", ".part", True)
    asyncio.create_task(others())
    for name, line, token in places:
        host.send("!", name.encode())
        stage.show(volume, line, token)
        await stage.paint()
    host.send("!", b"end")
    host.send = lambda operation, payload=b"": None
    start = time.ticks_us()
    for _ in range(REPEATS):
        await panel.refresh(0, panel.height)
    print(time.ticks_diff(time.ticks_us(), start) / REPEATS)
asyncio.run(go())
"""

TURN = """
import sys, time
PREPARE
from souffleur.panels.turn import turn
picture, band = bytearray(4032), bytearray(2016)
def window():
    for first in range(0, 126, 8):
        turn(picture, 128, 2, band, first, min(8, 126 - first), 126, False)
window()
start = time.ticks_us()
for _ in range(REPEATS):
    window()
print(time.ticks_diff(time.ticks_us(), start) / REPEATS)
"""
PLAIN = 'sys.modules["souffleur.panels.turn_viper"] = sys'  # which has no turn()


def wire_ms(board: Description, frames: list[Frame]) -> float:
    """Milliseconds that the frames occupy the display's bus."""
    bus = board["display_bus"]
    if bus["kind"] == "i2c":  # nine clocks a byte, start and stop
        clocks = sum(9 * len(data) + 2 for operation, data in frames if operation == "Q")
        return clocks / float(bus["frequency"]) * 1000
    return sum(8 * len(data) for op, data in frames if op == "P") / float(bus["baudrate"]) * 1000


def cut(frames: list[Frame]) -> dict[str, list[Frame]]:
    """The frames after each named mark."""
    parts: dict[str, list[Frame]] = {}
    now: list[Frame] = []
    for operation, data in frames:
        if operation == "!":
            now = parts[data.decode()] = []
        else:
            now.append((operation, data))
    return parts


def longest(frames: list[Frame]) -> int:
    """Most bytes on the bus between two turns of the other tasks."""
    most = stretch = 0
    for operation, data in frames:
        stretch = 0 if operation == "." else stretch + len(data) * (operation in "PQ")
        most = max(most, stretch)
    return most


def boards() -> dict[str, Description]:
    """Every board, and what the T-Glass would gain if its panel takes small windows."""
    found = {name: load(name) for name in names()}
    partial = load("t-glass")
    partial["panel"]["partial_windows"] = True
    found["t-glass, small windows"] = partial
    return found


def measure(name: str, board: Description, book: Book) -> dict[str, Any]:
    """One row: a screen, the next word, the next line."""
    safe = board["safe_area"]
    line = 4
    first = book.lines[line].first_token
    places = [["screen", line, first], ["word", line, first + 1],
              ["line", line + 1, book.lines[line + 1].first_token]]  # fmt: skip
    settings = {
        "area": [safe["x"], safe["y"], safe["width"], safe["height"]],
        "strip": False, "current_row": 1, "name": "bench", "language": "en",
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        staged.give(path, board, settings, places)
        (path / "book.part").write_bytes(book.data)
        frames, printed = run(path, staged.STAGE + PAINT.replace("REPEATS", str(REPEATS)))
    parts = cut(frames)
    row: dict[str, Any] = {"board": name, "cpu_ms": round(float(printed) / 1000, 2)}
    for change in ("screen", "word", "line"):
        sent = parts[change]
        row[f"{change}_bytes"] = sum(len(data) for op, data in sent if op in "PQ")
        row[f"{change}_wire_ms"] = round(wire_ms(board, sent), 2)
    row["longest_stretch_bytes"] = longest(parts["screen"])
    row["turns_a_screen"] = sum(op == "." for op, _ in parts["screen"])
    return row


def conversion() -> dict[str, float]:
    """Milliseconds to turn a T-Glass V1's picture, in compiled and in plain code."""
    found = {}
    for name, prepare in (("viper", ""), ("plain", PLAIN)):
        script = TURN.replace("PREPARE", prepare).replace("REPEATS", str(REPEATS))
        with tempfile.TemporaryDirectory() as folder:
            _, printed = run(Path(folder), script)
        found[name] = round(float(printed) / 1000, 3)
    found["ratio"] = round(found["plain"] / found["viper"], 1)
    return found


def run_all() -> dict[str, Any]:
    """All rows, and the times of turning a picture."""
    speech = parse_text(TEXT.read_text(encoding="utf-8"))
    rows = []
    for name, board in boards().items():
        area = replace(load_board(board["name"]), strip=False)
        rows.append(measure(name, board, typeset(speech, area)))
    return {"boards": rows, "turn_ms": conversion()}


def table(rows: list[dict[str, Any]]) -> Table:
    """The rows for a person."""
    made = Table(title="Panels: one change of the picture (processor: this computer, no ESP32)")
    for head in ("board", "whole screen", "wire", "next line", "wire", "next word", "wire",
                 "turns/screen", "longest stretch", "processor/screen"):
        made.add_column(head, justify="right")
    for row in rows:
        made.add_row(
            row["board"],
            *(text for change in ("screen", "line", "word") for text in (
                f"{row[f'{change}_bytes']:,} B", f"{row[f'{change}_wire_ms']} ms")),
            str(row["turns_a_screen"]), f"{row['longest_stretch_bytes']:,} B",
            f"{row['cpu_ms']} ms",
        )  # fmt: skip
    return made


def said(turned: dict[str, float]) -> str:
    """A sentence on turning."""
    return (
        f"Turning a T-Glass V1 picture: viper {turned['viper']} ms, plain {turned['plain']} ms "
        f"({turned['ratio']} times), on this computer."
    )


def main() -> None:
    """The command."""
    found = run_all()
    console = output.console()
    console.print(table(found["boards"]))
    console.print(said(found["turn_ms"]))
    console.print(str(output.write("panels", found)))


if __name__ == "__main__":
    main()

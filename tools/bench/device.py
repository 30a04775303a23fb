"""How long readying a device takes and what a second run writes, on emulated boards.

The boards are those of tests/flash/emulator: the real esptool and MicroPython, without the speed
limits of real flash and cables. Run it from a checkout.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from rich.table import Table

from tests.flash.emulator.bench import Bench  # type: ignore[import-untyped, unused-ignore]
from tests.flash.emulator.image import fake_image  # type: ignore[import-untyped, unused-ignore]
from tools.bench import output

BOARDS = {"esp32s3": "t-glass", "esp32": "devkit-ssd1306"}
SIZE = 1_700_000  # bytes, as a MicroPython


def flash(bench: Any, folder: Path, *words: str) -> dict[str, Any]:
    """What the command says of one device, with the whole seconds that it took."""
    homes = {"XDG_DATA_HOME": str(folder / "data"), "XDG_CONFIG_HOME": str(folder / "config")}
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "tools.device", "flash", "--json", "--yes", *words],
        capture_output=True, text=True, check=True, timeout=300,
        env={**os.environ, **bench.environment(), **homes},
    )  # fmt: skip
    return {**json.loads(done.stdout), "command": round(time.monotonic() - begun, 2)}


def measure(chip: str, folder: Path) -> list[dict[str, Any]]:
    """A first run, a second with nothing changed, and one that only renames."""
    image = folder / f"{chip}.bin"
    image.write_bytes(fake_image(chip, size=SIZE))
    rows = []
    with Bench(folder / chip) as bench:
        board = bench.add(chip)
        first = "--image", str(image), "--board", BOARDS[chip], "--name", f"A {chip}"
        for what, words in (
            ("from the box", first), ("again, nothing changed", first),
            ("another name", ("--name", f"B {chip}")),
        ):  # fmt: skip
            before = hashlib.sha256(board.flash.data[:]).digest(), board.flash.writes
            made = flash(bench, folder, *words)
            rows.append({
                "chip": chip, "run": what, "work_s": made["seconds"], "command_s": made["command"],
                "files": made["files"], "bytes": made["bytes"], "esptool_writes":
                board.flash.writes - before[1], "result": made["result"],
            })  # fmt: skip
            time.sleep(3)  # the program starts
    return rows


def main() -> None:
    """Measure both chips, print the table, keep the figures."""
    with tempfile.TemporaryDirectory() as folder:
        rows = [row for chip in BOARDS for row in measure(chip, Path(folder))]
    table = Table("chip", "run", "work s", "command s", "files", "bytes", "flash writes", "result")
    for row in rows:
        table.add_row(*(str(value) for value in row.values()))
    output.console().print(table)
    output.write("device", {"rows": rows})


if __name__ == "__main__":
    main()

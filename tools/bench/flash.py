"""How long the flash lives: blocks erased by noting the speaker's place during a show.

    python -m tools.bench.flash [--minutes N]

A show runs in simulated time on the firmware's own LittleFS, whose erasures are counted. A block
of NOR flash bears about 100,000 of them (data sheets of the parts on these boards). LittleFS
keeps the place in its folder's pair of blocks and moves that pair on after 100 erasures
(MicroPython's setting), so they are spread over all free blocks. Told is also what two blocks
alone would bear, as if nothing were spread, and a speaker who changes the line every second, the
fastest that the place is noted.
"""

from __future__ import annotations

import argparse
import asyncio
from typing import Any

from rich.table import Table

from tools.bench import output, show
from tools.virtual.flash import BLOCK, SIZE

ENDURANCE = 100_000
NOTES_A_BLOCK = 54  # notes for one erasure: measured by tests/device/test_vault.py
FASTEST = 3600  # notes an hour
USED = 0.3  # share of the blocks that scripts and program hold
QUIET = 3  # minutes of uploading and starting, left out


def measure(minutes: int) -> dict[str, Any]:
    """Erasures an hour, and hours of life."""
    made = asyncio.run(show.measure(minutes, show.HEAP_KB))
    weights = [w for w in made.run.weights if w.minute >= QUIET]
    hours = (weights[-1].minute - weights[0].minute) / 60
    shown = (weights[-1].erased - weights[0].erased) / hours
    free = int(SIZE / BLOCK * (1 - USED))
    return {
        "minutes": minutes, "free_blocks": free,
        "rates": {
            name: {
                "erasures_an_hour": round(rate, 1),
                "hours_spread": round(free * ENDURANCE / rate),
                "hours_two_blocks": round(2 * ENDURANCE / rate),
            }
            for name, rate in (("the show", shown), ("a line a second", FASTEST / NOTES_A_BLOCK))
        },
    }  # fmt: skip


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=int, default=30)
    found = measure(parser.parse_args().minutes)
    table = Table(title=f"Flash: {found['free_blocks']} free blocks of 4 KB")
    for name in ("", "erasures an hour", "show-hours, spread", "show-hours, two blocks"):
        table.add_column(name, justify="right")
    for name, rate in found["rates"].items():
        table.add_row(name, f"{rate['erasures_an_hour']:,}", f"{rate['hours_spread']:,}",
                      f"{rate['hours_two_blocks']:,}")  # fmt: skip
    output.console().print(table)
    print(output.write("flash", found))


if __name__ == "__main__":
    main()

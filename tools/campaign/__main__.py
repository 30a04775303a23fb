"""The whole fault campaign: python -m tools.campaign"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tools.bench import output

from . import flash, frames, kills, links, report
from .programs import CampaignError
from .report import Part


def writes() -> dict[str, Any]:
    """Every write of every operation."""
    found = flash.every_write()
    return {"cuts": sum(counts["cuts"] for counts in found), "operations": found}


def killed() -> dict[str, Any]:
    """Processes killed on an image of their own."""
    with tempfile.TemporaryDirectory() as folder:
        return flash.killed(Path(folder))


PARTS: list[tuple[str, str, str, int, Callable[[], dict[str, Any]]]] = [
    ("links", "links cut during uploads and shows", "cuts", 2000, links.cuts),
    ("power", "power cuts at random writes to flash", "cuts", 1000, flash.random_cuts),
    ("writes", "power cuts at every write of each operation", "cuts", 500, writes),
    ("processes", "processes killed within a write to their image", "cuts", 50, killed),
    ("boards", "virtual boards whose power failed within a write", "cuts", 50, kills.boards),
    ("frames", "made-up frames through the whole device", "frames", 1_000_000, frames.fuzz),
]


def main() -> int:
    """Run every part; 1 if a promise was broken."""
    parts = []
    try:
        for name, what, key, promised, run in PARTS:
            begun = time.monotonic()
            details = run()
            took = round(time.monotonic() - begun, 1)
            parts.append(Part(name, what, details[key], promised, took, details))
    except CampaignError as error:
        print(error, file=sys.stderr)
        return 1
    output.console().print(report.table(parts))
    print(f"Written to {report.write(parts)}. Messages that are genuine but wrong, replayed or "
          "out of order are counted in tests/link/test_security.py.")  # fmt: skip
    return 0 if all(part.count >= part.promised for part in parts) else 1


if __name__ == "__main__":
    sys.exit(main())

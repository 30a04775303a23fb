"""What the campaign found, as one record and one table."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.table import Table

from tools.bench import output

FILE = output.ROOT / "build" / "campaign.json"


@dataclass(frozen=True)
class Part:
    """One part of the campaign. count: of `what`; promised: at least so many of them.

    seconds: it took. details: all counts.
    """

    name: str
    what: str
    count: int
    promised: int
    seconds: float
    details: dict[str, Any]


def table(parts: list[Part]) -> Table:
    """For people."""
    made = Table(title="Fault campaign: nothing lost, nothing corrupt, nothing locked up")
    made.add_column("part")
    for heading in ("count", "promised", "seconds"):
        made.add_column(heading, justify="right")
    made.add_column("what")
    for part in parts:
        made.add_row(
            part.name, f"{part.count:,}", f"{part.promised:,}", f"{part.seconds:.0f}", part.what
        )
    return made


def write(parts: list[Part]) -> Path:
    """For programs; the file."""
    FILE.parent.mkdir(parents=True, exist_ok=True)
    record = {"commit": output.commit(), "parts": [vars(part) for part in parts]}
    FILE.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    return FILE

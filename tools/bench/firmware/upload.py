"""Scripts on their way to virtual glasses over a paced radio: goodput, first line, whole script.

    python -m tools.bench.firmware.upload [--quick]

The air carries PACKETS attribute values of 244 bytes from each side in a connection interval;
that is the ceiling. Goodput is the book's bytes over the time from the order to the commit in
flash, so sealing, framing, opening and the check of the hash count against it. The times are of
a simulated radio, not of an ESP32.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from pathlib import Path
from typing import Any

from rich.table import Table

from companion.glasses.handshake import Known
from companion.glasses.link import Glasses
from companion.script import parse_text
from companion.typeset import Book, load_board, typeset
from firmware.souffleur import wire
from tools.bench import output
from tools.virtual import VirtualGlasses

TEXTS = Path(__file__).resolve().parents[3] / "tests" / "script" / "texts"
LANGUAGES = {"en": "English", "zh-Hans": "Chinese", "th": "Thai"}
INTERVALS = (30.0, 60.0)  # milliseconds
PACKETS = 4  # of a connection interval
SIZES = (30_000, 250_000)  # bytes of a book: a speech, an evening


def book_of(language: str, size: int) -> Book:
    """A text of the language, told again with numbers until its book has about `size` bytes."""
    text = (TEXTS / f"{language}.txt").read_text(encoding="utf-8")
    board = load_board("t-glass")
    once = len(typeset(parse_text(text), board).data)
    twice = len(typeset(parse_text(text + "\n\n" + text), board).data)
    count = 1 + max(0, round((size - once) / (twice - once)))
    return typeset(parse_text("\n\n".join([text] * count)), board)


async def measure(book: Book, interval_ms: float) -> dict[str, Any]:
    """One upload: seconds to the first line and to the end, and the share of the ceiling."""
    async with VirtualGlasses(interval_ms=interval_ms, packets_per_interval=PACKETS) as glasses:
        link = Glasses("", Known({glasses.identity: glasses.secret}), **glasses.bleak)
        await link.connect(20)
        await link.known()
        start = time.perf_counter()
        whole = link.upload(book.data)
        await link.wait_ready(1)
        first = time.perf_counter() - start
        await whole
        seconds = time.perf_counter() - start
        await link.close()
        glasses.check()
    ceiling = wire.MAX_PACKET * PACKETS / interval_ms * 1000
    return {
        "bytes": len(book.data), "interval_ms": interval_ms, "first_line_s": round(first, 2),
        "whole_s": round(seconds, 2), "goodput": round(len(book.data) / seconds),
        "ceiling": round(ceiling), "share": round(len(book.data) / seconds / ceiling, 3),
    }  # fmt: skip


async def run(sizes: tuple[int, ...]) -> list[dict[str, Any]]:
    """All rows of the table."""
    rows = []
    for language, name in LANGUAGES.items():
        for size in sizes:
            book = book_of(language, size)
            for interval in INTERVALS:
                rows.append({"language": name, **await measure(book, interval)})
    return rows


def table(rows: list[dict[str, Any]]) -> Table:
    """The rows for a person."""
    made = Table(title=f"Uploads over a paced radio, {PACKETS} packets an interval")
    for name in ("script", "bytes", "interval ms", "first line s", "whole s", "bytes/s",
                 "of the ceiling"):
        made.add_column(name, justify="right")
    for row in rows:
        made.add_row(
            row["language"], f"{row['bytes']:,}", f"{row['interval_ms']:g}",
            str(row["first_line_s"]), str(row["whole_s"]), f"{row['goodput']:,}",
            f"{row['share']:.0%}",
        )  # fmt: skip
    return made


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only a speech, no evening")
    rows = asyncio.run(run(SIZES[:1] if parser.parse_args().quick else SIZES))
    output.console().print(table(rows))
    print(output.write("upload", {"uploads": rows}))


if __name__ == "__main__":
    main()

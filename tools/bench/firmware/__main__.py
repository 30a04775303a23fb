"""What a show asks of the firmware: memory, uploads, and each board's bytes and time of a picture.

    python -m tools.bench.firmware [--quick]

A script is uploaded, then paged through from the first line to the last screen. Memory is the
heap of the real MicroPython on 64 bits, where objects are about twice as big as on an ESP32.
Times are of this computer: only their ratios say something about a device.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import time
from typing import Any

from rich.table import Table

from companion.glasses.handshake import Known
from companion.glasses.link import Glasses
from companion.script import parse_text
from companion.typeset import Book, load_board, typeset
from tools import program
from tools.bench import output
from tools.bench.firmware import panels, upload
from tools.virtual import VirtualGlasses

WORDS = (1500, 10_000, 100_000)
SCREENS = 60  # pictures looked at, spread over the script
HEAP = "100k"
LETTERS = "etaoinshrdlucmfwypvbgkjqxz"


def script(words: int, board: str) -> Book:
    """A book of made-up words, the same for the same number."""
    dice = random.Random(words)
    known = ["".join(dice.choices(LETTERS, range(26, 0, -1), k=dice.randint(1, 9)))
             for _ in range(2000)]
    paragraphs = [
        " ".join(dice.choices(known, k=min(60, words - at))).capitalize() + "."
        for at in range(0, words, 60)
    ]
    return typeset(parse_text("# Opening\n\n" + "\n\n".join(paragraphs)), load_board(board))


async def measure(words: int, board: str) -> dict[str, Any]:
    """Upload and page through a script of that many words."""
    book = script(words, board)
    painted = asyncio.Event()
    async with VirtualGlasses(
        board, heap=HEAP, interval_ms=2, packets_per_interval=16, flash_size=8 << 20,
        on_picture=lambda _when, _image: painted.set(),
    ) as glasses:
        link = Glasses("", Known({glasses.identity: glasses.secret}), **glasses.bleak)
        await link.connect(20)
        start = time.perf_counter()
        await link.upload(book.data)
        seconds = time.perf_counter() - start
        after_upload = glasses.heap()[1]
        before, times = glasses.panel.bytes, []
        step = max(1, len(book.lines) // SCREENS)
        shown = 0
        for line in range(0, len(book.lines), step):
            painted.clear()
            start = time.perf_counter()
            link.show(line, book.lines[line].first_token)
            async with asyncio.timeout(5):
                await painted.wait()
            times.append(time.perf_counter() - start)
            shown += 1
        await asyncio.sleep(0.2)
        glasses.check()
        limit, peak = glasses.heap()
        await link.close()
    times.sort()
    return {
        "board": board, "words": words, "lines": len(book.lines), "bytes": len(book.data),
        "heap_limit": limit, "heap_after_upload": after_upload, "heap_peak": peak,
        "bus_bytes_per_screen": (glasses.panel.bytes - before) // shown,
        "upload_s": round(seconds, 2), "upload_us_per_byte": round(seconds / len(book.data) * 1e6),
        "show_ms": {"p50": round(times[len(times) // 2] * 1e3, 1),
                    "p95": round(times[len(times) * 95 // 100] * 1e3, 1)},
    }  # fmt: skip


async def run(sizes: tuple[int, ...]) -> list[dict[str, Any]]:
    """All rows of the table."""
    rows = [await measure(words, "t-glass") for words in sizes]
    rows.append(await measure(WORDS[0], "devkit-ssd1306"))
    return rows


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave out the longest script")
    quick = parser.parse_args().quick
    files = asyncio.run(program.files(program.ARCHITECTURES["esp32s3"]))
    size = sum(map(len, files.values()))
    rows = asyncio.run(run(WORDS[:-1] if quick else WORDS))
    uploads = asyncio.run(upload.run(upload.SIZES[:1] if quick else upload.SIZES))
    pictures = panels.run_all()
    table = Table(title=f"Firmware: one show (heap limit {HEAP}, 64-bit MicroPython)")
    for name in ("board", "words", "lines", "book bytes", "heap peak", "limit", "bus bytes/screen",
                 "upload s", "show ms p50 / p95"):
        table.add_column(name, justify="right")
    for row in rows:
        table.add_row(
            row["board"], f"{row['words']:,}", f"{row['lines']:,}", f"{row['bytes']:,}",
            f"{row['heap_peak']:,}", f"{row['heap_limit']:,}", f"{row['bus_bytes_per_screen']:,}",
            str(row["upload_s"]), f"{row['show_ms']['p50']} / {row['show_ms']['p95']}",
        )  # fmt: skip
    console = output.console()
    console.print(table)
    console.print(upload.table(uploads))
    console.print(f"The program on an ESP32-S3: {len(files)} files, {size:,} bytes of flash.")
    console.print(panels.table(pictures["boards"]))
    console.print(panels.said(pictures["turn_ms"]))
    made = {"shows": rows, "uploads": uploads, "program_bytes": size, "pictures": pictures}
    console.print(str(output.write("firmware", made)))


if __name__ == "__main__":
    main()

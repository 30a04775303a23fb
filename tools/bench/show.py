"""A whole show in the glasses' memory: two hours, 20,000 words, in simulated time.

    python -m tools.bench.show [--minutes N] [--heap KB]

The unmodified firmware takes a book over the (simulated) air, then a SHOW for every word, with
heartbeats, the time, staff messages, questions and three lost links on the way. Told are the
heap in use after a collection, the largest free piece, and the blocks of flash erased. Objects
of this MicroPython have 64 bits and are about twice as big as on an ESP32; buffers are as big.
"""

from __future__ import annotations

import argparse
import asyncio
import random
from dataclasses import dataclass
from typing import Any

from rich.table import Table

from companion.script import parse_text
from companion.typeset import Book, coding, load_board, typeset
from firmware.souffleur import wire
from tools.bench import output
from tools.virtual import simulated

LETTERS = "etaoinshrdlucmfwypvbgkjqxz"
WORDS_A_MINUTE = 167  # 20,000 words in two hours
MINUTES = 120
HEAP_KB = 100
HEARTBEAT_MS = 2000
ROWS = 7  # of the table


@dataclass(frozen=True)
class Show:
    """A run of a show: the book, what the simulation tells, and where the speaker ended."""

    book: Book
    run: simulated.Run
    last_line: int


def script(words: int, board: str) -> Book:
    """A book of made-up words in sections, the same for the same number."""
    dice = random.Random(words)
    known = ["".join(dice.choices(LETTERS, range(26, 0, -1), k=dice.randint(1, 9)))
             for _ in range(2000)]
    text = []
    for at in range(0, words, 60):
        if at % 1200 == 0:
            text.append(f"# Part {at // 1200 + 1}")
        text.append(" ".join(dice.choices(known, k=min(60, words - at))).capitalize() + ".")
    return typeset(parse_text("\n\n".join(text)), load_board(board))


def tape(book: Book, minutes: int) -> tuple[simulated.Tape, int]:
    """What comes over the air in a show of so long; the line at its end."""
    made = simulated.Tape()
    companion = simulated.Companion(made)
    made.wait(2000)
    companion.connect()
    made.wait(500)
    name = companion.upload(book.data)
    companion.say(wire.STATE, wire.STATE_FOLLOWING)
    companion.order(wire.TIME, 70_000, 0, minutes * 60)
    begun, spoken, beat = made.now, 0, made.now
    tokens = book.lines[-1].first_token + 1
    line = 0
    message = coding.pack(bytes(4 * 20))
    while made.now < begun + minutes * 60_000:
        spoken = min(tokens - 1, spoken + 1)
        while line + 1 < len(book.lines) and book.lines[line + 1].first_token <= spoken:
            line += 1
        companion.show(name, line, spoken)
        made.wait(60_000 // WORDS_A_MINUTE)
        if made.now - beat >= HEARTBEAT_MS:
            beat = made.now
            companion.say(wire.PING)
        if spoken % 1500 == 0:
            companion.order(wire.MESSAGE, 32, 20, tail=message)
            made.wait(5000)
            companion.order(wire.MESSAGE, 0, 0)
            companion.order(wire.ASK, wire.ABOUT_DEVICE, 0)
        if spoken % 5000 == 0:
            companion.disconnect()
            made.wait(3000)
            companion.connect()
            companion.say(wire.STATE, wire.STATE_FOLLOWING)
    made.wait(5000)
    return made, line


async def measure(minutes: int, heap_kb: int, board: str = "t-glass") -> Show:
    """Run it. Raises VirtualGlassesError if the firmware fails."""
    book = script(minutes * WORDS_A_MINUTE, board)
    made, line = tape(book, minutes)
    return Show(book, await simulated.run(made, board, heap_kb * 1024), line)


def summary(show: Show) -> dict[str, Any]:
    """The figures of a show."""
    weights = show.run.weights[1:]  # the first is before the firmware has started
    return {
        "lines": len(show.book.lines), "bytes": len(show.book.data), "limit": show.run.limit,
        "peak": max(w.used for w in weights), "least_largest": min(w.largest for w in weights),
        "erased": weights[-1].erased, "ended": show.run.ended,
        "heap": [[round(w.minute), w.used, w.largest, w.erased] for w in weights],
    }  # fmt: skip


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=int, default=MINUTES)
    parser.add_argument("--heap", type=int, default=HEAP_KB, help="KB")
    chosen = parser.parse_args()
    found = summary(asyncio.run(measure(chosen.minutes, chosen.heap)))
    table = Table(title=f"A show of {chosen.minutes} minutes in {chosen.heap} KB of heap")
    for name in ("minute", "in use", "largest free piece", "blocks of flash erased"):
        table.add_column(name, justify="right")
    rows = found["heap"]
    step = max(1, len(rows) // ROWS)
    for minute, used, largest, erased in [*rows[:2], *rows[step:-1:step], rows[-1]]:
        table.add_row(str(minute), f"{used:,}", f"{largest:,}", f"{erased:,}")
    output.console().print(table)
    print(output.write("show", found))


if __name__ == "__main__":
    main()

"""What a typeset script costs: bytes by language against the alternatives, and time.

python -m tools.bench.typeset

The texts are one speech in many languages (tools/bench/texts), cut at the place where the
English one reaches 1,500 words; the Chinese one is 3,000 hanzi of three different texts.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from rich.table import Table

from companion.script import Script, parse_text
from companion.typeset import Board, Book, load_board, typeset
from tools.bench import link, output

TEXTS = Path(__file__).parent / "texts"
DEMO_ZH = Path(__file__).resolve().parents[2] / "companion" / "demo" / "zh.md"
WORDS = 1500
HANZI = 3000
MTU = 247
BUDGET = {"en": 30_000}
BUDGET_OTHERS = 60_000
LANGUAGES = ("en", "vi", "th", "lo", "km", "my", "ar", "hi")
BOARDS = ("t-glass", "devkit-ssd1306")
LENGTHS = (1_500, 10_000, 100_000)


@dataclass(frozen=True)
class Cost:
    """One row of the first table; bytes. `on_air` is a whole upload through the real client and
    session, both directions, link-layer framing included."""

    board: str
    text: str
    tokens: int
    lines: int
    glyphs: int
    stream: int
    on_air: int
    first_screen: int
    bitmaps: int
    bitmaps_deflated: int
    utf8: int
    budget: int

    @property
    def kept(self) -> bool:
        """Whether the issue's budget is kept."""
        return self.on_air <= self.budget


def declaration(language: str) -> str:
    """The speech, cut to the share that is 1,500 words in English."""
    english = (TEXTS / "declaration.en.txt").read_text(encoding="utf-8")
    share = len(" ".join(english.split()[:WORDS])) / len(" ".join(english.split()))
    text = (TEXTS / f"declaration.{language}.txt").read_text(encoding="utf-8")
    return text[: round(len(text) * share)]


def chinese() -> str:
    """3,000 hanzi: the demo talk, everyday prose, then the declaration."""
    talk = DEMO_ZH.read_text(encoding="utf-8").splitlines()
    lines = [line for line in talk if line and line[0] not in "#[【"]
    lines += (TEXTS / "market.zh-Hans.txt").read_text(encoding="utf-8").splitlines()
    lines += (TEXTS / "declaration.zh-Hans.txt").read_text(encoding="utf-8").splitlines()
    text = "\n\n".join(lines)
    places = [i for i, char in enumerate(text) if "一" <= char <= "鿿"]
    return text[: places[HANZI - 1] + 1]


def bitmaps(book: Book) -> bytes:
    """The same lines as one-bit pictures, each row padded to a byte."""
    lines: Iterable[bytes] = (
        np.packbits(book.render_line(number) > 0, axis=1).tobytes()
        for number in range(len(book.lines))
    )
    return b"".join(lines)


def cost(board: Board, name: str, text: str, budget: int) -> Cost:
    """Typeset a text and count."""
    script = parse_text(text)
    book = typeset(script, board)
    pictures = bitmaps(book)
    upload = link.upload(MTU, book.data)
    return Cost(
        board=board.name,
        text=name,
        tokens=book.tokens,
        lines=len(book.lines),
        glyphs=len(book.reading.glyphs),
        stream=len(book.data),
        on_air=upload["air_bytes"] + upload["back_air_bytes"],
        first_screen=book.reading.ends[min(book.rows, len(book.lines)) - 1],
        bitmaps=len(pictures),
        bitmaps_deflated=len(zlib.compress(pictures, 9)),
        utf8=len(text.encode()),
        budget=budget,
    )


def costs() -> list[Cost]:
    """Every language on every board."""
    rows: list[Cost] = []
    for board in map(load_board, BOARDS):
        for language in LANGUAGES:
            budget = BUDGET.get(language, BUDGET_OTHERS)
            rows.append(cost(board, language, declaration(language), budget))
        text = chinese()
        distinct = len({char for char in text if "一" <= char <= "鿿"})
        rows.append(cost(board, f"zh, {distinct} different hanzi", text, BUDGET_OTHERS))
    return rows


def long_script(words: int) -> Script:
    """English of that many words; paragraphs come again, as words do in any long script."""
    lines = (TEXTS / "declaration.en.txt").read_text(encoding="utf-8").splitlines()
    made: list[str] = []
    count = 0
    while count < words:
        for line in lines:
            made.append(f"{line} ({count})")
            count += len(line.split()) + 1
            if count >= words:
                break
    return parse_text("\n\n".join(made), language="en")


def times() -> list[dict[str, float]]:
    """Seconds to typeset English of several lengths, shaping and rasterising afresh."""
    board = load_board("t-glass")
    rows: list[dict[str, float]] = []
    for words in LENGTHS:
        script = long_script(words)
        start = time.perf_counter()
        book = typeset(script, board)
        rows.append({
            "words": words,
            "seconds": round(time.perf_counter() - start, 3),
            "lines": len(book.lines),
            "bytes": len(book.data),
        })
    return rows


def main() -> None:
    """Print the tables and keep the figures."""
    console = output.console()
    rows = costs()
    table = Table(title=f"Bytes; on air: a whole upload at MTU {MTU}, both directions")
    for column in ("board", "text", "tokens", "lines", "glyphs", "stream", "on air", "budget",
                   "kept", "first screen", "1-bit line bitmaps", "the same, deflated", "UTF-8"):
        table.add_column(column, justify="left" if column in ("board", "text") else "right")
    for row in rows:
        table.add_row(
            row.board, row.text, *(f"{n:,}" for n in (
                row.tokens, row.lines, row.glyphs, row.stream, row.on_air, row.budget)),
            "yes" if row.kept else "NO", *(f"{n:,}" for n in (
                row.first_screen, row.bitmaps, row.bitmaps_deflated, row.utf8)),
        )
    console.print(table)
    speeds = times()
    table = Table(title="Time, English on t-glass")
    for column in ("words", "lines", "bytes", "seconds"):
        table.add_column(column, justify="right")
    for speed in speeds:
        table.add_row(*(f"{speed[key]:,}" for key in ("words", "lines", "bytes", "seconds")))
    console.print(table)
    output.write("typeset", {
        "bytes": [{**asdict(row), "kept": row.kept} for row in rows], "time": speeds,
    })


if __name__ == "__main__":
    main()

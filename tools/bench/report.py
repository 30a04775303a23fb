"""How fast pictures are read and the terminal is drawn: `python -m tools.bench.report`."""

from __future__ import annotations

import time
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from companion.follow.position import State
from companion.live.screen import Screen
from companion.report.sight import Sight
from companion.script import load
from companion.stage.view import View
from companion.typeset import load_board, typeset
from tools.bench import output

DEMO = Path(__file__).resolve().parents[2] / "companion" / "demo"
SIZES = ((80, 24), (120, 40), (180, 70))
ROUNDS = 10


def read_all(sight: Sight, pictures: Sequence[NDArray[np.uint8]]) -> float:
    """Milliseconds a picture takes to be read."""
    start = time.perf_counter()
    for picture in pictures:
        sight.see(picture)
    return (time.perf_counter() - start) * 1000 / len(pictures)


def draw_often(console: Console, view: View) -> float:
    """Milliseconds a screen takes to be drawn."""
    start = time.perf_counter()
    for _ in range(ROUNDS):
        console.print(Screen(view))
    return (time.perf_counter() - start) * 1000 / ROUNDS


def main() -> None:
    """Measure, print a table, write build/bench/report.json."""
    figures: dict[str, float] = {}
    for language in ("en", "zh"):
        book = typeset(load(DEMO / f"{language}.md"), load_board("t-glass"))
        pictures = [
            book.picture(number, line.first_token) * np.uint8(85)
            for number, line in enumerate(book.lines)
        ]
        signed = [picture.copy() for picture in pictures]
        for picture in signed:
            picture[:9, -9:] = 255
        for name, shown in (("", pictures), (" under a sign", signed)):
            spent = read_all(Sight(book), shown)
            figures[f"picture read{name}, {language}"] = spent
    lines = [line.text for line in book.lines]
    view = View(
        title="A talk", language="zh", lines=lines, line=10, said=3, picture=pictures[10],
        heard="heard", state=State.FOLLOWING, reason="reading on",
    )
    for width, height in SIZES:
        console = Console(
            file=StringIO(), width=width, height=height, force_terminal=True,
            color_system="truecolor",
        )
        figures[f"screen drawn, {width}x{height}"] = draw_often(console, view)
    table = Table("what", "ms")
    for name, value in figures.items():
        table.add_row(name, f"{value:.2f}")
    output.console().print(table)
    output.write("report", {"milliseconds": figures})


if __name__ == "__main__":
    main()

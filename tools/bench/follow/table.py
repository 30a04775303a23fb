"""The benchmark's table: on the terminal, and stored beside this file with its commit."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping
from pathlib import Path

from tools.bench.follow.goals import goals
from tools.bench.follow.scenarios import SCENARIOS
from tools.bench.output import commit

STORED = Path(__file__).with_name("TABLE.md")

_COLUMNS = {
    "error": "error", "within_line": "line %", "overshoot": "over",
    "false_moves_per_hour": "false/h", "false_jump": "jump", "recovery_median": "rec",
    "recovery_p95": "p95", "recovery_max": "max", "never": "never", "lost_words": "lost",
    "visibility": "view %", "p50_ms": "p50 ms", "p99_ms": "p99 ms", "memory_mb": "MB",
    "building_s": "build s",
}
_EXPLAINED = """
error: mean absolute error in tokens after each result. line %: results within one display line
(126 pixels). over: worst overshoot, tokens. false/h: moves over one line away from the speaker,
per hour. jump: the longest of them, tokens. rec, p95, max, never: words spoken after a skip,
return or ad-lib until within 3 tokens for three results: median, 95th percentile, most, how often
not at all. lost: longest run of words more than 8 tokens off. view %: words in sight, on five
lines, from 0.7 s before they are spoken. ms: time per result. MB: memory of the follower with
its index after a talk. build s: time to build the index, the best of three.
"""

_COLUMNS_OF_VOICES = {
    "within_line": "line %", "reach_line": "reach %", "visibility": "view %",
    "reach_view": "reach view %",
    **{key: title for key, title in _COLUMNS.items()
       if key not in ("within_line", "visibility", "memory_mb", "building_s")},
}
_REACHED = """
reach: the same figure for somebody who knows where the speaker is, and needs no more than one
of the recogniser's twelve newest words to sound like the one just spoken. Below it, what is missing
was never heard; a follower gets past it only by guessing that the reader reads on.
"""

Rows = Mapping[str, Mapping[str, float]]


def heading() -> str:
    """The titles of the columns."""
    return f"{'':40}" + "".join(f"{title:>8}" for title in _COLUMNS.values())


def line(name: str, row: Mapping[str, float]) -> str:
    """One row for the terminal."""
    return f"{name:40}" + "".join(f"{row[key]:>8g}" for key in _COLUMNS)


def verdicts(rows: Rows) -> Iterator[str]:
    """Every goal with its figure."""
    for goal in goals(rows):
        figure = rows[goal.row][goal.figure]
        yield f"{'held  ' if goal.held(rows[goal.row]) else 'MISSED'}  {goal}  ({figure:g})"


def _cells(rows: Rows, columns: Mapping[str, str]) -> Iterator[str]:
    yield "| | " + " | ".join(columns.values()) + " |"
    yield "|---|" + "---:|" * len(columns)
    for name, row in rows.items():
        yield f"| {name} | " + " | ".join(f"{row[key]:g}" for key in columns) + " |"


def store(rows: Rows, seeds: int, memory: str) -> Path:
    """Write the table with the commit that made it to TABLE.md.

    memory: the table of memory over an hour.
    """
    made_up = {name: row for name, row in rows.items() if name in SCENARIOS}
    voices = {name: row for name, row in rows.items() if name not in SCENARIOS}
    text = [
        "# Following, measured", "",
        f"`python -m tools.bench.follow --seeds {seeds} --table` at commit {commit()},"
        f" Python {platform.python_version()}, one core of a shared machine.",
        *_EXPLAINED.splitlines(), "", "## Made-up speakers", "",
        f"{seeds} seeds per text; long scripts and the hour fewer.", "",
        *_cells(made_up, _COLUMNS), "",
        "Memory of one follower through one session, MB, with the index of 10,000 words:", "",
        memory, "",
    ]
    if voices:
        text += [
            "## Human voices", "",
            "Results of a weak recogniser (PocketSphinx) with a general language model and with"
            " one made from the script, read with `--streams`. These recordings are not in this"
            " repository; everything above can be made again without them.", "",
            *_REACHED.splitlines(), "",
            *_cells(voices, _COLUMNS_OF_VOICES), "",
        ]
    text += ["## Goals", "", *(f"- {verdict}" for verdict in verdicts(rows)), ""]
    STORED.write_text("\n".join(text), encoding="utf-8")
    return STORED

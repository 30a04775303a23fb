"""A show's figures as a few lines in the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table


def print_summary(figures: dict[str, Any], folder: Path) -> None:
    """What the report says, in short."""
    console = Console(highlight=False)
    table = Table(title=f"{figures['title']} · {figures['language']}", show_header=False)
    table.add_column(style="bold")
    table.add_column()
    for name, value in rows(figures):
        table.add_row(name, value)
    console.print(table)
    for goal in figures["goals"]:
        mark = "met " if goal["met"] else "MISSED"
        console.print(f"  {mark}  {goal['name']}: {goal['value']} (goal: {goal['goal']})")
    if (speed := figures.get("speed", 1.0)) > 1.0:
        console.print(
            f"note: played {speed:g} times as fast, so delays of this machine weigh {speed:g}-fold"
        )
    console.print(f"report: {folder / 'report.html'}")


def rows(figures: dict[str, Any]) -> list[tuple[str, str]]:
    """(name, value) of every figure worth a line; unknown ones are said to be unknown."""
    upload, firmware = figures["upload"], figures["firmware"]
    told = [("recogniser", f"{figures['engine']}, {figures['model']}")]
    if figures["words"] is not None:
        recovery = ", ".join(
            f"{row['kind']} {'never' if row['recovery_words'] is None else row['recovery_words']}"
            for row in figures["disturbances"]
        )
        told += [
            (
                "next-word visibility",
                f"{_share(figures['next_word_visibility'])} outside the disturbances, "
                f"{_share(figures['next_word_visibility_all'])} of all {figures['words']} words",
            ),
            (
                "false moves",
                f"{figures['false_moves']} of {figures['moves']} moves, "
                f"{figures['false_moves_over_one_line']} over one line",
            ),
            ("recovery, words", recovery or "no disturbance"),
            ("cue latency", _delay(figures["cue_latency_ms"])),
            ("recogniser delay", _delay(figures["recogniser_delay_ms"])),
        ]
    else:
        told.append(("judged", "no: the true word times of this speech are not known"))
    told += [
        ("position to pixel", _delay(figures["position_to_pixel_ms"])),
        (
            "upload",
            f"{_known(upload['bytes_on_air'])} bytes on air, first screen after "
            f"{_seconds(upload['first_screen_s'])}, all after {_seconds(upload['total_s'])}",
        ),
        (
            "firmware heap",
            f"{_known(firmware['heap_peak'])} bytes at most, limit "
            f"{_known(firmware['heap_limit'])}",
        ),
    ]
    return told


def _share(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.2%}"


def _delay(figure: dict[str, Any]) -> str:
    if figure["p50"] is None:
        return "unknown"
    return f"p50 {figure['p50']:.0f} ms, p95 {figure['p95']:.0f} ms"


def _seconds(value: float | None) -> str:
    return "unknown time" if value is None else f"{value:.2f} s"


def _known(value: int | None) -> str:
    return "unknown" if value is None else f"{value:,}"

"""`souffleur check`: what was understood of a script, before anybody relies on it."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from companion import cli
from companion.cli.planning import book_of, model_of, script_of
from companion.errors import SouffleurError
from companion.script import Script
from companion.script.summary import Summary, summarise
from companion.script.words import script_words
from companion.speech.model import Kind
from companion.typeset import Board, Book

SHOWN = 40  # words or readings listed; the rest are counted


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """See CommandModule."""
    cli.script_arguments(parser)
    cli.setting_arguments(parser)
    parser.add_argument("--model", metavar="NAME", help="speech model to check the words against")
    parser.add_argument("--json", action="store_true", help="the same as JSON")


def run(options: argparse.Namespace) -> int:
    """See CommandModule."""
    script = script_of(options)
    summary = summarise(script)
    board, book = book_of(options, script)
    ear = _ear(script, options.model)
    if options.json:
        print(json.dumps(_record(summary, board, book, ear), indent=2, ensure_ascii=False))
    else:
        _print(summary, board, book, ear)
    return 0


def _ear(script: Script, name: str | None) -> dict[str, Any]:
    """Which model would listen, and which words it cannot hear."""
    try:
        model = model_of(script, name)
    except SouffleurError as error:
        if name is not None:
            raise
        return {"model": None, "kind": None, "unknown_words": [], "problem": str(error)}
    return {
        "model": model.name,
        "kind": model.kind.value,
        "unknown_words": model.unknown_words(sorted(script_words(script))),
        "problem": None if model.kind is Kind.DYNAMIC else "it cannot be told the script's words",
    }


def _record(
    summary: Summary, board: Board, book: Book, ear: dict[str, Any]
) -> dict[str, Any]:
    return {
        **asdict(summary),
        "board": board.name,
        "lines": len(book.lines),
        "rows": book.rows,
        "bytes": len(book.data),
        "missing_glyphs": dict(book.missing),
        "recogniser": ear,
    }


def _print(summary: Summary, board: Board, book: Book, ear: dict[str, Any]) -> None:
    console = Console(highlight=False)
    languages = ", ".join(f"{tag} {count}" for tag, count in summary.by_language)
    mixed = f" ({languages})" if len(summary.by_language) > 1 else ""
    console.print(f"[bold]{escape(summary.title)}[/] · language {summary.language}{mixed}")
    console.print(
        f"{len(summary.sections)} sections, {summary.cues} cues, {summary.words} words, "
        f"{summary.directions} directions, about {_clock(summary.seconds)} to speak"
    )
    table = Table("section", "cues", "words", "time", box=None, header_style="bold")
    for section in summary.sections:
        table.add_row(
            "  " * max(section.level - 1, 0) + escape(section.title or "(no heading)"),
            str(section.cues), str(section.words), _clock(section.seconds),
        )
    console.print(table)
    console.print(
        f"on {board.name}: {len(book.lines)} lines, {book.rows} on a screen, "
        f"{len(book.data):,} bytes"
    )
    _print_readings(console, summary)
    if book.missing:
        missing = ", ".join(f"{cluster} (x{count})" for cluster, count in book.missing.items())
        console.print(
            f"no glyph, shown as a box: {missing}; add a font with --font",
            style="red", markup=False,
        )
    _print_ear(console, ear)
    for notice in summary.notices:
        console.print(f"note: {notice}", style="yellow", markup=False)


def _print_readings(console: Console, summary: Summary) -> None:
    if not summary.readings:
        return
    table = Table("printed", "expected to be spoken as", box=None, header_style="bold")
    for reading in summary.readings[:SHOWN]:
        table.add_row(escape(reading.text), escape(" / ".join(reading.ways)))
    console.print(table)
    if len(summary.readings) > SHOWN:
        console.print(f"... and {len(summary.readings) - SHOWN} more")


def _print_ear(console: Console, ear: dict[str, Any]) -> None:
    if ear["model"] is None:
        console.print(f"recogniser: {ear['problem']}", style="yellow", markup=False)
        return
    console.print(f"recogniser: {ear['model']} ({ear['kind']})", markup=False)
    if str(ear["model"]).startswith("starter-"):
        console.print(
            "note: starter models are for a quick start; install a catalogue model before a show: "
            "souffleur models list",
            style="yellow", markup=False,
        )
    unknown = ear["unknown_words"]
    if unknown:
        more = f" and {len(unknown) - SHOWN} more" if len(unknown) > SHOWN else ""
        console.print(
            f"words it cannot hear: {', '.join(unknown[:SHOWN])}{more}; they are skipped over",
            style="yellow", markup=False,
        )


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"

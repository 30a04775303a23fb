"""How long it takes to make a Script of a file: python -m tools.bench.script

The goal is 2 s for a Word file of 10,000 words. Files are made anew on each run from sentences of
the texts in tests/script/texts, so that tables, styles and encodings are real ones.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pptx
from rich.table import Table

from companion.script import Script, load, phrases, script_words, summarise
from companion.script.spoken import clear_cache
from tools.bench import output
from tools.bench.output import ROOT, write

TEXTS = ROOT / "tests" / "script" / "texts"
GOAL_SECONDS = 2.0
_WORDS = 10_000
_RUNS = 5


def _paragraphs(name: str, units: int) -> list[str]:
    """Paragraphs of a sample speech, repeated with a number in each, of about `units` tokens."""
    sample = load(TEXTS / f"{name}.txt")
    pieces = [" ".join(cue.text for cue in sample.cues if cue.paragraph == number)
              for number in range(sample.cues[-1].paragraph + 1)]
    rounds = -(-units // len(sample.tokens))
    return [f"{piece} {index * 7 + 3}" for index in range(rounds) for piece in pieces]


def _write_text(path: Path, paragraphs: list[str]) -> None:
    path.write_text("\n\n".join(paragraphs), encoding="utf-8")


def _write_gbk(path: Path, paragraphs: list[str]) -> None:
    path.write_text("\n\n".join(paragraphs), encoding="gbk")


def _write_markdown(path: Path, paragraphs: list[str]) -> None:
    lines = [f"## Part {n}\n\n*{p}*" if n % 8 == 0 else p for n, p in enumerate(paragraphs)]
    path.write_text("\n\n".join(lines), encoding="utf-8")


def _write_word(path: Path, paragraphs: list[str]) -> None:
    document = docx.Document()
    for number, paragraph in enumerate(paragraphs):
        if number % 8 == 0:
            document.add_heading(f"Part {number}", level=1)
        for index, word in enumerate(paragraph.split(". ")):
            if index == 0:
                line = document.add_paragraph()
            line.add_run(word + ". ").bold = index % 3 == 1
    document.save(str(path))


def _write_deck(path: Path, paragraphs: list[str]) -> None:
    deck = pptx.Presentation()
    for number, paragraph in enumerate(paragraphs):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = f"Slide {number}"
        slide.notes_slide.notes_text_frame.text = paragraph
    deck.save(str(path))


_CASES: list[tuple[str, str, Callable[[Path, list[str]], None], int]] = [
    ("en.docx", "en", _write_word, _WORDS),
    ("en.md", "en", _write_markdown, _WORDS),
    ("en.txt", "en", _write_text, _WORDS),
    ("zh.docx", "zh-Hans", _write_word, _WORDS),
    ("zh-gbk.txt", "zh-Hans", _write_gbk, _WORDS),
    ("th.txt", "th", _write_text, _WORDS),
    ("vi.docx", "vi", _write_word, _WORDS),
    ("my.txt", "my", _write_text, _WORDS),
    ("en.pptx", "en", _write_deck, 3_000),
]


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _cold_load(path: Path) -> Script:
    clear_cache()
    return load(path)


def measure() -> list[dict[str, Any]]:
    """Median seconds of loading each kind of file, of its summary and of its grammar."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name, sample, make, units in _CASES:
            path = Path(folder) / name
            make(path, _paragraphs(sample, units))
            script = load(path)
            loads = [_seconds(lambda p=path: _cold_load(p)) for _ in range(_RUNS)]  # type: ignore[misc]
            rows.append({
                "file": name,
                "kilobytes": round(path.stat().st_size / 1000, 1),
                "tokens": len(script.tokens),
                "cues": len(script.cues),
                "load_s": round(statistics.median(loads), 3),
                "summary_s": round(_seconds(lambda s=script: summarise(s)), 3),  # type: ignore[misc]
                "grammar_s": round(_seconds(lambda s=script: _grammar(s)), 3),  # type: ignore[misc]
            })
    return rows


def _grammar(script: Script) -> int:
    return len(script_words(script)) + sum(len(phrases(cue)) for cue in script.cues)


def main() -> None:
    """Print the table and write build/bench/script.json."""
    rows = measure()
    table = Table(title=f"Making a script of a file (goal: en.docx in {GOAL_SECONDS} s)")
    for column in rows[0]:
        table.add_column(column, justify="left" if column == "file" else "right")
    for row in rows:
        table.add_row(*map(str, row.values()))
    output.console().print(table)
    write("script", {"goal_s": GOAL_SECONDS, "rows": rows})


if __name__ == "__main__":
    main()

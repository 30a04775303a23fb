"""What an edit costs in a script of 20,000 words: python -m tools.bench.editing

key: the edit and the marks of its line, all that a keystroke waits for. told: from the edit to new
warnings, beside the screen's loop once the writer rests; of it read: the script, set: type and
warnings. anew: the script read and set in type as a whole for the T-Glass; share: told to anew.
picture: the glass at the caret; of_book: the same of a finished book. All in time of the processor,
so that a busy machine changes little.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

from rich.table import Table

from companion.editing import Document, Galley, Query, find_all, marks, read, replace_all, warnings
from companion.editing.preview import shown_at
from companion.script import load
from companion.typeset import load_board, typeset
from companion.typeset.glass import glass
from tools.bench import output
from tools.bench.output import ROOT, write

TEXTS = ROOT / "tests" / "script" / "texts"
WORDS = 20_000
_RUNS = 3
_EDITS = 200
_PARAGRAPHS = 8  # of a section


def long_script(name: str, words: int = WORDS) -> str:
    """A sample speech again and again, with a figure in each paragraph, in sections."""
    sample = load(TEXTS / f"{name}.txt")
    pieces = [
        " ".join(cue.text for cue in sample.cues if cue.paragraph == number)
        for number in range(sample.cues[-1].paragraph + 1)
    ]
    made: list[str] = []
    for again in range(-(-words // len(sample.tokens))):
        for piece in pieces:
            if len(made) % (_PARAGRAPHS + 1) == 0:
                made.append(f"## Part {len(made)} (4 min)")
            made.append(f"{piece} {again * 7 + 3}")
    return "\n\n".join(made)


def _seconds(work: Callable[[], object], runs: int = _RUNS) -> float:
    taken = []
    for _ in range(runs):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def _type(document: Document) -> None:
    """A letter somewhere, and the marks of its line, as the screen paints them."""
    at = (document.version * 7919) % len(document)
    document.type(at, at, "x", document.version * 0.1)
    line = document.line(document.line_at(at))
    marks(line)


def measure(name: str) -> dict[str, Any]:
    """Seconds of each step for one language."""
    board = load_board("t-glass")
    document = Document(long_script(name))
    reading = read(document.text)
    assert reading.script is not None
    galley = Galley(board, reading.script)
    keystroke = _seconds(lambda: _type(document), _EDITS)
    middle = document.start_of(document.line_count // 2)
    typed = iter("abcdefghij")

    def edit_and_set() -> None:
        document.type(middle, middle, next(typed), 0.0)
        again = read(document.text)
        assert again.script is not None
        start = time.process_time()
        galley.update(again.script)
        warnings(again, galley, 600.0)
        sets.append(time.process_time() - start)

    sets: list[float] = []
    updated = _seconds(edit_and_set)
    reading = read(document.text)
    script = reading.script
    assert script is not None
    book = typeset(script, board)
    shown = shown_at(reading, galley, middle)
    whole = _seconds(lambda: (read(document.text), typeset(script, board)), 3)
    query = Query("the" if name == "en" else document.text[4:6])
    return {
        "language": name,
        "tokens": len(script.tokens),
        "key_ms": round(keystroke * 1000, 3),
        "read_ms": round(_seconds(lambda: read(document.text)) * 1000),
        "set_ms": round(statistics.median(sets) * 1000),
        "told_ms": round(updated * 1000),
        "anew_ms": round(whole * 1000),
        "share": round(updated / whole, 3),
        "picture_ms": round(_seconds(lambda: galley.picture(*shown)) * 1000, 1),
        "of_book_ms": round(_seconds(lambda: glass(book, board, *shown)) * 1000, 1),
        "find_ms": round(_seconds(lambda: list(find_all(document.text, query))) * 1000, 1),
        "replace_ms": round(
            _seconds(lambda: (replace_all(document, query, "ZZ"), document.undo())) * 1000, 1
        ),
    }


def main() -> None:
    """Print the table and write build/bench/editing.json."""
    rows = [measure(name) for name in ("en", "zh-Hans", "th")]
    table = Table(title=f"An edit in a script of {WORDS:,} words")
    for column in rows[0]:
        table.add_column(column, justify="left" if column == "language" else "right")
    for row in rows:
        table.add_row(*map(str, row.values()))
    output.console().print(table)
    write("editing", {"words": WORDS, "rows": rows})


if __name__ == "__main__":
    main()

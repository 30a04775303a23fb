"""What a library of 1,000 scripts costs: python -m tools.bench.library

take in: 1,000 files put into the folder, kept as first versions. list: all of them, as a screen
does. anew: the same with the notes lost. save: one script, as the editor does. find: the first
search, which reads every text; again: each one after it. count: figures of one script. Seconds,
medians; the disk is that of the temporary folder.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rich.table import Table

from companion.library import Library
from companion.library.shelf import HIDDEN
from tools.bench.output import ROOT, console, write

SCRIPTS = 1_000
_RUNS = 7
_SETTLED = 2.5  # seconds after which a file's time of change is trusted
_DEMO = ROOT / "companion" / "demo"


def _seconds(work: Callable[[], object], runs: int = _RUNS) -> float:
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def measure(folder: Path) -> dict[str, float]:
    """Seconds for each."""
    talks = [(_DEMO / f"{name}.md").read_text("utf-8") for name in ("en", "zh")]
    for number in range(SCRIPTS):
        text = f"{talks[number % 2]}\n\n{number}.\n"
        (folder / f"Talk {number}.md").write_text(text, "utf-8")
    library = Library(folder)
    found = {"take in": _seconds(library.all, 1)}
    time.sleep(_SETTLED)
    one = library.all()[0].id
    library.rename(one, "Renamed")
    found["list"] = _seconds(library.all)
    turns = iter(range(_RUNS))
    found["save"] = _seconds(lambda: library.save(one, f"{talks[0]} {next(turns)}"))
    found["find"] = _seconds(lambda: library.search("zzz"), 1)
    found["again"] = _seconds(lambda: library.search("children"))
    found["count"] = _seconds(lambda: library.count(one))

    def forget() -> None:
        (folder / HIDDEN / "index.json").unlink()
        library.all()

    found["anew"] = _seconds(forget, 1)
    return found


def main() -> None:
    """Measure, print, write build/bench/library.json."""
    with tempfile.TemporaryDirectory() as folder:
        found = measure(Path(folder))
    table = Table(*found, title=f"{SCRIPTS:,} scripts")
    table.add_row(*(f"{seconds * 1000:.0f} ms" for seconds in found.values()))
    console().print(table)
    print(write("library", {"scripts": SCRIPTS, "seconds": found}))


if __name__ == "__main__":
    main()

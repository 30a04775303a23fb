"""`python -m tools.bench.follow [--seeds N] [--only NAME ...] [--streams FOLDER [--manifest TSV]]`."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from tools.bench.follow import recorded
from tools.bench.follow.scenarios import SCENARIOS, score
from tools.bench.output import write

_COLUMNS = {
    "error": "MAE", "within_line": "line%", "overshoot": "over", "false_moves": "false",
    "recovery_median": "rec", "recovery_p95": "p95", "recovery_max": "max", "never": "never",
    "lost_words": "lost", "visibility": "view%", "p50_ms": "p50ms", "p99_ms": "p99ms",
}


def print_row(name: str, row: Mapping[str, float]) -> None:
    """One line of the table."""
    print(f"{name:22}" + "".join(f"{row[key]:>8g}" for key in _COLUMNS), flush=True)


def main() -> None:
    """Print the table and leave it in build/bench/follow.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--only", nargs="*", help="scenarios to run (beginnings of names)")
    parser.add_argument("--streams", type=Path, help="folder of recorded recogniser results")
    parser.add_argument("--manifest", type=Path, help="their manifest, with transcripts")
    options = parser.parse_args()
    print(f"{'':22}" + "".join(f"{title:>8}" for title in _COLUMNS.values()))
    rows = {}
    for name, scenario in SCENARIOS.items():
        if options.only is None or name.startswith(tuple(options.only)):
            rows[name] = score(scenario, options.seeds).row()
            print_row(name, rows[name])
    if options.streams:
        known = recorded.transcripts(options.manifest) if options.manifest else {}
        for name, total in recorded.scores(options.streams, known):
            rows[name] = total.row()
            print_row(name, rows[name])
    if options.only is None:
        print(write("follow", {"seeds": options.seeds, "scenarios": rows}))


if __name__ == "__main__":
    main()

"""`python -m tools.bench.follow [--seeds N] [--only NAME ...] [--streams FOLDER [--manifest TSV]]
[--table]`."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from tools.bench.follow import endurance, recorded, table
from tools.bench.follow.scenarios import SCENARIOS, burden, score
from tools.bench.output import write


def main() -> None:
    """Print the table and leave it in build/bench/follow.json, with --table in TABLE.md too."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=10, help="the stored table has 50")
    parser.add_argument("--only", nargs="*", help="scenarios to run (beginnings of names)")
    parser.add_argument("--streams", type=Path, help="folder of recorded recogniser results")
    parser.add_argument("--manifest", type=Path, help="their manifest, with transcripts")
    parser.add_argument("--table", action="store_true", help="store the table in the repository")
    options = parser.parse_args()
    rows: dict[str, Mapping[str, float]] = {}
    print(table.heading())
    for name, scenario in SCENARIOS.items():
        if options.only is None or name.startswith(tuple(options.only)):
            total = score(scenario, options.seeds)
            burden(scenario, total)
            rows[name] = total.row()
            print(table.line(name, rows[name]), flush=True)
    if options.streams:
        known = recorded.transcripts(options.manifest) if options.manifest else {}
        for name, total in recorded.scores(options.streams, known):
            rows[name] = total.row()
            print(table.line(name, rows[name]), flush=True)
    print("\n".join(table.verdicts(rows)))
    if options.only is None:
        print(write("follow", {"seeds": options.seeds, "scenarios": rows}))
    if options.table:
        print(table.store(rows, options.seeds, endurance.table()))


if __name__ == "__main__":
    main()

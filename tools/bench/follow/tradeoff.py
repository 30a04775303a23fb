"""`python -m tools.bench.follow.tradeoff [--seeds N]`: what more or less proof for a jump buys.

Prints a table: words that must agree before a far move, against how soon skips are followed and
how far ad-libs made of the script's own phrases carry the place away.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import replace

from companion.follow.parameters import Parameters
from tools.bench.follow.scenarios import SCENARIOS, score
from tools.bench.output import write

MORE = (-2.0, -1.0, 0.0, 1.0, 2.0)
"""Words of proof more than the follower asks for once something fitted nowhere."""

_COLUMNS = (
    ("skip44", "recovery_median"), ("skip44", "recovery_p95"), ("skip44", "recovery_max"),
    ("skip44 err25", "recovery_p95"), ("skip44 err25", "recovery_max"),
    ("return60", "error"),
    ("adlib reusing", "overshoot"), ("adlib reusing", "false_moves_per_hour"),
    ("adlib reusing", "recovery_p95"), ("adlib reusing", "recovery_max"),
)


def parameters(more: float) -> Parameters:
    """The follower's numbers with so many words more asked of a far move after stray words."""
    usual = Parameters()
    return replace(
        usual,
        start_words=(usual.start_words[0], usual.start_words[1] + more),
        far_words=(usual.far_words[0], usual.far_words[1] + more),
    )


def curve(seeds: int) -> dict[float, dict[str, float]]:
    """For each amount of proof the figures of `_COLUMNS`."""
    found: dict[float, dict[str, float]] = {}
    for more in MORE:
        rows: Mapping[str, Mapping[str, float]] = {
            name: score(SCENARIOS[name], seeds, parameters(more)).row()
            for name in dict.fromkeys(name for name, _ in _COLUMNS)
        }
        found[more] = {f"{name}: {figure}": rows[name][figure] for name, figure in _COLUMNS}
    return found


def table(found: Mapping[float, Mapping[str, float]]) -> str:
    """The curve in Markdown."""
    titles = [f"{name}: {figure.replace('_', ' ')}" for name, figure in _COLUMNS]
    lines = ["| words more | " + " | ".join(titles) + " |", "|---:" * (len(titles) + 1) + "|"]
    for more, row in found.items():
        lines.append(f"| {more:+g} | " + " | ".join(f"{value:g}" for value in row.values()) + " |")
    return "\n".join(lines)


def main() -> None:
    """Print the curve and leave it in build/bench/follow-tradeoff.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    options = parser.parse_args()
    found = curve(options.seeds)
    print(table(found))
    print(write("follow-tradeoff", {"seeds": options.seeds, "curve": found}))


if __name__ == "__main__":
    main()

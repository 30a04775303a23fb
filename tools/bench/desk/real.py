"""The Desk itself, begun as by `souffleur desk`, and what is done with it. See __main__.py."""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path
from typing import Any

from companion.cli import main as souffleur
from companion.desk.home import Home
from tools.bench.desk import probe


def main() -> int:
    """Run it once and print what was measured."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench.desk.real")
    parser.add_argument("home", type=Path)
    parser.add_argument("spawned", type=float)
    parser.add_argument("task", help="start, undrawn, or a function of tasks.py")
    options = parser.parse_args()

    async def measured() -> dict[str, Any]:
        if options.task in ("start", "undrawn"):
            return dict(await probe.at_rest(options.task == "start"))
        tasks = importlib.import_module("tools.bench.desk.tasks")  # no part of the start
        found: dict[str, Any] = await getattr(tasks, options.task)()
        return found

    probe.watched(Home.of(options.home), options.spawned, measured)
    return souffleur(["desk", "--home", str(options.home), "--lang", "en"])


if __name__ == "__main__":
    sys.exit(main())

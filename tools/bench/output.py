"""Where benchmarks leave their figures."""

from __future__ import annotations

import json
import platform
import subprocess
from pathlib import Path
from typing import Any

from rich.console import Console

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build" / "bench"
WIDTH = 150  # columns


def console() -> Console:
    """Where the tables go; wide enough for them where no terminal says otherwise."""
    wide = Console()
    return wide if wide.is_terminal else Console(width=WIDTH)


def commit() -> str:
    """The commit the figures belong to; "+" marks uncommitted changes, "" no checkout."""
    try:
        done = subprocess.run(
            ["git", "describe", "--always", "--dirty=+"],
            cwd=ROOT, capture_output=True, text=True, check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip()


def write(name: str, data: dict[str, Any]) -> Path:
    """Write `data` with the commit and the Python that made it to build/bench/NAME.json."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{name}.json"
    record = {"commit": commit(), "python": platform.python_version(), **data}
    path.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return path

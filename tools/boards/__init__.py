"""Board descriptions (firmware/boards/*.json) for people and tools: checks, tables, drawings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from companion.errors import SouffleurError

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "firmware" / "boards"
HARDWARE = ROOT / "hardware"

Description = dict[str, Any]
"""The parsed JSON of a board file."""


class BoardFileError(SouffleurError):
    """A board file cannot be used."""


def names() -> tuple[str, ...]:
    """All boards, in alphabetical order."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


def load(name: str) -> Description:
    """A board's description; raises BoardFileError."""
    path = FOLDER / f"{name}.json"
    try:
        board = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise BoardFileError(
            f"There is no board named {name}; choose one of: {', '.join(names())}."
        ) from error
    except (OSError, ValueError) as error:
        raise BoardFileError(f"{path} cannot be read ({error}); mend the file.") from error
    if not isinstance(board, dict):
        raise BoardFileError(f"{path} is not a board file; compare it with t-glass.json.")
    return board

"""Boards: the part of firmware/boards/*.json that setting type needs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from companion.errors import SouffleurError

FOLDER = Path(__file__).resolve().parents[2] / "firmware" / "boards"
DEPTHS = (1, 2, 4)


class BoardError(SouffleurError):
    """The board is unknown or its file cannot be used."""


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of the panel in pixels; (0, 0) is the top left corner."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Board:
    """A panel as the typesetter sees it.

    width, height: visible pixels. depth: bits per pixel (1, 2 or 4).
    safe: what this wearer sees sharply; type is set for this area only.
    """

    name: str
    title: str
    width: int
    height: int
    depth: int
    safe: Area


def known_boards() -> tuple[str, ...]:
    """The names that `load_board` knows, in alphabetical order."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


def load_board(name: str | Path) -> Board:
    """The board of that name, or of that JSON file; raises BoardError."""
    path = Path(name)
    if path.suffix != ".json":
        path = FOLDER / f"{name}.json"
        if str(name) not in known_boards():
            known = ", ".join(known_boards())
            raise BoardError(f"There is no board named {name}; choose one of: {known}.")
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        panel = data["panel"]
        safe = data.get("safe_area") or {
            "x": 0, "y": 0, "width": panel["width"], "height": panel["height"],
        }
        board = Board(
            name=str(data["name"]),
            title=str(data["title"]),
            width=int(panel["width"]),
            height=int(panel["height"]),
            depth=int(panel["depth"]),
            safe=Area(*(int(safe[key]) for key in ("x", "y", "width", "height"))),
        )
    except OSError as error:
        raise BoardError(f"{path} cannot be read ({error.strerror}); check the path.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise BoardError(
            f"{path} is not a board file; compare it with firmware/boards/t-glass.json."
        ) from error
    _check(board, path)
    return board


def _check(board: Board, path: Path) -> None:
    safe = board.safe
    inside = (
        safe.x >= 0 and safe.y >= 0
        and safe.x + safe.width <= board.width and safe.y + safe.height <= board.height
    )
    if board.depth not in DEPTHS:
        raise BoardError(f"{path}: depth must be 1, 2 or 4 bits per pixel; mend the file.")
    if not inside or safe.width < 32 or safe.height < 16:
        raise BoardError(
            f"{path}: the safe area must lie on the panel and be at least 32x16; mend the file."
        )

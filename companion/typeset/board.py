"""Boards: the part of firmware/boards/*.json that setting type needs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from companion.errors import SouffleurError
from firmware.souffleur import strip

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
    safe: what this wearer sees sharply. strip: whether its lowest rows are the status strip's.
    """

    name: str
    title: str
    width: int
    height: int
    depth: int
    safe: Area
    strip: bool = False

    @property
    def text(self) -> Area:
        """The area that type is set for."""
        safe = self.safe
        height = safe.height - strip.HEIGHT if self.strip else safe.height
        return Area(safe.x, safe.y, safe.width, height)


def known_boards() -> tuple[str, ...]:
    """The names that `load_board` knows, in alphabetical order."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


def load_board(name: str | Path, with_strip: bool | None = None) -> Board:
    """The board of that name, or of that JSON file; raises BoardError.

    with_strip: whether there is a status strip; None: as the glasses have it by themselves.
    """
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
        high = int(safe["height"])
        board = Board(
            name=str(data["name"]),
            title=str(data["title"]),
            width=int(panel["width"]),
            height=int(panel["height"]),
            depth=int(panel["depth"]),
            safe=Area(*(int(safe[key]) for key in ("x", "y", "width", "height"))),
            strip=high >= strip.FROM_HEIGHT if with_strip is None else with_strip,
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

"""Where files may lie: the folders one looks in first, and what is in a folder. No Kivy."""

from __future__ import annotations

import os
import sys
from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from companion.desk.language import _
from companion.errors import SouffleurError


class FolderError(SouffleurError):
    """A folder cannot be looked into."""


@dataclass(frozen=True, slots=True)
class Item:
    """A folder, or a file that can be read; edited: seconds since 1970; size: bytes."""

    path: Path
    folder: bool
    edited: float = 0.0
    size: int = 0


def places() -> list[tuple[str, Path]]:
    """(name, folder) of where to begin: home and what is in it, then what is plugged in."""
    named = [
        (_("Home"), Path.home()),
        (_("Documents"), platformdirs.user_documents_path()),
        (_("Downloads"), platformdirs.user_downloads_path()),
        (_("Desktop"), platformdirs.user_desktop_path()),
    ]
    found: dict[Path, str] = {}
    for name, path in [*named, *((path.name or str(path), path) for path in _plugged())]:
        if path.is_dir():
            found.setdefault(path, name)
    return [(name, path) for path, name in found.items()]


def _plugged() -> list[Path]:
    """USB sticks and other drives."""
    if sys.platform == "win32":
        return [Path(f"{letter}:\\") for letter in "DEFGHIJKLMNOPQRSTUVWXYZ"]
    user = os.environ.get("USER", "")
    roots = [Path("/Volumes"), Path("/run/media") / user, Path("/media") / user, Path("/storage")]
    found: list[Path] = []
    for root in roots:
        try:
            found += sorted(path for path in root.iterdir() if path.is_dir())
        except OSError:
            continue
    return found


def look(folder: Path, endings: Container[str]) -> list[Item]:
    """Folders by name, then the files that have one of `endings`, the last edited first.

    Raises FolderError.
    """
    folders: list[Item] = []
    files: list[Item] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith((".", "~$")):
                    continue
                try:
                    if entry.is_dir():
                        folders.append(Item(Path(entry.path), True))
                    elif Path(entry.name).suffix.lower() in endings and entry.is_file():
                        state = entry.stat()
                        files.append(Item(Path(entry.path), False, state.st_mtime, state.st_size))
                except OSError:  # a broken link, or gone since
                    continue
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise FolderError(
            _("{folder} cannot be opened ({reason}). Choose another folder.").format(
                folder=folder, reason=reason
            )
        ) from error
    folders.sort(key=lambda item: item.path.name.casefold())
    files.sort(key=lambda item: -item.edited)
    return [*folders, *files]

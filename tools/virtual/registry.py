"""Which virtual glasses run on this computer, for programs of the same user.

Each pair notes itself in a folder that nobody else may enter: NAME.json says what it is, and
NAME.sock is its radio, see door.py; NAME is its identity. Only what answers is there: notes of a
process that was killed are taken away by whoever finds them.
"""

from __future__ import annotations

import json
import os
import socket
import stat
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import platformdirs

from .errors import VirtualGlassesError

LONGEST_PATH = 100  # bytes; the address of a local socket has room for 104 on a Mac


@dataclass(frozen=True, slots=True)
class Entry:
    """Virtual glasses that run. identity: hexadecimal. process: its number."""

    name: str
    board: str
    identity: str
    address: str
    process: int

    @property
    def radio(self) -> Path:
        """The socket; its other end is a Bluetooth controller on their air."""
        return folder() / f"{self.identity}.sock"

    def called(self, target: str) -> bool:
        """Whether a name or an address means these."""
        return target.casefold() in (self.name.casefold(), self.address.casefold())


def folder() -> Path:
    """Where the notes are. Raises VirtualGlassesError where others could read or change them."""
    with warnings.catch_warnings(action="ignore"):  # about a place of its own choice
        path = platformdirs.user_runtime_path("souffleur", appauthor=False) / "virtual"
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = path.lstat()
    except OSError as error:
        raise VirtualGlassesError(
            f"{path} cannot be made ({error.strerror}): mend its rights and try again."
        ) from error
    mine = not hasattr(os, "getuid") or found.st_uid == os.getuid()
    if not stat.S_ISDIR(found.st_mode) or not mine or found.st_mode & 0o077:
        raise VirtualGlassesError(
            f"Others on this computer could use {path}: remove it and try again."
        )
    return path


def running() -> list[Entry]:
    """All virtual glasses that answer, by name."""
    if not hasattr(socket, "AF_UNIX"):
        return []  # a system on which they do not run
    found = [entry for note in folder().glob("*.json") if (entry := _entry(note))]
    return sorted((entry for entry in found if _answers(entry)), key=lambda entry: entry.name)


def _entry(note: Path) -> Entry | None:
    try:
        return Entry(**json.loads(note.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):  # going just now, or of another version
        return None


def _answers(entry: Entry) -> bool:
    with closing(socket.socket(socket.AF_UNIX)) as radio:
        try:
            radio.settimeout(1.0)
            radio.connect(str(entry.radio))
            return True
        except TimeoutError:
            return True  # it is busy, and there
        except OSError:
            _remove(entry)
            return False


def _remove(entry: Entry) -> None:
    for path in (entry.radio, folder() / f"{entry.identity}.json"):
        with suppress(OSError):
            path.unlink(missing_ok=True)


@contextmanager
def noted(entry: Entry) -> Iterator[None]:
    """The glasses can be found, their radio answers already. Raises VirtualGlassesError."""
    note = folder() / f"{entry.identity}.json"
    fresh = note.with_suffix(".new")
    try:
        fresh.write_text(json.dumps(asdict(entry)), encoding="utf-8")
        fresh.replace(note)
    except OSError as error:
        raise VirtualGlassesError(
            f"{note} cannot be written ({error.strerror}): free the disk and try again."
        ) from error
    try:
        yield
    finally:
        _remove(entry)

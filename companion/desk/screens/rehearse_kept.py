"""The rehearsals of each script, kept as files beside the library. No Kivy."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from companion.errors import SouffleurError
from companion.library.disk import Disk
from companion.rehearsal import Record
from companion.rehearsal.record import from_plain, to_plain

FOLDER = "rehearsals"
MOST = 12  # of one script
_STALE = 86_400.0  # seconds: a log that old is of a rehearsal that broke off


class KeptError(SouffleurError):
    """A rehearsal cannot be kept."""


class KeptRehearsals:
    """Of one script, the latest first."""

    def __init__(self, folder: Path, identity: str) -> None:
        self._workshop = folder / FOLDER / ".unfinished"
        self._path = folder / FOLDER / f"{identity}.json"

    def all(self) -> list[Record]:
        """Those that can be read."""
        try:
            plain = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return []
        found = []
        for one in plain if isinstance(plain, list) else []:
            with suppress(KeyError, TypeError, ValueError):
                found.append(from_plain(one))
        return found

    def put(self, record: Record) -> list[Record]:
        """Keep it, in the place of the one of the same moment; gives all. Raises KeptError."""
        others = [one for one in self.all() if one.at != record.at]
        kept = sorted([record, *others], key=lambda one: -one.at)[:MOST]
        data = json.dumps([to_plain(one) for one in kept], ensure_ascii=False)
        try:
            self._workshop.mkdir(parents=True, exist_ok=True)
            Disk(self._workshop).write(self._path, data.encode())
        except OSError as error:
            raise KeptError(
                f"The rehearsal cannot be kept ({error.strerror}): make room on the disk."
            ) from error
        return kept


def discard(log: Path) -> None:
    """Remove a rehearsal's log: it holds every word that was spoken."""
    with suppress(OSError):
        log.unlink(missing_ok=True)
        log.parent.rmdir()


def sweep(folder: Path, now: float) -> None:
    """Remove what rehearsals that broke off have left; now: seconds since 1970."""
    for log in (folder / FOLDER).glob("*/*.jsonl"):
        with suppress(OSError):
            if now - log.stat().st_mtime > _STALE:
                discard(log)

"""The rehearsals of each script, kept as files beside the library. No Kivy."""

from __future__ import annotations

import json
from pathlib import Path

from companion.errors import SouffleurError
from companion.library.disk import Disk
from companion.rehearsal import Record
from companion.rehearsal.record import from_plain, to_plain

FOLDER = "rehearsals"
MOST = 12  # of one script


class KeptError(SouffleurError):
    """A rehearsal cannot be kept."""


class KeptRehearsals:
    """Of one script, the latest first."""

    def __init__(self, folder: Path, identity: str) -> None:
        self._workshop = folder / FOLDER / ".unfinished"
        self._path = folder / FOLDER / f"{identity}.json"

    def all(self) -> list[Record]:
        """None where nothing can be read."""
        try:
            plain = json.loads(self._path.read_text(encoding="utf-8"))
            return [from_plain(one) for one in plain]
        except (OSError, KeyError, TypeError, ValueError):
            return []

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

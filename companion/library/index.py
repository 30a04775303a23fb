"""The library's notes about its scripts. All of it can be made again from the files."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from typing import Any

from .errors import LibraryError
from .figures import Figures

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Record:
    """One script.

    file: its name in the folder; in the trash, the name it had.
    seen: digest of the content last seen; state: its file's size (bytes) and times of change
        (ns) then, as `state_of` gives them.
    edited: when it was last changed, seconds since 1970.
    trashed: when it went, None while it is in the folder.
    gone: it went by somebody else's hand.
    """

    file: str
    seen: str
    state: tuple[int, int, int]
    edited: float
    trashed: float | None = None
    gone: bool = False
    figures: Figures | None = None


def state_of(stat: os.stat_result) -> tuple[int, int, int]:
    """Size, time of the last write, and (but on Windows) of the last change of any kind, which
    no program can set."""
    return stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns


def dump(records: dict[str, Record]) -> bytes:
    """The notes as a file."""
    entries = {identity: asdict(record) for identity, record in records.items()}
    return json.dumps({"format": FORMAT, "scripts": entries}, ensure_ascii=False).encode()


def parse(data: bytes) -> dict[str, Record]:
    """The notes from a file; none if it is damaged.

    Raises LibraryError for the notes of a newer Souffleur.
    """
    try:
        found: dict[str, Any] = json.loads(data)
        if int(found["format"]) > FORMAT:
            raise LibraryError(
                "The script library was used by a newer Souffleur. Update this one, or choose "
                "another folder."
            )
        return {identity: _record(entry) for identity, entry in found["scripts"].items()}
    except (ValueError, TypeError, KeyError, AttributeError):
        return {}


def _record(entry: dict[str, Any]) -> Record:
    figures = entry.pop("figures")
    size, written, changed = entry.pop("state")
    return Record(
        **entry, state=(size, written, changed), figures=Figures(**figures) if figures else None
    )

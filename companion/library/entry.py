"""What the library tells of its scripts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .index import Record


@dataclass(frozen=True, slots=True)
class Entry:
    """One script.

    id: stays through every change. path: its file (where it was, in the trash).
    title: the file's name without ending. edited: seconds since 1970.
    mark: changes with the content. counted: whether the figures below are known yet.
    heading, language, words, seconds: as in script.Summary; opening: its first words; problem:
    why there is nothing to speak, else "". trashed: when it went, None while it is there. gone:
    it was taken out of the folder by other means than ours. twins: scripts of the same text.
    """

    id: str
    path: Path
    title: str
    edited: float
    mark: str
    counted: bool = False
    heading: str = ""
    language: str = ""
    words: int = 0
    seconds: float = 0.0
    opening: str = ""
    problem: str = ""
    trashed: float | None = None
    gone: bool = False
    twins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of an import: notices are plain sentences about what had to be decided.

    namesake: the script that has the name already, so that this one got a number; it may be that
    this is to take its place, see Library.replace.
    """

    entry: Entry
    notices: tuple[str, ...] = ()
    namesake: Entry | None = None


def entries(records: dict[str, Record], folder: Path) -> dict[str, Entry]:
    """Every record as an entry; twins are told among those in the folder."""
    by_sense: dict[str, list[str]] = {}
    for identity, record in records.items():
        if record.figures and record.figures.of == record.seen and record.trashed is None:
            by_sense.setdefault(record.figures.sense, []).append(identity)
    return {
        identity: _entry(identity, record, folder, by_sense)
        for identity, record in records.items()
    }


def _entry(
    identity: str, record: Record, folder: Path, by_sense: dict[str, list[str]]
) -> Entry:
    path = folder / record.file
    found = record.figures
    if found is None:
        return Entry(
            identity, path, path.stem, record.edited, record.seen, trashed=record.trashed,
            gone=record.gone,
        )
    fresh = found.of == record.seen
    twins = by_sense.get(found.sense, []) if fresh and record.trashed is None else []
    return Entry(
        identity, path, path.stem, record.edited, record.seen, fresh,
        found.heading, found.language, found.words, found.seconds,
        found.opening, found.problem if fresh else "", record.trashed, record.gone,
        tuple(twin for twin in twins if twin != identity),
    )

"""The library's folder while it is held: scripts in the open, all else in `.souffleur`.

    folder/Opening speech.md                         what a person opens
    folder/.souffleur/index.json                     notes, see index.py
    folder/.souffleur/versions/<id>/<version>        see versions.py

Two rules keep every text: it is a version before it is (or as soon as it is seen as) a script,
and a script leaves the folder only by becoming a version. So the trash needs no place of its
own: it is the scripts that have versions and no file.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from companion.script.load import FORMATS, LARGEST_PACKAGE

from . import index, names, versions
from .disk import Disk
from .errors import LibraryError
from .index import Record, state_of
from .versions import Kind, Version, digest_of

HIDDEN = ".souffleur"
_RECENT = 2_000_000_000  # ns: the coarsest clock of a file system (FAT)
_BIRTH_NAME = 40  # characters of the first name that stand in an id
_NOTE = (
    "Souffleur keeps the earlier versions of your scripts here, and those you put in the trash.\n"
    "Each file under versions/ is the whole text as it was at the time in its name.\n"
)


class Shelf:
    """For the holder of the lock. Methods raise OSError where the disk does not obey."""

    def __init__(self, folder: Path, disk: Disk, now: float) -> None:
        self.folder = folder
        self.now = now
        self._disk = disk
        self._hidden = folder / HIDDEN
        self._versions = self._hidden / "versions"
        if not self._versions.is_dir():
            self._versions.mkdir(parents=True, exist_ok=True)
            disk.write(self._hidden / "README.txt", _NOTE.encode())
        disk.sweep()
        self._notes = self._hidden / "index.json"
        self._written = self._read_notes()
        self.records = dict(self._written)
        self._later: tuple[type[OSError], ...] = ()  # see notice

    def _read_notes(self) -> dict[str, Record]:
        self._noted = 0
        with suppress(FileNotFoundError):
            self._noted = self._notes.stat().st_mtime_ns
            return index.parse(self._notes.read_bytes())
        return {}

    def write_notes(self, reading: bool = False) -> None:
        """Put the notes on disk, if they have changed; reading: if that can be done."""
        if self.records != self._written:
            with suppress(*([OSError] if reading else [])):
                self._disk.write(self._notes, index.dump(self.records))
                self._written = dict(self.records)

    # -- what is there

    def versions(self, identity: str) -> list[Version]:
        """All versions, oldest first."""
        folder = self._versions / identity
        found = filter(None, map(versions.read_name, _names(folder)))
        return sorted(found, key=lambda version: version.name)

    def version_bytes(self, identity: str, name: str) -> bytes:
        """The content of a version. Raises LibraryError if there is none of that name."""
        known = versions.read_name(name)
        path = self._versions / identity / name
        if known is None or not path.is_file():
            raise LibraryError("This version is no longer there. Open the list of versions again.")
        return path.read_bytes()

    def content(self, identity: str) -> tuple[bytes, str]:
        """The present content of a script and its file's name; of the last version in the trash."""
        record = self.records[identity]
        if record.trashed is None:
            return (self.folder / record.file).read_bytes(), record.file
        last = self.versions(identity)[-1]
        return self.version_bytes(identity, last.name), f"{Path(record.file).stem}{last.suffix}"

    def taken(self) -> set[str]:
        """Names in the folder, as names.same gives them."""
        return {names.same(name) for name in _names(self.folder)}

    def _scan(self) -> Iterator[tuple[str, os.stat_result]]:
        """Script files in the open."""
        with os.scandir(self.folder) as entries:
            for entry in entries:
                suffix = Path(entry.name).suffix.lower()
                if suffix not in FORMATS or entry.name.startswith((".", "~$")):
                    continue
                with suppress(OSError):  # gone since
                    state = entry.stat(follow_symlinks=False)
                    if entry.is_file(follow_symlinks=False) and state.st_size <= LARGEST_PACKAGE:
                        yield entry.name, state

    # -- what others did

    def notice(self, reading: bool = False) -> None:
        """Take up what was changed in the folder since, and keep it as versions.

        A file that another program holds, or (reading) that cannot be kept, is taken up next time.
        """
        self._later = (OSError,) if reading else (PermissionError, FileNotFoundError)
        found = dict(self._scan())
        holders = {r.file: i for i, r in self.records.items() if r.trashed is None}
        present = set(_names(self._versions))
        for name in sorted(found.keys() & holders.keys()):
            self._check(holders[name], found[name], holders[name] in present)
        missing = {i for name, i in holders.items() if name not in found}
        self._adopt_orphans(present)
        missing &= self.records.keys()
        away = self._away(missing) if found.keys() - holders.keys() else {}
        for name in sorted(found.keys() - holders.keys()):
            with suppress(*self._later):
                self._take_in(name, found[name], missing, away)
        for identity in missing:
            record = self.records[identity]
            if record.trashed is None:
                self.records[identity] = replace(record, trashed=self.now, gone=True)

    def _check(self, identity: str, state: os.stat_result, kept: bool) -> None:
        record = self.records[identity]
        settled = max(record.state[1:]) < self._noted - _RECENT
        if kept and settled and record.state == state_of(state):
            return
        with suppress(*self._later):
            data = (self.folder / record.file).read_bytes()
            if not kept:  # somebody has removed its versions
                self.keep(identity, data, Kind.OUTSIDE, Path(record.file).suffix)
            self._see(identity, data, state)

    def _see(self, identity: str, data: bytes, state: os.stat_result) -> None:
        """Note the content of a file; if it is another's work, keep it."""
        record = self.records[identity]
        digest = digest_of(data)
        if digest != record.seen:
            self.keep(identity, data, Kind.OUTSIDE, Path(record.file).suffix)
            record = replace(record, seen=digest, edited=state.st_mtime)
        self.records[identity] = replace(
            record, state=state_of(state), trashed=None, gone=False
        )

    def _adopt_orphans(self, present: set[str]) -> None:
        """Versions without a record: the notes were lost. Such a script is in the trash until its
        file is recognised. And records without file and versions: thrown away for ever."""
        for identity in present - self.records.keys():
            kept = self.versions(identity)
            if kept:
                last = kept[-1]
                stem = identity.rpartition(" ")[0] or identity
                self.records[identity] = Record(
                    f"{stem}{last.suffix}", last.digest, (0, 0, 0), last.time, self.now, True
                )
        for identity in self.records.keys() - present:
            record = self.records[identity]
            if record.trashed is not None or not (self.folder / record.file).exists():
                del self.records[identity]

    def _away(self, missing: set[str]) -> dict[str, list[str]]:
        """Short digests of the last contents of scripts without a file, and whose they are."""
        away: dict[str, list[str]] = {}
        for identity, record in self.records.items():
            if not self._present(identity, missing):
                digests = {versions.short(record.seen)}
                digests.update(last.digest for last in self.versions(identity)[-1:])
                for digest in digests:
                    away.setdefault(digest, []).append(identity)
        return away

    def _take_in(
        self, name: str, state: os.stat_result, missing: set[str], away: dict[str, list[str]]
    ) -> None:
        """A file without a record: one of ours under another name, one that is back, or new."""
        data = (self.folder / name).read_bytes()
        digest = digest_of(data)
        same = [i for i in away.get(versions.short(digest), ()) if not self._present(i, missing)]
        same.sort(key=lambda i: (self.records[i].file != name, i not in missing))
        back = [
            i for i, r in self.records.items()
            if r.file == name and self._left_by_itself(i) and not self._present(i, missing)
        ]  # fmt: skip
        for identity in [*same, *back][:1]:
            missing.discard(identity)
            record = self.records[identity]
            seen = digest if same else record.seen
            self.records[identity] = replace(record, file=name, seen=seen)
            self._see(identity, data, state)
            return
        identity = self.new_id(Path(name).stem)
        self.keep(identity, data, Kind.OUTSIDE, Path(name).suffix)
        self.records[identity] = Record(name, digest, state_of(state), state.st_mtime)

    def _present(self, identity: str, missing: set[str]) -> bool:
        """Whether a script has its file."""
        return identity not in missing and self.records[identity].trashed is None

    def _left_by_itself(self, identity: str) -> bool:
        record = self.records[identity]
        return record.gone or record.trashed is None

    # -- changes

    def new_id(self, stem: str) -> str:
        """A name for a new script's versions that tells a person whose they are."""
        return f"{stem[:_BIRTH_NAME].strip(' .')} {secrets.token_hex(3)}"

    def keep(self, identity: str, data: bytes, kind: Kind, suffix: str) -> Version:
        """Make `data` the newest version of a script."""
        before = self.versions(identity)
        time = max(self.now, before[-1].time + 0.001) if before else self.now
        name = versions.named(time, kind, digest_of(data), suffix)
        self._disk.write(self._versions / identity / name, data)
        made = versions.read_name(name)
        if made is None:
            raise LibraryError(f"A version cannot be called {name}. Set this computer's clock.")
        return made

    def forget_version(self, identity: str, name: str) -> None:
        """Remove a version that another has taken up."""
        self._disk.remove(self._versions / identity / name)

    def put(
        self, identity: str, data: bytes, file: str, edited: float | None = None
    ) -> None:
        """Make `data`, which must be a version, the content of a script under the name `file`."""
        path = self.folder / file
        before = self.records.get(identity)
        self._disk.write(path, data)
        if before is not None and before.trashed is None and before.file != file:
            self._disk.remove(self.folder / before.file)
        self.records[identity] = Record(
            file, digest_of(data), state_of(path.stat()),
            self.now if edited is None else edited, figures=before.figures if before else None,
        )

    def rename(self, identity: str, file: str) -> None:
        """Give a script's file another name."""
        record = self.records[identity]
        if record.file != file:
            self._disk.move(self.folder / record.file, self.folder / file)
            self.records[identity] = replace(record, file=file)

    def trash(self, identity: str) -> None:
        """Let a script's file become a version."""
        record = self.records[identity]
        before = self.versions(identity)
        time = max(self.now, before[-1].time + 0.001) if before else self.now
        name = versions.named(time, Kind.TRASHED, record.seen, Path(record.file).suffix)
        self._disk.move(self.folder / record.file, self._versions / identity / name)
        self.records[identity] = replace(record, trashed=self.now, gone=False)
        digest = digest_of(self.version_bytes(identity, name))
        if before and before[-1].digest == versions.short(digest):
            self.forget_version(identity, name)

    def discard(self, identity: str) -> None:
        """Remove a script in the trash with all its versions, for ever."""
        self._disk.clear(self._versions / identity)
        del self.records[identity]


def _names(folder: Path) -> list[str]:
    """What is in a folder; nothing in one that is not there."""
    try:
        with os.scandir(folder) as entries:
            return [entry.name for entry in entries]
    except FileNotFoundError:
        return []

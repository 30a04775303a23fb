"""The script library: a folder of plain files, in which no text is ever lost."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from companion.script import Script
from companion.script.load import contents

from . import figures, names, versions
from .disk import Disk
from .entry import Brought, Entry, entries
from .errors import LibraryError
from .index import Record
from .lock import Lock
from .search import Hit, Search
from .shelf import HIDDEN, Shelf
from .versions import Kind, Version, digest_of

UNTITLED = "Untitled"
_TEXT = ".md"


class Library:
    """The scripts in `folder`, which is made when it is first needed.

    Every method takes up first what others did in the folder, and may be called from any thread
    or process. All raise LibraryError if the folder cannot be used, if another program holds
    it, or if there is no script with the id given.

    clock: seconds since 1970.
    """

    def __init__(
        self, folder: Path, clock: Callable[[], float] = time.time, disk: Disk | None = None
    ) -> None:
        self.folder = folder
        self._clock = clock
        self._disk = disk or Disk(folder / HIDDEN)
        self._lock = Lock(folder / HIDDEN / "lock")
        self._sittings: dict[str, tuple[str, float]] = {}  # id: our last version, first save
        self._search = Search()

    @contextmanager
    def _open(self, reading: bool = False) -> Iterator[Shelf]:
        """Hold the folder, with all that others did in it taken up.

        reading: no text is to be changed, and a full disk forbids nothing: what others did is
        taken up once it can be kept.
        """
        try:
            with self._lock:
                shelf = Shelf(self.folder, self._disk, self._clock())
                shelf.notice(reading)
                shelf.write_notes(reading)
                yield shelf
                shelf.write_notes(reading)
        except OSError as error:
            reason = error.strerror or "unknown reason"
            raise LibraryError(
                f"The script folder {self.folder} cannot be used ({reason}). Close programs that "
                "hold its files, free the disk or mend its rights, and try again."
            ) from error

    def _entry(self, shelf: Shelf, identity: str) -> Entry:
        return entries(shelf.records, self.folder)[identity]

    # -- looking

    def all(self) -> list[Entry]:
        """The scripts in the folder, the last edited first."""
        with self._open(reading=True) as shelf:
            found = entries(shelf.records, self.folder).values()
        return sorted((e for e in found if e.trashed is None), key=lambda e: -e.edited)

    def trashed(self) -> list[Entry]:
        """The scripts in the trash, the last thrown first."""
        with self._open(reading=True) as shelf:
            found = entries(shelf.records, self.folder).values()
        return sorted((e for e in found if e.trashed is not None), key=lambda e: -(e.trashed or 0))

    def entry(self, identity: str) -> Entry:
        """One script, in the folder or in the trash."""
        with self._open(reading=True) as shelf:
            _known(shelf, identity)
            return self._entry(shelf, identity)

    def text(self, identity: str) -> str:
        """A script's present text, as Markdown. Raises ScriptError if its file is no text."""
        with self._open(reading=True) as shelf:
            _known(shelf, identity)
            data, name = shelf.content(identity)
        return figures.text_of(data, name)

    def script(self, identity: str) -> Script:
        """A script, read. Raises ScriptError if there is nothing to speak."""
        entry = self.entry(identity)
        return figures.script_of(self.text(identity), entry.title)

    def search(self, query: str, among: Sequence[Entry] | None = None) -> list[Hit]:
        """Scripts with every word of `query` in title or text; titles first, then the latest.

        among: what `all` gave just now, where the folder need not be looked at again.
        """
        return self._search.find(query, self.all() if among is None else among)

    def count(self, identity: str) -> Entry:
        """Make the figures of a script known: `entry.counted`. Takes some 20 ms a page."""
        with self._open(reading=True) as shelf:
            _known(shelf, identity)
            data, name = shelf.content(identity)
        made = figures.figures_of(data, name, digest_of(data))
        with self._open(reading=True) as shelf:
            record = _known(shelf, identity)
            if versions.short(record.seen) == versions.short(made.of):
                shelf.records[identity] = replace(record, seen=made.of, figures=made)
            return self._entry(shelf, identity)

    # -- bringing in

    def bring(self, path: Path) -> Brought:
        """Import a file of script.FORMATS; it is kept as the first version.

        Raises ScriptError if it is no script.
        """
        return self.receive(contents(path), path.name)

    def receive(self, data: bytes, name: str) -> Brought:
        """Import the content of a file called `name`; as `bring`."""
        text, decided = figures.imported(data, name)
        stem = names.stem_of(Path(name).stem) or names.title_in(text) or UNTITLED
        script = figures.script_of(text, stem)
        original = (data, Path(name).suffix.lower())
        notices = tuple(dict.fromkeys([*decided, *script.notices]))
        entry = self._add(stem, text, original)
        wanted = names.same(stem)
        others = (e for e in self.all() if e.id != entry.id and names.same(e.title) == wanted)
        return Brought(entry, notices, next(others, None))

    def replace(self, identity: str, new: str) -> Entry:
        """Let the script `new` take the place of `identity`: its versions become the newest
        ones there, and it is gone itself. What was there stays a version.
        """
        with self._open() as shelf:
            record = _known(shelf, identity)
            _known(shelf, new)
            kept = shelf.versions(new)
            data = b""
            for version in kept:
                data = shelf.version_bytes(new, version.name)
                shelf.keep(identity, data, version.kind, version.suffix)
            suffix = kept[-1].suffix
            file = record.file
            if record.trashed is not None or Path(file).suffix.lower() != suffix:
                file = names.free(Path(file).stem, suffix, shelf.taken())
            shelf.put(identity, data, file)
            shelf.trash(new)
            shelf.discard(new)
        return self.count(identity)

    def paste(self, text: str) -> Brought:
        """Make a script of pasted text, called after its beginning.

        Raises ScriptError if there is nothing to speak.
        """
        text = figures.tidy(text)
        stem = names.title_in(text) or UNTITLED
        script = figures.script_of(text, stem)
        return Brought(self._add(stem, text), script.notices)

    def create(self, title: str = UNTITLED, text: str = "") -> Entry:
        """A new script, which may be empty."""
        return self._add(names.stem_of(title) or UNTITLED, figures.tidy(text))

    def duplicate(self, identity: str) -> Entry:
        """A second script with the same text and title, numbered."""
        return self._add(self.entry(identity).title, self.text(identity))

    def _add(self, stem: str, text: str, original: tuple[bytes, str] | None = None) -> Entry:
        data = text.encode("utf-8")
        with self._open() as shelf:
            identity = shelf.new_id(stem)
            if original is not None:
                shelf.keep(identity, original[0], Kind.IMPORTED, original[1])
            if original is None or original[0] != data:
                shelf.keep(identity, data, Kind.WRITTEN, _TEXT)
            shelf.put(identity, data, names.free(stem, _TEXT, shelf.taken()))
        return self.count(identity)

    # -- changing

    def save(self, identity: str, text: str) -> Entry:
        """Make `text` the present text; one in the trash comes back by it.

        What was there is a version already. Saves in a row fold into one version for
        versions.SITTING seconds, unless much of the text before would go.
        """
        data = figures.tidy(text).encode("utf-8")
        with self._open() as shelf:
            record = _known(shelf, identity)
            if record.trashed is None and record.seen == digest_of(data):
                return self._entry(shelf, identity)
            before = shelf.versions(identity)
            folded = self._folded(shelf, identity, before, text)
            made = shelf.keep(identity, data, Kind.EDIT, _TEXT)
            self._write(shelf, identity, data)
            since = self._clock()
            if folded is not None:
                shelf.forget_version(identity, folded.name)
                since = self._sittings[identity][1]
            self._sittings[identity] = (made.name, since)
            return self._entry(shelf, identity)

    def _folded(
        self, shelf: Shelf, identity: str, before: list[Version], text: str
    ) -> Version | None:
        """The version that the next one takes up: our own last one, of the same sitting."""
        last, since = self._sittings.get(identity, ("", 0.0))
        if not before or before[-1].name != last:
            return None
        if not 0 <= self._clock() - since < versions.SITTING:
            return None
        kept = shelf.version_bytes(identity, last).decode("utf-8")
        return before[-1] if versions.keeps_most(kept, text) else None

    def _write(self, shelf: Shelf, identity: str, data: bytes) -> None:
        """Put text into a script's file, which becomes Markdown and comes back from the trash."""
        record = shelf.records[identity]
        file = record.file
        if record.trashed is not None or Path(file).suffix.lower() != _TEXT:
            file = names.free(Path(file).stem, _TEXT, shelf.taken())
        shelf.put(identity, data, file)

    def rename(self, identity: str, title: str) -> Entry:
        """Give a script another title; one that is taken gets a number.

        Raises LibraryError if nothing of `title` can be a file's name.
        """
        stem = names.stem_of(title)
        if not stem:
            raise LibraryError("A script needs a title with at least one letter or figure.")
        with self._open() as shelf:
            record = _known(shelf, identity)
            if record.trashed is not None:
                raise LibraryError("This script is in the trash. Put it back, then rename it.")
            taken = shelf.taken() - {names.same(record.file)}
            shelf.rename(identity, names.free(stem, Path(record.file).suffix, taken))
            return self._entry(shelf, identity)

    def versions(self, identity: str) -> list[Version]:
        """A script's versions, the newest first. The present text is one of them."""
        with self._open(reading=True) as shelf:
            _known(shelf, identity)
            return shelf.versions(identity)[::-1]

    def version_text(self, identity: str, name: str) -> str:
        """The text of a version. Raises ScriptError if it is no text."""
        with self._open(reading=True) as shelf:
            _known(shelf, identity)
            data = shelf.version_bytes(identity, name)
        return figures.text_of(data, name)

    def restore(self, identity: str, name: str) -> Entry:
        """Make the text of a version the present one; what was there stays a version."""
        data = self.version_text(identity, name).encode("utf-8")
        with self._open() as shelf:
            record = _known(shelf, identity)
            if record.trashed is None and record.seen == digest_of(data):
                return self._entry(shelf, identity)
            shelf.keep(identity, data, Kind.RESTORED, _TEXT)
            self._write(shelf, identity, data)
        return self.count(identity)

    # -- the trash

    def trash(self, identity: str) -> Entry:
        """Put a script into the trash."""
        with self._open() as shelf:
            if _known(shelf, identity).trashed is None:
                shelf.trash(identity)
            return self._entry(shelf, identity)

    def put_back(self, identity: str) -> Entry:
        """Take a script out of the trash."""
        with self._open() as shelf:
            record = _known(shelf, identity)
            if record.trashed is not None:
                data, name = shelf.content(identity)
                free = names.free(Path(name).stem, Path(name).suffix, shelf.taken())
                shelf.put(identity, data, free, record.edited)
            return self._entry(shelf, identity)

    def empty_trash(self, older_than: float = 0.0) -> int:
        """Remove for ever, with all versions, what has been in the trash for so many seconds.

        Gives how many scripts that were.
        """
        with self._open() as shelf:
            doomed = [
                identity for identity, record in shelf.records.items()
                if record.trashed is not None and self._clock() - record.trashed >= older_than
            ]
            for identity in doomed:
                shelf.discard(identity)
            return len(doomed)


def _known(shelf: Shelf, identity: str) -> Record:
    record = shelf.records.get(identity)
    if record is None:
        raise LibraryError(
            "This script is no longer in the library. Keep its text by pasting it as a new one."
        )
    return record

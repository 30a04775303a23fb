"""Bringing scripts in: files chosen or dropped, text from the clipboard, the demo talks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

import companion
from companion.desk import language
from companion.desk.context import Desk
from companion.desk.jobs import Progress
from companion.desk.language import _, _n, told
from companion.desk.screens import library_words as words
from companion.errors import SouffleurError
from companion.library import Brought, Entry, Library
from companion.script.load import FORMATS

DEMO = Path(companion.__file__).parent / "demo"
_MOST_TOLD = 3  # lines about files that could not be read
_MOST_COPIED = 1_000  # files in a clipboard; more lines are a text


@dataclass(slots=True)
class Harvest:
    """What came of an import. failures: a line for each file that is no script."""

    brought: list[Brought] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


class Bringer:
    """Imports beside the loop. arrived: called with the id of the last script that came."""

    def __init__(self, desk: Desk, arrived: Callable[[str], Any]) -> None:
        self._desk, self._arrived = desk, arrived

    def files(self, paths: Sequence[Path]) -> None:
        """Import files, and the script files that lie in folders."""
        library = self._desk.library

        self._desk.job(
            _("Import"), lambda progress: gather(library, paths, progress), self._tell
        )

    def paste(self, text: str) -> None:
        """Make a script of a copied text, or import the files that were copied."""
        if not text.strip():
            self._desk.tell(_("Nothing is copied yet. Copy the talk's text, then paste it."), "bad")
            return
        paths = copied_files(text)
        if paths:
            self.files(paths)
            return
        library = self._desk.library
        self._desk.job(_("Paste"), lambda _p: Harvest([library.paste(text)]), self._tell)

    def demo(self) -> None:
        """Bring the demo talk of the interface's language."""
        library = self._desk.library
        talk = DEMO / f"{language.tag()}.md"
        if not talk.exists():
            talk = DEMO / "en.md"

        def work(_progress: Progress) -> Harvest:
            return Harvest([library.paste(talk.read_text("utf-8"))])

        self._desk.job(_("Demo talk"), work, self._tell)

    def _tell(self, harvest: Harvest) -> None:
        for line in harvest.failures[:_MOST_TOLD]:
            self._desk.tell(line, "bad")
        more = len(harvest.failures) - _MOST_TOLD
        if more > 0:
            line = _n(
                "{n} more file could not be brought in.",
                "{n} more files could not be brought in.", more,
            )
            self._desk.tell(line, "bad")
        came = harvest.brought
        if not came and not harvest.failures:
            self._desk.tell(_("No file in this folder can be read as a script."), "bad")
        if len(came) == 1:
            self._tell_one(came[0])
        elif came:
            line = _n("{n} script is in the library.", "{n} scripts are in the library.", len(came))
            self._desk.tell(line, "good")
        if came:
            self._arrived(came[-1].entry.id)

    def _tell_one(self, brought: Brought) -> None:
        entry = brought.entry
        line = _("“{title}” is in the library: {size}.").format(
            title=entry.title, size=words.size(entry)
        )
        if brought.notices:
            line += " " + " ".join(map(told, brought.notices[:2]))
        offer = None
        if brought.namesake is not None:
            old = brought.namesake
            said = _("Replace “{title}”").format(title=old.title)
            offer = (said, partial(self._replace, old.id, entry.id))
        self._desk.tell(line, "good", offer)

    def _replace(self, old: str, new: str) -> None:
        """A newer text of a script has come: it takes the place of the older."""
        library = self._desk.library

        def done(entry: Entry) -> None:
            line = _("“{title}” has the new text. The text before it is kept too.")
            self._desk.tell(line.format(title=entry.title), "good")
            self._arrived(entry.id)

        self._desk.job(_("Replace"), lambda _p: library.replace(old, new), done)


def gather(library: Library, paths: Sequence[Path], progress: Progress) -> Harvest:
    """Import files, and the script files that lie in folders; each by itself."""
    harvest = Harvest()
    found = []
    for path in paths:
        try:
            found += spread([path])
        except OSError as error:
            reason = error.strerror or "unknown reason"
            harvest.failures.append(f"{path.name} cannot be read ({reason}). Check the path.")
    for number, path in enumerate(found):
        progress(number / len(found), path.name)
        try:
            harvest.brought.append(library.bring(path))
        except SouffleurError as error:
            harvest.failures.append(str(error))
    return harvest


def spread(paths: Sequence[Path]) -> list[Path]:
    """Folders replaced by the script files in them; files as they are. Raises OSError."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(p for p in path.iterdir() if readable(p))
        else:
            found.append(path)
    return found


def readable(path: Path) -> bool:
    """Whether a file may be a script by its name."""
    return (
        path.suffix.lower() in FORMATS and not path.name.startswith((".", "~$")) and path.is_file()
    )


def copied_files(text: str) -> list[Path]:
    """The files that a file manager has put on the clipboard as text; none for any other text."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > _MOST_COPIED:
        return []
    paths = [
        Path(unquote(urlparse(line).path)) if line.startswith("file://") else Path(line)
        for line in lines
    ]
    whole = all(path.is_absolute() for path in paths)
    try:
        return paths if whole and all(path.exists() for path in paths) else []
    except (OSError, ValueError):  # longer than any path may be
        return []

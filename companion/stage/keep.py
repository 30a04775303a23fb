"""The show in progress, on disk: whatever ends the program, the next start is back in the show.

Two small files in one folder: what the show is (it holds the script, so only its owner may read
it), and where it stands, written anew whenever that changes. Both go when the show is ended. While
it goes on, a lock beside them tells other programs so; the system takes it from one that dies.
"""

from __future__ import annotations

import json
import os
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from companion.errors import SouffleurError

IN_PROGRESS = "in-progress"  # the folder's usual name
SHOW, PLACE, LOCK = "show.json", "place.json", "lock"
EVERY = 1.0  # seconds between two marks while nothing moves
LONGEST = 12 * 3600.0  # seconds; a show that broke off longer ago is history


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a show stands. book: id of the book on the glasses, hexadecimal. token: the next word.

    elapsed: seconds of the show at `at`, a moment of time.time(). pace: words a minute if the
    clock turns the lines, else None. listening: whether the voice does.
    """

    book: str
    line: int
    token: int
    elapsed: float
    at: float
    pace: float | None = None
    listening: bool = True
    holding: bool = False
    blank: bool = False
    message: str = ""

    def passed(self, wall: float) -> float:
        """Seconds of the show at `wall`, a moment of time.time()."""
        return self.elapsed + max(0.0, wall - self.at)


class Marking:
    """When to write a mark: at every change, and now and then for the time that passes."""

    def __init__(self) -> None:
        self._last: tuple[Mark, float] | None = None

    def due(self, mark: Mark, now: float) -> bool:
        """Whether this mark should be written at `now` (then it counts as written)."""
        still = replace(mark, elapsed=0.0, at=0.0)
        if self._last and self._last[0] == still and now - self._last[1] < EVERY:
            return False
        self._last = still, now
        return True


@dataclass(frozen=True, slots=True)
class Kept:
    """A show that broke off. what: as it was given to begin()."""

    what: dict[str, Any]
    mark: Mark


class ShowElsewhere(SouffleurError):
    """Another program gives a show here."""


class Keeper:
    """Keeps one show in `folder`, from begin() to end() or let_go(); any thread may call.

    failed: why it could not, or ""; a show goes on without.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._turn = threading.Lock()
        self._on = False
        self._held = ExitStack()
        self.failed = ""

    def begin(self, what: dict[str, Any], fresh: bool = False) -> None:
        """A show begins; what: plain values that tell which. fresh: it stands nowhere yet,
        whatever was kept before. Raises ShowElsewhere."""
        with self._turn:
            self._hold()
            self._on = True
            if fresh:
                self._forget()
            self._write(SHOW, what)

    def change(self, what: dict[str, Any]) -> None:
        """The show is another one now."""
        with self._turn:
            if self._on:
                self._write(SHOW, what)

    def mark(self, mark: Mark) -> None:
        """It stands there."""
        with self._turn:
            if self._on:
                self._write(PLACE, asdict(mark))

    def end(self) -> None:
        """It is over, or will not be taken up; one of another program stays."""
        with self._turn, suppress(ShowElsewhere):
            self._hold()
            self._forget()
            self._release()

    def let_go(self) -> None:
        """It goes on no more, and may be taken up."""
        with self._turn:
            self._release()

    def broken_off(self, wall: Callable[[], float] = time.time) -> Kept | None:
        """The show that was never ended, if there is one, it is not too old, and no other program
        gives it at this moment."""
        try:
            what = json.loads((self._folder / SHOW).read_text(encoding="utf-8"))
            mark = Mark(**json.loads((self._folder / PLACE).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None
        fresh = isinstance(what, dict) and abs(wall() - mark.at) <= LONGEST
        return Kept(what, mark) if fresh and not self._elsewhere() else None

    def _elsewhere(self) -> bool:
        with self._turn:
            if self._on:
                return False
            try:
                self._hold()
            except ShowElsewhere:
                return True
            self._release()
            return False

    def _hold(self) -> None:
        if self._on:
            return
        # The room brings much along, and a start without a show to take up needs none of it.
        from companion.library.errors import LibraryError
        from companion.library.lock import Lock

        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.close(os.open(self._folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600))
            self._held.enter_context(Lock(self._folder / LOCK, patience=0.0))
        except LibraryError:
            raise ShowElsewhere(
                "Another Souffleur on this computer is in a show: go on there, or end it first."
            ) from None
        except OSError:
            pass  # a folder that cannot be written: told where the show is written

    def _release(self) -> None:
        self._on = False
        self._held.close()

    def _forget(self) -> None:
        for name in (PLACE, SHOW):
            with suppress(OSError):
                (self._folder / name).unlink(missing_ok=True)

    def _write(self, name: str, values: dict[str, Any]) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, temporary = tempfile.mkstemp(dir=self._folder, prefix=f".{name}-")
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    json.dump(values, file, ensure_ascii=False)
                    file.flush()
                    os.fsync(file.fileno())
                Path(temporary).replace(self._folder / name)
            except BaseException:
                Path(temporary).unlink(missing_ok=True)
                raise
        except OSError as error:
            self.failed = (
                f"The show goes on, but could not be taken up after a crash ({error.strerror}): "
                "make room on the disk."
            )

"""The show in progress, on disk: whatever ends the program, the next start is back in the show.

Two small files in one folder: what the show is (it holds the script, so only its owner may read
it), and where it stands, written anew whenever that changes. Both go when the show is ended.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

IN_PROGRESS = "in-progress"  # the folder's usual name
SHOW, PLACE = "show.json", "place.json"
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


class Keeper:
    """Keeps one show in `folder`. failed: why it could not, or ""; a show goes on without."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.failed = ""

    def begin(self, what: dict[str, Any], fresh: bool = False) -> None:
        """A show begins, or is another one now; what: plain values that tell which. fresh: it
        stands nowhere yet, whatever was kept before."""
        if fresh:
            self.end()
        self._write(SHOW, what)

    def mark(self, mark: Mark) -> None:
        """It stands there."""
        self._write(PLACE, asdict(mark))

    def end(self) -> None:
        """It is over."""
        for name in (PLACE, SHOW):
            with suppress(OSError):
                (self._folder / name).unlink(missing_ok=True)

    def broken_off(self, wall: Callable[[], float] = time.time) -> Kept | None:
        """The show that was never ended, if there is one and it is not too old."""
        try:
            what = json.loads((self._folder / SHOW).read_text(encoding="utf-8"))
            mark = Mark(**json.loads((self._folder / PLACE).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None
        fresh = isinstance(what, dict) and abs(wall() - mark.at) <= LONGEST
        return Kept(what, mark) if fresh else None

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

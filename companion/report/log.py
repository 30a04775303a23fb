"""The show log: JSON Lines, append-only, written through to the file line by line.

Whatever ends the show, all whole lines stay; a torn last line costs that line alone.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from companion.errors import SouffleurError
from companion.report.events import Event, from_json, to_json

E = TypeVar("E")


class LogError(SouffleurError):
    """A show log cannot be written or read."""


class LogWriter:
    """Appends events to a log file; each one is with the operating system when `write` returns.

    The log holds words of the script, so only its owner may read it. A disk that fails in
    the middle of a show must not end it: the log stops there and `failed` says why.
    """

    def __init__(self, path: Path, *, fresh: bool = False) -> None:
        """`fresh`: forget what an earlier show wrote there.

        Raises LogError if the file cannot be opened for appending.
        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
            if fresh:
                path.unlink(missing_ok=True)
            self._file = os.open(path, flags, 0o600)
        except OSError as error:
            raise LogError(
                f"The show log {path} cannot be written ({error.strerror}): choose another folder."
            ) from error
        self.failed: str | None = None
        size = os.lseek(self._file, 0, os.SEEK_END)
        if size:
            os.lseek(self._file, size - 1, os.SEEK_SET)
            if os.read(self._file, 1) != b"\n":  # a torn line from a show that was cut off
                os.write(self._file, b"\n")

    def write(self, event: Event) -> None:
        """Append one event, unless the disk has failed before."""
        if self.failed is not None:
            return
        line = json.dumps(to_json(event), ensure_ascii=False, separators=(",", ":"))
        try:
            os.write(self._file, line.encode() + b"\n")
        except OSError as error:
            self.failed = f"The show log stopped ({error.strerror}): make room on the disk."

    def close(self) -> None:
        """Close the file; no event can be written after it."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


@dataclass(frozen=True)
class Log:
    """A show's events in order of time.

    damaged: lines that could not be read and are missing here.
    """

    events: tuple[Event, ...]
    damaged: int = 0

    def of(self, kind: type[E]) -> list[E]:
        """All events of one kind, in order."""
        return [event for event in self.events if isinstance(event, kind)]

    def last(self, kind: type[E]) -> E | None:
        """The latest event of one kind, if any."""
        found = self.of(kind)
        return found[-1] if found else None


def make_log(events: list[Event], damaged: int = 0) -> Log:
    """A log of `events`, put in order of time (equal times keep their order)."""
    return Log(tuple(sorted(events, key=lambda event: event.t)), damaged)


def read_log(path: Path) -> Log:
    """Read a log file; raises LogError if there is none or nothing in it is an event."""
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise LogError(f"No show log at {path}: give the folder of a show's report.") from error
    events: list[Event] = []
    damaged = 0
    for line in lines:
        try:
            events.append(from_json(json.loads(line)))
        except (KeyError, TypeError, ValueError):
            damaged += 1
    if not events:
        raise LogError(f"{path} is not a show log: give the folder of a show's report.")
    return make_log(events, damaged)

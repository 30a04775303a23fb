"""One at a time: an advisory lock between threads and processes, released by the system if its
holder dies."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from types import TracebackType

from .errors import LibraryError

_PATIENCE = 15.0  # seconds; the longest a holder needs is an import of a large file
_PAUSE = 0.02

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

    def _give(handle: int) -> None:
        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _give(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)


class Lock:
    """A lock on the file at `path`, which is made and left there; each use opens it anew, so
    that threads of one process keep apart as processes do.

    Entering raises LibraryError when another holds it for `patience` seconds.
    """

    def __init__(self, path: Path, patience: float = _PATIENCE) -> None:
        self._path = path
        self._patience = patience
        self._handle = -1

    def __enter__(self) -> Lock:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT)
        until = time.monotonic() + self._patience
        while True:
            try:
                _take(handle)
            except (BlockingIOError, PermissionError):
                if time.monotonic() >= until:
                    os.close(handle)
                    raise LibraryError(
                        "Another program is busy with the script library. Wait a moment and try "
                        "again, or close the other Souffleur."
                    ) from None
                time.sleep(_PAUSE)
            except BaseException:
                os.close(handle)
                raise
            else:
                self._handle = handle
                return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        handle, self._handle = self._handle, -1
        try:
            _give(handle)
        finally:
            os.close(handle)

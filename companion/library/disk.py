"""The few changes the library makes to its folder, each of them whole or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
import time
from pathlib import Path

# Programs that index or copy files hold them for a moment, and Windows then moves nothing.
_TRIES, _PAUSE = 5, 0.05  # seconds
_UNFINISHED = "unfinished-"


class Disk:
    """Writes through a folder of unfinished files on the same disk.

    Every method may raise OSError.
    """

    def __init__(self, workshop: Path) -> None:
        self._workshop = workshop

    def write(self, path: Path, data: bytes) -> None:
        """Put `data` into `path`, in place of what is there; its folder is made."""
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._spare()
        try:
            with fresh.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            self.move(fresh, path)
        except OSError:
            fresh.unlink(missing_ok=True)
            raise

    def move(self, source: Path, target: Path) -> None:
        """Give a file or folder another name or place."""
        target.parent.mkdir(parents=True, exist_ok=True)
        for _again in range(_TRIES):
            try:
                source.replace(target)
                return
            except PermissionError:
                time.sleep(_PAUSE)
        source.replace(target)

    def remove(self, path: Path) -> None:
        """Take a file away; it may be gone already."""
        path.unlink(missing_ok=True)

    def clear(self, folder: Path) -> None:
        """Take a folder with all in it away, at once to the eye."""
        doomed = self._spare()
        self.move(folder, doomed)
        shutil.rmtree(doomed)

    def sweep(self) -> None:
        """Remove what a crash left unfinished; only for the holder of the lock."""
        for left in self._workshop.glob(f"{_UNFINISHED}*"):
            if left.is_dir():
                shutil.rmtree(left)
            else:
                left.unlink()

    def _spare(self) -> Path:
        return self._workshop / f"{_UNFINISHED}{secrets.token_hex(8)}"

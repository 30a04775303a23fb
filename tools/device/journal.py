"""What this computer knows of each device: how far work on it got, its backups. Private files."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

import platformdirs

from tools.device.errors import FileError


def default_folder() -> Path:
    """Where the folders of the devices are on this platform."""
    return platformdirs.user_data_path("souffleur", appauthor=False) / "devices"


@dataclass(frozen=True, slots=True)
class Progress:
    """writing: SHA-256 of an image that was begun and is not known to be whole; written: of the
    last one that was verified. psram_mb: as the chip told. settings: what is being given to the
    device, from the moment it is decided until the device has it. backup: the last one's name.
    owed: the backup whose files an erased device is to get back. untested: something was written,
    and no self-test since then was good.
    """

    writing: str = ""
    written: str = ""
    psram_mb: int | None = None
    settings: dict[str, Any] | None = None
    backup: str = ""
    owed: str = ""
    untested: bool = False


class Journal:
    """Of one device, kept at every change; raises FileError."""

    def __init__(self, folder: Path, mac: str) -> None:
        self.folder = folder / mac
        self._file = self.folder / "progress.json"
        self.now = self._read()

    def _read(self) -> Progress:
        try:
            noted = json.loads(self._file.read_text(encoding="utf-8"))
            known = {field.name for field in fields(Progress)}
            return Progress(**{key: noted[key] for key in known & noted.keys()})
        except FileNotFoundError:
            return Progress()
        except (OSError, ValueError, TypeError, AttributeError) as error:
            raise FileError(f"{self._file} cannot be understood ({error}): move it away.") from None

    def note(self, **changes: Any) -> None:
        """Keep changes of Progress."""
        new = replace(self.now, **changes)
        if new != self.now:
            write_private(self._file, json.dumps(asdict(new), indent=1).encode())
            self.now = new


def write_private(path: Path, data: bytes) -> None:
    """A file that its owner alone may read, whole or not at all. Raises FileError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise FileError(
            f"{path} cannot be written ({error.strerror}): free the disk or mend its rights."
        ) from None

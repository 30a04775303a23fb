"""Settings and scripts of devices, kept on this computer before anything is changed.

In a device's folder: blobs/ (contents by SHA-256) and backups/, one JSON file each: {"made": UTC,
"files": {path: [size, SHA-256]}}; or, of a device whose MicroPython does not answer, one with
"raw": {"at": where in flash, "size": bytes, "sha256": of the blob}.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tools.device.errors import FileError, VerifyError
from tools.device.journal import write_private
from tools.device.plan import SETTINGS, ours
from tools.device.repl import File, Repl, Tree


@dataclass(frozen=True, slots=True)
class Backup:
    """files: path -> what it was. raw: (where in flash, size, SHA-256), None if it is of files."""

    name: str
    files: dict[str, File]
    raw: tuple[int, int, str] | None = None


def worth(tree: Tree) -> dict[str, File]:
    """What of a device's files is its wearer's."""
    return {path: file for path, file in tree.files.items() if not ours(path)}


def make(repl: Repl, tree: Tree, folder: Path, now: datetime) -> Backup | None:
    """Keep what the wearer's files are; None if there are none. Only new contents travel.

    Raises FileError, DeviceError.
    """
    files = worth(tree)
    if not files:
        return None
    for path, file in files.items():
        blob = folder / "blobs" / file.sha256
        if not blob.exists():
            data = repl.read(path)
            if hashlib.sha256(data).hexdigest() != file.sha256:
                raise VerifyError(
                    f"{path} on the glasses reads differently each time: try another cable."
                )
            write_private(blob, data)
    last = latest(folder)
    if last is not None and last.files == files:
        return last
    rows = {path: [file.size, file.sha256] for path, file in files.items()}
    return _keep(folder, now, {"files": rows})


def keep_raw(data: bytes, at: int, folder: Path, now: datetime) -> Backup:
    """Keep the whole file system of a device that cannot be asked."""
    digest = hashlib.sha256(data).hexdigest()
    write_private(folder / "blobs" / digest, data)
    return _keep(folder, now, {"raw": {"at": at, "size": len(data), "sha256": digest}})


def _keep(folder: Path, now: datetime, record: dict[str, Any]) -> Backup:
    name = now.strftime("%Y%m%d-%H%M%S")
    record = {"made": now.isoformat(timespec="seconds"), **record}
    write_private(folder / "backups" / f"{name}.json", json.dumps(record, indent=1).encode())
    return load(folder, name)


def names(folder: Path) -> list[str]:
    """All backups of a device, the oldest first."""
    return sorted(path.stem for path in (folder / "backups").glob("*.json"))


def latest(folder: Path) -> Backup | None:
    """The newest backup of a device."""
    found = names(folder)
    return load(folder, found[-1]) if found else None


def load(folder: Path, name: str) -> Backup:
    """A backup by name; raises FileError."""
    path = folder / "backups" / f"{name}.json"
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        files = {p: File(int(row[0]), str(row[1])) for p, row in record.get("files", {}).items()}
        raw = record.get("raw")
        return Backup(name, files, (raw["at"], raw["size"], raw["sha256"]) if raw else None)
    except FileNotFoundError:
        known = ", ".join(names(folder)) or "none"
        raise FileError(f"There is no backup {name}; there are: {known}.") from None
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        raise FileError(f"The backup {path} cannot be understood ({error}).") from None


def content(folder: Path, sha256: str) -> bytes:
    """What a backup kept, checked; raises FileError."""
    path = folder / "blobs" / sha256
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FileError(f"{path} cannot be read ({error.strerror}): use another backup.") from None
    if hashlib.sha256(data).hexdigest() != sha256:
        raise FileError(f"{path} is damaged: use another backup.")
    return data


def settings(folder: Path) -> dict[str, Any] | None:
    """The newest settings kept of a device, whole enough to be used again."""
    for name in reversed(names(folder)):
        file = load(folder, name).files.get(SETTINGS)
        if file is not None:
            try:
                kept = json.loads(content(folder, file.sha256))
            except ValueError:
                continue
            if isinstance(kept, dict):
                return kept
    return None

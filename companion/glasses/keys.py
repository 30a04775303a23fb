"""The secrets of the glasses that this companion may drive: one small private file."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from companion.glasses.errors import KeyFileError
from firmware.souffleur import seal


@dataclass(frozen=True, slots=True)
class Key:
    """What pairs this companion with one pair of glasses."""

    identity: bytes
    secret: bytes
    name: str

    def __repr__(self) -> str:
        return f"Key({self.identity.hex()}, {self.name!r})"  # a secret belongs in no log


def default_path() -> Path:
    """Where the file is on this platform."""
    return platformdirs.user_config_path("souffleur", appauthor=False) / "glasses.json"


class Keyring:
    """Reads the file when it is made, writes it with every change.

    Raises KeyFileError where the file cannot be read, understood or written.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or default_path()
        self._keys = {key.identity: key for key in self._read()}

    def secret(self, identity: bytes) -> bytes | None:
        """The secret shared with these glasses, None if they are not paired."""
        key = self._keys.get(identity)
        return key.secret if key else None

    def all(self) -> list[Key]:
        """Every pair of glasses known, by name."""
        return sorted(self._keys.values(), key=lambda key: key.name)

    def add(self, key: Key) -> None:
        """Pair with glasses, or pair again."""
        self._write({**self._keys, key.identity: key})

    def remove(self, identity: bytes) -> None:
        """Forget glasses; unknown ones are no error."""
        self._write({i: key for i, key in self._keys.items() if i != identity})

    def _read(self) -> list[Key]:
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return []
        except (OSError, UnicodeDecodeError) as error:
            raise KeyFileError(f"Cannot read {self.path}: {error}. Move it away.") from error
        try:
            keys = [
                Key(bytes.fromhex(identity), bytes.fromhex(entry["secret"]), str(entry["name"]))
                for identity, entry in json.loads(text).items()
            ]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise KeyFileError(
                f"{self.path} is damaged: move it away and pair the glasses again."
            ) from error
        if any(len(k.identity) != 8 or len(k.secret) != seal.SECRET_SIZE for k in keys):
            raise KeyFileError(f"{self.path} is damaged: move it away and pair the glasses again.")
        return keys

    def _write(self, keys: dict[bytes, Key]) -> None:
        entries = {
            key.identity.hex(): {"name": key.name, "secret": key.secret.hex()}
            for key in keys.values()
        }
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            # mkstemp makes the file readable by its owner alone from the first moment.
            handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=".glasses-")
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    file.write(json.dumps(entries, indent=2, ensure_ascii=False) + "\n")
                    file.flush()
                    os.fsync(file.fileno())
                Path(name).replace(self.path)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise KeyFileError(
                f"Cannot write {self.path}: {error}. Free the disk or mend its rights."
            ) from error
        self._keys = keys

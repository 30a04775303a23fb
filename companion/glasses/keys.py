"""The secrets of the glasses that this companion may drive: one small private file."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import platformdirs

from companion.glasses.errors import KeyFileError
from firmware.souffleur import seal


@dataclass(frozen=True, slots=True)
class Key:
    """What pairs this companion with one pair of glasses.

    secret: None where none was proved yet. pending: secrets agreed on by radio of which it is
    not known whether the wearer accepted them; the glasses will prove one or none of them.
    """

    identity: bytes
    secret: bytes | None
    name: str
    pending: tuple[bytes, ...] = ()

    def __repr__(self) -> str:
        return f"Key({self.identity.hex()}, {self.name!r})"  # a secret belongs in no log

    def secrets(self) -> tuple[bytes, ...]:
        """All that the glasses may hold."""
        return ((self.secret,) if self.secret else ()) + self.pending


def default_path() -> Path:
    """Where the file is on this platform."""
    return platformdirs.user_config_path("souffleur", appauthor=False) / "glasses.json"


class Keyring:
    """Reads the file when it is made, writes it with every change; see handshake.Keys.

    Raises KeyFileError where the file cannot be read, understood or written.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or default_path()
        self._keys = {key.identity: key for key in read(self.path)}

    def secrets(self, identity: bytes) -> tuple[bytes, ...]:
        """The secrets these glasses may hold, none if they are not paired."""
        key = self._keys.get(identity)
        return key.secrets() if key else ()

    def all(self) -> list[Key]:
        """Every pair of glasses known, by name."""
        return sorted(self._keys.values(), key=lambda key: key.name)

    def add(self, *keys: Key) -> None:
        """Pair with glasses, or pair again."""
        self._write({**self._keys, **{key.identity: key for key in keys}})

    def expect(self, identity: bytes, name: str, secret: bytes) -> None:
        """The glasses may hold this secret from now on, beside those known."""
        key = self._keys.get(identity) or Key(identity, None, name)
        self.add(replace(key, name=name, pending=(*key.pending, secret)))

    def proved(self, identity: bytes, secret: bytes) -> None:
        """The glasses hold this secret, so they hold no other."""
        key = self._keys[identity]
        if key.secret == secret and not key.pending:
            return
        with suppress(KeyFileError):  # nothing is lost: they will prove it again
            self.add(Key(identity, secret, key.name))

    def remove(self, identity: bytes) -> None:
        """Forget glasses; unknown ones are no error."""
        self._write({i: key for i, key in self._keys.items() if i != identity})

    def _write(self, keys: dict[bytes, Key]) -> None:
        write(self.path, keys.values())
        self._keys = keys


def read(path: Path) -> list[Key]:
    """The keys in a file, none if there is no file; raises KeyFileError."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise KeyFileError(f"Cannot read {path}: {error}. Move it away.") from error
    try:
        return [_key(bytes.fromhex(i), entry) for i, entry in json.loads(text).items()]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise KeyFileError(
            f"{path} is damaged: move it away and pair the glasses again."
        ) from error


def _key(identity: bytes, entry: dict[str, Any]) -> Key:
    secret = bytes.fromhex(entry["secret"]) if "secret" in entry else None
    pending = tuple(bytes.fromhex(text) for text in entry.get("pending", ()))
    key = Key(identity, secret, str(entry["name"]), pending)
    secrets = key.secrets()
    if len(identity) != 8 or not secrets or any(len(s) != seal.SECRET_SIZE for s in secrets):
        raise ValueError(identity)
    return key


def write(path: Path, keys: Iterable[Key]) -> None:
    """Put keys into a file that its owner alone may read, whole or not at all.

    Raises KeyFileError.
    """
    entries = {key.identity.hex(): _entry(key) for key in keys}
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # mkstemp makes the file readable by its owner alone from the first moment.
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".glasses-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(json.dumps(entries, indent=2, ensure_ascii=False) + "\n")
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise KeyFileError(
            f"Cannot write {path}: {error}. Free the disk or mend its rights."
        ) from error


def _entry(key: Key) -> dict[str, Any]:
    entry: dict[str, Any] = {"name": key.name}
    if key.secret:
        entry["secret"] = key.secret.hex()
    if key.pending:
        entry["pending"] = [secret.hex() for secret in key.pending]
    return entry

"""Settings that survive: one small JSON file, written whole or not at all."""

from __future__ import annotations

import json
import math
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

Value = str | int | float | bool | list[str] | dict[str, str]
T = TypeVar("T", str, int, float, bool, list[str], dict[str, str])
HUGE = 10**300  # no float holds much more


class Preferences:
    """What the user chose, by name.

    A value of the wrong kind (a file edited by hand) counts as absent. A file that cannot be
    understood is kept aside, and `damaged` names it, so that the user can be told. Where the file
    cannot be written, `failed` is called with the line to show: what was chosen then holds until
    the app ends, and whatever the user was at goes on.
    """

    def __init__(self, path: Path, failed: Callable[[str], None]) -> None:
        self.path = path
        self.damaged: Path | None = None
        self._failed = failed
        self._written = True
        self._values = self._read()

    def get(self, name: str, default: T) -> T:
        """The value, or the default where there is none of that kind."""
        value = self._values.get(name)
        if isinstance(default, float) and type(value) is int and abs(value) < HUGE:
            return type(default)(value)
        return value if _alike(value, default) else default  # type: ignore[return-value]

    def number(self, name: str, default: float, least: float, most: float) -> float:
        """A number, at least and at most that."""
        return min(max(self.get(name, default), least), most)

    def set(self, name: str, value: Value) -> None:
        """Keep a value from now on."""
        same = self._values.get(name) == value and type(self._values.get(name)) is type(value)
        if same and self._written:
            return
        self._values[name] = value
        self._write()

    def forget(self, name: str) -> None:
        """Back to the default."""
        if self._values.pop(name, None) is not None:
            self._write()

    def _read(self) -> dict[str, object]:
        try:
            values = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError):
            values = None
        if isinstance(values, dict):
            return values
        self.damaged = self.path.with_suffix(".damaged.json")
        with suppress(OSError):
            self.path.replace(self.damaged)
        return {}

    def _write(self) -> None:
        text = json.dumps(self._values, ensure_ascii=False, indent=1, sort_keys=True)
        self._written = False
        try:
            handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=self.path.name)
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    file.write(text + "\n")
                    file.flush()
                    os.fsync(file.fileno())
                Path(name).replace(self.path)
                self._written = True
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
        except OSError as error:
            self._failed(
                f"Settings cannot be written to {self.path} ({error.strerror}); free some space "
                "or start with --home and another folder."
            )


def _alike(value: object, default: object) -> bool:
    if type(value) is not type(default):
        return False
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, list):
        return all(isinstance(item, str) for item in value)
    if isinstance(value, dict):
        return all(isinstance(item, str) for pair in value.items() for item in pair)
    return True

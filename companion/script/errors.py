"""The error of this room."""

from __future__ import annotations

from companion.errors import SouffleurError


class ScriptError(SouffleurError):
    """A file or text from which no script can be made; the message says what to do."""

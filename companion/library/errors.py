"""The error of this room."""

from __future__ import annotations

from companion.errors import SouffleurError


class LibraryError(SouffleurError):
    """The library cannot do what was asked; the message says what to do."""

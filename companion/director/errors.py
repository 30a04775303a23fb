"""What can go wrong with the director's page, in words for people."""

from __future__ import annotations

from companion.errors import SouffleurError


class DirectorError(SouffleurError):
    """The page cannot be offered."""


class OrderError(SouffleurError):
    """An order from a page is refused. code: one of the words under "refused" in page/words/."""

    def __init__(self, code: str, line: str) -> None:
        super().__init__(line)
        self.code = code

"""What lies over the script on the glass: a blank screen, or words from the staff. Pure."""

from __future__ import annotations

from typing import Protocol

from companion.glasses.events import Status
from companion.typeset import Book
from companion.typeset.message import set_message
from firmware.souffleur import wire


class Pane(Protocol):
    """What is covered; none of it waits."""

    def view(self, view: int) -> object: ...
    def message(self, width: int, height: int, picture: bytes) -> object: ...


class Cover:
    """Whether the operator wants the glass dark, and what the staff wrote there."""

    def __init__(self, pane: Pane) -> None:
        self._pane = pane
        self.blank = False
        self.message = ""

    def turn(self) -> None:
        """Blank the glass, or show the script again."""
        self.blank = not self.blank
        self._pane.view(self._view)

    def tell(self, text: str, book: Book, language: str) -> None:
        """Words to the wearer, "" to take them away; raises MessageError if they do not fit."""
        picture = _drawn(text, book, language)
        self.message = text
        self._pane.message(*picture)

    def put_right(self, before: Status | None, status: Status, book: Book, language: str) -> None:
        """After a link: what a reset has undone, or another companion has left."""
        same = before is not None and before.boot == status.boot
        if status.view != self._view and not (same and self._touched(before, status)):
            self._pane.view(self._view)
        if (self.message and not same) or (status.message and not self.message):
            self._pane.message(*_drawn(self.message, book, language))

    def uncovered(self, before: Status, status: Status) -> None:
        """A touch that nobody here heard of brought the script back; the speaker needs it."""
        if before.boot != status.boot:
            return
        if self._touched(before, status):
            self.blank = False
        if before.message and not status.message:
            self.message = ""

    @property
    def _view(self) -> int:
        view: int = wire.VIEW_BLANK if self.blank else wire.VIEW_SCRIPT
        return view

    def _touched(self, before: Status | None, status: Status) -> bool:
        """Whether it was the wearer who took away what covered the script."""
        return before is not None and before.view == self._view and status.view == wire.VIEW_SCRIPT


def _drawn(text: str, book: Book, language: str) -> tuple[int, int, bytes]:
    if not text:
        return 0, 0, b""
    made = set_message(text, book.width, book.height - wire.MESSAGE_FRAME, language)
    return made.width, made.height, made.picture

"""How work is told: bars on a terminal, lines elsewhere. Always on the error stream."""

from __future__ import annotations

import sys
import threading
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn

_lock = threading.Lock()


class Reporter(Protocol):
    """What steps tell."""

    def say(self, text: str) -> None:
        """One line."""

    def progress(self, what: str, part: float) -> None:
        """How far something is, 0 to 1."""


class Lines:
    """Plain lines: one when something begins and one when it is done. lead: before each."""

    def __init__(self, lead: str = "") -> None:
        self._lead = lead
        self._now = ""

    def say(self, text: str) -> None:
        """See Reporter."""
        with _lock:
            print(self._lead + text, file=sys.stderr, flush=True)

    def progress(self, what: str, part: float) -> None:
        """See Reporter."""
        if part < 1 and what != self._now:
            self._now = what
            self.say(f"{what}...")
        elif part >= 1:
            self._now = ""
            self.say(f"{what}: done")


class Bars:
    """A bar for what is going on, lines for the rest."""

    def __init__(self) -> None:
        columns = TextColumn("{task.description:<12}"), BarColumn(), TaskProgressColumn()
        self._bars = Progress(*columns, console=Console(stderr=True), transient=True)
        self._now: tuple[str, TaskID] | None = None

    def say(self, text: str) -> None:
        """See Reporter."""
        self._bars.console.print(text, markup=False, highlight=False)

    def progress(self, what: str, part: float) -> None:
        """See Reporter."""
        if self._now is None or self._now[0] != what:
            self._bars.start()
            self._now = what, self._bars.add_task(what, total=1.0)
        self._bars.update(self._now[1], completed=part)
        if part >= 1:
            self._bars.stop()
            self._bars.remove_task(self._now[1])
            self._now = None
            self.say(f"{what}: done")


def reporter(plain: bool = False) -> Reporter:
    """What fits where the user is; plain: a program is there, or may be."""
    return Bars() if sys.stderr.isatty() and not plain else Lines()

"""What every screen is given: where to go, what to tell, what to keep."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from companion.desk import language
from companion.desk.failures import Failures
from companion.desk.home import Home
from companion.desk.jobs import Job, Jobs, Work
from companion.desk.preferences import Preferences

# The rooms bring much along (the recogniser, the radio, the readers of files): they are loaded
# when they are first wanted, so that the window is there sooner.
if TYPE_CHECKING:
    from companion.glasses.keys import Keyring
    from companion.library import Library
    from companion.speech.store import Store
    from companion.stage.running import Running
    from companion.stage.venue import Venue

FIRST_BOARD = "t-glass"
Offer = tuple[str, Callable[[], Any]]  # a button of a line: its words, and what it does


class Window(Protocol):
    """What the shell does for the screens."""

    def go(self, route: str, what: dict[str, Any], push: bool = True) -> None:
        """Show another screen."""

    def back(self) -> None:
        """Show the screen before."""

    def tell(self, text: str, kind: str, offer: Offer | None = None) -> None:
        """Show a line for a moment."""

    def put(self, sheet: Any) -> None:
        """Show a sheet above everything."""

    def take(self, sheet: Any) -> None:
        """Take a sheet away."""

    def rebuild(self) -> None:
        """Make everything again: the language or the look has changed."""


class Desk:
    """One running app. The rooms below are opened when they are first asked for."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.folder: Path = home.data
        self.preferences = Preferences(home.config / "desk.json", failed=self._bad)
        self.jobs = Jobs(failed=self._bad)
        self._failures = Failures(self._bad)
        self.window: Window | None = None
        self.directing: Any = None  # the director's page of the show, see screens/director.py

    @cached_property
    def keyring(self) -> Keyring:
        """The secrets shared with glasses. Raises KeyFileError."""
        from companion.glasses.keys import Keyring

        return Keyring(self.home.config / "glasses.json")

    @cached_property
    def library(self) -> Library:
        """The scripts."""
        from companion.library import Library

        return Library(self.folder / "scripts")

    @cached_property
    def models(self) -> Store:
        """The installed speech models."""
        from companion.speech.store import Store

        return Store(self.folder / "models")

    @cached_property
    def stage(self) -> Venue:
        """Where shows are given."""
        from companion.stage.venue import Venue

        return Venue(self.folder, lambda: self.keyring, lambda: self.models)

    @property
    def running(self) -> Running | None:
        """The show that is on, if any; the stage is not opened for the question alone."""
        return self.stage.running if "stage" in vars(self) else None

    @property
    def board(self) -> str:
        """The board scripts are looked at and set for: the chosen one, if it is still known."""
        from companion.typeset import known_boards

        chosen = self.preferences.get("board", FIRST_BOARD)
        return chosen if chosen in known_boards() else FIRST_BOARD

    def interrupted(self) -> bool:
        """Whether a show broke off that is to be taken up."""
        from companion.stage.keep import IN_PROGRESS, Keeper

        return Keeper(self.folder / IN_PROGRESS).broken_off() is not None

    def go(self, route: str, **what: Any) -> None:
        """Show a screen; `what` is given to its `opened`."""
        if self.window is not None:
            self.window.go(route, what)

    def back(self) -> None:
        """Show the screen that was there before."""
        if self.window is not None:
            self.window.back()

    def tell(self, text: str, kind: str = "info", offer: Offer | None = None) -> None:
        """One line for a moment. kind: info, good or bad. offer: a button's words and what it
        does, such as to undo what was done."""
        if self.window is not None:
            self.window.tell(language.told(text) if kind == "bad" else text, kind, offer)

    def failed(self, error: BaseException) -> None:
        """Something went wrong that nobody else caught: it is told, and the app goes on."""
        self._failures.met(error, time.monotonic())

    def job(
        self, title: str, work: Work, done: Callable[[Any], None] | None = None, *,
        failed: Callable[[str], None] | None = None, quiet: bool = False,
    ) -> Job:  # fmt: skip
        """Do what takes time, shown with progress and a way to cancel; see Jobs.start."""
        return self.jobs.start(title, work, done, failed=failed, quiet=quiet)

    def rebuild(self) -> None:
        """Take up changed settings of look and language."""
        if self.window is not None:
            self.window.rebuild()

    def _bad(self, line: str) -> None:
        self.tell(line, "bad")

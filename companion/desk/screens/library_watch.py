"""Keeps what is shown of the library true: after every wish, and when others change the folder."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from companion.desk.context import Desk
from companion.desk.screens.library_order import EDITED, ordered
from companion.errors import SouffleurError
from companion.library import Hit

EVERY = 5.0  # seconds between two looks at the folder
AGEING = 30.0  # seconds after which "3 minutes ago" is another
_BATCH = 8  # scripts counted between two looks


@dataclass(frozen=True, slots=True)
class Seen:
    """hits: what to show, in order. titles: of all scripts, by id."""

    hits: list[Hit] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)


class Watch:
    """query, order: what is wished; call `wake` after changing them. look: called on the loop
    with what there is now; failed: with the line that tells why that cannot be known."""

    def __init__(
        self, desk: Desk, look: Callable[[Seen], Any], failed: Callable[[str], Any]
    ) -> None:
        self._desk, self._look, self._failed = desk, look, failed
        self.query, self.order = "", EDITED
        self.titles: dict[str, str] = {}
        self._called = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._told = ""
        self._uncounted: list[str] = []  # ids of what is still to be counted
        self._seen: tuple[Seen, float] | None = None

    def start(self) -> None:
        """Look from now on."""
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run())

    def stop(self) -> None:
        """Look no more."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def wake(self, anew: bool = False) -> None:
        """Look now. anew: what is there is shown even if it is no news."""
        if anew:
            self._seen = None
        self._called.set()

    async def _run(self) -> None:
        while True:
            self._called.clear()
            try:
                seen, more = await asyncio.to_thread(self._read, self.query, self.order)
                self.titles, self._told = seen.titles, ""
                self._show(seen)
            except SouffleurError as error:
                more = False
                self._seen = None
                if str(error) != self._told:
                    self._told = str(error)
                    self._failed(self._told)
            if not more:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._called.wait(), EVERY)

    def _show(self, seen: Seen) -> None:
        """Only what is news; ages on the cards are told anew now and then."""
        now = time.monotonic()
        if self._seen is None or seen != self._seen[0] or now - self._seen[1] > AGEING:
            self._seen = (seen, now)
            self._look(seen)

    def _read(self, query: str, by: str) -> tuple[Seen, bool]:
        """What there is; True if scripts are still to be counted. A few of them are, each time."""
        library = self._desk.library
        tried = self._uncounted[:_BATCH]
        with suppress(SouffleurError):  # gone meanwhile, or locked: it is the last next time
            for identity in tried:
                library.count(identity)
        every = library.all()
        left = [entry.id for entry in every if not entry.counted]
        fresh = [identity for identity in left if identity not in tried]
        self._uncounted = fresh + [identity for identity in left if identity in tried]
        titles = {entry.id: entry.title for entry in every}
        hits = library.search(query, every)
        return Seen(ordered(hits, by), titles), bool(fresh)

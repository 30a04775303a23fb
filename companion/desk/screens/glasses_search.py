"""Looking for glasses for as long as somebody looks at the list. No Kivy."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from companion.desk.language import _
from companion.errors import SouffleurError
from companion.glasses.keys import Keyring
from companion.stage.reach import near

PASS = 2.5  # seconds of one search; the list is as fresh as that
PAUSE = 0.5
GONE = 9.0  # seconds after which glasses that were not heard again are away
REST = 4.0  # seconds until a radio that is off is asked again


@dataclass(frozen=True, slots=True)
class Sighting:
    """Glasses that were heard. rssi: dBm. pairing: open for it. at: seconds, monotonic."""

    name: str
    address: str
    rssi: int
    pairing: bool
    virtual: bool
    at: float


@dataclass(frozen=True, slots=True)
class Row:
    """Glasses of the list: in reach, paired with this computer, or both."""

    name: str
    paired: bool
    sighting: Sighting | None


class Search:
    """What is in reach. changed: called whenever that may have changed.

    trouble: why nothing can be heard, None if it can. note: virtual glasses alone are heard.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._seen: dict[str, Sighting] = {}
        self.trouble: SouffleurError | None = None
        self.note = ""
        self.passes = 0
        self.paused = False
        self._strangers: set[str] = set()  # addresses of others that are called like ours

    def sighting(self, name: str) -> Sighting | None:
        """Of glasses with that name, the strongest; strangers that are called so do not count."""
        return max(self._called(name), key=lambda one: one.rssi, default=None)

    def _called(self, name: str) -> list[Sighting]:
        seen = self._seen.values()
        return [one for one in seen if one.name == name and one.address not in self._strangers]

    def stranger(self, name: str, address: str) -> bool:
        """The glasses there do not know us: whether others of that name are worth a try."""
        others = [one for one in self._called(name) if one.address != address]
        if others:
            self._strangers.add(address)
        return bool(others)

    def rows(self, keyring: Keyring) -> list[Row]:
        """Paired ones first, those in reach before those that are away, then by name."""
        paired = {key.name for key in keyring.all()}
        rows = [Row(name, True, self.sighting(name)) for name in paired]
        rows += [
            Row(one.name, False, one) for one in self._seen.values()
            if one.name not in paired or one.address in self._strangers
        ]
        return sorted(rows, key=lambda row: (not row.paired, row.sighting is None, row.name))

    async def run(self) -> None:
        """Search until cancelled."""
        while True:
            if not self.paused:
                await self._once()
                self._changed()
            await asyncio.sleep(REST if self.trouble else PAUSE)

    async def _once(self) -> None:
        try:
            async with near(PASS) as (seen, note):
                now = time.monotonic()
                for one in seen:
                    found = one.found
                    self._seen[found.address] = Sighting(
                        found.name, found.address, found.rssi, found.pairing, one.virtual, now
                    )
                self.trouble = None
                self.note = _("Only virtual glasses are listed: Bluetooth cannot be used.") * bool(
                    note
                )
        except SouffleurError as error:
            self.trouble = error
            self._seen.clear()
        self.passes += 1
        limit = time.monotonic() - GONE
        self._seen = {key: one for key, one in self._seen.items() if one.at > limit}

"""Pairing as the person at the desk lives it: open, code, tap, done. No Kivy."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from enum import Enum

from companion.errors import SouffleurError
from companion.glasses.keys import Keyring
from companion.glasses.pairing_link import pair
from companion.stage.reach import Near, near

PASS = 1.5  # seconds of one look for glasses that are open
DIGITS = 6


class Step(Enum):
    """What everybody waits for."""

    OPEN = "the wearer's long touch"
    MEET = "keys to be exchanged"
    CODE = "the code on the glass to be typed"
    TAP = "the wearer's tap"
    DONE = "paired"
    FAILED = "nothing"


class Meeting:
    """One try to pair with glasses.

    name, address: which; "" for whichever are open. changed: called with every step. error: why
    it failed.
    """

    def __init__(
        self, name: str, address: str, keyring: Keyring, changed: Callable[[], None]
    ) -> None:
        self.name = name
        self._address = address
        self._keyring = keyring
        self._changed = changed
        self._code: asyncio.Future[str] | None = None
        self._task: asyncio.Task[None] | None = None
        self.step = Step.OPEN
        self.error: SouffleurError | None = None

    def begin(self) -> None:
        """Needs a running loop."""
        self._task = asyncio.get_running_loop().create_task(self._run())

    def typed(self, code: str) -> None:
        """What the operator read on the glass."""
        if self._code is not None and not self._code.done():
            self._code.set_result(code)
            self._reach(Step.MEET)

    async def end(self) -> None:
        """Give up, or clear away."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        try:
            while not await self._once():
                pass
            self._reach(Step.DONE)
        except SouffleurError as error:
            self.error = error
            self._reach(Step.FAILED)

    async def _once(self) -> bool:
        """Look once; pair if they are open."""
        async with near(PASS) as (seen, _note):
            for one in seen:
                if self._meant(one):
                    self.name = one.found.name
                    self._reach(Step.MEET)
                    await pair(one.found, self._keyring, self._ask, self._right, **one.bleak)
                    return True
        return False

    def _meant(self, one: Near) -> bool:
        found = one.found
        named = not self.name or found.name == self.name
        return found.pairing and named and self._address in ("", found.address)

    async def _ask(self) -> str:
        self._code = asyncio.get_running_loop().create_future()
        self._reach(Step.CODE)
        return await self._code

    def _right(self) -> None:
        self._reach(Step.TAP)

    def _reach(self, step: Step) -> None:
        self.step = step
        self._changed()

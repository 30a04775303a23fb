"""Virtual glasses that run as if in another process: noted where the companion looks for them."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Generic, TypeVar

import pytest

from companion.desk.screens import glasses_search
from companion.glasses.keys import Key, Keyring
from companion.stage import reach
from tests.link.test_pairing_virtual import read_digits
from tools.virtual import VirtualGlasses, registry
from tools.virtual.door import opened

IDENTITY = b"virtual1"
SECRET = bytes(range(32))
PATIENCE = 90.0  # seconds; a scenario that hangs fails
T = TypeVar("T")


@contextmanager
def own_air() -> Iterator[None]:
    """A folder of its own for the notes; its path must be short. Looks are short too."""
    with (
        pytest.MonkeyPatch.context() as patch,
        tempfile.TemporaryDirectory(prefix="air") as folder,
    ):
        patch.setattr(reach, "GLANCE", 0.4)
        patch.setattr(glasses_search, "PAUSE", 0.1)
        patch.setenv("XDG_RUNTIME_DIR", folder)
        yield


@pytest.fixture
def air() -> Iterator[None]:
    """See own_air."""
    with own_air():
        yield


class Stay(Generic[T]):
    """Something that many tests visit one after the other: it starts and ends but once."""

    def __init__(self, opened: AbstractAsyncContextManager[T]) -> None:
        self._loop = asyncio.new_event_loop()
        self._open: asyncio.Future[T] = self._loop.create_future()
        self._over = asyncio.Event()
        self._life = self._loop.create_task(self._live(opened))
        first = {self._open, self._life}
        self._loop.run_until_complete(asyncio.wait(first, return_when=asyncio.FIRST_COMPLETED))

    async def _live(self, opened: AbstractAsyncContextManager[T]) -> None:
        async with opened as thing:
            self._open.set_result(thing)
            await self._over.wait()

    def visit(self, scenario: Callable[[T], Awaitable[None]]) -> None:
        """Play a scenario to its end."""
        if self._life.done():
            self._life.result()
        thing = self._open.result()

        async def play() -> None:
            await asyncio.wait_for(scenario(thing), PATIENCE)

        self._loop.run_until_complete(play())

    def end(self) -> None:
        """It ends."""
        self._over.set()
        self._loop.run_until_complete(self._life)
        self._loop.close()


@asynccontextmanager
async def glasses(
    name: str = "Stage left", interval_ms: float = 7.5, **more: Any
) -> AsyncIterator[VirtualGlasses]:
    """Glasses on the air for everybody on this computer."""
    async with VirtualGlasses(interval_ms=interval_ms, name=name, **more) as one:
        entry = registry.Entry(
            name, one.board["name"], one.identity.hex(), one.address, os.getpid()
        )
        async with opened(one.air, entry.radio):
            with registry.noted(entry):
                yield one


def paired(folder: Path, name: str = "Stage left") -> Keyring:
    """A keyring that knows the glasses."""
    keyring = Keyring(folder / "glasses.json")
    keyring.add(Key(IDENTITY, SECRET, name))
    return keyring


async def read(one: VirtualGlasses) -> str:
    """The six digits that the wearer reads."""
    while True:
        code = read_digits(one.image())
        if len(code) == 6 and "?" not in code:
            return code
        await asyncio.sleep(0.05)


async def until(true: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait for something that happens in real time."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        await asyncio.sleep(0.02)

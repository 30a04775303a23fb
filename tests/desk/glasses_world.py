"""Virtual glasses that run as if in another process: noted where the companion looks for them."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from companion.desk.screens import glasses_search
from companion.glasses.keys import Key, Keyring
from companion.stage import reach
from tests.link.test_pairing_virtual import read_digits
from tools.virtual import VirtualGlasses, registry
from tools.virtual.door import opened

IDENTITY = b"virtual1"
SECRET = bytes(range(32))


@pytest.fixture
def air(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A folder of its own for the notes; its path must be short. Looks are short too."""
    monkeypatch.setattr(reach, "GLANCE", 0.4)
    monkeypatch.setattr(glasses_search, "PAUSE", 0.1)
    with tempfile.TemporaryDirectory(prefix="air") as folder:
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        yield


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

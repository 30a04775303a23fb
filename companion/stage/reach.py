"""A link to glasses for one command."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from companion.glasses.about import Device, Settings
from companion.glasses.discovery import Found, scan
from companion.glasses.errors import BluetoothUnavailable, LinkLost
from companion.glasses.handshake import Known
from companion.glasses.keys import Keyring
from companion.glasses.link import Glasses
from companion.stage.plan import VIRTUAL, PlanError
from tools.virtual import VirtualGlasses, registry
from tools.virtual.door import through

FIND = 30.0  # seconds to find and link the glasses
KNOW = 10.0  # seconds for the glasses to tell what they are
GLANCE = 1.5  # seconds to look for virtual glasses, which miss no scan


def which(asked: str | None) -> str:
    """The glasses asked for, else the only ones paired; raises PlanError."""
    if asked is not None:
        return asked
    paired = [key.name for key in Keyring().all()]
    if not paired:
        raise PlanError("No glasses are paired with this computer: run `souffleur pair` first.")
    if len(paired) > 1:
        raise PlanError(f"Several glasses are paired: choose with --glasses {'|'.join(paired)}.")
    return paired[0]


@asynccontextmanager
async def reach(name: str) -> AsyncIterator[Glasses]:
    """The glasses, linked; VIRTUAL ones are switched on for it. Raises LinkError.

    Virtual glasses of another process are reached by their own name.
    """
    if name == VIRTUAL:
        secret = secrets.token_bytes(32)
        async with VirtualGlasses(secret=secret) as virtual:
            keys = Known({virtual.identity: secret})
            async with _linked(Glasses(virtual.name, keys, **virtual.bleak)) as glasses:
                yield glasses
    else:
        async with way_to(name) as bleak, _linked(Glasses(name, Keyring(), **bleak)) as glasses:
            yield glasses


@asynccontextmanager
async def way_to(name: str) -> AsyncIterator[dict[str, Any]]:
    """Keyword arguments for bleak: none for the computer's own radio, or those that lead to
    virtual glasses of this name which run in another process."""
    for entry in registry.running():
        if entry.called(name):
            async with through(entry) as bleak:
                yield bleak
            return
    yield {}


@dataclass(frozen=True)
class Near:
    """Glasses in reach; bleak: the keyword arguments that lead to them."""

    found: Found
    bleak: dict[str, Any]

    @property
    def virtual(self) -> bool:
        """Whether they are in another process instead of on somebody's nose."""
        return bool(self.bleak)


@asynccontextmanager
async def near(timeout: float) -> AsyncIterator[tuple[list[Near], str]]:
    """All glasses in reach, the strongest first and virtual ones last; and a note, or "".

    The note tells why there are virtual ones alone. Raises LinkError where there are none.
    """
    async with AsyncExitStack() as stack:
        ways: list[dict[str, Any]] = [{}]
        for entry in registry.running():
            ways.append(await stack.enter_async_context(through(entry)))
        scans = [scan(min(timeout, GLANCE) if way else timeout, **way) for way in ways]
        results = await asyncio.gather(*scans, return_exceptions=True)
        note = ""
        if len(ways) > 1 and isinstance(results[0], BluetoothUnavailable):
            note, results[0] = f"Only virtual glasses are listed. {results[0]}", []
        seen: list[Near] = []
        for way, result in zip(ways, results, strict=True):
            if isinstance(result, BaseException):
                raise result
            seen += [Near(found, way) for found in result]
        yield seen, note


@asynccontextmanager
async def _linked(glasses: Glasses) -> AsyncIterator[Glasses]:
    try:
        await glasses.connect(FIND)
        yield glasses
    finally:
        await glasses.close()


async def known(glasses: Glasses) -> tuple[Settings, Device]:
    """What the glasses tell of themselves; raises LinkLost if they do not."""
    try:
        async with asyncio.timeout(KNOW):
            return await glasses.known()
    except TimeoutError:
        raise LinkLost(
            "The glasses do not tell what they are: restart them and try again."
        ) from None

"""A link to glasses for one command."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from companion.cli.planning import VIRTUAL, PlanError
from companion.glasses.about import Device, Settings
from companion.glasses.errors import LinkLost
from companion.glasses.handshake import Known
from companion.glasses.keys import Keyring
from companion.glasses.link import Glasses
from tools.virtual import VirtualGlasses

FIND = 30.0  # seconds to find and link the glasses
KNOW = 10.0  # seconds for the glasses to tell what they are


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
    """The glasses, linked; VIRTUAL ones are switched on for it. Raises LinkError."""
    if name == VIRTUAL:
        secret = secrets.token_bytes(32)
        async with VirtualGlasses(secret=secret) as virtual:
            keys = Known({virtual.identity: secret})
            async with _linked(Glasses(virtual.name, keys, **virtual.bleak)) as glasses:
                yield glasses
    else:
        async with _linked(Glasses(name, Keyring())) as glasses:
            yield glasses


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

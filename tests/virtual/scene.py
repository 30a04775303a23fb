"""A scene: virtual glasses, a companion that links, and waiting for what should come."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from companion.glasses.handshake import Known
from companion.glasses.link import Glasses
from tools.virtual import VirtualGlasses


def play(
    scene: Callable[[VirtualGlasses], Awaitable[None]], *, seconds: float = 60, **kwargs: Any
) -> None:
    """Run a scene on virtual glasses; `kwargs` are theirs."""

    async def run() -> None:
        async with VirtualGlasses(**{"interval_ms": 7.5, **kwargs}) as glasses:
            await asyncio.wait_for(scene(glasses), seconds)
            glasses.check()

    asyncio.run(run())


def companion(
    glasses: VirtualGlasses, heard: Callable[[Any], None] = lambda _: None, *,
    bleak: dict[str, Any] | None = None, secret: bytes | None = None,
) -> Glasses:  # fmt: skip
    """One that knows these glasses, not linked yet. heard: gets the events of the link."""
    keys = Known({glasses.identity: secret or glasses.secret})
    return Glasses("", keys, heard, **(bleak or glasses.bleak))


async def linked(glasses: VirtualGlasses, heard: Callable[[Any], None] = lambda _: None) -> Glasses:
    link = companion(glasses, heard)
    await link.connect(10)
    return link


async def until(true: Callable[[], bool], seconds: float = 15.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        await asyncio.sleep(0.02)

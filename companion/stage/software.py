"""New software onto glasses by radio: brought, started, and seen to run."""

from __future__ import annotations

import asyncio

from companion.errors import SouffleurError
from companion.glasses.about import Device
from companion.glasses.link import Glasses
from firmware.souffleur import wire
from tools.update import MPY_VERSION, build

BACK = 90.0  # seconds in which new software must have started and linked

# Machine code by the number in sys.implementation._mpy >> 10 (py/persistentcode.h)
_ARCHITECTURES = {2: "x64", 10: "xtensawin"}


class UpdateFailed(SouffleurError):
    """The glasses do not run the new software."""


async def release_for(device: Device) -> bytes:
    """The image of this release that these glasses can run. Raises UpdateFailed."""
    if device.code & 0xFF != MPY_VERSION:
        raise UpdateFailed(
            "Their MicroPython is another one than this software is made for: "
            "put the new one on by cable."
        )
    return await build(_ARCHITECTURES.get(device.code >> 10))


async def restarted(glasses: Glasses) -> Device:
    """Restart the glasses into what was brought; what they are then. Raises UpdateFailed."""
    boot = glasses.status.boot if glasses.status else None
    await glasses.restart()
    after = await _back(glasses, boot)
    if after.failed_update:
        raise UpdateFailed(
            f"The new software did not start; they run {after.version} again: keep that, and "
            "please report what `souffleur glasses journal` tells."
        )
    return after


async def _back(glasses: Glasses, boot: int | None) -> Device:
    """What they are after the restart; raises UpdateFailed."""
    try:
        async with asyncio.timeout(BACK):
            while glasses.status is None or glasses.status.boot == boot:
                await asyncio.sleep(0.2)
            return Device.parse(await glasses.ask(wire.ABOUT_DEVICE))
    except TimeoutError:
        raise UpdateFailed(
            "The glasses have not come back: they return to the old software by themselves "
            "within five minutes; look with `souffleur glasses status`."
        ) from None

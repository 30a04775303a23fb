"""Virtual boards with the whole firmware and a real BLE stack, whose power fails within a write
to flash again and again. They start every time, and in the end every script is there whole.
"""

from __future__ import annotations

import asyncio
import random
from typing import Any

from companion.errors import SouffleurError
from companion.glasses.handshake import Known
from companion.glasses.link import Glasses
from tools.virtual import VirtualGlasses

from .device.scripts import Script
from .programs import CampaignError

BOARDS = 4  # at a time, each of which loses its power
CUTS = 13
SCRIPTS = [(1, 20), (2, 30), (7, 25), (7, 28)]  # seed, lines
MOST_WRITES = 40  # until the power fails
PATIENCE_S = 30


class Board:
    """One virtual board and the companion that uses it."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        self._scripts = [Script(*script) for script in SCRIPTS]
        self._known = {script.id for script in self._scripts} | {None}

    async def run(self, cuts: int) -> int:
        """Lose the power `cuts` times; how often amid a transfer. Raises CampaignError."""
        amid = 0
        async with VirtualGlasses(interval_ms=7.5, supervision_s=0.2) as glasses:
            await asyncio.sleep(0.5)  # the first start makes its folders
            for _ in range(cuts):
                await glasses.power_on(self._dice.randrange(1, MOST_WRITES))
                amid += await self._until_it_fails(glasses)
            await glasses.power_on()
            link = await self._link(glasses)
            for script in self._scripts:
                await asyncio.wait_for(link.upload(script.data), PATIENCE_S)
            await link.close()
            glasses.check()
        return amid

    async def _link(self, glasses: VirtualGlasses) -> Glasses:
        link = Glasses("", Known({glasses.identity: glasses.secret}), **glasses.bleak)
        await link.connect(PATIENCE_S)
        if link.status is None or link.status.book not in self._known:
            raise CampaignError(f"The glasses start with a script nobody sent: {link.status}")
        return link

    async def _until_it_fails(self, glasses: VirtualGlasses) -> bool:
        """Upload and show until the power is gone; whether an upload was under way."""
        ended = asyncio.ensure_future(glasses.ended())
        link: Glasses | None = None
        try:
            linking = asyncio.ensure_future(self._link(glasses))
            ends: set[asyncio.Future[Any]] = {ended, linking}
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            if not linking.done():  # it failed before that
                linking.cancel()
                await asyncio.gather(linking, return_exceptions=True)
                return False
            link = linking.result()
            while not ended.done():
                script = self._dice.choice(self._scripts)
                upload = link.upload(script.data)
                ends = {ended, upload}
                await asyncio.wait(
                    ends, return_when=asyncio.FIRST_COMPLETED, timeout=PATIENCE_S
                )
                if not upload.done():
                    return ended.done()
                for _ in range(4):
                    link.show(self._dice.randrange(len(script.lines)), 0)
                    await asyncio.wait({ended}, timeout=0.3)
            return False
        finally:
            if link is not None:
                await link.close()
            if ended.done() and ended.result() != "power cut":
                raise CampaignError(f"The firmware ended: {ended.result()}")
            ended.cancel()


def boards(count: int = BOARDS, cuts: int = CUTS) -> dict[str, int]:
    """`count` boards that lose their power `cuts` times each. Raises CampaignError."""

    async def all_of_them() -> list[int]:
        return await asyncio.gather(*(Board(seed).run(cuts) for seed in range(1, count + 1)))

    try:
        amid = asyncio.run(all_of_them())
    except SouffleurError as error:
        raise CampaignError(str(error)) from error
    return {"cuts": count * cuts, "uploading": sum(amid)}

"""A picture that is seen in a mirror: turned at once when chosen, and after the power was off."""

import asyncio

import numpy as np

from companion.glasses.handshake import Known
from companion.glasses.link import Glasses
from companion.script import parse_text
from companion.typeset import load_board, typeset
from tools.virtual import VirtualGlasses


def test_the_choice_turns_the_picture_and_outlives_the_power():
    async def scene():
        async with VirtualGlasses(interval_ms=7.5) as glasses:

            def picture():
                return np.asarray(glasses.image())[:100]  # without the strip, where time goes on

            async def turns_to(wanted):
                async with asyncio.timeout(15):
                    while not np.array_equal(picture(), wanted):
                        await asyncio.sleep(0.02)

            link = Glasses("", Known({glasses.identity: glasses.secret}), **glasses.bleak)
            await link.connect(10)
            book = typeset(parse_text("One two three. " * 40), load_board("t-glass"))
            await link.upload(book.data)
            link.show(2, 8)
            await asyncio.sleep(2.5)
            usual = picture().copy()
            assert not np.array_equal(usual, usual[:, ::-1])
            await link.configure("mirror", "1")
            await turns_to(usual[:, ::-1])
            await glasses.power_cut()
            await glasses.power_on()
            await turns_to(usual[:, ::-1])
            async with asyncio.timeout(10):
                while not link.status or link.state.name != "LINKED":
                    await asyncio.sleep(0.02)
            await link.configure("mirror", "0")
            await turns_to(usual)
            await link.close()

    asyncio.run(asyncio.wait_for(scene(), 60))

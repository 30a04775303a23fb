"""A picture that is seen in a mirror: turned at once when chosen, and after the power was off."""

import asyncio

import numpy as np

from companion.script import parse_text
from companion.typeset import load_board, typeset

from .scene import linked, play, until


def test_the_choice_turns_the_picture_and_outlives_the_power():
    async def scene(glasses):
        def picture():
            return np.asarray(glasses.image())[:100]  # without the strip, where time goes on

        async def turns_to(wanted):
            await until(lambda: np.array_equal(picture(), wanted))

        link = await linked(glasses)
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
        await until(lambda: link.status and link.state.name == "LINKED")
        await link.configure("mirror", "0")
        await turns_to(usual)
        await link.close()

    play(scene)

"""What the glasses tell the companion that links: no secret, and nothing of a show that is over."""

import asyncio

from firmware.souffleur import wire

from .scene import linked, play

TOPICS = (wire.ABOUT_SETTINGS, wire.ABOUT_DEVICE, wire.ABOUT_JOURNAL)


def test_no_answer_holds_the_secret():
    async def scene(glasses):
        link = await linked(glasses)
        answers = "".join([await link.ask(topic) for topic in TOPICS])
        assert glasses.name in answers
        assert glasses.secret.hex() not in answers.lower() and "secret" not in answers
        await link.close()

    play(scene)


def test_the_follower_of_a_lost_link_is_not_told_to_the_next():
    async def scene(glasses):
        link = await linked(glasses)
        link.follow(wire.STATE_FOLLOWING)
        async with asyncio.timeout(10):
            while link.status.state != wire.STATE_FOLLOWING:
                await asyncio.sleep(0.02)
        await link.close()
        link = await linked(glasses)
        assert link.status.state == wire.STATE_IDLE
        await link.close()

    play(scene)

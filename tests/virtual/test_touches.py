"""What the wearer's finger does while a companion is there: it is told, each touch once."""

import asyncio

import pytest

from companion.glasses.events import Gesture
from companion.script import parse_text
from companion.typeset import load_board, typeset
from firmware.souffleur import wire

from .scene import linked, play, until


@pytest.fixture(scope="module")
def told():
    """The gestures that a companion in a running show hears, and what the glasses show then."""
    touches = ("tap", "double", "long", "tap", "very long")
    heard, lines = [], []

    async def scene(glasses):
        link = await linked(glasses, heard.append)
        await link.upload(typeset(parse_text("One. " * 60), load_board("t-glass")).data)
        link.follow(wire.STATE_FOLLOWING)
        link.show(2, 20)
        await until(lambda: link.status.state == wire.STATE_FOLLOWING)
        for kind in touches:
            await glasses.touch(kind)
            await asyncio.sleep(0.8)
        lines.append(link.status.line)
        await link.close()

    play(scene)
    return [event.kind for event in heard if isinstance(event, Gesture)], lines[0]


def test_each_touch_reaches_the_companion_once_and_in_order(told):
    assert told[0][:4] == ["next", "previous", "hold", "next"]


def test_a_very_long_press_in_a_show_ends_as_it_began(told):
    """A hold is told while the finger is down, and taken back by another."""
    assert told[0][4:] == ["hold", "hold"]


def test_the_companion_alone_turns_the_page(told):
    assert told[1] == 2

"""Every board shows a script, and all that may cover it, in the memory that it has."""

import asyncio

import numpy as np
import pytest

from companion.script import parse_text
from companion.typeset import load_board, typeset
from companion.typeset.glass import Told, glass
from companion.typeset.message import set_message
from firmware.souffleur import wire
from tools.virtual import VirtualGlasses
from tools.virtual.rom import FIRMWARE

from .scene import linked, until

BOARDS = sorted(path.stem for path in FIRMWARE.glob("boards/*.json"))
TEXT = "# The Lamp\n\n" + "\n\n".join(
    f"In village number {n} the lamps are lit, [pause] 各位来宾晚上好, ขอบคุณทุกท่าน."
    for n in range(30)
)
COVERS = (wire.VIEW_CLOCK, wire.VIEW_ALIGNMENT, wire.VIEW_IDENTIFY, wire.VIEW_BLANK)


def picture(glasses):
    return np.asarray(glasses.image()).astype(int)


async def evening(name):
    board = load_board(name)
    book = typeset(parse_text(TEXT), board)
    async with VirtualGlasses(name, interval_ms=7.5) as glasses:
        link = await linked(glasses)
        await link.upload(book.data)
        link.follow(wire.STATE_FOLLOWING)

        def foretold(line, token):
            status = link.status
            told = Told(
                wire.STATE_FOLLOWING, True, status.battery, bool(status.charging), status.low
            )
            levels = glass(book, board, line, token, told=told).astype(int)
            return levels * 255 // (2**board.depth - 1)

        def shows(line, token):
            return (np.abs(picture(glasses) - foretold(line, token)) <= 4).all()

        for line in (4, len(book.lines) - 1, 5):
            token = book.lines[line].first_token
            link.show(line, token)
            await until(lambda line=line, token=token: shows(line, token))
        await link.known()
        words = "请讲慢一点 · เหลืออีกห้านาที"
        made = set_message(words, board.text.width, board.text.height // 2, "zh")
        await link.message(made.width, made.height, made.picture)
        await until(lambda: not shows(5, token))
        await link.message(0, 0, b"")
        await until(lambda: shows(5, token))
        for view in COVERS:
            await link.view(view)
            await until(lambda view=view: link.status.view == view and not shows(5, token))
        await link.view(wire.VIEW_SCRIPT)
        await until(lambda: shows(5, token))
        assert await link.ask(wire.ABOUT_JOURNAL) == "", "something failed meanwhile"
        await link.close()
        glasses.check()


@pytest.mark.parametrize("name", BOARDS)
def test_a_board_shows_its_script_and_what_covers_it(name):
    asyncio.run(asyncio.wait_for(evening(name), 100))

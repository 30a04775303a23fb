"""Runs in MicroPython: lets the firmware's own stage show places of a book.

micropython paint.py FIRMWARE TASK OUT: TASK is a JSON file with the panel's width, height and
depth, the stage's settings, and the places: [line, token, what Stage.tell() is told]. The book
is in the file book.part. OUT gets all levels of the panel after each place, one byte a pixel.
"""

# ruff: noqa: PTH123 - MicroPython has no pathlib

import sys

sys.path.insert(0, sys.argv[1])

import asyncio
import json

import framebuf
from souffleur.stage import Stage
from souffleur.volume import Volume


class Panel:
    """A frame that nobody sees."""

    def __init__(self, width, height, depth):
        self.width, self.height, self.depth = width, height, depth
        self.layout = {1: framebuf.MONO_VLSB, 2: framebuf.GS2_HMSB, 4: framebuf.GS4_HMSB}[depth]
        stride = (width + 7) // 8 * 8
        self.frame = framebuf.FrameBuffer(
            bytearray(stride * (height + 7) // 8 * depth), width, height, self.layout, stride
        )

    async def refresh(self, top, bottom):
        return bottom - top


class Settings:
    pass


async def main():
    with open(sys.argv[2]) as file:
        task = json.load(file)
    settings = Settings()
    for key, value in task["settings"].items():
        setattr(settings, key, value)
    panel = Panel(*task["panel"])
    stage = Stage(panel, settings)
    volume = Volume("book", ".part", True)
    rows, columns = range(panel.height), range(panel.width)
    with open(sys.argv[3], "wb") as out:
        for line, token, told in task["places"]:
            stage.show(volume, line, token)
            stage.tell(*told)
            await stage.paint()
            out.write(bytes(panel.frame.pixel(x, y) for y in rows for x in columns))


asyncio.run(main())

"""Lets the real stage draw on a virtual panel, in a MicroPython without radio or flash."""

import json
from dataclasses import dataclass

from PIL import Image

from tools.virtual.panels import make_panel
from tools.virtual.rom import FIRMWARE

from . import board as bench
from .test_panels import play

SCRIPT = """
import asyncio, json, sys
import wire_to_host
from souffleur import wire
from souffleur.panels import open_panel
from souffleur.stage import Stage
from souffleur.volume import Volume

class Settings:
    pass

panel = None
def tell(state=0, linked=True, battery=80, charging=False, low=False, seconds=None, day=None,
         pairing=False):
    stage.tell(state, linked, battery, charging, low, seconds, day, pairing)
async def paint():
    return await stage.paint()
async def begin(number):
    global settings, panel, stage, volume
    settings = Settings()
    with open("settings%d.json" % number) as file:
        for key, value in json.load(file).items():
            setattr(settings, key, value)
    if panel is None:
        with open("board.json") as file:
            panel = open_panel(json.load(file))
        await panel.start()
    else:
        panel.frame.fill(0)
        await panel.refresh(0, panel.height)
    stage = Stage(panel, settings)
    name = "old%d" % number
    with open(name + ".part", "wb") as file:
        pass
    volume = Volume(name, ".part", True)
    with open("book%d" % number, "rb") as file:
        data = file.read()
    if data:
        volume.append(data)
"""


@dataclass
class Played:
    """image: what the wearer sees at the end. printed: by the scenes."""

    image: Image.Image
    printed: str


def settings(board, **changes):
    safe = board["safe_area"]
    area = [safe[key] for key in ("x", "y", "width", "height")]
    return {
        "area": area, "strip": area[3] >= 100, "current_row": 1, "name": "Souffleur-0001",
        "language": "en", **changes,
    }  # fmt: skip


def perform(folder, name, scene, book, **changes):
    """Play a scene (the body of a coroutine) with a book on a board."""
    return perform_all(folder, name, [(scene, book, changes)])[0]


def perform_all(folder, name, scenes):
    """Play scenes in one process: (scene, book, changes of the settings) each.

    Every one has its stage and begins with an empty panel.
    """
    board = json.loads((FIRMWARE / "boards" / f"{name}.json").read_text())
    (folder / "board.json").write_text(json.dumps(board))
    script = SCRIPT
    for number, (scene, book, changes) in enumerate(scenes):
        (folder / f"book{number}").write_bytes(book)
        (folder / f"settings{number}.json").write_text(json.dumps(settings(board, **changes)))
        body = "\n    ".join(scene.strip("\n").split("\n"))
        script += f"async def play():\n    await begin({number})\n    {body}\n"
        script += "    wire_to_host.send('Z')\nasyncio.run(play())\n"
    frames, printed = bench.run(folder, script)
    panel = make_panel(board)
    images = []
    for operation, data in frames:
        if operation == "Z":
            images.append(panel.image())
        else:
            play(panel, [(operation, data)])
    return [Played(image, printed) for image in images]

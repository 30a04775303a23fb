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
from souffleur import wire
from souffleur.panels import open_panel
from souffleur.stage import Stage
from souffleur.volume import Volume

class Settings:
    pass

settings = Settings()
for key, value in json.loads(open("settings.json").read()).items():
    setattr(settings, key, value)
panel = open_panel(json.loads(open("board.json").read()))
stage = Stage(panel, settings)
with open("old.part", "wb") as file:
    pass
volume = Volume("old", ".part", True)
data = open("book", "rb").read()
if data:
    volume.append(data)
def tell(state=0, linked=True, battery=80, charging=False, low=False, seconds=None, day=None,
         pairing=False):
    stage.tell(state, linked, battery, charging, low, seconds, day, pairing)
async def paint():
    return await stage.paint()
async def go():
    await panel.start()
    SCENE
asyncio.run(go())
"""


@dataclass
class Played:
    """image: what the wearer sees at the end. printed: by the scene. frames: see board.run."""

    image: Image.Image
    printed: str
    frames: list


def settings(board, **changes):
    safe = board["safe_area"]
    area = [safe[key] for key in ("x", "y", "width", "height")]
    return {
        "area": area, "strip": area[3] >= 100, "current_row": 1, "name": "Souffleur-0001",
        "language": "en", **changes,
    }  # fmt: skip


def perform(folder, name, scene, book, **changes):
    """Play a scene (the body of a coroutine) with a book on a board."""
    board = json.loads((FIRMWARE / "boards" / f"{name}.json").read_text())
    (folder / "book").write_bytes(book)
    (folder / "board.json").write_text(json.dumps(board))
    (folder / "settings.json").write_text(json.dumps(settings(board, **changes)))
    lines = [line.strip("\n") for line in scene.strip("\n").split("\n")]
    frames, printed = bench.run(folder, SCRIPT.replace("SCENE", "\n    ".join(lines)))
    panel = make_panel(board)
    play(panel, frames)
    return Played(panel.image(), printed, frames)

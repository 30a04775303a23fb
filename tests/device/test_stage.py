"""What the firmware's own messages, signs and boxes look like; and that memory stays small."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from firmware.souffleur import book
from tools.virtual.panels import make_panel
from tools.virtual.rom import FIRMWARE

from . import board as bench
from . import books
from .test_panels import play

GOLDEN = Path(__file__).parent / "golden"

SCRIPT = """
import asyncio, json, gc
from souffleur.panels import open_panel
from souffleur.stage import Stage
from souffleur.volume import Volume
board = json.loads(open("board.json").read())
panel = open_panel(board)
stage = Stage(panel, board["safe_area"], "Souffleur-0001\\nwaiting")
with open("old.part", "wb") as file:
    pass
volume = Volume("old", ".part", True)
volume.append(open("book", "rb").read())
async def go():
    await panel.start()
    SCENE
asyncio.run(go())
"""

SCENES = {
    "waiting": "await stage.paint()",
    "first-line": "stage.show(volume, 0, 0); await stage.paint()",
    "middle": "stage.show(volume, 4, 13); await stage.paint()",
    "last-line": "stage.show(volume, volume.lines - 1, 0); await stage.paint()",
    "signs": "stage.show(volume, 4, 13); stage.sign(3); await stage.paint()",
    "message": "stage.message('Code 4711 on the laptop'); await stage.paint()",
    "blank": "stage.show(volume, 4, 13); await stage.paint(); stage.blank(True); "
    "await stage.paint()",
    "missing-glyph": "volume.glyph = lambda n: None; stage.show(volume, 4, 13); "
    "await stage.paint()",
    "flash-fault": "volume._file.close(); stage.show(volume, 4, 13); await stage.paint()",
}


def picture(folder, name, scene):
    board = json.loads((FIRMWARE / "boards" / f"{name}.json").read_text())
    area = board["safe_area"]
    depth = board["panel"]["depth"]
    made = books.make(lines=12, glyphs=5, depth=depth, width=area["width"],
                      height=area["height"], line_height=16, seed=1)
    (folder / "book").write_bytes(made)
    (folder / "board.json").write_text(json.dumps(board))
    frames, printed = bench.run(folder, SCRIPT.replace("SCENE", scene))
    panel = make_panel(board)
    play(panel, frames)
    return panel.image(), printed


@pytest.mark.parametrize("name", ["t-glass", "devkit-ssd1306"])
@pytest.mark.parametrize("scene", SCENES)
def test_golden(scene, name, tmp_path):
    image, _ = picture(tmp_path, name, SCENES[scene])
    golden = GOLDEN / f"{name}-{scene}.png"
    assert np.array_equal(np.asarray(image), np.asarray(Image.open(golden)))


def test_only_rows_that_changed_are_drawn_and_nothing_without_cause(tmp_path):
    scene = """stage.show(volume, 4, 13); await stage.paint()
    drawn = []
    original = stage._draw_line
    stage._draw_line = lambda v, n, s: (drawn.append(n), original(v, n, s))
    stage.show(volume, 4, 14); await stage.paint(); print(drawn); drawn.clear()
    print(await stage.paint(), drawn)
    """
    _, printed = picture(tmp_path, "t-glass", scene)
    assert printed.splitlines() == ["[4]", "0 []"]


def test_lines_that_arrive_while_rows_are_drawn_come_onto_the_glass(tmp_path):
    whole, _ = picture(tmp_path, "t-glass", SCENES["first-line"])
    scene = """class Arriving:
        lines = 0
        def __getattr__(self, name): return getattr(volume, name)
    arriving = Arriving()
    original = stage._draw_line
    def draw(v, n, s):
        if n < arriving.lines: original(v, n, s)
        arriving.lines = volume.lines if n > 1 else 0
        stage.arrived()
    stage._draw_line = draw
    stage.show(arriving, 0, 0); await stage.paint()
    stage._draw_line = original
    print(stage.changed.is_set()); await stage.paint()
    """
    filled, printed = picture(tmp_path, "t-glass", scene)
    assert printed.strip() == "True"
    assert np.array_equal(np.asarray(filled), np.asarray(whole))


def test_the_box_of_a_missing_glyph_is_visible(tmp_path):
    image, _ = picture(tmp_path, "t-glass", SCENES["missing-glyph"])
    row = np.asarray(image)[2 * 16 : 3 * 16]
    assert (row > 128).sum() > 60 and book.STYLE_SPOKEN == 0

"""The world's scripts through the whole firmware and each board's driver: what the wearer sees is

what the companion foretold, pixel by pixel, and looks like the approved picture.

`python -m tests.device.test_scripts` draws the approved pictures again; look at each one.
"""

import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from companion.typeset import load_board, typeset
from companion.typeset.glass import Told, glass
from companion.typeset.preview import sheet
from tests.device import board as bench
from tests.device.test_panels import play
from tests.typeset.texts import TEXTS, speech
from tools.boards import load, names
from tools.virtual import staged
from tools.virtual.panels import make_panel

GOLDEN = Path(__file__).parent / "golden" / "scripts"
KEYS = [key for key in TEXTS if key != "emoji"]
LOOKS_LIKE = {"t-glass-v1": "t-glass", "t-glass-v3": "t-glass", "xiao-ssd1309": "devkit-ssd1306"}
TOLD = Told(1, True, 100, False, False, 0)
STEP = 4  # RGB565 keeps 6 bits of green

SCRIPT = """
async def go():
    await panel.start()
    stage = Stage(panel, settings)
    stage.tell(1, True, 100, False, False, 0, None)
    for key, line, token in places:
        stage.show(Volume(key, ".part", True), line, token)
        await stage.paint()
        host.send("!", key.encode())
asyncio.run(go())
"""


@cache
def books(name):
    """The speeches set for a board without a strip: text is all that is looked at here."""
    board = replace(load_board(name), strip=False)
    return board, {key: typeset(speech(key), board) for key in KEYS}


def place(book):
    """A line with one above and some below, spoken to its middle."""
    line = min(2, len(book.lines) - 1)
    first = book.lines[line].first_token
    after = book.lines[line + 1].first_token if line + 1 < len(book.lines) else first + 2
    return line, (first + after + 1) // 2


def seen(name, folder):
    """Script -> what the wearer of that board sees."""
    board, made = books(LOOKS_LIKE.get(name, name))
    for key, book in made.items():
        (folder / f"{key}.part").write_bytes(book.data)
    safe = board.safe
    settings = {
        "area": [safe.x, safe.y, safe.width, safe.height], "strip": False,
        "current_row": 1, "name": "test", "language": "en",
    }  # fmt: skip
    places = [[key, *place(book)] for key, book in made.items()]
    staged.give(folder, load(name), settings, places)
    frames, _ = bench.run(folder, staged.STAGE + SCRIPT)
    panel = make_panel(load(name))
    pictures = {}
    for key in made:
        frames = play(panel, frames, key)
        assert panel.complete
        pictures[key] = panel.image()
    return pictures


@pytest.fixture(scope="module", params=names())
def pictures(request, tmp_path_factory):
    return request.param, seen(request.param, tmp_path_factory.mktemp(request.param))


def test_the_wearer_sees_what_the_companion_foretold(pictures):
    name, found = pictures
    board, made = books(LOOKS_LIKE.get(name, name))
    top = (1 << board.depth) - 1
    for key, book in made.items():
        levels = glass(book, board, *place(book), row=1, told=TOLD).astype(int)
        away = np.abs(np.asarray(found[key]).astype(int) - levels * 255 // top).max()
        assert away <= STEP, key
        assert levels.any(), key


def test_each_script_looks_as_approved(pictures):
    name, found = pictures
    with Image.open(GOLDEN / f"{LOOKS_LIKE.get(name, name)}.png") as approved:
        drawn = sheet(list(found.values()), zoom=1, columns=4)
        assert np.array_equal(np.asarray(approved.convert("L")), np.asarray(drawn))


def main():
    GOLDEN.mkdir(exist_ok=True)
    for name in names():
        if name not in LOOKS_LIKE:
            with tempfile.TemporaryDirectory() as folder:
                drawn = sheet(list(seen(name, Path(folder)).values()), zoom=1, columns=4)
                drawn.save(GOLDEN / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()

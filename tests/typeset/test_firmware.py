"""The picture the companion reckons with is, pixel by pixel, the one the firmware paints."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from companion.typeset import Area, Board, Book, load_board, typeset
from companion.typeset.glass import Told, glass
from companion.typeset.raster import Levels
from tests.typeset.texts import TEXTS, speech

HERE = Path(__file__).parent
FIRMWARE = HERE.parents[1] / "firmware"
MICROPYTHON = Path(sys.executable).parent / "micropython"
GLASS = load_board("t-glass")
DEVKIT = load_board("devkit-ssd1306")
BOARDS = {
    "greys": GLASS,
    "greys without strip": replace(GLASS, strip=False),
    "one bit": DEVKIT,
    "one bit with strip": replace(DEVKIT, strip=True),
    "a part of the panel": replace(GLASS, safe=Area(9, 13, 90, 101)),
    "too narrow for the time": replace(GLASS, safe=Area(30, 40, 50, 60), strip=True),
    "sixteen greys": replace(GLASS, depth=4),
}
TOLD = [
    Told(1, True, 100, False, False, 0),
    Told(2, True, 49, False, False, 61),
    Told(3, True, 7, False, True, -5),
    Told(4, True, 12, True, True, 6000),
    Told(5, True, 0, False, True, -86_400),
    Told(0, True, None, False, False, None),
]

pytestmark = pytest.mark.skipif(
    not MICROPYTHON.exists(), reason="no MicroPython wheel for this platform"
)


def painted(
    folder: Path, board: Board, book: Book, row: int, places: list[tuple[int, int, Told]]
) -> Levels:
    """The panel after each place: (places, height, width)."""
    (folder / "book.part").write_bytes(book.data)
    safe = board.safe
    task = {
        "panel": [board.width, board.height, board.depth],
        "settings": {
            "area": [safe.x, safe.y, safe.width, safe.height], "strip": board.strip,
            "current_row": row, "name": "test", "language": "en",
        },
        "places": [
            [line, token, [t.state, t.linked, t.battery, t.charging, t.low, t.seconds, None]]
            for line, token, t in places
        ],
    }  # fmt: skip
    (folder / "task.json").write_text(json.dumps(task), encoding="utf-8")
    done = subprocess.run(
        [MICROPYTHON, HERE / "paint.py", FIRMWARE, "task.json", "out"],
        cwd=folder, capture_output=True, text=True, timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    levels = np.frombuffer((folder / "out").read_bytes(), np.uint8)
    return levels.reshape(len(places), board.height, board.width)


@pytest.mark.parametrize("name", ["greys", "one bit"])
@pytest.mark.parametrize("key", TEXTS)
def test_the_firmware_paints_every_line_as_foretold(key: str, name: str, tmp_path: Path) -> None:
    board = BOARDS[name]
    book = typeset(speech(key), board)
    told = Told()
    places = [
        (number, line.first_token + spoken, told)
        for number, line in enumerate(book.lines)
        for spoken in (0, 1)
    ]
    for picture, (line, token, _) in zip(
        painted(tmp_path, board, book, 1, places), places, strict=True
    ):
        assert np.array_equal(picture, glass(book, board, line, token)), book.lines[line].text


@pytest.mark.parametrize("row", [0, 3])
@pytest.mark.parametrize("name", BOARDS)
def test_on_every_panel_and_whatever_the_strip_tells(
    name: str, row: int, tmp_path: Path
) -> None:
    board = BOARDS[name]
    book = typeset(speech("en"), board)
    last = len(book.lines) - 1
    # Without a strip some of it puts a sign over the text, which glass() leaves out.
    all_told = TOLD if board.strip else TOLD[:1]
    places = [(line, 9, told) for told in all_told for line in (0, 1, last // 2, last)]
    pictures = painted(tmp_path, board, book, row, places)
    for picture, (line, token, told) in zip(pictures, places, strict=True):
        assert np.array_equal(picture, glass(book, board, line, token, row=row, told=told))

"""What a driver puts on the bus is, pixel by pixel, what was drawn."""

import copy
import json
import random
import struct

import numpy as np
import pytest

from tools.virtual.panels import VirtualJd9613, VirtualPanel, make_panel
from tools.virtual.rom import FIRMWARE

from . import board as bench

SCRIPT = """
import asyncio, json
from souffleur.panels import open_panel
panel = open_panel(json.loads(open("board.json").read()))
levels = open("levels", "rb").read()
def draw(top, bottom, shift):
    for y in range(top, bottom):
        for x in range(panel.width):
            level = levels[(y * panel.width + x + shift) % len(levels)]
            panel.frame.pixel(x, y, level)
async def go():
    await panel.start()
    draw(0, panel.height, 0)
    print(await panel.refresh(0, panel.height))
    bottom = min(42, panel.height)
    draw(21, bottom, 5)
    print(await panel.refresh(21, bottom))
    panel.brightness(99)
asyncio.run(go())
"""


def load(name, **changes):
    board = json.loads((FIRMWARE / "boards" / f"{name}.json").read_text())
    board["panel"].update(changes)
    return board


BOARDS = {
    "T-Glass V2": load("t-glass"),
    "T-Glass V2 with partial windows": load("t-glass", partial_windows=True),
    "T-Glass V1, turned and mirrored": load("t-glass", turn=90, madctl=2),
    "T-Glass in one bit": load("t-glass", depth=1),
    "T-Glass V1 in one bit": load("t-glass", depth=1, turn=90, madctl=2),
    "SSD1306 on I2C": load("devkit-ssd1306"),
    "SSD1306 with 32 rows": load("devkit-ssd1306", height=32),
    "SSD1306 on SPI": {
        **load("devkit-ssd1306"),
        "display_bus": {
            "kind": "spi", "id": 1, "baudrate": 10000000,
            "sck": 18, "mosi": 23, "cs": 5, "dc": 16, "reset": 17,
        },
    },
}


def play(panel: VirtualPanel, frames):
    for operation, data in frames:
        if operation == "K":
            panel.pin(data[0], data[1])
        elif operation == "P":
            panel.spi(data)
        elif operation == "Q":
            panel.i2c(data)
        elif operation == "Y":
            panel.pwm(*struct.unpack("<BH", data))


@pytest.mark.parametrize("name", BOARDS)
def test_the_picture_is_what_was_drawn(name, tmp_path):
    board = copy.deepcopy(BOARDS[name])
    part = board["panel"]
    top = (1 << part["depth"]) - 1
    count = part["width"] * part["height"]
    levels = np.array(random.Random(7).choices(range(top + 1), k=count), np.uint8)
    (tmp_path / "levels").write_bytes(levels.tobytes())
    (tmp_path / "board.json").write_text(json.dumps(board))
    frames, printed = bench.run(tmp_path, SCRIPT)
    panel = make_panel(board)
    play(panel, frames)
    wanted = levels.reshape(part["height"], part["width"]).copy()
    for y in range(21, min(42, part["height"])):
        for x in range(part["width"]):
            wanted[y, x] = levels[(y * part["width"] + x + 5) % count]
    seen = np.asarray(panel.image()).astype(int)
    # RGB565 keeps 6 bits of green, so greys may be off by one step of 4.
    assert np.abs(seen - wanted.astype(int) * 255 // top).max() <= 4
    assert panel.complete
    assert panel.brightness == 99
    whole, part_sent = map(int, printed.split())
    partial = part["driver"] == "ssd1306" or part.get("partial_windows")
    assert part_sent < whole if partial else part_sent == whole


def test_no_piece_on_the_bus_is_longer_than_a_dma_transfer(tmp_path):
    (tmp_path / "levels").write_bytes(bytes(range(4)))
    (tmp_path / "board.json").write_text(json.dumps(BOARDS["T-Glass V2"]))
    frames, _ = bench.run(tmp_path, SCRIPT)
    assert max(len(data) for operation, data in frames if operation == "P") <= 4092


def test_the_vendors_table_is_written_before_the_display_wakes(tmp_path):
    (tmp_path / "levels").write_bytes(bytes(range(4)))
    (tmp_path / "board.json").write_text(json.dumps(BOARDS["T-Glass V2"]))
    frames, _ = bench.run(tmp_path, SCRIPT)
    panel = VirtualJd9613(BOARDS["T-Glass V2"])
    codes = []
    original = panel.command
    panel.command = lambda code: (codes.append((panel.page, code)), original(code))
    play(panel, frames)
    assert codes.index((0, 0x29)) > codes.index((0, 0x11)) > 85
    assert [code for _, code in codes[:86]].count(0xFE) == 6 and panel.page == 0
    assert panel.registers[0, 0x3A] == b"\x55"
    assert panel.registers[7, 0x10][-1] == 0x58 and len(panel.registers[3, 0x61]) == 15


def test_before_it_is_woken_a_panel_is_dark():
    assert not np.asarray(make_panel(BOARDS["T-Glass V2"]).image()).any()
    assert not np.asarray(make_panel(BOARDS["SSD1306 on I2C"]).image()).any()

"""What a driver puts on the bus is, pixel by pixel, what was drawn; and others get their turn."""

import copy
import json
import random
import struct

import numpy as np
import pytest

from tools.virtual.panels import VirtualJd9613, VirtualPanel, VirtualSt7789, make_panel
from tools.virtual.rom import FIRMWARE

from . import board as bench

DMA = 4092  # bytes: one transfer of the ESP32's SPI; nobody waits for more

START = """
import asyncio, json
import framebuf
import wire_to_host as host
from souffleur.panels import open_panel
turn = asyncio.sleep_ms
asyncio.sleep_ms = lambda ms: turn(0)  # displays here need no time to settle
panel = open_panel(json.loads(open("board.json").read()))
levels = open("levels", "rb").read()
def draw(top, bottom, shift):
    width = panel.width
    rows = (levels + levels[:shift])[top * width + shift : bottom * width + shift]
    source = framebuf.FrameBuffer(bytearray(rows), width, bottom - top, framebuf.GS8)
    panel.frame.blit(source, 0, top)
def look(name):
    host.send("!", name.encode())
"""

LIFE = START + """
async def others():
    while True:
        host.send(".")
        await asyncio.sleep_ms(0)
async def go():
    asyncio.create_task(others())
    await panel.start()
    draw(0, panel.height, 0)
    print(await panel.refresh(0, panel.height))
    bottom = min(42, panel.height)
    draw(21, bottom, 5)
    print(await panel.refresh(21, bottom))
    look("drawn")
    panel.brightness(99)
    await panel.refresh(0, 2)
    look("dimmed")
    panel.mirror(True)
    await panel.refresh(0, 2)
    look("mirrored")
    panel.mirror(False)
    await panel.refresh(0, 2)
    panel.sleep()
    look("asleep")
    draw(0, panel.height, 9)
    print(await panel.refresh(0, 2))
    await panel.wake()
    look("awake")
asyncio.run(go())
"""


def load(name, **changes):
    board = json.loads((FIRMWARE / "boards" / f"{name}.json").read_text())
    board["panel"].update(changes)
    return board




WIRES = {"sck": 18, "mosi": 23, "cs": 4, "dc": 16, "reset": 17}
NARROW = {"ram_width": 240, "ram_height": 320, "column_offset": 52, "row_offset": 40}
BOARDS = {
    **{path.stem: load(path.stem) for path in sorted((FIRMWARE / "boards").glob("*.json"))},
    "T-Glass V2 with partial windows": load("t-glass", partial_windows=True),
    "T-Glass V2 upside down": load("t-glass", madctl=0xC0, column_offset=2, row_offset=0),
    "T-Glass V2 in one bit": load("t-glass", depth=1),
    "T-Glass V1 in one bit": load("t-glass-v1", depth=1),
    "SSD1306 with 32 rows": load("devkit-ssd1306", height=32),
    "SSD1306, 72 columns in the middle": load("devkit-ssd1306", width=72, column_offset=28),
    "SSD1306 upside down": load("devkit-ssd1306", rotation=180),
    "SSD1306 on SPI": {
        **load("devkit-ssd1306"),
        "display_bus": {"kind": "spi", "id": 1, "baudrate": 10000000, **WIRES},
    },
    "SSD1309 upside down": load("xiao-ssd1309", rotation=180),
    "ST7789 turned right": load("s3-st7789", rotation=90),
    "ST7789 upside down": load("s3-st7789", rotation=180),
    "ST7789 turned left": load("s3-st7789", rotation=270),
    "ST7789 of 135x240 turned right": load(
        "s3-st7789", rotation=90, width=240, height=135, **NARROW
    ),
    "ST7789 of 135x240 upside down": load(
        "s3-st7789", rotation=180, width=135, height=240, **NARROW
    ),
    "ST7789 blue first": load("s3-st7789", bgr=True, inverted=False),
    "ST7789 in one bit": load("s3-st7789", depth=1),
}
LESS = {k: load("s3-st7789") for k in ("ST7789 without a select line",)}
for one in LESS.values():
    del one["display_bus"]["cs"]
    one["display_bus"]["mode"] = 3
BOARDS.update(LESS)


def play(panel: VirtualPanel, frames, until=None):
    """Put frames on the panel's wires, up to a look(until); the frames that are left."""
    frames = iter(frames)
    for operation, data in frames:
        if operation == "K":
            panel.pin(data[0], data[1])
        elif operation == "P":
            panel.spi(data)
        elif operation == "Q":
            panel.i2c(data)
        elif operation == "Y":
            panel.pwm(*struct.unpack("<BH", data))
        elif operation == "!" and data.decode() == until:
            return frames
    assert until is None, f"it never came to {until!r}"
    return frames


def run(folder, board, script):
    """(frames, printed, the random levels of the picture)"""
    part = board["panel"]
    count = part["width"] * part["height"]
    levels = bytes(random.Random(7).choices(range(1 << part["depth"]), k=count))
    (folder / "levels").write_bytes(levels)
    (folder / "board.json").write_text(json.dumps(board))
    return *bench.run(folder, script), np.frombuffer(levels, np.uint8)


def differs(panel, levels, shift, rows=slice(None)):
    """The largest difference of what is seen from what was drawn, in rows, in 255ths."""
    part = panel.part
    drawn = np.roll(levels, -shift).reshape(part["height"], part["width"]).astype(int)
    seen = np.asarray(panel.image()).astype(int)
    return np.abs(seen - drawn * 255 // ((1 << part["depth"]) - 1))[rows].max()


STEP = 4  # RGB565 keeps 6 bits of green


def longest_stretch(frames):
    """Most bytes on the bus while no other task had its turn."""
    longest = stretch = 0
    for operation, data in frames:
        stretch = 0 if operation == "." else stretch + len(data) * (operation in "PQ")
        longest = max(longest, stretch)
    return longest


@pytest.mark.parametrize("name", BOARDS)
def test_through_its_life_the_picture_is_what_was_drawn_and_nobody_starves(name, tmp_path):
    board = copy.deepcopy(BOARDS[name])
    frames, printed, levels = run(tmp_path, board, LIFE)
    panel = make_panel(board)
    bottom = min(42, board["panel"]["height"])
    changed = slice(21, bottom)
    others = [y for y in range(board["panel"]["height"]) if not 21 <= y < bottom]

    rest = play(panel, frames, "drawn")
    assert differs(panel, levels, 0, others) <= STEP
    assert differs(panel, levels, 5, changed) <= STEP
    assert panel.complete
    whole, part_sent, in_sleep = map(int, printed.split())
    if board["panel"]["driver"] == "jd9613" and not board["panel"].get("partial_windows"):
        assert part_sent == whole
    else:
        assert part_sent < whole * 3 // 4
    before = np.asarray(panel.image())

    rest = play(panel, rest, "dimmed")
    assert panel.brightness == 99
    rest = play(panel, rest, "mirrored")
    assert np.array_equal(np.asarray(panel.image()), before[:, ::-1])
    rest = play(panel, rest, "asleep")
    assert not np.asarray(panel.image()).any()
    play(panel, rest, "awake")
    assert 0 < longest_stretch(frames) <= DMA
    assert in_sleep == 0 and differs(panel, levels, 9) <= STEP
    assert panel.brightness == 99


def test_without_a_backlight_pin_greys_make_the_brightness(tmp_path):
    board = load("s3-st7789", backlight=None)
    script = START + """
async def go():
    await panel.start()
    draw(0, panel.height, 0)
    await panel.refresh(0, panel.height)
    print(panel.brightness(51), panel.brightness(51))
    print(await panel.refresh(0, 2))
asyncio.run(go())
"""
    frames, printed, levels = run(tmp_path, board, script)
    panel = make_panel(board)
    play(panel, frames)
    assert printed.split() == ["True", "False", str(240 * 240 * 2)]
    seen = np.asarray(panel.image()).astype(int)
    assert np.abs(seen.ravel() - levels.astype(int) * 51 // 3).max() <= STEP


AGAIN = START + """
async def go():
    await panel.start()
    draw(0, panel.height, 0)
    bus = panel._bus
    pixels = bus.pixels
    def fail(data):
        raise OSError(5)
    bus.pixels = fail
    try:
        await panel.refresh(0, panel.height)
        print("sent")
    except OSError:
        print("failed")
    bus.pixels = pixels
    await panel.start()
asyncio.run(go())
"""


@pytest.mark.parametrize("name", ["t-glass", "t-glass-v1", "devkit-ssd1306", "s3-st7789"])
def test_after_a_failure_on_the_bus_a_panel_can_be_started_again(name, tmp_path):
    frames, printed, levels = run(tmp_path, BOARDS[name], AGAIN)
    panel = make_panel(BOARDS[name])
    play(panel, frames)
    assert printed.strip() == "failed" and differs(panel, levels, 0) <= STEP


CROWD = START + """
async def go():
    await panel.start()
    draw(0, panel.height, 0)
    async def paints():
        while True:
            await panel.refresh(0, panel.height)
            await asyncio.sleep_ms(0)
    painter = asyncio.create_task(paints())
    import random
    random.seed(3)
    for step in range(60):
        for _ in range(random.getrandbits(3)):
            await asyncio.sleep_ms(0)
        what = random.getrandbits(3)
        if what < 3:
            panel.brightness(step + 1)
        elif what < 5:
            panel.mirror(what & 1)
        elif what < 6:
            panel.sleep()
        elif what < 7:
            asyncio.create_task(panel.wake())
        else:
            await panel.refresh(20, 30)
    await panel.wake()
    panel.mirror(False)
    panel.brightness(77)
    for _ in range(random.getrandbits(5)):
        await asyncio.sleep_ms(0)
    painter.cancel()
    while panel._sending:
        await asyncio.sleep_ms(0)
    await panel.refresh(0, 2)
asyncio.run(go())
"""


CROWDED = ["t-glass", "t-glass-v1", "xiao-ssd1309", "s3-st7789"]


@pytest.mark.parametrize("name", CROWDED)
def test_whoever_interrupts_whatever_no_pixel_is_wrong_afterwards(name, tmp_path):
    frames, _, levels = run(tmp_path, BOARDS[name], CROWD)
    panel = make_panel(BOARDS[name])
    play(panel, frames)
    assert panel.brightness == 77 and differs(panel, levels, 0) <= STEP


ONCE = START + """
async def go():
    await panel.start()
    draw(0, panel.height, 0)
    refresh = asyncio.create_task(panel.refresh(0, panel.height))
    for _ in range(4):
        await asyncio.sleep_ms(0)
    print(panel._sending)
    INTERRUPTION
    await refresh
asyncio.run(go())
"""
INTERRUPTIONS = {
    "brightness": "panel.brightness(77)",
    "mirror": "panel.mirror(True); await asyncio.sleep_ms(0); panel.mirror(False)",
    "sleep": "panel.sleep(); await asyncio.sleep_ms(0); await panel.wake()",
    "refresh": "await panel.refresh(20, 30)",
}


@pytest.mark.parametrize("how", INTERRUPTIONS)
@pytest.mark.parametrize("name", CROWDED)
def test_an_interruption_costs_no_pixel(name, how, tmp_path):
    script = ONCE.replace("INTERRUPTION", INTERRUPTIONS[how])
    frames, printed, levels = run(tmp_path, BOARDS[name], script)
    panel = make_panel(BOARDS[name])
    play(panel, frames)
    assert printed.strip() == "True" and differs(panel, levels, 0) <= STEP
    wanted = 77 if how == "brightness" else BOARDS[name]["panel"]["brightness"]
    assert panel.brightness == wanted


def test_the_vendors_table_is_written_before_the_display_wakes(tmp_path):
    frames, _, _ = run(tmp_path, BOARDS["t-glass"], LIFE)
    panel = VirtualJd9613(BOARDS["t-glass"])
    codes = []
    original = panel.command
    panel.command = lambda code: (codes.append((panel.page, code)), original(code))
    play(panel, frames, "drawn")
    assert codes.index((0, 0x29)) > codes.index((0, 0x11)) > 85
    assert [code for _, code in codes[:86]].count(0xFE) == 6 and panel.page == 0
    assert panel.registers[0, 0x3A] == b"\x55"
    assert panel.registers[7, 0x10][-1] == 0x58 and len(panel.registers[3, 0x61]) == 15


def test_no_other_chip_on_the_wires_takes_pixels_for_orders(tmp_path):
    frames, _, _ = run(tmp_path, BOARDS["t-glass-v3"], LIFE)
    lines = [data for operation, data in frames if operation == "K" and data[0] == 33]
    assert lines == [b"\x21\1"]
    before = [operation for operation, data in frames[: frames.index(("K", b"\x21\1"))]]
    assert "P" not in before


@pytest.mark.parametrize("name", BOARDS)
def test_before_it_is_woken_a_panel_is_dark(name):
    assert not np.asarray(make_panel(BOARDS[name]).image()).any()


def test_a_glass_driven_the_wrong_way_round_shows_the_complement():
    panel = VirtualSt7789(load("s3-st7789", backlight=None))
    for code in (0x11, 0x29):
        panel.command(code)
    assert np.asarray(panel.image()).all()
    panel.command(0x21)
    assert not np.asarray(panel.image()).any()


def test_pixels_in_a_format_that_was_not_announced_are_no_picture():
    panel = VirtualSt7789(load("s3-st7789", backlight=None))
    for code in (0x11, 0x29, 0x21, 0x2C):
        panel.command(code)
    panel.data(b"\xff" * 960)
    assert not np.asarray(panel.image()).any()
    panel.command(0x3A)
    panel.data(b"\x55")
    panel.command(0x2C)
    panel.data(b"\xff" * 960)
    assert np.asarray(panel.image())[:2].all()


def test_red_and_blue_change_places_with_the_order():
    panel = VirtualSt7789(load("s3-st7789", backlight=None, inverted=False))
    for code, data in ((0x3A, b"\x55"), (0x36, b"\0"), (0x2C, b"\xf8\x00")):
        panel.command(code)
        panel.data(data)
    assert panel.driven()[0, 0] == 0xF800
    panel.command(0x36)
    panel.data(b"\x08")
    assert panel.driven()[0, 0] == 0x001F


def test_the_ssd1309_refuses_what_only_its_sibling_has():
    panel = make_panel(load("xiao-ssd1309"))
    with pytest.raises(ValueError, match="no charge pump"):
        panel.command(0x8D)

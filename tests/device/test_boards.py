"""Boards can be built as described, and the hardware pages say what the board files say."""

import copy
import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.boards import FOLDER, HARDWARE, BoardFileError, load, names, optics, power
from tools.boards.check import problems, uses
from tools.boards.chips import CHIPS
from tools.boards.pages import render, stale
from tools.boards.wiring import connections


def changed(name, path, value):
    """A board with one entry changed."""
    board = copy.deepcopy(load(name))
    part = board
    *folders, last = path.split(".")
    for folder in folders:
        part = part[folder]
    part[last] = value
    return board


@pytest.mark.parametrize("name", names())
def test_a_board_has_no_pin_trouble(name):
    assert problems(load(name)) == []


@pytest.mark.parametrize("name", names())
def test_a_board_says_what_people_and_tools_need(name):
    board = load(name)
    assert board["name"] == name and board["title"] and board["sources"]
    assert board["chip"] in CHIPS
    assert {"module", "image", "flash_mb", "psram_mb", "psram"} <= board["about"].keys()
    area, panel = board["safe_area"], board["panel"]
    assert area["x"] + area["width"] <= panel["width"]
    assert area["y"] + area["height"] <= panel["height"]


@pytest.mark.parametrize(
    ("name", "path", "value", "told"),
    [
        ("t-glass", "display_bus.dc", 15, "GPIO 15 is used for sck and for dc"),
        ("t-glass", "display_bus.dc", 36, "motion sensor CS"),
        ("t-glass", "vibration.pin", 22, "no such pin"),
        ("t-glass", "vibration.pin", 27, "the flash is there"),
        ("t-glass", "vibration.pin", 19, "USB is there"),
        ("t-glass", "vibration.pin", 43, "the serial console is there"),
        ("t-glass", "vibration.pin", 45, "a strapping pin"),
        ("t-glass", "about.deliberate", {}, "ADC2 is shared with the radio"),
        ("t-glass", "battery.adc", 40, "measures no voltage"),
        ("t-glass", "touch.pin", 21, "feels no touch"),
        ("t-glass", "touch", {"pin": 39, "kind": "button"}, "cannot wake the chip"),
        ("xiao-ssd1309", "display_bus.cs", 35, "the PSRAM is there"),
        ("xiao-ssd1309", "display_bus.cs", 3, "a strapping pin"),
        ("devkit-ssd1306", "display_bus.scl", 12, "flash voltage"),
        ("devkit-ssd1306", "display_bus.scl", 34, "can only be read"),
        ("devkit-ssd1306", "display_bus.scl", 20, "no such pin"),
        ("devkit-ssd1306", "display_bus.scl", 6, "the flash is there"),
        ("devkit-ssd1306", "touch.pin", 36, "no pull-up"),
        ("devkit-ssd1306", "touch", {"pin": 4, "kind": "capacitive"}, "ESP32-S3 alone"),
        ("devkit-ssd1306", "touch.pin", 4, "needs no excuse"),
        ("s3-st7789", "panel.backlight", {"pin": 12, "frequency": 1}, "sck and for backlight"),
        ("s3-st7789", "chip", "esp32c3", "is none of esp32, esp32s3"),
    ],
)  # fmt: skip
def test_trouble_is_found_and_named(name, path, value, told):
    found = problems(changed(name, path, value))
    assert any(told in sentence for sentence in found), found


@pytest.mark.parametrize("chip", CHIPS.values(), ids=CHIPS)
def test_a_chips_special_pins_are_pins_of_it(chip):
    for group in (chip.strapping.keys(), chip.input_only, chip.flash, chip.usb, chip.console,
                  chip.adc1, chip.adc2, chip.touch, chip.wakes, *chip.psram.values()):
        assert set(group) <= chip.pins
    assert not chip.adc1 & chip.adc2


@pytest.mark.parametrize("name", names())
def test_the_wiring_table_has_every_pin_of_the_firmware(name):
    board = load(name)
    listed = {connection.pin for connection in connections(board) if connection.pin is not None}
    assert listed == {use.pin for use in uses(board)}


@pytest.mark.parametrize("path", render(), ids=lambda path: path.name)
def test_the_hardware_pages_are_those_of_the_board_files(path):
    assert path not in stale(), "run: python -m tools.boards"


def test_the_copying_commands_name_all_of_the_firmware():
    page = (HARDWARE / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"firmware/([\w.]+)(?= )", "".join(re.findall(r"mpremote.*", page))))
    files = {p.name for p in FOLDER.parent.iterdir() if p.suffix not in (".md", ".ini")}
    there = files - {"__pycache__"}
    assert named == there


@given(focal=st.floats(10, 300), image=st.floats(400, 1e5), size=st.floats(1, 60))
def test_the_lens_obeys_its_equation(focal, image, size):
    u = optics.distance(focal, image)
    assert u < focal
    assert 1 / u == pytest.approx(1 / focal + 1 / image)
    # What the eye at the lens sees of the image and of the display lies on the same rays.
    grown = size * optics.magnification(focal, image)
    assert grown / image == pytest.approx(size / u)
    half = math.tan(math.radians(optics.angle(size, focal, image) / 2))
    assert half == pytest.approx(grown / 2 / image)
    # At the end of its room, the eye sees the image's edge just inside the lens.
    lens = optics.Lens(25, focal)
    assert optics.eye_room(lens, size, image) * half == pytest.approx(12.5 - optics.PUPIL / 2)
    # One dioptre nearer: the image comes from far away to one metre.
    moved = optics.focus_travel(focal, 1)
    assert moved == pytest.approx(focal - optics.distance(focal, 1000), rel=focal / 500)


@pytest.mark.parametrize("name", names())
def test_a_cell_lasts_as_long_as_its_charge_and_the_current_say(name):
    low, high = power.draw(load(name))
    assert 0 < low < high
    assert power.hours(500, high) * high == pytest.approx(500 * power.USABLE)


def test_an_unknown_board_is_named_with_the_known_ones():
    with pytest.raises(BoardFileError, match=r"no board named toaster; .*t-glass-v3"):
        load("toaster")

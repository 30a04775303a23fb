"""The T-Glass V3's cell: charged gently from the first second, and told as it is."""

import json

from tools.virtual.rom import FIRMWARE

from . import board as bench

SCRIPT = f"""
board = {json.loads((FIRMWARE / "boards" / "t-glass-v3.json").read_text())!r}
import machine
from souffleur.battery import open_battery
registers = machine._registers
battery = open_battery(board)
def chips():
    registers.update({{(107, 0x07): 0x9D, (107, 0x0B): 0x10, (85, 0x2C): 61, (85, 0x2D): 0}})
"""


def test_the_charging_current_is_limited_and_the_chargers_own_watchdog_is_off(tmp_path):
    bench.run(tmp_path, SCRIPT + """
chips()
battery.read()
assert registers[107, 0x04] * 64 <= 200, "mA"
assert registers[107, 0x07] == 0x8D, "nothing but the watchdog's bits has changed"
assert battery.level == 61 and battery.charging is True and not battery.low
registers[107, 0x0B] = 0x18
battery.read()
assert battery.charging is False, "full"
""")


def test_chips_that_do_not_answer_tell_nothing_and_are_limited_when_they_come(tmp_path):
    bench.run(tmp_path, SCRIPT + """
battery.read()
assert battery.level is None and battery.charging is None
chips()
battery.read()
assert registers[107, 0x04] == 3 and battery.level == 61
""")


def test_a_low_cell_is_told_until_it_has_recovered(tmp_path):
    bench.run(tmp_path, SCRIPT + """
chips()
told = []
for level in (16, 15, 19, 20):
    registers[85, 0x2C] = level
    battery.read()
    told.append(battery.low)
assert told == [False, True, True, False]
""")

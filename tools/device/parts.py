"""What runs on a device for its self-test: one small program a part, each prints one JSON value.

They use the public names of the glasses' own program alone; what is private may be called
otherwise once it is compiled. Which module has a name depends on the version: several become one
when they are compiled. OPEN comes first, the rest in any order. Nothing is left behind on
the flash; what is in memory ends with the reset after the test.
"""

from __future__ import annotations

# The program is stopped: its tasks are forgotten, and its watchdog waits for a person's answers.
OPEN = """\
import gc, json, os, sys, asyncio, machine
asyncio.new_event_loop()
if getattr(globals().get("settings"), "watchdog_ms", 0):
 watchdog = machine.WDT(timeout=600000)
gc.collect()
def _text(path):
 try:
  with open(path, "rb") as file:
   return file.read().decode()
 except (OSError, ValueError):
  return ""
def _named(name, *modules):
 for module in modules:
  try:
   return getattr(__import__("souffleur." + module, None, None, (name,)), name)
  except (ImportError, AttributeError):
   pass
 raise ImportError(name)
def _about():
 try:
  own = json.loads(_text("/souffleur.json"))
 except ValueError:
  own = {}
 try:
  from souffleur.release import VERSION as version
 except ImportError:
  version = ""
 start = globals().get("start")
 return {
  "board": own.get("board", ""), "name": own.get("name", ""),
  "identity": len(own.get("identity", "")), "secret": len(own.get("secret", "")),
  "version": version, "micropython": ".".join([str(n) for n in sys.implementation.version[:3]]),
  "slots": _text("/slots.json"), "journal": _text("/journal.old") + _text("/journal.txt"),
  "cause": getattr(start, "cause", ""), "safe": getattr(start, "safe", False),
  "heap": gc.mem_free(), "running": start is not None, "main": "main.py" in os.listdir("/"),
 }
print(json.dumps(_about()))
"""

# Random bytes, so that nothing read back can be what was there before.
FLASH = """\
import hashlib, time
_PATH = "/selftest.tmp"
def _flash():
 blocks = 8
 disk = os.statvfs("/")
 sums = [hashlib.sha256(), hashlib.sha256()]
 begun = time.ticks_ms()
 try:
  with open(_PATH, "wb") as file:
   for _ in range(blocks):
    part = os.urandom(1024)
    sums[0].update(part)
    file.write(part)
  written = time.ticks_diff(time.ticks_ms(), begun)
  with open(_PATH, "rb") as file:
   for _ in range(blocks):
    sums[1].update(file.read(1024))
 finally:
  try:
   os.remove(_PATH)
  except OSError:
   pass
 same = sums[0].digest() == sums[1].digest()
 return {"free": disk[1] * disk[3], "size": disk[1] * disk[2], "same": same, "ms": written,
  "bytes": blocks * 1024}
print(json.dumps(_flash()))
"""

PANEL = """\
from souffleur.panels import open_panel
from souffleur import pages
def _panel():
 global _board
 chosen = _named("Settings", "kernel", "settings")()
 _board = chosen.forget_board()
 panel = open_panel(_board)
 panel.frame.fill(0)
 pages.draw(("alignment",), panel, chosen)
 asyncio.run(panel.start())
 return {"width": panel.width, "height": panel.height, "driver": _board["panel"]["driver"],
  "answers": _board["display_bus"]["kind"] == "i2c"}
try:
 print(json.dumps(_panel()))
except OSError as error:
 print(json.dumps({"error": str(error)}))
"""

BOARD = """\
_board = _named("Settings", "kernel", "settings")().forget_board()
print(json.dumps({k: bool(_board.get(k)) for k in ("touch", "battery", "gauge", "vibration")}))
"""

TOUCH = """\
import time
from machine import Pin
def _readings(count):
 touch = _board["touch"]
 pin = Pin(touch["pin"], Pin.IN, Pin.PULL_UP)
 if touch["kind"] == "capacitive":
  from machine import TouchPad
  pad = TouchPad(pin)
  read = pad.read
 else:
  read = pin.value
 found = []
 for _ in range(count):
  found.append(read())
  time.sleep_ms(20)
 return {"kind": touch["kind"], "low": min(found), "high": max(found),
  "rise": touch.get("rise_percent", 25)}
print(json.dumps(_readings(25)))
"""

BATTERY = """\
def _battery():
 battery = _named("open_battery", "core", "battery")(_board)
 battery.read()
 return {"level": battery.level, "low": battery.low, "charging": battery.charging}
print(json.dumps(_battery()))
"""

VIBRATION = """\
async def _buzz():
 haptics = _named("Haptics", "core", "haptics")(_board["vibration"], True)
 haptics.play(2)
 try:
  await asyncio.wait_for(haptics.run(), 1)
 except asyncio.TimeoutError:
  pass
asyncio.run(_buzz())
print("true")
"""

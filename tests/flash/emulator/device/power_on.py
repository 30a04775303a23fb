"""What an ESP32 does from power-on to the prompt, with the virtual board's modules as its own.

The environment's BOARD is JSON: see `facts` in ../python.py. Only then the flash becomes "/".
"""

import json
import sys

import uos
import vfs

FACTS = json.loads(uos.getenv("BOARD"))
_tty = open(FACTS["tty"])  # the first terminal a session opens is where its Ctrl-C comes from
sys.path[:] = FACTS["modules"]

import os

import bluetooth
import esp32  # noqa: F401
import machine

import esp  # noqa: F401
import system
import wire_to_host as host
from blocks import Blocks

BOOT_PY = """\
# This file is executed on every boot (including wake-boot from deepsleep)
#import esp
#esp.osdebug(None)
#import webrepl
#webrepl.start()
"""


class _Cell(dict):
    """Readings of every pin, of a cell that is charged and halved."""

    def get(self, pin, other=0):
        return 2000000


def _become_the_board():
    esp.size = FACTS["flash_size"]
    os.facts = system.facts = FACTS
    system.become()
    sys.modules["sys"] = system
    # Machine code for the board's processor does not run here: leave the firmware its other way.
    sys.modules["souffleur.panels.turn_viper"] = object()
    bluetooth._HEAP_EVERY_MS = 10000
    mac = bytes.fromhex(FACTS["mac"])
    machine.unique_id = lambda: mac
    machine.bootloader = lambda timeout=0: machine._end("!", 0)
    machine.soft_reset = sys.exit
    machine.freq = lambda hertz=0: 160000000
    machine._start[0] = FACTS["cause"]
    machine._microvolts = _Cell()
    for n in range(256):  # chips on I2C: a charged cell, not charging
        machine._registers[0x55, n] = 90
        machine._registers[0x6A, n] = 0


def _mount():
    flash = Blocks(open(FACTS["image"], "r+b"), FACTS["vfs_start"])
    vfs.umount("/")
    try:
        vfs.mount(vfs.VfsLfs2(flash), "/")
    except OSError:
        _set_up(flash)
    os.chdir("/")
    sys.path[:] = ["", ".frozen", "/lib"]


def _set_up(flash):
    """As the stock image: a file system where there is nothing, a plea where there is something."""
    sector = bytearray(4096)
    flash.readblocks(0, sector)
    while sector != b"\xff" * 4096:
        host.send("G")
        print("The filesystem appears to be corrupted. If you had important data there, you\n"
              "may want to make a flash snapshot to try to recover it. Otherwise, perform\n"
              "factory reprogramming of MicroPython firmware (completely erase flash, followed\n"
              "by firmware programming).")  # fmt: skip
        host.sleep(3)
    print("Performing initial setup")
    vfs.VfsLfs2.mkfs(flash)
    vfs.mount(vfs.VfsLfs2(flash), "/")
    with open("/boot.py", "w") as file:
        file.write(BOOT_PY)


def _run(name, names):
    try:
        with open(name) as file:
            code = file.read()
    except OSError:
        return
    try:
        exec(compile(code, name, "exec"), names)
    except SystemExit:
        raise
    except BaseException as error:
        sys.print_exception(error)


def run(names):
    """Start as a board does; `names` are those of the prompt."""
    _become_the_board()
    for name in list(names):
        if name[:2] != "__":
            del names[name]
    for name in ("power_on", "blocks", "system", "json"):
        sys.modules.pop(name, None)
    try:
        _mount()
        host.send("G")  # from here on a board can be interrupted
        _run("boot.py", names)
        if FACTS["main"]:
            _run("main.py", names)
    except KeyboardInterrupt as error:
        sys.print_exception(error)

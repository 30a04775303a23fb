"""The power may fail at any write while a new secret goes to flash: the old or the new is there."""

from __future__ import annotations

import json
import subprocess

import pytest

from tests.link.world import MICROPYTHON
from tools.campaign import programs

PROGRAM = """
import json
import vfs
from flash_cuts import ROOT, blank, mount
from ramflash import WHOLE, Flash
from souffleur.settings import Settings
with open(BOARD) as file:
    start = blank(file.read())
new = bytes(range(200, 232))

def power_on(data, work):
    flash = Flash(data)
    mount(flash)
    settings = Settings(ROOT)
    try:
        work(flash, settings)
    except OSError:
        if not flash.dead:
            raise
    vfs.umount(ROOT)
    flash.dead = True
    return settings

old = power_on(bytearray(start), lambda flash, settings: None)
found = {"old": 0, "new": 0, "writes": 0}
survived = False
while not survived:
    found["writes"] += 1
    for share in (0, 100, WHOLE):
        data = bytearray(start)
        done = []
        def renew(flash, settings):
            flash.arm(found["writes"], share)
            settings.renew(new)
            done.append(True)
        power_on(data, renew)
        after = power_on(data, lambda flash, settings: None)
        assert after.secret in (old.secret, new), "neither"
        assert after.secret == new or not done, "told too early"
        assert after.identity == old.identity and after.name == old.name
        found["new" if after.secret == new else "old"] += 1
        survived = bool(done)
        if survived:
            break
print(json.dumps(found))
"""


@pytest.mark.skipif(not MICROPYTHON.exists(), reason="no MicroPython wheel for this platform")
def test_a_power_cut_at_any_write_of_the_new_secret_leaves_one_of_the_two() -> None:
    program = f"BOARD = {str(programs.BOARD)!r}\n{PROGRAM}"
    ran = subprocess.run(
        [MICROPYTHON, "-X", "heapsize=8M", "-c", program], env=programs.ENVIRONMENT, text=True,
        capture_output=True, timeout=120, check=False,
    )
    assert ran.stderr == ""
    found = json.loads(ran.stdout)
    assert found["old"] >= 3
    assert found["new"] >= 1
    assert found["old"] + found["new"] == 3 * (found["writes"] - 1) + 1

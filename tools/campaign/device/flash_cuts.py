"""Power cuts at random writes to flash: micropython flash_cuts.py BOARD_FILE SEED CUTS

One image lives through all the cuts. Prints the counts as JSON, or ends with the promise broken.
"""

# mypy: ignore-errors

import gc
import json
import sys

import vfs
from life import Life, Wrong, library, new, provision
from ramflash import BLOCK, WHOLE, Flash
from scripts import Noise

ROOT = "/flash"
BLOCKS = 40  # of flash: two or three of the scripts fit
PARTS = ("current", "place", "settings")
MOST_WRITES = (8, 30, 30, 150)  # between two cuts: amid one change, and after many


def mount(flash):
    vfs.mount(vfs.VfsLfs2(flash), ROOT)


def blank(board):
    """An image as it leaves the bench."""
    data = bytearray(b"\xff" * (BLOCKS * BLOCK))
    flash = Flash(data)
    vfs.VfsLfs2.mkfs(flash)
    mount(flash)
    provision(ROOT, board)
    vfs.umount(ROOT)
    return data


def share(noise):
    """How much of the last write is done: often nothing or all of it."""
    return noise.choose((0, WHOLE, noise.below(WHOLE), noise.below(WHOLE)))


def main(board, seed, cuts):
    noise = Noise(seed)
    data = blank(board)
    scripts = library(noise)
    expected = new(json.loads(board))
    counts = {"cuts": 0, "writes": 0, "steps": 0, "old": 0, "new": 0}
    while counts["cuts"] < cuts:
        flash = Flash(data)
        mount(flash)
        flash.arm(1 + noise.below(noise.choose(MOST_WRITES)), share(noise))
        open_ends = [key for key in PARTS if len(expected[key]) > 1]
        before = {key: expected[key][0] for key in open_ends}
        try:
            life = Life(flash, ROOT, scripts, noise, expected)
            for key in open_ends:
                counts["old" if expected[key][0] == before[key] else "new"] += 1
            while not flash.dead:
                life.step()
                counts["steps"] += 1
        except OSError as error:
            if not flash.dead:
                raise Wrong("at cut %d: %r" % (counts["cuts"], error))
        except Wrong as wrong:
            raise Wrong("at cut %d: %s" % (counts["cuts"], wrong))
        vfs.umount(ROOT)
        counts["cuts"] += 1
        counts["writes"] += flash.writes
        gc.collect()
    print(json.dumps(counts))


if __name__ == "__main__":
    with open(sys.argv[1]) as file:
        BOARD = file.read()
    main(BOARD, int(sys.argv[2]), int(sys.argv[3]))

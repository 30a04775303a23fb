"""One life on an image in a file: micropython flash_killed.py BOARD_FILE IMAGE SEED

Reads one line of JSON: what may be found, see life.py; null makes the image. At a random write
to flash it prints what may be found after it, and hangs within that write until the host kills
it.
"""

# mypy: ignore-errors

import json
import sys

import vfs
from flash_cuts import BLOCKS, MOST_WRITES, ROOT, mount, share
from life import Life, library, new, provision
from ramflash import BLOCK, FileFlash
from scripts import Noise


def main(board, image, seed, expected):
    scripts = library(Noise(1))
    noise = Noise(seed)
    file = open(image, "r+b" if expected else "w+b")
    if not expected:
        for _ in range(BLOCKS):
            file.write(b"\xff" * BLOCK)
    flash = FileFlash(file)
    if not expected:
        expected = new(json.loads(board))
        vfs.VfsLfs2.mkfs(flash)
        mount(flash)
        provision(ROOT, board)
        vfs.umount(ROOT)
    mount(flash)
    life = Life(flash, ROOT, scripts, noise, expected)

    def hang():
        print(json.dumps(life.expected))
        while True:
            pass

    flash.failed = hang
    flash.arm(1 + noise.below(noise.choose(MOST_WRITES)), share(noise))
    while True:
        life.step()


if __name__ == "__main__":
    with open(sys.argv[1]) as BOARD:
        main(BOARD.read(), sys.argv[2], int(sys.argv[3]), json.loads(sys.stdin.readline()))

"""Each operation cut at each of its writes: micropython flash_each.py BOARD_FILE OPERATION

Prints the counts as JSON, or ends with the promise broken.
"""

# mypy: ignore-errors

import gc
import json
import os
import sys

import vfs
from flash_cuts import ROOT, blank, mount
from life import Life, Wrong, done, library, new
from ramflash import WHOLE, Flash
from scripts import Noise

SHARES = (0, 100, WHOLE)
MOST = 2000  # writes of one operation; more is a lock-up


class Steady(Noise):
    """Brings every book to its end, from the largest common beginning."""

    def below(self, limit):
        return limit - 1


def _at_home(life):
    """One script of the show, on line 9; another one held."""
    life.upload(life.library[4])
    life.upload(life.library[1])
    life.place(life.vault.current_id, 9)


def _arrived(life):
    """And all of a third one is there."""
    _at_home(life)
    book = life.library[3]
    life.vault.begin(book.id, len(book.data), None, book.data[:24])
    life.vault.write(24, book.data[24:])


def _commit(life):
    """The glasses know what they hold of it; then it becomes the script of the show."""
    book = life.library[3]
    held = life.vault.begin(book.id, len(book.data), None, book.data[:24])
    if held < len(book.data):
        life.vault.write(held, book.data[held:])
    life.change(book.id, lambda name: done(life.vault.commit(name)))


def _filled(life):
    """Another one has come in part, and there is no room for one more."""
    _arrived(life)
    with open(ROOT + "/filling", "wb") as file:
        disk = os.statvfs(ROOT)
        for _ in range(disk[3] - 5):
            file.write(bytes(disk[1]))


# name: what is there before, the operation
OPERATIONS = {
    "first": (lambda life: None, lambda life: life.upload(life.library[1])),
    "upload": (_at_home, lambda life: life.upload(life.library[3])),
    "edited": (_at_home, lambda life: life.upload(life.library[5])),
    "room": (_filled, lambda life: life.upload(life.library[0])),
    "commit": (_arrived, _commit),
    "use": (_at_home, lambda life: life.use(life.library[4].id)),
    "erase": (_at_home, lambda life: life.erase(life.library[1].id)),
    "erase another": (_at_home, lambda life: life.erase(life.library[4].id)),
    "erase arriving": (_arrived, lambda life: life.erase(life.library[3].id)),
    "erase all": (_arrived, lambda life: life.erase(None)),
    "configure": (_at_home, lambda life: life.configure(("brightness", 10, 240))),
    "place": (_at_home, lambda life: life.place(life.vault.current_id, 12)),
    "journal": (_at_home, lambda life: [life.note() for _ in range(8)]),
}


def run(data, scripts, expected, work, writes, share):
    """Power on and work; whether the power held. writes: it fails at that one; 0: never."""
    flash = Flash(data)
    mount(flash)
    try:
        life = Life(flash, ROOT, scripts, Steady(1), expected)
        flash.arm(writes, share)
        work(life)
    except OSError:
        if not flash.dead:
            raise
    vfs.umount(ROOT)
    survived = not flash.dead
    flash.dead = True
    return survived


def main(board, name):
    """One operation of OPERATIONS."""
    before, work = OPERATIONS[name]
    scripts = library(Noise(3))
    start, known = blank(board), new(json.loads(board))
    run(start, scripts, known, before, 0, 0)
    counts = {"operation": name, "writes": 0, "cuts": 0}
    writes, survived = 0, False
    while not survived:
        writes += 1
        if writes > MOST:
            raise Wrong("%s never ends" % name)
        for share in SHARES:
            data = bytearray(start)
            expected = {key: list(known[key]) for key in known}
            try:
                survived = run(data, scripts, expected, work, writes, share)
                run(data, scripts, expected, work, 0, 0)  # and it can be done again
                run(data, scripts, expected, lambda life: None, 0, 0)
            except (OSError, Wrong) as wrong:
                raise Wrong("%s, write %d, share %d: %r" % (name, writes, share, wrong))
            gc.collect()
            if survived:
                break
            counts["cuts"] += 1
    counts["writes"] = writes - 1
    print(json.dumps(counts))


if __name__ == "__main__":
    with open(sys.argv[1]) as file:
        BOARD = file.read()
    for OPERATION in sys.argv[2:] or OPERATIONS:
        main(BOARD, OPERATION)

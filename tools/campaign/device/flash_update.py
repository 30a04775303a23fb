"""Updates cut at each of their writes to flash: micropython flash_update.py OPERATION

Whatever starts after a cut is whole, and it is the version before or the new one; a new one that
does not prove itself gives way to the one before. Prints the counts as JSON.
"""

# mypy: ignore-errors

import gc
import hashlib
import json
import os
import struct
import sys

import glasses  # noqa: F401  the flash becomes the root
import slots
import vfs
from life import Wrong, done
from ramflash import BLOCK, Flash
from scripts import Noise
from souffleur.update import Update

BLOCKS = 64
SHARES = (0, 100)  # of a write; the whole of it is the next one's nothing
PIECE = 900
MOST = 2000


class Version:
    """An image with a few files of noise. name: what it is called."""

    def __init__(self, name, seed):
        noise = Noise(seed)
        self.name = name
        self.files = {
            path: noise.bytes(size)
            for path, size in (("souffleur/wire.mpy", 500), ("souffleur/panels/one.mpy", 1800),
                               ("main.py", 300), ("souffleur/words/en.bin", 60))
        }  # fmt: skip
        head = b"SU" + bytes((1, len(name))) + name.encode() + struct.pack("<H", len(self.files))
        for path in self.files:
            head += bytes((len(path),)) + path.encode() + struct.pack("<I", len(self.files[path]))
        self.data = head + b"".join(self.files.values())
        self.id = hashlib.sha256(self.data).digest()[:8]

    def lies_at(self, place):
        """Whether all of it is there."""
        for path in self.files:
            try:
                with open("/" + place + "/" + path, "rb") as file:
                    if file.read() != self.files[path]:
                        return False
            except OSError:
                return False
        return True


ONE, TWO, THREE = VERSIONS = [Version(name, ord(name)) for name in "123"]


def start():
    """What boot.py does; the name of the version that starts, "" for the one of the cable."""
    path = list(sys.path)
    slots.start()
    sys.path[:] = path
    place = os.getcwd()[1:]
    os.chdir("/")
    if not place:
        return ""
    for version in VERSIONS:
        if version.lies_at(place):
            return version.name
    raise Wrong("a version that is not whole starts")


def bring(version):
    update = Update(slots)
    held = done(update.begin(version.id, len(version.data)))
    while held < len(version.data):
        update.write(held, version.data[held : held + PIECE])
        held += len(version.data[held : held + PIECE])
    if not done(update.stage(version.id)):
        raise Wrong("a sound update is refused")


def settled(*versions):
    """Each was brought, started and has proved itself."""
    for version in versions:
        bring(version)
        start()
        slots.keep()


def tried():
    settled(ONE)
    bring(TWO)
    start()


# name: what was there before, the operation, what may start after a cut, what is left in the end
OPERATIONS = {
    "first update": (lambda: None, lambda: bring(ONE), ("", "1"), ""),
    "second update": (lambda: settled(ONE), lambda: bring(TWO), ("1", "2"), "1"),
    "third update": (lambda: settled(ONE, TWO), lambda: bring(THREE), ("2", "3"), "2"),
    "another before the start": (
        lambda: (settled(ONE), bring(TWO)), lambda: bring(THREE), ("1", "2", "3"), "1",
    ),
    "trial start": (lambda: (settled(ONE), bring(TWO)), start, ("1", "2"), "1"),
    "start after the trial": (tried, start, ("1",), "1"),
    "proof": (tried, slots.keep, ("1", "2"), None),
}  # fmt: skip


def power(data):
    """A flash switched on."""
    flash = Flash(data)
    vfs.umount("/")
    vfs.mount(vfs.VfsLfs2(flash), "/")
    return flash


def after(name, possible, left):
    """What must be true at the starts after a cut."""
    first = start()
    if first not in possible:
        raise Wrong("version %r starts" % first)
    second = start()
    if second != (first if left is None else left):
        raise Wrong("version %r, then %r starts" % (first, second))
    settled(THREE)
    if start() != "3":
        raise Wrong("no further update")


def cut(data, name, writes, share):
    """One operation, the power failing at that write; whether it failed."""
    _, work, possible, left = OPERATIONS[name]
    flash = power(data)
    flash.arm(writes, share)
    try:
        work()
    except OSError:
        if not flash.dead:
            raise
    failed, flash.dead = flash.dead, True
    flash = power(data)
    try:
        after(name, possible, left)
    except (OSError, Wrong) as wrong:
        raise Wrong("%s, write %d, share %d: %r" % (name, writes, share, wrong))
    flash.dead = True
    gc.collect()
    return failed


def main(name):
    """One operation of OPERATIONS, cut at every write."""
    begun = bytearray(b"\xff" * (BLOCKS * BLOCK))
    vfs.VfsLfs2.mkfs(Flash(begun))
    vfs.mount(vfs.VfsLfs2(Flash(begun)), "/")
    flash = power(begun)
    OPERATIONS[name][0]()
    flash.dead = True
    writes = cuts = 0
    while cut(bytearray(begun), name, writes + 1, SHARES[0]):
        writes += 1
        for share in SHARES[1:]:
            cut(bytearray(begun), name, writes, share)
        cuts += len(SHARES)
        if writes > MOST:
            raise Wrong("%s never ends" % name)
    print(json.dumps({"operation": name, "writes": writes, "cuts": cuts}))


if __name__ == "__main__":
    main(sys.argv[1])

"""Power-on of the virtual board: micropython -X heapsize=100k boot.py PORT IMAGE [CUT]

Mounts the flash image as the root directory, as an ESP32 does, and runs /main.py from it.
CUT n lets the power fail at the n-th write to flash from now, with half of that write done.
"""

import gc
import struct
import sys
import time

gc.collect()
_before = gc.mem_alloc()

import bluetooth  # noqa: F401  loaded while the host's folders are still in reach
import machine  # noqa: F401
import vfs
import wire_to_host as host

BLOCK = 4096


class Flash:
    """A file as a block device. Writes go straight to the file, so a kill loses nothing more."""

    def __init__(self, path, cut):
        self.file = open(path, "r+b")
        self.blocks = self.file.seek(0, 2) // BLOCK
        self.cut = cut
        self.blank = None

    def readblocks(self, block, buffer, offset=0):
        self.file.seek(block * BLOCK + offset)
        self.file.readinto(buffer)

    def writeblocks(self, block, buffer, offset=0):
        self.file.seek(block * BLOCK + offset)
        self.cut -= 1
        if not self.cut:
            self.file.write(memoryview(buffer)[: len(buffer) // 2])
            host.send("X", b"cut")
            time.sleep(3600)
        self.file.write(buffer)

    def ioctl(self, operation, argument):
        if operation == 4:
            return self.blocks
        if operation == 5:
            return BLOCK
        if operation == 6:
            self.file.seek(argument * BLOCK)
            for _ in range(BLOCK // 256):
                self.file.write(b"\xff" * 256)
            return 0
        return 0


def boot(port, image, cut):
    host.connect(port)
    flash = Flash(image, cut)
    vfs.umount("/")
    vfs.mount(vfs.VfsLfs2(flash), "/")
    sys.path[:] = ["", "/", ".frozen"]
    gc.collect()
    host.send("B", struct.pack("<III", gc.mem_free() + gc.mem_alloc(), gc.mem_alloc(), _before))


boot(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 0)
del boot
gc.collect()
import main  # noqa: E402, F401

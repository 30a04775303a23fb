"""Power-on of the virtual board: micropython -X heapsize=N boot.py PORT ROM IMAGE CUT CAUSE WAKE

ROM is a ROMFS image with the compiled modules, in memory as a board's flash is. Mounts the
flash image as the root directory, as an ESP32 does, and runs the firmware's main module.
CUT n lets the power fail at the n-th write to flash from now, with half of that write done.
CAUSE and WAKE are what machine.reset_cause() and machine.wake_reason() say.
With PORT 0 it prints what a board has outside the heap (ROM, modules in C) but is in ours.
"""

import gc
import os
import struct
import sys
import time

import vfs

_rom = bytearray(os.stat(sys.argv[2])[6])
with open(sys.argv[2], "rb") as _file:
    _file.readinto(_rom)
_flash = open(sys.argv[3], "r+b")
vfs.umount("/")
vfs.mount(vfs.VfsRom(_rom), "/rom")
sys.path[:] = ["/rom", ".frozen"]
import wire_to_host as host  # noqa: E402

BLOCK = 4096


class Flash:
    """A file as a block device. Writes go straight to the file, so a kill loses nothing more."""

    def __init__(self, file, cut):
        self.file = file
        self.blocks = self.file.seek(0, 2) // BLOCK
        self.cut = cut

    def readblocks(self, block, buffer, offset=0):
        self.file.seek(block * BLOCK + offset)
        self.file.readinto(buffer)

    def writeblocks(self, block, buffer, offset=0):
        self.file.seek(block * BLOCK + offset)
        self.cut -= 1
        if not self.cut:
            self.file.write(memoryview(buffer)[: len(buffer) // 2])
            host.send("X")
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


vfs.mount(vfs.VfsLfs2(Flash(_flash, int(sys.argv[4]))), "/")
os.chdir("/")
import bluetooth  # noqa: E402, F401
import esp32  # noqa: E402, F401
import machine  # noqa: E402

gc.collect()
if sys.argv[1] == "0":
    print(gc.mem_alloc())
else:
    host.connect(int(sys.argv[1]))
    machine._start[:] = int(sys.argv[5]), int(sys.argv[6])
    _operation = None
    while _operation != "v":  # the battery's voltage is the last of what is there at power-on
        _size, _operation = struct.unpack("<HB", host.receive(3))
        _operation = chr(_operation)
        machine.host_says(_operation, host.receive(_size))
    host.send("B", struct.pack("<II", gc.mem_free(), gc.mem_alloc()))
    import boot  # noqa: F401  the firmware's own
    import main  # noqa: F401

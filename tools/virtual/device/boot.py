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
from flash_file import Flash  # noqa: E402


def _power_fails():
    host.send("X")
    time.sleep(3600)


vfs.mount(vfs.VfsLfs2(Flash(_flash, int(sys.argv[4]), _power_fails)), "/")
os.chdir("/")
import bluetooth  # noqa: E402, F401
import esp32  # noqa: E402, F401
import machine  # noqa: E402
import names  # noqa: E402

names.fill()
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

    try:
        import main  # noqa: F401
    except Exception as error:
        if not machine.WDT.running:
            raise
        sys.print_exception(error)
        time.sleep(3600)  # at the prompt, as a board would be, until the watchdog ends it

"""The firmware in simulated time: micropython play.py ROM IMAGE TAPE OUT CAUSE WAKE

TAPE holds what happens to the board: for each event the milliseconds since the one before
(u32), then the frame that the host would send (see wire_to_host.py). The run ends after the
last one, or when the firmware resets the board or goes to deep sleep.

OUT gets what the board sends, in the same form but with the milliseconds since power-on, without
pixels and without the feeding of the watchdog; once a simulated minute a frame "H" with the bytes
of heap in use after a collection, the largest free piece and the blocks of flash erased so far
(u32 each), and at the end "E" with the milliseconds of the deep sleep: 0 for a reset, nothing at
the end of the tape.

With TAPE 0 it prints what a board has outside the heap but is in ours.
"""

import gc
import os
import struct
import sys

_here = sys.path[0]
sys.path[:] = [_here, _here[: _here.rfind("/")], ".frozen"]
import time  # noqa: E402  simulated

import vfs  # noqa: E402

_rom = bytearray(os.stat(sys.argv[1])[6])
with open(sys.argv[1], "rb") as _file:
    _file.readinto(_rom)
_image = open(sys.argv[2], "r+b")
_tape = open(sys.argv[3], "rb") if sys.argv[3] != "0" else None
_out = open(sys.argv[4], "wb")
_MINUTE = 60000
_PIXELS = 16  # bytes: longer writes to the display are no commands
_begun = time.ticks_ms()


class End(BaseException):
    pass


def send(operation, payload=b""):
    """In place of the cable's."""
    if operation in "PQ" and len(payload) > _PIXELS or operation == "F":  # the watchdog is fed
        return
    _out.write(struct.pack("<IHB", time.ticks_ms() - _begun, len(payload), ord(operation)))
    _out.write(payload)
    if operation == "Z":
        _out.write(struct.pack("<IHB", time.ticks_ms() - _begun, 4, ord("E")) + payload)
        raise End


def largest():
    """Bytes of the largest piece that can be had."""
    low, high = 0, gc.mem_free()
    while high - low > 64:
        size = (low + high) // 2
        try:
            bytearray(size)
            low = size
        except MemoryError:
            high = size
        gc.collect()
    return low


async def weigh(self):
    import asyncio

    while True:
        gc.collect()
        used = gc.mem_alloc()
        send("H", struct.pack("<III", used, largest(), _flash.erased))
        await asyncio.sleep_ms(_MINUTE)


async def pump(self):
    """What happens to the board, at its time."""
    import asyncio

    head = bytearray(7)
    try:
        while _tape.readinto(head) == 7:
            wait, size, operation = struct.unpack("<IHB", head)
            if wait:
                await asyncio.sleep_ms(wait)
            self._frame(chr(operation), _tape.read(size))
            self._credits = 12  # the air takes all
    except Exception as error:
        sys.print_exception(error)
    raise End


import wire_to_host  # noqa: E402

wire_to_host.send = send
from flash_file import Flash  # noqa: E402

_flash = Flash(_image)
vfs.umount("/")
vfs.mount(vfs.VfsRom(_rom), "/rom")
sys.path[:] = ["/rom", ".frozen"]
vfs.mount(vfs.VfsLfs2(_flash), "/")
os.chdir("/")
time.passes()
import bluetooth  # noqa: E402
import esp32  # noqa: E402, F401
import machine  # noqa: E402
import names  # noqa: E402

bluetooth._Ble._pump = pump
bluetooth._Ble._weigh = weigh
machine._start[:] = int(sys.argv[5]), int(sys.argv[6])
names.fill()
gc.collect()
if _tape is None:
    print(gc.mem_alloc())
else:
    try:
        import boot  # noqa: F401  the firmware's own
        import main  # noqa: F401
    except End:
        pass
_out.close()

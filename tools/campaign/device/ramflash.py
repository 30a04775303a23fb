"""A flash chip in memory or in a file whose power fails in the middle of a chosen write.

Programming and erasing both count as writes. What was under way is done in part, as a chip
leaves it: some of the bytes are new, one has some of its bits, the rest is as before. From then
on reading and writing fail, so that whatever still runs comes to an end.
"""

# mypy: ignore-errors

BLOCK = 4096
WHOLE = 256  # a share: the write was done to its end, and the power failed after it
EIO = -5
ERASED = b"\xff" * BLOCK


class Flash:
    """Memory as a block device for littlefs."""

    def __init__(self, data):
        self._data = data
        self.blocks = self._size() // BLOCK
        self.dead = False
        self.writes = 0
        self._left = -1
        self._share = 0

    def arm(self, writes, share):
        """Let the power fail at that write from now, with share / WHOLE of it done."""
        self._left = writes
        self._share = share

    def readblocks(self, block, buffer, offset=0):
        if self.dead:
            return EIO
        self._read(block * BLOCK + offset, buffer)
        return 0

    def writeblocks(self, block, buffer, offset=0):
        return self._change(block * BLOCK + offset, buffer)

    def ioctl(self, operation, argument):
        if operation == 4:
            return self.blocks
        if operation == 5:
            return BLOCK
        if operation == 6:
            return self._change(argument * BLOCK, ERASED)
        return 0

    def _change(self, at, new):
        if self.dead:
            return EIO
        self.writes += 1
        self._left -= 1
        if self._left:
            self._write(at, new)
            return 0
        self.dead = True
        done = len(new) * self._share // WHOLE
        torn = bytearray(new[: done + 1])
        if done < len(new):
            before = bytearray(1)
            self._read(at + done, before)
            torn[done] = before[0] & (torn[done] | 0xA5)
        self._write(at, torn)
        self.failed()
        return EIO

    def failed(self):
        """The power has just failed: called within the write. Replaced by whoever wants to know."""

    # The chip's bytes

    def _size(self):
        return len(self._data)

    def _read(self, at, buffer):
        buffer[:] = memoryview(self._data)[at : at + len(buffer)]

    def _write(self, at, data):
        self._data[at : at + len(data)] = data


class FileFlash(Flash):
    """A file of the host, written at once, so that killing the process loses nothing more."""

    def _size(self):
        return self._data.seek(0, 2)

    def _read(self, at, buffer):
        self._data.seek(at)
        self._data.readinto(buffer)

    def _write(self, at, data):
        self._data.seek(at)
        self._data.write(data)

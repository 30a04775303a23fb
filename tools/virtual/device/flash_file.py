"""A flash chip in a file, as a block device."""

BLOCK = 4096


class Flash:
    """Writes go straight to the file, so a kill loses nothing more.

    cut: at that write from now, half of it done, call fail(), which does not return; 0: never.
    erased: blocks erased so far.
    """

    def __init__(self, file, cut=0, fail=None):
        self._file = file
        self._cut = cut
        self._fail = fail
        self._blocks = file.seek(0, 2) // BLOCK
        self.erased = 0

    def readblocks(self, block, buffer, offset=0):
        self._file.seek(block * BLOCK + offset)
        self._file.readinto(buffer)

    def writeblocks(self, block, buffer, offset=0):
        self._file.seek(block * BLOCK + offset)
        self._cut -= 1
        if not self._cut:
            self._file.write(memoryview(buffer)[: len(buffer) // 2])
            self._fail()
        self._file.write(buffer)

    def ioctl(self, operation, argument):
        if operation == 4:
            return self._blocks
        if operation == 5:
            return BLOCK
        if operation == 6:
            self.erased += 1
            self._file.seek(argument * BLOCK)
            for _ in range(BLOCK // 256):
                self._file.write(b"\xff" * 256)
        return 0

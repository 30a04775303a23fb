"""A board's flash behind its file system: the part of the shared image that is its own."""

from flash_file import BLOCK, Flash


class Blocks(Flash):
    def __init__(self, file, start):
        super().__init__(file)
        self._first = start // BLOCK
        self._blocks -= self._first

    def readblocks(self, block, buffer, offset=0):
        super().readblocks(self._first + block, buffer, offset)

    def writeblocks(self, block, buffer, offset=0):
        super().writeblocks(self._first + block, buffer, offset)

    def ioctl(self, operation, argument):
        return super().ioctl(operation, argument + self._first if operation == 6 else argument)

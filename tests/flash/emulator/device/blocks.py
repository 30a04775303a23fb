"""A board's flash behind its file system: the part of the shared image that is its own."""

from flash_file import BLOCK, Flash


def _whole(operate, *arguments):
    """A board's flash is driven by machine code, which no Ctrl-C cuts in two: done again, and
    whoever pressed it presses again."""
    while True:
        try:
            return operate(*arguments)
        except KeyboardInterrupt:
            pass


class Blocks(Flash):
    def __init__(self, file, start):
        super().__init__(file)
        self._first = start // BLOCK
        self._blocks -= self._first

    def readblocks(self, block, buffer, offset=0):
        _whole(super().readblocks, self._first + block, buffer, offset)

    def writeblocks(self, block, buffer, offset=0):
        _whole(super().writeblocks, self._first + block, buffer, offset)

    def ioctl(self, operation, argument):
        place = argument + self._first if operation == 6 else argument
        return _whole(super().ioctl, operation, place)

"""A board's flash behind its file system: the part of the shared image that is its own."""

from flash_file import BLOCK, Flash


class Blocks(Flash):
    """A board's flash is driven by machine code, which no Ctrl-C cuts in two: what was cut is
    done again, and pressed() called to have the Ctrl-C later."""

    def __init__(self, file, start, pressed=None):
        super().__init__(file)
        self._pressed = pressed
        self._first = start // BLOCK
        self._blocks -= self._first

    def readblocks(self, block, buffer, offset=0):
        self._whole(super().readblocks, self._first + block, buffer, offset)

    def writeblocks(self, block, buffer, offset=0):
        self._whole(super().writeblocks, self._first + block, buffer, offset)

    def ioctl(self, operation, argument):
        place = argument + self._first if operation == 6 else argument
        return self._whole(super().ioctl, operation, place)

    def _whole(self, operate, *arguments):
        while True:
            try:
                return operate(*arguments)
            except KeyboardInterrupt:
                self._pressed()

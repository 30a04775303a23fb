"""Messages from the staff: one-bit pictures for a band over the text."""

import framebuf

from . import book, wire
from .stage import ink

FRAME = wire.MESSAGE_FRAME


def picture(width, height, data, room, high):
    """(framebuf, width, height) of a message; room, high: the size of the text's area.

    Raises ValueError for one that is damaged or does not fit.
    """
    if not (0 < width <= room and 0 < height <= high - FRAME):
        raise ValueError("message of %dx%d" % (width, height))
    rows = bytearray(book.row_bytes(width, 1) * height)
    if book.unpack(data, 0, len(data), rows) != len(rows):
        raise ValueError("message too short")
    stride = (width + 7) // 8 * 8
    return framebuf.FrameBuffer(rows, width, height, framebuf.MONO_HLSB, stride), width, height


def draw(panel, x, y, room, message):
    """Draw a message, framed, `room` pixels wide."""
    made, width, height = message
    frame = panel.frame
    full = (1 << panel.depth) - 1
    frame.fill_rect(x, y, room, height + FRAME, 0)
    frame.rect(x, y, room, height + FRAME, max(1, full // 2))
    frame.blit(made, x + (room - width) // 2, y + FRAME // 2, 0, ink(panel, full))

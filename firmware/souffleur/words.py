"""The device's own words as pictures, in the wearer's language.

A file words/LANGUAGE.bin, made by `python -m tools.words`, beside the software: "SW", the number
of words (u8), for each word its width and height (u8) and the offset of its pixels in the file
(u16, little-endian), then the pixels: rows of one bit a pixel, the most significant bit
leftmost, each row padded to a byte.

Numbers 0 to 6 are small words for the strip, by sign (signs.LINK_LOST...); 7 is "low battery".
The large words for pages follow.
"""

import sys

import framebuf

WAITING = 8
LINKED = 9
PAIRING = 10
CHARGE = 11


def picture(language, number):
    """(framebuf, width, height) of a word; in English if need be; None where no file has it."""
    for name in (language, "en"):
        for root in sys.path:
            try:
                with open(root + "/words/" + name + ".bin", "rb") as file:
                    return _read(file, number)
            except (OSError, ValueError):
                pass
    return None


def _read(file, number):
    head = file.read(3)
    if len(head) < 3 or head[:2] != b"SW" or number >= head[2]:
        return None
    file.seek(3 + 4 * number)
    width, height, low, high = file.read(4)
    file.seek(low | high << 8)
    stride = (width + 7) // 8
    pixels = bytearray(stride * height)
    if file.readinto(pixels) < len(pixels):
        return None
    layout = framebuf.MONO_HLSB
    return framebuf.FrameBuffer(pixels, width, height, layout, stride * 8), width, height

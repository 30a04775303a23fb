"""Runs in MicroPython: paints every line of a book with the firmware's own painter.

micropython paint.py FIRMWARE BOOK OUT: OUT gets the levels of each line, three times: nothing
spoken, its first token spoken, the line past. One byte a pixel.
"""

# ruff: noqa: PTH123 - MicroPython has no pathlib

import sys

sys.path.insert(0, sys.argv[1])

import framebuf
from souffleur import book
from souffleur.glyphs import Glyphs
from souffleur.painter import ALL, Painter


class Volume:
    """The book in memory, as glyphs.py wants it."""

    def __init__(self, data):
        self.geometry = book.parse_header(data[: book.HEADER_SIZE])
        self.glyphs = []
        self.lines = []
        at = book.HEADER_SIZE
        while at < len(data):
            end = at + book.RECORD_HEAD + (data[at + 1] | data[at + 2] << 8)
            records = self.glyphs if data[at] == book.GLYPH else self.lines
            records.append(data[at + book.RECORD_HEAD : end])
            at = end

    def glyph(self, number):
        return self.glyphs[number]


def main():
    with open(sys.argv[2], "rb") as file:
        volume = Volume(file.read())
    depth, width, _, height = volume.geometry[:4]
    layout = {1: framebuf.MONO_HLSB, 2: framebuf.GS2_HMSB}[depth]
    stride = (width + 7) // 8 * 8
    canvas = framebuf.FrameBuffer(
        bytearray(stride * height * depth // 8), width, height, layout, stride
    )
    painter = Painter(canvas, height, depth, layout)
    glyphs = Glyphs()
    glyphs.of(volume)
    with open(sys.argv[3], "wb") as out:
        for body in volume.lines:
            first = body[1] | body[2] << 8 | body[3] << 16
            for spoken in (0, first + 1, ALL):
                canvas.fill(0)
                painter.paint(body, depth, glyphs, spoken)
                out.write(bytes(canvas.pixel(x, y) for y in range(height) for x in range(width)))


main()

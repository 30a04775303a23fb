"""Animated GIFs frame by frame: a long show must not stand in memory as pictures.

Each frame holds only the rectangle that changed. Pillow does the compression.
"""

from __future__ import annotations

import struct
from io import BytesIO
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Frame = NDArray[np.uint8]

_LOOP = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
_END = b"\x3b"
_HEAD = 13  # signature and screen descriptor


class GifWriter:
    """Writes frames of palette numbers (height, width), all of one size."""

    def __init__(self, file: BinaryIO, size: tuple[int, int], palette: list[int]) -> None:
        """`size`: width, height. `palette`: red, green, blue of up to 256 colours in turn."""
        self._file = file
        self._palette = palette
        self._before: Frame | None = None
        bits = max(1, (len(palette) // 3 - 1).bit_length())
        table = bytes(palette).ljust(3 << bits, b"\0")
        file.write(b"GIF89a" + struct.pack("<HHBBB", *size, 0xF0 | bits - 1, 0, 0) + table + _LOOP)

    def add(self, frame: Frame, duration: int) -> None:
        """Append a frame that stands for `duration` hundredths of a second."""
        top, bottom, left, right = self._changed(frame)
        part = frame[top:bottom, left:right]
        self._file.write(struct.pack("<BBBBHBB", 0x21, 0xF9, 4, 1 << 2, duration, 0, 0))
        self._file.write(struct.pack("<BHHHHB", 0x2C, left, top, right - left, bottom - top, 0))
        self._file.write(self._compressed(part))
        self._before = frame

    def close(self) -> None:
        """Write the end mark; the file stays open."""
        self._file.write(_END)

    def _changed(self, frame: Frame) -> tuple[int, int, int, int]:
        """Top, bottom, left, right of what differs from the frame before; never empty."""
        if self._before is None:
            return 0, frame.shape[0], 0, frame.shape[1]
        differs = frame != self._before
        rows, columns = np.flatnonzero(differs.any(axis=1)), np.flatnonzero(differs.any(axis=0))
        if not rows.size:
            return 0, 1, 0, 1
        return int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1

    def _compressed(self, part: Frame) -> bytes:
        """The image data of a frame: what Pillow writes after its image descriptor."""
        picture = Image.fromarray(np.ascontiguousarray(part))
        picture.putpalette(self._palette)
        whole = BytesIO()
        picture.save(whole, "GIF", optimize=False, interlace=0)
        data = whole.getvalue()
        at = _HEAD + (3 << (data[10] & 7) + 1 if data[10] & 0x80 else 0)
        while data[at] != 0x2C:  # extensions before the image
            at += 2
            while data[at]:
                at += data[at] + 1
            at += 1
        flags = data[at + 9]
        at += 10 + (3 << (flags & 7) + 1 if flags & 0x80 else 0)
        return data[at : data.rindex(_END)]

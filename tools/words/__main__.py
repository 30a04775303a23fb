"""`python -m tools.words`: make firmware/words again. The same fonts give the same bytes."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np

from companion.errors import SouffleurError
from companion.typeset.coding import rows_of
from companion.typeset.message import one_bit
from companion.typeset.raster import Levels
from firmware.souffleur import strip
from tools.words.table import SMALL, WORDS

FOLDER = Path(__file__).resolve().parents[2] / "firmware" / "words"
ROOM = strip.room(126)  # of the strip on the narrowest panel that has one by itself
WIDE = 124
TALL = ("th", "lo", "km", "my")  # with marks above and below
LARGE = dict.fromkeys(TALL, 26) | {"km": 28}  # pixels of a line; 22 in other scripts


class WordError(SouffleurError):
    """A word does not fit its place."""


def picture(word: str, language: str, large: bool) -> Levels:
    """One word as the glasses show it, cut to its ink; raises WordError."""
    room = WIDE if large else ROOM
    low = high = LARGE.get(language, 22)
    if not large:
        low, high = strip.TITLE_HEIGHT, strip.TITLE_HEIGHT + (6 if language in TALL else 1)
    for height in range(high, low - 1, -1):  # a word without marks may be set larger
        levels = one_bit(word, room, height, height, language)
        if levels is not None:
            rows = np.flatnonzero(levels.any(axis=1))
            cut: Levels = levels[rows[0] : rows[-1] + 1]
            if large or len(cut) <= strip.TITLE_HEIGHT:
                return cut
    raise WordError(f"{word!r} ({language}) is too wide for the glass: find a shorter word.")


def file_of(language: str) -> bytes:
    """The content of a language's file."""
    words = WORDS[language]
    head = b"SW" + bytes((len(words),))
    at = len(head) + 4 * len(words)
    pixels = b""
    for number, word in enumerate(words):
        levels = picture(word, language, number >= SMALL)
        height, width = levels.shape
        head += struct.pack("<BBH", width, height, at + len(pixels))
        pixels += rows_of(levels, 1)
    return head + pixels


def main() -> None:
    """The command."""
    FOLDER.mkdir(exist_ok=True)
    for language in WORDS:
        content = file_of(language)
        (FOLDER / f"{language}.bin").write_bytes(content)
        print(f"{language}: {len(content)} bytes")


if __name__ == "__main__":
    main()

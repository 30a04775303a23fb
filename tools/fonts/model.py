"""`python -m tools.fonts.model`: the odds table of glyph coding MODELLED, from the bundled fonts.

Counts, over thousands of glyphs at the sizes panels use, how often a two-bit pixel takes each
level next to its four decoded neighbours, and writes firmware/souffleur/glyphmodel.py. Made
again, books change their bytes: a new table needs a new book.VERSION.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from companion.typeset.fonts import CJK, FAMILIES, FOLDER, Face
from companion.typeset.raster import Levels, rasterise
from tools.fonts import coverage

OUT = Path(__file__).resolve().parents[2] / "firmware" / "souffleur" / "glyphmodel.py"
DEPTH = 2
SIZES = (16, 17, 18, 20, 22)
# Hanzi weigh most: they are most of the bytes on the air.
OTHER_WEIGHT = 0.5
EVERY_HANZI = 3  # every third one of the 3,755 commonest is enough to count


def common_hanzi() -> str:
    """Level 1 of GB 2312, in its order."""
    cells = (bytes((a, b)) for a in range(0xB0, 0xD8) for b in range(0xA1, 0xFF))
    return "".join(cell.decode("gb2312", "ignore") for cell in cells)


def samples() -> Iterator[tuple[Levels, float]]:
    """(picture, weight) of the glyphs that are counted."""
    for family in FAMILIES:
        face = Face(FOLDER / family.regular, family.name, family.scale)
        if family is CJK:
            chars, weight = common_hanzi()[::EVERY_HANZI], 1.0
        else:
            points = sorted(coverage.points(family.name))
            chars, weight = "".join(map(chr, points[:400])), OTHER_WEIGHT
        for size in SIZES:
            for char in chars:
                glyph = face.font.get_nominal_glyph(ord(char))
                if glyph:
                    yield rasterise(face, glyph, size, DEPTH).levels, weight


def count(pictures: Iterator[tuple[Levels, float]]) -> NDArray[np.float64]:
    """Weights of the levels 0..3 (columns) in each of the 256 neighbourhoods (rows)."""
    table = np.zeros(256 * 4)
    for levels, weight in pictures:
        if not levels.size:
            continue
        wide = np.pad(levels.astype(np.int64), ((1, 0), (1, 1)))
        left, up = wide[1:, :-2], wide[:-1, 1:-1]
        corner, right = wide[:-1, :-2], wide[:-1, 2:]
        place = (((left * 4 + up) * 4 + corner) * 4 + right) * 4 + levels
        table += weight * np.bincount(place.ravel(), minlength=1024)
    return table.reshape(256, 4)


def odds(table: NDArray[np.float64]) -> bytes:
    """Three bytes a neighbourhood: chances (of 256) that it is 0; if not, 3; if not, 1."""
    smooth = table + 0.5
    none, one, two, full = smooth.T
    chances = np.stack([
        none / smooth.sum(axis=1), full / (one + two + full), one / (one + two),
    ], axis=1)
    rounded = np.clip(np.rint(chances * 256), 1, 255).astype(np.uint8)
    return bytes(rounded.ravel().tolist())


def source(data: bytes) -> str:
    """The Python file that holds the table."""
    rows = [data[i : i + 24] for i in range(0, len(data), 24)]
    body = "\n".join('    b"' + "".join(f"\\x{byte:02x}" for byte in row) + '"' for row in rows)
    return (
        '"""Odds for glyph coding MODELLED; made by `python -m tools.fonts.model`, not by hand.\n'
        "\nPer neighbourhood (left, above, above left, above right; two bits each): the chances, of"
        '\n256, that a pixel is 0; that another one is 3; that one that is neither is 1.\n"""\n\n'
        f"ODDS = (\n{body}\n)\n"
    )


def main() -> int:
    """Write the table."""
    OUT.write_text(source(odds(count(samples()))), encoding="utf-8")
    print(f"{OUT} written")
    return 0


if __name__ == "__main__":
    sys.exit(main())

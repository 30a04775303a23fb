"""The bundled fonts, a font of the user's, and which of them draws a cluster."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import freetype
import uharfbuzz

from companion.errors import SouffleurError

FOLDER = Path(__file__).resolve().parents[1] / "fonts"

# Drawn by nothing: joiners, direction marks, variation selectors, soft hyphen, byte order mark.
_INVISIBLE = frozenset((0xAD, 0x34F, 0x61C, 0x2028, 0x2029, 0xFEFF))
_INVISIBLE_RANGES = (
    (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0xFE00, 0xFE0F), (0xE0000, 0xE0FFF),
)


class FontError(SouffleurError):
    """A font file cannot be used."""


def invisible(char: str) -> bool:
    """Whether the character never has ink of its own and needs no glyph."""
    point = ord(char)
    if point in _INVISIBLE or any(low <= point <= high for low, high in _INVISIBLE_RANGES):
        return True
    return unicodedata.category(char) == "Cc"


@dataclass(frozen=True, slots=True)
class Family:
    """One row of the font table.

    scale: size relative to Latin that looks equally large (judged on the panel pictures).
    bold: file of the bold cut; without one the outlines are thickened.
    """

    name: str
    regular: str
    bold: str | None
    scale: float


LATIN = Family("latin", "NotoSans-Regular.ttf", "NotoSans-Bold.ttf", 1.0)
CJK = Family("cjk", "NotoSansCJKsc-Regular.otf", None, 1.0)
FAMILIES = (
    LATIN,
    Family("thai", "NotoLoopedThai-Regular.ttf", "NotoLoopedThai-Bold.ttf", 1.0),
    Family("lao", "NotoLoopedLao-Regular.ttf", "NotoLoopedLao-Bold.ttf", 1.0),
    Family("khmer", "NotoSansKhmer-Regular.ttf", "NotoSansKhmer-Bold.ttf", 1.0),
    Family("myanmar", "NotoSansMyanmar-Regular.ttf", "NotoSansMyanmar-Bold.ttf", 0.9),
    Family("arabic", "NotoSansArabic-Regular.ttf", "NotoSansArabic-Bold.ttf", 1.0),
    Family("devanagari", "NotoSansDevanagari-Regular.ttf", "NotoSansDevanagari-Bold.ttf", 1.0),
    CJK,
)


class Face:
    """One font file, ready to shape (in font units) and to rasterise.

    thicken: outline growth in em, for a bold that has no file of its own.
    """

    def __init__(self, path: Path, family: str, scale: float, thicken: float = 0.0) -> None:
        try:
            self.outlines = freetype.Face(str(path))
            self.font = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path))))
        except (freetype.FT_Exception, uharfbuzz.HarfBuzzError, OSError) as error:
            raise FontError(f"{path} is not a usable font; give a .ttf or .otf file.") from error
        self.family = family
        self.scale = scale
        self.thicken = thicken
        self.units: int = self.font.face.upem
        self._covered = frozenset(int(point) for point in self.font.face.unicodes)

    def covers(self, cluster: str) -> bool:
        """Whether every visible character of the cluster has a glyph here."""
        return all(ord(char) in self._covered or invisible(char) for char in cluster)

    def advance(self, glyph: int) -> float:
        """The glyph's own advance in em."""
        return float(self.font.get_glyph_h_advance(glyph)) / self.units

    def extents(self, glyph: int) -> tuple[float, float]:
        """How far the glyph's ink reaches above and below the baseline, in em."""
        box = self.font.get_glyph_extents(glyph)
        if box is None or not box.height:
            return 0.0, 0.0
        top = box.y_bearing / self.units
        return top, -(top + box.height / self.units)


class FontSet:
    """The faces of one typesetting, asked in order: the user's, then the bundled ones.

    apart: with faces of its own, for a thread of its own; else the bundled ones are shared.
    """

    def __init__(self, extra: Path | None = None, *, apart: bool = False) -> None:
        bundled = _open if apart else _bundled
        self._regular: list[Face] = []
        self._bold: list[Face] = []
        if extra is not None:
            self._regular.append(Face(extra, "user", 1.0))
            self._bold.append(Face(extra, "user", 1.0, 0.04))
        for family in FAMILIES:
            self._regular.append(bundled(family, False))
            self._bold.append(bundled(family, True))
        self.user = extra is not None

    def faces(self) -> tuple[Face, ...]:
        """Every face; a face's place here is its number."""
        return (*self._regular, *self._bold)

    def choose(self, cluster: str, bold: bool, east_asian: bool) -> int | None:
        """Number of the face that draws the cluster, or None: a box.

        east_asian: quotes, dashes and dots that Latin and Chinese share are taken from the
        Chinese font.
        """
        faces = self._bold if bold else self._regular
        first = len(self._regular) if bold else 0
        order: Iterable[int] = range(len(faces))
        if east_asian and not self.user and shared_punctuation(cluster):
            order = (len(faces) - 1, *range(len(faces) - 1))
        for number in order:
            if faces[number].covers(cluster):
                return first + number
        return None


def shared_punctuation(cluster: str) -> bool:
    """Punctuation that is full width in Chinese and narrow elsewhere."""
    return cluster in ("“", "”", "‘", "’", "—", "―", "…", "·", "‥")


def _open(family: Family, bold: bool) -> Face:
    if bold and family.bold is None:
        return Face(FOLDER / family.regular, family.name, family.scale, 0.045)
    name = family.bold if bold and family.bold else family.regular
    return Face(FOLDER / name, family.name, family.scale)


_bundled = lru_cache(maxsize=32)(_open)

"""Words as they are drawn: glyphs with their places, and where a caret can stand."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from companion.typeset.flow import wide
from companion.typeset.fonts import FontSet
from companion.typeset.shape import BOX, Cluster, Shaper, graphemes

MOST = 30_000  # pieces remembered; a script of 20,000 words has some 5,000
BOX_WIDTH = 0.75  # em
# Wide characters stand alone, so that typing in a paragraph of Chinese shapes nothing anew.
_PARTS = re.compile(
    r"[\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff01-\uff60\U00020000-\U0003ffff]"
    r"[\ufe00-\ufe0f\u302a-\u302f\u3099\u309a\U000e0100-\U000e01ef]*"
    r"|[ \u3000]+"
    r"|[^ \u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff01-\uff60\U00020000-\U0003ffff]+"
)


@dataclass(frozen=True, slots=True)
class Glyph:
    """x, y: of its origin in pixels from the piece's left end and the baseline, y up."""

    face: int
    glyph: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Piece:
    """carets[i]: where a caret before code point i stands, in pixels from the left end; one more
    for the end. In right-to-left text they go down."""

    text: str
    rtl: bool
    width: float
    glyphs: tuple[Glyph, ...]
    carets: tuple[float, ...]
    faces: frozenset[int]


Key = tuple[str, float, bool, bool, str]


class Shaped:
    """Shapes pieces at a size and remembers them. One thread uses it."""

    def __init__(self, fonts: FontSet) -> None:
        self.fonts = fonts
        self.faces = fonts.faces()
        self._shaper = Shaper(fonts)
        self._known: dict[Key, Piece] = {}

    def piece(self, text: str, size: float, bold: bool, rtl: bool, language: str) -> Piece:
        """text: of one direction, without line ends. size: pixels to the em."""
        key = (text, size, bold, rtl, language)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= MOST:
                self._known.clear()
                self._shaper = Shaper(self.fonts)
            clusters = self._shaper.shape(text, bold, rtl, language)
            found = self._known[key] = self._place(text, size, rtl, clusters)
        return found

    def _place(
        self, text: str, size: float, rtl: bool, clusters: tuple[Cluster, ...]
    ) -> Piece:
        widths = [self._em(cluster, size) * cluster.advance for cluster in clusters]
        whole = sum(widths)
        carets = [-1.0] * (len(text) + 1)
        glyphs: list[Glyph] = []
        pen = 0.0  # logically: from the beginning of the text
        for cluster, width in zip(clusters, widths, strict=True):
            left = whole - pen - width if rtl else pen
            em = self._em(cluster, size)
            for placed in cluster.glyphs:
                glyphs.append(
                    Glyph(placed.face, placed.glyph, left + placed.x * em, placed.y * em)
                )
            _divide(carets, text, cluster, pen, width)
            pen += width
        carets[-1] = whole
        for place in range(len(text) - 1, -1, -1):
            if carets[place] < 0:  # inside a letter, or a joiner that leaves no trace
                carets[place] = carets[place + 1]
        if rtl:
            carets = [whole - caret for caret in carets]
        faces = frozenset(glyph.face for glyph in glyphs)
        return Piece(text, rtl, whole, tuple(glyphs), tuple(carets), faces)

    def _em(self, cluster: Cluster, size: float) -> float:
        face = cluster.glyphs[0].face if cluster.glyphs else BOX
        return size if face == BOX else size * self.faces[face].scale


def _divide(carets: list[float], text: str, cluster: Cluster, pen: float, width: float) -> None:
    """A cluster of several letters (a ligature) has a caret between each two of them."""
    letters = graphemes(text[cluster.start : cluster.end])
    at = cluster.start
    for number, letter in enumerate(letters):
        carets[at] = pen + width * number / len(letters)
        at += len(letter)


def parts(text: str) -> list[tuple[int, int]]:
    """(start, end) of words, single wide characters and stretches of spaces."""
    return [match.span() for match in _PARTS.finditer(text)]


def language_of(text: str, given: str) -> str:
    """What decides the form of shared punctuation: "zh" where there are wide characters."""
    if given in ("zh", "ja"):
        return given
    if text.isascii() or not any(wide(one) and unicodedata.category(one) == "Lo" for one in text):
        return given
    return "zh"

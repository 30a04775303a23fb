"""Characters to glyphs: pieces of text are shaped with HarfBuzz and kept in whole pixels."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import uharfbuzz
from icu4py.breakers import CharacterBreaker

from companion.typeset.fonts import FontSet, invisible

Key = tuple[str, bool, bool, str]  # text, bold, right to left, language
BOX = -1  # number of the face that draws boxes
# Kerning would cost two bytes a pair on the air and moves letters by less than a pixel.
_FEATURES = {"kern": False, "dlig": False}


@dataclass(frozen=True, slots=True)
class Placed:
    """A glyph within its cluster, in em of its font: x from the cluster's left edge."""

    face: int
    glyph: int
    x: float
    y: float
    advance: float


@dataclass(frozen=True, slots=True)
class Cluster:
    """What HarfBuzz keeps together: text[start:end] of the piece, and its glyphs."""

    start: int
    end: int
    glyphs: tuple[Placed, ...]
    advance: float


def graphemes(text: str) -> list[str]:
    """User-perceived characters."""
    if text.isascii():
        return list(text)
    return [part for part in CharacterBreaker(text, "en") if part]


class Shaper:
    """Shapes pieces, remembers them and counts their use."""

    def __init__(self, fonts: FontSet) -> None:
        self.fonts = fonts
        self.faces = fonts.faces()
        self._uses: Counter[Key] = Counter()
        self._known: dict[Key, tuple[tuple[Cluster, ...], tuple[str, ...]]] = {}

    def shape(self, text: str, bold: bool, rtl: bool, language: str) -> tuple[Cluster, ...]:
        """Clusters of a piece in reading order (also right-to-left text)."""
        key = (text, bold, rtl, language)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._shape(text, bold, rtl, language)
        self._uses[key] += 1
        return found[0]

    def used(self) -> Iterator[tuple[tuple[Cluster, ...], int]]:
        """Every shaped piece with the number of times it was asked for."""
        return ((self._known[key][0], count) for key, count in self._uses.items())

    def missing(self) -> dict[str, int]:
        """Clusters that no font has, with how often they occur."""
        found: Counter[str] = Counter()
        for key, count in self._uses.items():
            for cluster in self._known[key][1]:
                found[cluster] += count
        return dict(found)

    def _shape(
        self, text: str, bold: bool, rtl: bool, language: str
    ) -> tuple[tuple[Cluster, ...], tuple[str, ...]]:
        clusters: list[Cluster] = []
        missing: list[str] = []
        for start, end, face in self._runs(text, bold, language):
            if face == BOX:
                cluster = text[start:end]
                missing.append(cluster)
                clusters.append(Cluster(start, end, (Placed(BOX, 0, 0.0, 0.0, 0.75),), 0.75))
            else:
                clusters += self._run(text, start, end, face, rtl, language)
        return tuple(clusters), tuple(missing)

    def _runs(self, text: str, bold: bool, language: str) -> list[tuple[int, int, int]]:
        """(start, end, face) of stretches with one face; every box is a stretch of its own."""
        runs: list[tuple[int, int, int]] = []
        start = 0
        for part in graphemes(text):
            end = start + len(part)
            if all(invisible(char) for char in part) and not part.isspace():
                # Joiners go with what stands before them; alone they leave no trace.
                if runs and runs[-1][2] != BOX:
                    runs[-1] = (runs[-1][0], end, runs[-1][2])
                start = end
                continue
            wide = language in ("zh", "ja") and not _in_latin(text, start)
            face = self.fonts.choose(part, bold, wide)
            if face is None:
                runs.append((start, end, BOX))
            elif runs and runs[-1][2] == face and runs[-1][1] == start:
                runs[-1] = (runs[-1][0], end, face)
            else:
                runs.append((start, end, face))
            start = end
        return runs

    def _run(
        self, text: str, start: int, end: int, face: int, rtl: bool, language: str
    ) -> list[Cluster]:
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text, start, end - start)
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if rtl else "ltr"
        buffer.language = language
        uharfbuzz.shape(self.faces[face].font, buffer, _FEATURES)
        em = self.faces[face].units
        groups: list[tuple[int, list[Placed], float]] = []
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            if not groups or groups[-1][0] != info.cluster:
                groups.append((info.cluster, [], 0.0))
            at, glyphs, pen = groups[-1]
            glyphs.append(Placed(
                face, info.codepoint, pen + place.x_offset / em, place.y_offset / em,
                place.x_advance / em,
            ))
            groups[-1] = (at, glyphs, pen + place.x_advance / em)
        groups.sort(key=lambda group: group[0])
        ends = [group[0] for group in groups[1:]] + [end]
        return [
            Cluster(at, stop, tuple(glyphs), pen)
            for (at, glyphs, pen), stop in zip(groups, ends, strict=True)
        ]


def _in_latin(text: str, at: int) -> bool:
    """Whether the character stands between Latin letters: the apostrophe of "don’t"."""
    if not 0 < at < len(text) - 1:
        return False
    return all(
        unicodedata.name(text[i], "").startswith("LATIN") for i in (at - 1, at + 1)
    )

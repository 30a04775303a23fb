"""Text into lines: where they end, how they read, how high they are. No Kivy, no pixels."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from companion.desk.text.piece import Piece, Shaped, language_of, parts
from companion.typeset import bidi
from companion.typeset.breaks import opportunities
from companion.typeset.shape import BOX, graphemes

LATIN = (1.069, 0.293)  # em above and below the baseline, as the font says
TALLEST = (1.374, 0.78)  # what every bundled script fits in (Arabic above, Burmese below)
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Style:
    """size: pixels to the em. tall: every line has room for every script, so all are alike."""

    size: float
    bold: bool = False
    language: str = "und"
    tall: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece in its line. x: of its left end. start: of its text in the line's text."""

    x: float
    start: int
    piece: Piece


@dataclass(slots=True)
class Line:
    """One line. start: of its text in the whole text. width: without the spaces at its end.

    above, below: pixels from the baseline. rtl: it begins at the right.
    """

    text: str
    start: int
    placed: list[Placed]
    width: float
    above: float
    below: float
    rtl: bool = False
    _logical: list[Placed] = field(default_factory=list)

    @property
    def height(self) -> float:
        """Of the line, in pixels."""
        return self.above + self.below

    def caret(self, at: int) -> float:
        """x of the caret before code point `at` of the line's text."""
        logical = self._in_order()
        if not logical:
            return 0.0
        number = max(0, bisect_right(logical, at, key=lambda placed: placed.start) - 1)
        placed = logical[number]
        return placed.x + placed.piece.carets[min(at - placed.start, len(placed.piece.text))]

    def index(self, x: float) -> int:
        """The place between two letters that is nearest to x."""
        places = [0]
        for letter in graphemes(self.text):
            places.append(places[-1] + len(letter))
        return min(places, key=lambda at: abs(self.caret(at) - x))

    def _in_order(self) -> list[Placed]:
        if len(self._logical) != len(self.placed):
            self._logical = sorted(self.placed, key=lambda placed: placed.start)
        return self._logical


class Setter:
    """Sets text with the given shapes."""

    def __init__(self, shaped: Shaped) -> None:
        self.shaped = shaped

    def width(self, text: str, style: Style) -> float:
        """Of text without line ends, spaces at its end counted."""
        return sum(piece.width for _start, _level, piece in self._pieces(text, style))

    def height(self, style: Style) -> float:
        """Of a line in the style; lines of tall scripts are higher unless the style is tall."""
        return sum(TALLEST if style.tall else LATIN) * style.size

    def line(self, text: str, style: Style, start: int = 0) -> Line:
        """All of the text, which has no line ends, in one line."""
        return self._line(text, start, self._pieces(text, style), style, bidi.base_level(text))

    def lines(
        self, text: str, style: Style, width: float | None = None, most: int = 0
    ) -> list[Line]:
        """The text in lines no wider than `width` pixels; a word that is wider is cut.

        most: so many lines at most (0: all); the last then ends in an ellipsis.
        """
        made: list[Line] = []
        start = 0
        for paragraph in text.split("\n"):
            if most and len(made) > most:
                break
            made += self._wrapped(paragraph.replace("\t", "    "), start, style, width)
            start += len(paragraph) + 1
        if most and len(made) > most:
            rest = "".join(line.text for line in made[most - 1 :])
            made[most - 1 :] = [self._cut(rest, made[most - 1].start, style, width)]
        return made

    def _wrapped(self, text: str, start: int, style: Style, width: float | None) -> list[Line]:
        pieces = self._pieces(text, style)
        base = bidi.base_level(text)
        if width is None or sum(piece.width for _at, _level, piece in pieces) <= width:
            return [self._line(text, start, pieces, style, base)]
        ends = _ends(text, _logical(text, pieces), style, width)
        return [
            self._line(text[a:b], start + a, self._pieces(text, style, a, b), style, base)
            for a, b in pairwise([0, *ends])
        ]

    def _cut(self, text: str, start: int, style: Style, width: float | None) -> Line:
        """As much of the text as fits, and an ellipsis."""
        letters = graphemes(text)
        low, high = 0, len(letters)
        while low < high:
            middle = (low + high + 1) // 2
            tried = "".join(letters[:middle]).rstrip() + ELLIPSIS
            if width is None or self.width(tried, style) <= width:
                low = middle
            else:
                high = middle - 1
        return self.line("".join(letters[:low]).rstrip() + ELLIPSIS, style, start)

    def _pieces(
        self, text: str, style: Style, start: int = 0, end: int | None = None
    ) -> list[tuple[int, int, Piece]]:
        """(start, level, piece) in logical order, of text[start:end]; starts count from there."""
        end = len(text) if end is None else end
        base = bidi.base_level(text)
        mixed = base or bidi.has_rtl(text)
        levels: Sequence[int] = bidi.levels(text, base) if mixed else [0] * len(text)
        language = language_of(text, style.language)
        made: list[tuple[int, int, Piece]] = []
        for a, b in parts(text[start:end]):
            for c, d in _even(levels, start + a, start + b) if mixed else ((start + a, start + b),):
                rtl = bool(levels[c] & 1)
                piece = self.shaped.piece(text[c:d], style.size, style.bold, rtl, language)
                made.append((c - start, levels[c], piece))
        return made

    def _line(
        self, text: str, start: int, pieces: list[tuple[int, int, Piece]], style: Style, base: int
    ) -> Line:
        levels = [level for _at, level, _piece in pieces]
        trailing = len(pieces)
        while trailing and pieces[trailing - 1][2].text.isspace():
            trailing -= 1
            levels[trailing] = base  # L1: spaces at the end go to the end
        x = 0.0
        if base & 1:
            x = -sum(piece.width for _at, _level, piece in pieces[trailing:])
        placed: list[Placed] = []
        for number in bidi.visual_order(levels):
            at, _level, piece = pieces[number]
            placed.append(Placed(x, at, piece))
            x += piece.width
        width = sum(piece.width for _at, _level, piece in pieces[:trailing])
        above, below = self._metrics(pieces, style)
        return Line(text, start, placed, width, above, below, bool(base & 1))

    def _metrics(
        self, pieces: list[tuple[int, int, Piece]], style: Style
    ) -> tuple[float, float]:
        if style.tall:
            return TALLEST[0] * style.size, TALLEST[1] * style.size
        above, below = LATIN
        for number in frozenset().union(*(piece.faces for _at, _level, piece in pieces)):
            if number != BOX:
                face = self.shaped.faces[number]
                above = max(above, face.outlines.ascender / face.units * face.scale)
                below = max(below, -face.outlines.descender / face.units * face.scale)
        return above * style.size, below * style.size


def _even(levels: Sequence[int], start: int, end: int) -> list[tuple[int, int]]:
    """Stretches of one level."""
    cuts = [at for at in range(start + 1, end) if levels[at] != levels[at - 1]]
    return list(pairwise([start, *cuts, end]))


def _logical(text: str, pieces: list[tuple[int, int, Piece]]) -> list[float]:
    """How far the text reaches before each code point when nothing is turned round."""
    reach = [0.0] * (len(text) + 1)
    pen = 0.0
    for start, _level, piece in pieces:
        for number, caret in enumerate(piece.carets):
            reach[start + number] = pen + (piece.width - caret if piece.rtl else caret)
        pen += piece.width
    return reach


def _ends(text: str, reach: list[float], style: Style, width: float) -> list[int]:
    """Where the lines end, filled one after the other."""
    language = language_of(text, style.language)
    offered = [at for at, _cost in opportunities(text, language, frozenset(), [])]
    ends: list[int] = []
    begin, last = 0, 0
    for at in offered:
        while reach[_visible(text, begin, at)] - reach[begin] > width:
            end = last if last > begin else _forced(text, reach, begin, at, width)
            ends.append(end)
            begin = end
        last = at
    if not ends or ends[-1] != len(text):
        ends.append(len(text))
    return ends


def _visible(text: str, begin: int, end: int) -> int:
    while end > begin and text[end - 1].isspace():
        end -= 1
    return end


def _forced(text: str, reach: list[float], begin: int, end: int, width: float) -> int:
    """The last place between two letters that fits; at least one letter."""
    at = begin
    for letter in graphemes(text[begin:end]):
        if at > begin and reach[at + len(letter)] - reach[begin] > width:
            break
        at += len(letter)
    return at

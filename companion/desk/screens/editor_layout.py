"""Lines of a script to rows on the page. No Kivy: how wide text is, the caller tells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from icu4py.breakers import CharacterBreaker, LineBreaker

from companion.editing import Kind, Mark, marks

LEADING = 1.55  # height of a row to the size of its letters: Thai and Burmese stack high
_HEADING_SIZES = {1: 1.5, 2: 1.28, 3: 1.12}  # by level; deeper ones are as text


class Style(NamedTuple):
    """How a stretch is drawn.

    size: to that of plain text. ink: a colour of the theme. ruled: with a line under it.
    sign: of markup.
    """

    size: float = 1.0
    bold: bool = False
    ink: str = "ink"
    ruled: bool = False
    sign: bool = False


class Run(NamedTuple):
    """line[start:end] in one style."""

    start: int
    end: int
    style: Style


class Row(NamedTuple):
    """line[start:end] on one row; height: to the size of plain text."""

    start: int
    end: int
    runs: tuple[Run, ...]
    height: float


Measure = Callable[[str, Style], float]


@dataclass(frozen=True, slots=True)
class Composed:
    """Letters of an input method that are not yet in the text: line[start:end] as it is shown."""

    start: int
    end: int


def runs(line: str, composed: Composed | None = None) -> list[Run]:
    """The line in stretches of one style, all of it, in order."""
    size, bold, ink = 1.0, False, "ink"
    found = marks(line)
    if found and found[0].kind is Kind.HEADING:
        size, bold, ink = _HEADING_SIZES.get(found[0].level, 1.0), True, "accent"
    edges = {0, len(line)}
    for mark in found:
        edges.update((mark.start, mark.end))
    if composed is not None:
        edges.update((composed.start, composed.end))
    made: list[Run] = []
    begun = 0  # marks that begin before the present edge
    within: list[Mark] = []
    for start, end in pairwise(sorted(edges)):
        while begun < len(found) and found[begun].start <= start:
            within.append(found[begun])
            begun += 1
        within = [mark for mark in within if mark.end > start]
        kinds = {mark.kind for mark in within}
        shown = ink
        if Kind.SIGN in kinds:
            shown = "faint"
        elif Kind.DIRECTION in kinds:
            shown = "warn"
        ruled = composed is not None and composed.start <= start and end <= composed.end
        style = Style(size, bold or Kind.EMPHASIS in kinds, shown, ruled, Kind.SIGN in kinds)
        made.append(Run(start, end, style))
    return made


def rows(
    line: str, room: float, measure: Measure, composed: Composed | None = None
) -> tuple[Row, ...]:
    """The rows of a line, at least one, none wider than `room` but for the spaces at its end."""
    styled = _Styled(line, runs(line, composed), measure)
    made: list[Row] = []
    start, used = 0, 0.0
    for first, last in _units(line, styled.runs):
        solid = first + len(line[first:last].rstrip())
        width = styled.width(first, last)
        if used + (width if solid == last else styled.width(first, solid)) > room:
            if first > start:
                made.append(styled.row(start, first))
                start, used = first, 0.0
            for cut in styled.cuts(first, solid, room):
                made.append(styled.row(start, cut))
                start = cut
            used = styled.width(start, last)
        else:
            used += width
    made.append(styled.row(start, len(line)))
    return tuple(made)


class _Styled:
    """A line in runs, of which any part can be measured."""

    def __init__(self, line: str, made: list[Run], measure: Measure) -> None:
        self.runs = made
        self._line, self._measure = line, measure
        self._starts = [run.start for run in made]
        self._height = LEADING * max((run.style.size for run in made), default=1.0)

    def parts(self, start: int, end: int) -> Iterator[Run]:
        """The runs of line[start:end], cut to it."""
        number = max(0, bisect_right(self._starts, start) - 1)
        while number < len(self.runs) and self._starts[number] < end:
            run = self.runs[number]
            if start < run.end:
                yield Run(max(start, run.start), min(end, run.end), run.style)
            number += 1

    def width(self, start: int, end: int) -> float:
        """Pixels that line[start:end] takes."""
        run = self.runs[max(0, bisect_right(self._starts, start) - 1)] if self.runs else None
        if run is not None and end <= run.end:  # nearly always
            return self._measure(self._line[start:end], run.style)
        return sum(self._measure(self._line[a:b], style) for a, b, style in self.parts(start, end))

    def row(self, start: int, end: int) -> Row:
        """line[start:end] as a row."""
        return Row(start, end, tuple(self.parts(start, end)), self._height)

    def cuts(self, start: int, end: int, room: float) -> Iterator[int]:
        """Where to cut a unit that is wider than a row: between characters."""
        if self.width(start, end) <= room:
            return
        used, at = 0.0, start
        for part in CharacterBreaker(self._line[start:end], "en"):
            width = self.width(at, at + len(part))
            if used and used + width > room:
                yield at
                used = 0.0
            used += width
            at += len(part)


def row_of(made: tuple[Row, ...], offset: int, at_end: bool = False) -> int:
    """The number of the row that holds an offset of the line.

    at_end: an offset where one row ends and the next begins belongs to the first.
    """
    for number, row in enumerate(made):
        if offset < row.end or number == len(made) - 1 or (at_end and offset == row.end):
            return number
    return len(made) - 1


def _units(line: str, styled: list[Run]) -> Iterator[tuple[int, int]]:
    """What stays on one row, with the spaces after it; signs of markup stay with their words."""
    joined = {edge for run in styled if run.style.sign for edge in (run.start, run.end)}
    begun = at = 0
    for part in LineBreaker(line, "en"):
        at += len(part)
        if at == len(line) or at not in joined or line[at - 1].isspace():
            yield begun, at
            begun = at

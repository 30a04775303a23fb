"""Lines of a script to rows on the page. No Kivy: how wide text is, the caller tells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from icu4py.breakers import CharacterBreaker, LineBreaker

from companion.editing import Kind, marks

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
    ordered = sorted(edges)
    made: list[Run] = []
    for start, end in pairwise(ordered):
        kinds = {mark.kind for mark in found if mark.start <= start and end <= mark.end}
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
    styled = runs(line, composed)
    made: list[Row] = []
    start, used = 0, 0.0
    for first, last in _units(line, styled):
        solid = first + len(line[first:last].rstrip())
        if last > start and used + _width(line, styled, first, solid, measure) > room:
            if first > start:
                made.append(_row(styled, start, first))
                start, used = first, 0.0
            for cut in _cuts(line, styled, first, solid, room, measure):
                made.append(_row(styled, start, cut))
                start = cut
            used = _width(line, styled, start, last, measure)
        else:
            used += _width(line, styled, first, last, measure)
    made.append(_row(styled, start, len(line)))
    return tuple(made)


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


def _width(
    line: str, styled: list[Run], start: int, end: int, measure: Measure
) -> float:
    return sum(
        measure(line[max(start, run.start) : min(end, run.end)], run.style)
        for run in styled if run.start < end and start < run.end
    )


def _cuts(
    line: str, styled: list[Run], start: int, end: int, room: float, measure: Measure
) -> Iterator[int]:
    """Where to cut a unit that is wider than a row: between characters."""
    if _width(line, styled, start, end, measure) <= room:
        return
    used, at = 0.0, start
    for part in CharacterBreaker(line[start:end], "en"):
        width = _width(line, styled, at, at + len(part), measure)
        if used and used + width > room:
            yield at
            used = 0.0
        used += width
        at += len(part)


def _row(styled: list[Run], start: int, end: int) -> Row:
    parts = tuple(
        Run(max(start, run.start), min(end, run.end), run.style)
        for run in styled if run.start < end and start < run.end
    )
    height = LEADING * max((run.style.size for run in styled), default=1.0)
    return Row(start, end, parts, height)

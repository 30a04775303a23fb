"""Paragraphs to lines: the set of breaks that costs least, looking at a paragraph as a whole."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from companion.typeset import bidi, breaks
from companion.typeset.flow import Paragraph, wide
from companion.typeset.ink import Ink, Snapped
from companion.typeset.shape import Cluster, Shaper
from firmware.souffleur import book

# Every line is one more movement before the speaker's eyes; an empty one would cost 100 more.
_LINE = 16.0
_SLACK = 100.0
# A last line shorter than this share looks lost.
_SHORT = 0.35
_SHORT_COST = 100.0


class Piece(NamedTuple):
    """A stretch of a unit with one style and one level; `start` counts in the paragraph."""

    start: int
    clusters: tuple[Cluster, ...]
    style: int
    level: int


@dataclass(slots=True)
class Unit:
    """What must stay on one line: text[start:end] up to the next place where a line may end.

    inner: where to cut it, should it be wider than the panel: at the edge of a token, else
        inside one, as at the slash of a link.
    """

    start: int
    end: int
    pieces: list[Piece]
    cost: float
    inner: tuple[frozenset[int], frozenset[int]]


class Item(NamedTuple):
    """A cluster on a line; start and end count in the paragraph."""

    start: int
    end: int
    cluster: Snapped
    style: int
    level: int


@dataclass(slots=True)
class SetLine:
    """One line in reading order, without the white space at its end."""

    start: int
    end: int
    items: list[Item]


def units(paragraph: Paragraph, base: int, shaper: Shaper) -> list[Unit]:
    """Cut a paragraph at its break opportunities and shape the parts."""
    text = paragraph.text
    levels = bidi.levels(text, base) if base or bidi.has_rtl(text) else None
    bounds = _bounds(paragraph, levels)
    cue_ends = frozenset(start for start, _, _ in paragraph.cues[1:])
    places = breaks.opportunities(text, paragraph.language, cue_ends, paragraph.tokens)
    made: list[Unit] = []
    edges = sorted({edge for token in paragraph.tokens for edge in token})
    start = cursor = 0
    inner: list[int] = []
    for end, cost in places:
        if cost == breaks.LAST_RESORT:
            inner.append(end)
            continue
        pieces: list[Piece] = []
        at = start
        while at < end:
            while bounds[cursor][0] <= at:
                cursor += 1
            stop = min(end, bounds[cursor][0])
            _, style, level = bounds[cursor]
            bold = style in (book.STYLE_EMPHASIS, book.STYLE_HEADING)
            language = paragraph.language_at(at)
            clusters = shaper.shape(text[at:stop], bold, bool(level & 1), language)
            pieces.append(Piece(at, clusters, style, level))
            at = stop
        within = edges[bisect_right(edges, start) : bisect_left(edges, end)]
        between = [edge for edge in within if not breaks.inseparable(text, edge)]
        made.append(Unit(start, end, pieces, cost, (frozenset(between), frozenset(inner))))
        start, inner = end, []
    return made


def _bounds(paragraph: Paragraph, levels: list[int] | None) -> list[tuple[int, int, int]]:
    """(end, style, level) of the stretches in which neither style, level nor cue changes."""
    length = len(paragraph.text)
    plain = book.STYLE_HEADING if paragraph.heading else book.STYLE_SPOKEN
    ends = {length}
    ends.update(start for start, _, _ in paragraph.cues)
    for start, end, _ in paragraph.styles:
        ends.update((start, end))
    if levels is not None:
        ends.update(i for i in range(1, length) if levels[i] != levels[i - 1])
    ends.discard(0)
    result: list[tuple[int, int, int]] = []
    start = 0
    for end in sorted(ends):
        style = next((s for a, b, s in paragraph.styles if a <= start < b), plain)
        result.append((end, style, levels[start] if levels is not None else 0))
        start = end
    return result


class _Measured(NamedTuple):
    """A unit in pixels: with its white space, the white space alone, ink beyond the edges."""

    items: list[Item]
    width: int
    space: int
    left: int
    right: int
    cost: float


def lines(
    paragraph: Paragraph, made: list[Unit], ink: Ink, hyphen: Snapped, width: int
) -> Iterator[SetLine]:
    """The paragraph's lines, none wider than `width` pixels."""
    measured: list[_Measured] = []
    for unit in made:
        measured += _fitting(unit, paragraph.text, ink, hyphen, width)
    start = 0
    for stop in _choose(measured, width):
        items = [item for part in measured[start:stop] for item in part.items]
        first, last = items[0].start if items else 0, items[-1].end if items else 0
        while items and paragraph.text[items[-1].start : items[-1].end].isspace():
            items.pop()
        if items:
            yield SetLine(first, last, items)
        start = stop


def items_of(unit: Unit, ink: Ink) -> list[Item]:
    """The unit's clusters, drawn by `ink`."""
    return [
        Item(piece.start + cluster.start, piece.start + cluster.end, cluster, piece.style,
             piece.level)
        for piece in unit.pieces
        for cluster in ink.snap(piece.clusters)
    ]


def _measure(items: list[Item], cost: float, text: str, ink: Ink) -> _Measured:
    total = sum(item.cluster.width for item in items)
    space = 0
    last = len(items) - 1
    while last >= 0 and text[items[last].start : items[last].end].isspace():
        space += items[last].cluster.width
        last -= 1
    left = ink.overhang(items[0].cluster)[0] if items else 0
    right = 0
    if last >= 0:
        right = ink.overhang(items[last].cluster)[1]
        if not items[last].level and wide(text[items[last].start : items[last].end][:1] or " "):
            right -= ink.blank(items[last].cluster)
    return _Measured(items, total, space, left, right, cost)


def _used(part: _Measured) -> int:
    return part.width - part.space + part.left + part.right


def _fitting(
    unit: Unit, text: str, ink: Ink, hyphen: Snapped, width: int
) -> list[_Measured]:
    """The unit, or its parts where it is wider than the panel.

    Cut at the last inner place that fits, if there is one, else between clusters, with a mark.
    """
    items = items_of(unit, ink)
    whole = _measure(items, unit.cost, text, ink)
    if _used(whole) <= width:
        return [whole]
    inner = unit.inner[0] | unit.inner[1]
    parts: list[_Measured] = []
    start = 0
    while start < len(items):
        end = start + 1
        while end < len(items):
            whole_rest = end + 1 == len(items) or items[end].end in inner
            mark = 0 if whole_rest else hyphen.width
            if _used(_measure(items[start : end + 1], 0.0, text, ink)) + mark > width:
                break
            end += 1
        if end < len(items):
            end = start + (_inner_end(items[start:end], unit) or end - start)
        part = items[start:end]
        if end < len(items) and part[-1].end not in inner:
            last = part[-1]
            part = [*part, Item(last.end, last.end, hyphen, last.style, last.level)]
        parts.append(_measure(part, unit.cost if end == len(items) else 0.0, text, ink))
        start = end
    return parts


def _inner_end(items: list[Item], unit: Unit) -> int:
    """How many of the items stand before the last of the best inner places; 0 without any."""
    for places in unit.inner:
        for count in range(len(items), 0, -1):
            if items[count - 1].end in places:
                return count
    return 0


def _choose(measured: list[_Measured], width: int) -> list[int]:
    """Ends of the lines (counts of units) with the least total cost."""
    count = len(measured)
    before = [0] * (count + 1)
    for i, unit in enumerate(measured):
        before[i + 1] = before[i] + unit.width
    best = [0.0] + [float("inf")] * count
    back = [0] * (count + 1)
    for end in range(1, count + 1):
        tail = measured[end - 1]
        for start in range(end - 1, -1, -1):
            used = before[end] - before[start] - tail.space + measured[start].left + tail.right
            if used > width and start < end - 1:
                break
            slack = max(0.0, 1 - used / width)
            cost = best[start] + _LINE
            if end < count:
                cost += _SLACK * slack * slack + tail.cost
            elif start:
                cost += _SHORT_COST * max(0.0, _SHORT - (1 - slack))
            if cost < best[end]:
                best[end], back[end] = cost, start
    ends: list[int] = []
    at = count
    while at:
        ends.append(at)
        at = back[at]
    return ends[::-1]

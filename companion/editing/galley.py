"""A script set in type for one board, again after each edit: only what changed is set anew.

The pixels are those of a book of the whole script (companion.typeset), as the firmware paints
them. A galley has faces of its own: it may be used in any thread, but in one at a time.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

from companion.script import Script
from companion.script.sentences import LIMIT
from companion.script.writing import width
from companion.typeset import Board, Book, Line, Setting, bidi
from companion.typeset.encode import GlyphTable, line_body, record
from companion.typeset.flow import Paragraph, paragraphs
from companion.typeset.fonts import FontSet
from companion.typeset.glass import Told, glass
from companion.typeset.ink import Ink, Snapped
from companion.typeset.layout import SetLine, Unit, lines, units
from companion.typeset.raster import Levels
from companion.typeset.reader import Reading, read
from companion.typeset.setting import Geometry, decide
from companion.typeset.shape import BOX, Cluster, Shaper
from companion.typeset.staging import title
from companion.typeset.titles import set_titles
from firmware.souffleur import book, strip

_BLANK = record(book.LINE, bytes(book.LINE_HEAD))
_FAR = Line("", 0, 0, "", 0, ())  # a line that is not looked at

_Key = tuple[object, ...]
_Used = dict[int, tuple[tuple[Cluster, ...], int]]


@dataclass(frozen=True, slots=True)
class Overlong:
    """A cue that is cut nowhere and takes more lines than the glass shows at once.

    cue: its number in the script.
    """

    cue: int
    lines: int


@dataclass(slots=True)
class _Set:
    """What is kept of a paragraph: cut into units and, for the present geometry, into lines."""

    base: int
    units: list[Unit]
    used: _Used
    missing: Counter[str]
    lines: list[SetLine] = field(default_factory=list)


class _Type(NamedTuple):
    """The sizes, and what is drawn in them."""

    geometry: Geometry
    ink: Ink
    hyphen: Snapped


class Galley:
    """The type of one script on one board. Raises what typeset() raises."""

    def __init__(self, board: Board, script: Script, setting: Setting | None = None) -> None:
        self.board = board
        self._setting = setting or Setting()
        self._shaper = Shaper(FontSet(self._setting.font, apart=True))
        self._known: dict[_Key, _Set] = {}
        self._headings: tuple[tuple[str, str], ...] = ()
        self._titles: Reading | None = None
        self._set(script, None)

    def update(self, script: Script) -> None:
        """Set the script; what it has in common with the one before is kept."""
        self._set(script, self._type)

    @property
    def line_count(self) -> int:
        """Lines of the whole script."""
        return self._starts[-1]

    @property
    def rows(self) -> int:
        """Lines that the glass shows at once."""
        return self._type.geometry.rows

    @property
    def missing(self) -> dict[str, int]:
        """Clusters drawn as boxes because no font has them, with how often."""
        found: Counter[str] = Counter()
        for _, made in self._paragraphs:
            found.update(made.missing)
        return dict(found)

    def overlong(self) -> list[Overlong]:
        """The cues that do not fit on the glass at once and leave no room to breathe, in order."""
        found: list[Overlong] = []
        for paragraph, made in self._paragraphs:
            if paragraph.heading or len(made.lines) <= self.rows:
                continue
            starts = [start for start, _, _ in paragraph.cues]
            for (start, cue, _), end in zip(
                paragraph.cues, [*starts[1:], len(paragraph.text)], strict=True
            ):
                count = sum(line.start < end and start < line.end for line in made.lines)
                if count > self.rows and width(paragraph.text[start:end].strip()) > LIMIT:
                    found.append(Overlong(self._cues[cue], count))
        return found

    def line_of(self, token: int) -> int:
        """The line on which a token starts; the last line for one after the end."""
        number = bisect_right(
            self._paragraphs, token, key=lambda pair: pair[0].first_token
        ) - 1
        while number > 0 and not self._paragraphs[number][0].tokens:
            number -= 1
        if number < 0:
            return 0
        paragraph, made = self._paragraphs[number]
        at = min(token - paragraph.first_token, len(paragraph.tokens) - 1)
        if at < 0:
            return self._starts[number]
        start = paragraph.tokens[at][0]
        within = bisect_right(made.lines, start, key=lambda line: line.start) - 1
        return self._starts[number] + max(within, 0)

    def heading_line(self, number: int) -> int | None:
        """The first line of the heading number `number` (of those that are not empty)."""
        seen = -1
        for start, (paragraph, _) in zip(self._starts, self._paragraphs, strict=False):
            seen += paragraph.heading
            if seen == number:
                return start
        return None

    def picture(
        self, line: int, token: int, *, row: int = 1, told: Told | None = None
    ) -> Levels:
        """The panel (height x width) when the glasses show `line` with `token` next.

        row, told: as of companion.typeset.glass.glass().
        """
        levels = glass(self._book(line), self.board, line, token, row=row, told=told)
        if self.board.strip and self._titles is not None:
            area = self.board.text
            room = strip.room(area.width)
            top = area.y + area.height + 1
            left = area.x + strip.TITLE_X
            levels[top : top + strip.TITLE_HEIGHT, left : left + room] = title(
                self._titles, self._heading_over(line), room
            )
        return levels

    def _set(self, script: Script, type_before: _Type | None) -> None:
        before = self._known
        self._known = {}
        self._paragraphs: list[tuple[Paragraph, _Set]] = []
        for paragraph in paragraphs(script):
            key = _key(paragraph)
            found = self._known.get(key) or before.get(key) or self._cut(paragraph)
            self._known[key] = found
            self._paragraphs.append((paragraph, found))
        self._type = self._lay(type_before)
        counts = [len(made.lines) for _, made in self._paragraphs]
        self._starts = list(accumulate(counts, initial=0))
        self._cues = {cue.id: number for number, cue in enumerate(script.cues)}
        self._tokens = len(script.tokens)
        self._set_titles()

    def _cut(self, paragraph: Paragraph) -> _Set:
        base = bidi.base_level(paragraph.text)
        made = units(paragraph, base, self._shaper)
        used: _Used = {}
        missing: Counter[str] = Counter()
        for unit in made:
            for piece in unit.pieces:
                _, count = used.get(id(piece.clusters), (piece.clusters, 0))
                used[id(piece.clusters)] = (piece.clusters, count + 1)
                missing.update(
                    paragraph.text[piece.start + one.start : piece.start + one.end]
                    for one in piece.clusters if one.glyphs and one.glyphs[0].face == BOX
                )
        return _Set(base, made, used, missing)

    def _used(self) -> Iterator[tuple[tuple[Cluster, ...], int]]:
        total: _Used = {}
        for _, made in self._paragraphs:
            for key, (clusters, count) in made.used.items():
                total[key] = (clusters, count + (total[key][1] if key in total else 0))
        return iter(total.values())

    def _lay(self, before: _Type | None) -> _Type:
        """Cut into lines what has not been, or everything if the sizes are others."""
        geometry = decide(self.board, self._setting, self._shaper.faces, self._used())
        made = before
        if made is None or made.geometry != geometry:
            ink = Ink(self._shaper.faces, geometry)
            hyphen = ink.snap(self._shaper.shape("-", False, False, "en"))[0]
            made = _Type(geometry, ink, hyphen)
            for kept in self._known.values():
                kept.lines = []
        for paragraph, kept in self._paragraphs:
            if not kept.lines:
                kept.lines = list(
                    lines(paragraph, kept.units, made.ink, made.hyphen, geometry.width)
                )
        return made

    def _set_titles(self) -> None:
        headings = [paragraph for paragraph, _ in self._paragraphs if paragraph.heading]
        key = tuple((heading.text, heading.language) for heading in headings)
        if key == self._headings:
            return
        self._headings = key
        records = [
            made + _BLANK
            for made in set_titles(headings, self.board, self._shaper.fonts, GlyphTable())
        ]
        self._titles = read(self._header(len(records)) + b"".join(records)) if records else None

    def _heading_over(self, line: int) -> int:
        """How many headings stand before and on `line`, less one; beyond all lines: the last."""
        number = bisect_right(self._starts, min(line, self.line_count - 1)) - 1
        return sum(made.heading for made, _ in self._paragraphs[: number + 1]) - 1

    def _header(self, count: int, glyphs: int = 0) -> bytes:
        made = self._type.geometry
        return bytes(book.header(
            made.depth, made.width, made.height, made.line_height, count, glyphs, self._tokens
        ))

    def _book(self, line: int) -> Book:
        """A book in which only the lines on a screen around `line` are more than blank."""
        made = self._type.geometry
        near = range(max(0, line - made.rows), min(self.line_count, line + made.rows + 1))
        table = GlyphTable()
        bodies = [record(book.LINE, body) for body in self._bodies(near, table)]
        data = b"".join((
            self._header(self.line_count, len(table)), table.take(), _BLANK * near.start,
            *bodies, _BLANK * (self.line_count - near.start - len(bodies)),
        ))
        return Book(
            data, hashlib.sha256(data).digest()[:8], (_FAR,) * self.line_count, made.width,
            made.height, made.line_height, made.rows, made.depth, self._tokens,
        )

    def _bodies(self, near: range, table: GlyphTable) -> Iterator[bytes]:
        for number in near:
            at = bisect_right(self._starts, number) - 1
            paragraph, made = self._paragraphs[at]
            line = made.lines[number - self._starts[at]]
            ink, room = self._type.ink, self._type.geometry.width
            yield line_body(line, paragraph, made.base, ink, table, room)


def _key(paragraph: Paragraph) -> _Key:
    """All of a paragraph that its lines depend on."""
    return (
        paragraph.text, paragraph.language, paragraph.heading, tuple(paragraph.tokens),
        tuple(paragraph.styles), tuple((start, lang) for start, _, lang in paragraph.cues),
    )

"""The page: a script of any length, of which only the rows in sight exist."""

from __future__ import annotations

from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterator
from itertools import islice, takewhile
from operator import itemgetter
from typing import Any, NamedTuple

from kivy.clock import Clock
from kivy.graphics import Color, InstructionGroup, Rectangle
from kivy.metrics import dp
from kivy.uix.stencilview import StencilView

from companion.desk import theme
from companion.desk.screens.editor_layout import Composed, Row, row_of, rows
from companion.desk.screens.editor_type import Picture, Type
from companion.editing import Document, moves
from companion.typeset import bidi

SIDE = 28  # dp beside the text
HEAD = 12  # dp above the first line
BAR = 5  # dp: the mark of how far down the page is
_KEPT = 8192  # lines laid out
_FAR = 120  # lines: further away is jumped to, not scrolled to


class Seen(NamedTuple):
    """A row in sight: line `number`, its row number `part`; top: its upper edge."""

    number: int
    part: int
    row: Row
    top: float


class Drawn(NamedTuple):
    """A run line[start:end] whose left end is at `left` of the text."""

    start: int
    end: int
    left: float
    picture: Picture


class Page(StencilView):
    """Shows a document with its caret and selection; see editor_writing.py for how it is written.

    caret: an offset. anchor: the other end of the selection, equal to it if there is none.
    composed: letters of an input method at the caret, not yet in the text.
    found: places to mark, as (start, end) in order.
    """

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.document = Document()
        self.caret = self.anchor = 0
        self.caret_at_end = False  # at the end of a row, not at the start of the next
        self.composed = ""
        self.found: list[tuple[int, int]] = []
        self.lit = True  # whether the caret is seen
        self.type = Type()
        self._top, self._above = 0, 0.0  # the first line in sight, and how much of it is not
        self._laid: OrderedDict[tuple[str, int], tuple[Row, ...]] = OrderedDict()
        self._under, self._ink, self._over = (InstructionGroup() for _ in range(3))
        for group in (self._under, self._ink, self._over):
            self.canvas.add(group)
        self.draw = Clock.create_trigger(self._draw, 0)
        self.bind(pos=self._moved, size=self._moved)

    # -- what is shown

    def show(self, document: Document) -> None:
        """Another document, from its beginning."""
        self.document = document
        self.caret = self.anchor = 0
        self._top, self._above = 0, 0.0
        self.composed, self.found = "", []
        self.draw()

    @property
    def selection(self) -> tuple[int, int]:
        """(start, end), equal if nothing is selected."""
        return min(self.caret, self.anchor), max(self.caret, self.anchor)

    @property
    def place(self) -> int:
        """The offset of the first line in sight."""
        return self.document.start_of(min(self._top, self.document.line_count - 1))

    def select(self, start: int, end: int) -> None:
        """Select and bring it into sight; the caret is at the end."""
        self.anchor, self.caret = start, end
        self.caret_at_end = False
        self.reveal()

    # -- where things are

    @property
    def room(self) -> float:
        """Pixels across for the text."""
        return float(max(dp(80), min(self.width - 2 * dp(SIDE), dp(theme.READING))))

    @property
    def left(self) -> float:
        """Where the text begins."""
        return float(round(self.x + max(dp(SIDE), (self.width - self.room) / 2)))

    def laid(self, number: int) -> tuple[Row, ...]:
        """The rows of a line."""
        line, composed = self._shown(number)
        if composed is not None:
            return rows(line, self.room, self.type.width, composed)
        key = (line, int(self.room))
        found = self._laid.get(key)
        if found is None:
            found = rows(line, self.room, self.type.width)
            if len(self._laid) >= _KEPT:
                self._laid.popitem(last=False)
        else:
            self._laid.move_to_end(key)
        self._laid[key] = found
        return found

    def in_sight(self) -> Iterator[Seen]:
        """The rows in sight, from the top."""
        top = self.top + self._above - (dp(HEAD) if self._top == 0 else 0)
        for number in range(self._top, self.document.line_count):
            for part, row in enumerate(self.laid(number)):
                height = self._high(row)
                if top - height < self.top and top > self.y:
                    yield Seen(number, part, row, top)
                top -= height
            if top <= self.y:
                return

    def offset_at(self, x: float, y: float) -> tuple[int, bool]:
        """The offset nearest to a point, and whether it is the end of a row that goes on."""
        seen = None
        for seen in self.in_sight():
            if y > seen.top - self._high(seen.row):
                break
        if seen is None:
            return len(self.document), False
        offset = self._nearest(seen, x - self.left)
        last = len(self.laid(seen.number)) - 1
        at_end = seen.part < last and offset == seen.row.end
        line = self.document.line(seen.number)
        return self.document.start_of(seen.number) + min(offset, len(line)), at_end

    def x_of(self, seen: Seen, offset: int) -> float:
        """Where in its row an offset of the line stands, from the left edge of the text."""
        x = 0.0
        for start, end, left, picture in self.drawn(seen):
            if start <= offset <= end:
                return left + picture.edges[offset - start]
            x = left + picture.edges[-1]
        return x

    def drawn(self, seen: Seen) -> list[Drawn]:
        """The runs of a row with their places; a line that reads from the right stands there."""
        line, _composed = self._shown(seen.number)
        pictures = [self.type.picture(line[a:b], style) for a, b, style in seen.row.runs]
        turned = bidi.base_level(line) == 1
        x = self.room - sum(picture.width for picture in pictures) if turned else 0.0
        made: list[Drawn] = []
        pairs = list(zip(seen.row.runs, pictures, strict=True))
        for run, picture in reversed(pairs) if turned else pairs:
            spaces = -min(0.0, picture.edges[-1]) if turned else 0.0  # left of where it begins
            made.append(Drawn(run.start, run.end, x + spaces, picture))
            x += picture.width
        return made[::-1] if turned else made

    def caret_row(self) -> tuple[int, int]:
        """(line, number of the row in it) of the caret."""
        number = self.document.line_at(self.caret)
        offset = self.caret - self.document.start_of(number) + len(self.composed)
        return number, row_of(self.laid(number), offset, self.caret_at_end)

    def caret_x(self) -> float:
        """Where in its row the caret stands, from the left edge of the text."""
        number, part = self.caret_row()
        row = self.laid(number)[part]
        offset = self.caret - self.document.start_of(number) + len(self.composed)
        return self.x_of(Seen(number, part, row, 0.0), offset)

    # -- scrolling

    def scroll(self, pixels: float) -> bool:
        """Down (or up, less than 0); False if it could not."""
        before = (self._top, self._above)
        self._above += pixels
        while self._above >= (height := self._line_height(self._top)):
            if self._top >= self.document.line_count - 1:
                self._above = height - 1
                break
            self._above -= height
            self._top += 1
        while self._above < 0 and self._top > 0:
            self._top -= 1
            self._above += self._line_height(self._top)
        self._above = max(0.0, self._above)
        self._hold_end()
        self.draw()
        return before != (self._top, self._above)

    def go(self, offset: int) -> None:
        """Put the line of an offset near the top."""
        self._top, self._above = self.document.line_at(offset), 0.0
        self.scroll(-self.height / 4)

    def reveal(self) -> None:
        """Bring the caret into sight."""
        number, part = self.caret_row()
        if abs(number - self._top) > _FAR:
            self.go(self.caret)
        made = self.laid(number)
        above = sum(map(self._high, made[:part])) - self._above
        if number >= self._top:
            above += sum(map(self._line_height, range(self._top, number)))
            above += dp(HEAD) if self._top == 0 else 0
        else:
            above -= sum(map(self._line_height, range(number, self._top)))
        height = self._high(made[part])
        spare = min(height, max(0.0, (self.height - height) / 3))
        if above < spare:
            self.scroll(above - spare)
        elif above + height > self.height - spare:
            self.scroll(above + height - self.height + spare)
        self.draw()

    def share(self) -> tuple[float, float]:
        """The part of the text in sight: from and to, 0 to 1, as good as the letters tell."""
        length = max(1, len(self.document))
        last = self._top
        for seen in self.in_sight():
            last = seen.number
        end = self.document.start_of(last) + len(self.document.line(last))
        return self.place / length, end / length

    # -- inside

    def _hold_end(self) -> None:
        """The last line goes no higher than the middle."""
        least = self.height / 2
        height = -self._above
        for number in range(self._top, self.document.line_count):
            height += self._line_height(number)
            if height >= least:
                return
        if self._top == 0 and self._above == 0:
            return
        self._above -= least - height
        while self._above < 0 and self._top > 0:
            self._top -= 1
            self._above += self._line_height(self._top)
        self._above = max(0.0, self._above)

    def _shown(self, number: int) -> tuple[str, Composed | None]:
        """A line with what is being composed in it."""
        line = self.document.line(number)
        if not self.composed:
            return line, None
        start = self.document.start_of(number)
        at = self.caret - start
        if not 0 <= at <= len(line):
            return line, None
        composed = Composed(at, at + len(self.composed))
        return line[:at] + self.composed + line[at:], composed

    def _high(self, row: Row) -> float:
        return float(round(row.height * self.type.size))

    def _line_height(self, number: int) -> float:
        return sum(map(self._high, self.laid(number)))

    def _nearest(self, seen: Seen, x: float) -> int:
        line, _composed = self._shown(seen.number)
        best, least = seen.row.start, float("inf")
        for start, end, left, picture in self.drawn(seen):
            stops = {0, *(last for _, last in moves.characters(line[start:end]))}
            for stop in stops:
                away = abs(left + picture.edges[stop] - x)
                if away < least:
                    best, least = start + stop, away
        return best

    def _moved(self, *_event: Any) -> None:
        self.draw()

    # -- drawing

    def _draw(self, *_event: Any) -> None:
        for group in (self._under, self._ink, self._over):
            group.clear()
        if self.height <= 0:
            return
        start, end = self.selection
        number, part = self.caret_row()
        for seen in self.in_sight():
            base = self.document.start_of(seen.number)
            self._mark(seen, start - base, end - base, theme.colour("accent", 0.35))
            for a, b in self._found_in(base, base + len(self.document.line(seen.number))):
                self._mark(seen, a - base, b - base, theme.colour("warn", 0.28))
            self._write(seen)
            if (seen.number, seen.part) == (number, part) and self.lit:
                self._caret(seen)
        self._draw_bar()

    def _found_in(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        first = bisect_left(self.found, start, key=itemgetter(1))
        return takewhile(lambda place: place[0] <= end, islice(self.found, first, None))

    def _mark(self, seen: Seen, start: int, end: int, colour: theme.Rgba) -> None:
        """The ground of line[start:end], as far as it lies on this row."""
        row = seen.row
        if start >= end or end < row.start or start > row.end:
            return
        left = self.x_of(seen, max(start, row.start))
        right = self.x_of(seen, min(end, row.end))
        if end > row.end:  # it goes on
            right += dp(6)
        height = self._high(row)
        self._under.add(Color(*colour))
        self._under.add(Rectangle(
            pos=(self.left + min(left, right), seen.top - height), size=(abs(right - left), height)
        ))

    def _write(self, seen: Seen) -> None:
        height = self._high(seen.row)
        for run, (_start, _end, left, picture) in zip(
            seen.row.runs, self.drawn(seen), strict=True
        ):
            x = self.left + left
            if picture.texture is not None:
                wide, high = picture.texture.size
                y = seen.top - (height + high) / 2
                self._ink.add(Color(*theme.colour(run.style.ink)))
                self._ink.add(Rectangle(
                    texture=picture.texture, pos=(round(x), round(y)), size=(wide, high)
                ))
            if run.style.ruled:
                self._ink.add(Color(*theme.colour("accent")))
                self._ink.add(Rectangle(
                    pos=(x, seen.top - height + dp(3)), size=(picture.width, dp(2))
                ))

    def _caret(self, seen: Seen) -> None:
        height = self._high(seen.row)
        self._over.add(Color(*theme.colour("accent")))
        self._over.add(Rectangle(
            pos=(round(self.left + self.caret_x() - dp(1)), seen.top - height + dp(3)),
            size=(dp(2), height - dp(6)),
        ))

    def _draw_bar(self) -> None:
        first, last = self.share()
        if first <= 0 and last >= 1:
            return
        height = max(dp(24), (last - first) * self.height)
        y = self.top - first * (self.height - height) / max(0.001, 1 - (last - first)) - height
        self._over.add(Color(*theme.colour("faint", 0.5)))
        self._over.add(Rectangle(
            pos=(self.right - dp(BAR) - dp(2), max(self.y, y)), size=(dp(BAR), height)
        ))

"""Which lines of the script stand on the panel, told from the picture's pixels alone.

The picture is compared with the book's own drawing of every line. Any lit pixel counts as ink,
so dimmed text is still text, and so are past lines seen through a checkerboard. Where the text
stands (scrolled, shifted into a safe area) is found, not assumed. A line counts only when all its
rows are on the panel, but for the lowest one, which belongs to underlines.

First each pixel row is looked up by its ink (exact, fast). What is left over, such as a line
under a status sign, is compared with every line by overlap, and a token counts as visible only
where its own pixels are nearly untouched.

Lines drawn alike read alike: tokens of each of them are visible wherever one is. Which of them it
is, is told by the lines around it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from firmware.souffleur.book import FLAG_HEADING

Bits = NDArray[np.bool_]

LINE_OVERLAP = 0.6  # a stretch of rows is a line when they share this much of their joint ink
TOKEN_OVERLAP = 0.85  # a token is readable when this much of its joint ink is shared
CHUNK = 256  # lines compared at once when rows are not found exactly


class TypesetLine(Protocol):
    """One line as the typesetter tells it: spans are (token, left, right) in pixels, flags the
    FLAG_... of the book format."""

    @property
    def text(self) -> str: ...
    @property
    def first_token(self) -> int: ...
    @property
    def flags(self) -> int: ...
    @property
    def spans(self) -> Sequence[tuple[int, int, int]]: ...


class TypesetBook(Protocol):
    """What the judge needs of a typeset script."""

    @property
    def depth(self) -> int: ...
    @property
    def line_height(self) -> int: ...
    @property
    def lines(self) -> Sequence[TypesetLine]: ...
    def render_line(self, index: int) -> NDArray[Any]: ...


def spoken_spans(line: TypesetLine) -> Sequence[tuple[int, int, int]]:
    """The spans of the tokens that can be spoken from a line: a heading has none."""
    return () if line.flags & FLAG_HEADING else line.spans


@dataclass(frozen=True, slots=True)
class SeenLine:
    """A line of the book found in a picture.

    line: its number. row, column: where its drawing's top left corner stands, in pixels.
    """

    line: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Seen:
    """What a picture lets the wearer read.

    lines: from top to bottom.
    top: number of the line that stands in the picture's first row of text, whether it has ink
        or not (-1 where an empty row stands above the first line); None without any text.
    """

    lines: tuple[SeenLine, ...]
    tokens: frozenset[int]
    top: int | None


NOTHING = Seen((), frozenset(), None)


@dataclass(frozen=True, eq=False, slots=True)
class _Drawing:
    """One distinct line drawing, cut to its inked rows, and the lines that look like it."""

    ink: Bits
    skipped: int  # empty rows above the ink
    lines: tuple[int, ...]


@dataclass(frozen=True, eq=False, slots=True)
class _Match:
    drawing: _Drawing
    row: int  # of the drawing's first inked row
    column: int


def _row_key(row: Bits) -> tuple[int, bytes] | None:
    """(first lit column, the ink from there on) of a pixel row; None for a dark one."""
    lit = np.flatnonzero(row)
    if not lit.size:
        return None
    first = int(lit[0])
    return first, np.packbits(row[first : int(lit[-1]) + 1]).tobytes()


class Sight:
    """Reads pictures of one book."""

    def __init__(self, book: TypesetBook) -> None:
        self._book = book
        self._height = book.line_height
        self._drawings = _drawings(book)
        self._width = self._drawings[0].ink.shape[1] if self._drawings else 0
        self._anchors: dict[bytes, list[tuple[_Drawing, int, int]]] = {}
        for drawing in self._drawings:
            anchor = int(drawing.ink.sum(axis=1).argmax())
            key = _row_key(drawing.ink[anchor])
            if key:
                self._anchors.setdefault(key[1], []).append((drawing, anchor, key[0]))
        self._pieces = _pieces(book)
        self._known: dict[tuple[tuple[int, ...], bytes], Seen] = {}

    def see(self, picture: NDArray[Any]) -> Seen:
        """Everything that can be read in a picture; raises ValueError unless it is 2-D."""
        if picture.ndim != 2:
            raise ValueError("a picture has rows and columns")
        lit: Bits = picture > 0
        key = (lit.shape, np.packbits(lit).tobytes())
        if key not in self._known:
            self._known[key] = self._read(lit)
        return self._known[key]

    def _read(self, lit: Bits) -> Seen:
        exact = self._exact(lit)
        matches = exact + self._near(lit, exact)
        if not matches:
            return NOTHING
        matches.sort(key=lambda match: match.row)
        tops = [match.row - match.drawing.skipped for match in matches]
        slots = [top // self._height for top in tops]
        top = _vote(matches, slots)
        lines = tuple(
            SeenLine(min(match.drawing.lines, key=lambda n: abs(n - slot - top)), row, match.column)
            for match, slot, row in zip(matches, slots, tops, strict=True)
        )
        return Seen(lines, self._tokens(lit, matches), top)

    def _exact(self, lit: Bits) -> list[_Match]:
        """Lines whose every inked row stands in the picture with nothing else beside it."""
        found: list[_Match] = []
        free = 0
        for row in range(len(lit)):
            key = _row_key(lit[row])
            for drawing, anchor, first in self._anchors.get(key[1], []) if key else []:
                top = row - anchor
                column = key[0] - first if key else 0
                if top >= free and _stands(lit, drawing.ink, top, column):
                    found.append(_Match(drawing, top, column))
                    free = top + len(drawing.ink)
                    break
        return found

    def _near(self, lit: Bits, exact: list[_Match]) -> list[_Match]:
        """Lines in the rows that `exact` left over, by overlap of ink, best first."""
        left = lit.copy()
        for match in exact:
            self._clear(left, match)
        column, phase = 0, None
        if exact:
            column = Counter(match.column for match in exact).most_common(1)[0][0]
            origins = (match.row - match.drawing.skipped for match in exact)
            phase = Counter(o % self._height for o in origins).most_common(1)[0][0]
        found: list[_Match] = []
        while (best := self._best(left, column, phase)) is not None:
            found.append(best)
            self._clear(left, best)
        return found

    def _clear(self, left: Bits, match: _Match) -> None:
        """Take a line found out of a picture, with its underline."""
        top = max(match.row - match.drawing.skipped, 0)
        left[top : match.row - match.drawing.skipped + self._height] = False

    def _best(self, left: Bits, column: int, phase: int | None) -> _Match | None:
        """The drawing that overlaps best with some rows left, if well enough.

        `phase`: where lines begin, in rows modulo the line height, if known.
        """
        rows = [
            row
            for row in range(len(left) - self._height + 1)
            if phase in (None, row % self._height) and left[row : row + self._height].any()
        ]
        if not rows or not self._drawings:
            return None
        padded = _columns(left, column, self._width)
        strips = np.stack([padded[row : row + self._height] for row in rows])
        strips[:, -1] = False
        best, score = None, LINE_OVERLAP
        for start in range(0, len(self._drawings), CHUNK):
            chunk = self._drawings[start : start + CHUNK]
            inks = np.zeros((len(chunk), self._height, self._width), np.bool_)
            for number, drawing in enumerate(chunk):
                inks[number, drawing.skipped : drawing.skipped + len(drawing.ink)] = drawing.ink
            overlap = _overlaps(strips, inks)
            here = int(overlap.argmax())
            if overlap.flat[here] > score:
                score = float(overlap.flat[here])
                strip, number = divmod(here, len(chunk))
                best = _Match(chunk[number], rows[strip] + chunk[number].skipped, column)
        return best

    def _tokens(self, lit: Bits, matches: list[_Match]) -> frozenset[int]:
        """Tokens all of whose pieces stand readable in the picture."""
        readable: set[tuple[int, int]] = set()
        for match in matches:
            height, width = match.drawing.ink.shape
            shown = _columns(lit[match.row : match.row + height], match.column, width)
            for line in match.drawing.lines:
                for token, left, right in spoken_spans(self._book.lines[line]):
                    ink, there = match.drawing.ink[:, left:right], shown[:, left:right]
                    if int((ink & there).sum()) >= TOKEN_OVERLAP * int((ink | there).sum()):
                        readable.add((token, line))
        pieces = Counter(token for token, _ in readable)
        return frozenset(token for token in pieces if pieces[token] >= self._pieces[token])


def _drawings(book: TypesetBook) -> list[_Drawing]:
    """The distinct inked drawings of a book's lines."""
    alike: dict[tuple[int, tuple[int, ...], bytes], list[int]] = {}
    inks: dict[tuple[int, tuple[int, ...], bytes], tuple[Bits, int]] = {}
    for number, lit in _looks(book):
        lit[-1] = False
        rows = np.flatnonzero(lit.any(axis=1))
        if not rows.size:
            continue
        skipped = int(rows[0])
        ink = lit[skipped : int(rows[-1]) + 1]
        key = (skipped, ink.shape, np.packbits(ink).tobytes())
        alike.setdefault(key, []).append(number)
        inks[key] = (ink, skipped)
    return [_Drawing(*inks[key], tuple(lines)) for key, lines in alike.items()]


def _looks(book: TypesetBook) -> Iterator[tuple[int, Bits]]:
    """Every line with its ink; on a panel without greys also as the glasses thin out past ones."""
    for number in range(len(book.lines)):
        lit: Bits = np.asarray(book.render_line(number)) > 0
        yield number, lit
        if book.depth == 1:
            thin = lit.copy()
            thin[0::2, 0::2] = thin[1::2, 1::2] = False
            yield number, thin


def _pieces(book: TypesetBook) -> Counter[int]:
    """On how many lines a part of each token stands (more than one where it was broken)."""
    pieces: Counter[int] = Counter()
    for line in book.lines:
        pieces.update({token for token, _, _ in spoken_spans(line)})
    return pieces


def _columns(rows: Bits, column: int, width: int) -> Bits:
    """`width` columns of some rows from `column` on, dark where the picture ends."""
    out = np.zeros((len(rows), width), np.bool_)
    left, right = max(column, 0), min(column + width, rows.shape[1])
    if right > left:
        out[:, left - column : right - column] = rows[:, left:right]
    return out


def _stands(lit: Bits, ink: Bits, row: int, column: int) -> bool:
    """Whether these rows of the picture hold this ink at this column and nothing else."""
    height, width = ink.shape
    if row < 0 or row + height > len(lit):
        return False
    rows = lit[row : row + height]
    return int(rows.sum()) == int(ink.sum()) and bool(
        np.array_equal(_columns(rows, column, width), ink)
    )


def _overlaps(strips: Bits, inks: Bits) -> NDArray[np.float32]:
    """Shared over joint ink, (strips, inks); both are (count, height, width)."""
    a = strips.reshape(len(strips), -1).astype(np.float32)
    b = inks.reshape(len(inks), -1).astype(np.float32)
    shared = a @ b.T
    joint = a.sum(axis=1)[:, None] + b.sum(axis=1)[None, :] - shared
    return np.asarray(shared / np.maximum(joint, 1), dtype=np.float32)


def _vote(matches: list[_Match], slots: list[int]) -> int:
    """The top line that agrees with most of the lines seen (unambiguous lines count first)."""
    votes: defaultdict[int, float] = defaultdict(float)
    for match, slot in zip(matches, slots, strict=True):
        for line in match.drawing.lines:
            votes[line - slot] += 1 / len(match.drawing.lines)
    return max(sorted(votes), key=lambda top: votes[top])

"""The result of typesetting: the stream for the glasses and what the companion knows of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from companion.typeset.raster import Levels
from companion.typeset.reader import Reading, read
from companion.typeset.staging import screen, staged


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a book.

    text: in reading order, without white space at its ends.
    first_token, last_token: the tokens that start here, last one excluded; equal if none does.
    cue: id of the cue that the line's first character belongs to; "" in a heading.
    flags: FLAG_... of book.py.
    spans: (token, x0, x1) in pixels, x1 excluded, of every token with ink here, by token; a
        token that began on an earlier line is among them.
    """

    text: str
    first_token: int
    last_token: int
    cue: str
    flags: int
    spans: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True)
class Book:
    """A typeset script.

    data: the whole stream. id: the first 8 bytes of its SHA-256.
    missing: clusters drawn as boxes, with how often.
    width, height: of the text area. line_height: all in pixels. depth: bits per pixel.
    """

    data: bytes
    id: bytes
    lines: tuple[Line, ...]
    width: int
    height: int
    line_height: int
    rows: int
    depth: int
    tokens: int
    missing: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def reading(self) -> Reading:
        """The stream decoded again."""
        return read(self.data)

    @cached_property
    def _firsts(self) -> list[int]:
        return [line.first_token for line in self.lines]

    def line_of(self, token: int) -> int:
        """Number of the line on which the token starts; raises IndexError for no such token."""
        if not 0 <= token < self.tokens:
            raise IndexError(f"token {token} of {self.tokens}")
        number = bisect_right(self._firsts, token) - 1
        while self.lines[number].last_token <= token:
            number -= 1
        return number

    def screen_lines(self, top: int) -> range:
        """Line numbers on the screen whose first line is `top`."""
        return range(max(top, 0), min(max(top, 0) + self.rows, len(self.lines)))

    def render_line(self, number: int) -> Levels:
        """The line's levels (line height x width) while nothing of it is spoken."""
        return staged(self.reading, number, 0)

    def compose(self, top: int) -> Levels:
        """The screen whose first line is `top` (height x width): nothing spoken, nothing ruled."""
        made = np.zeros((self.height, self.width), np.uint8)
        for row, number in enumerate(self.screen_lines(top)):
            y = row * self.line_height
            made[y : y + self.line_height] = self.render_line(number)
        return made

    def picture(self, line: int, token: int, row: int = 1) -> Levels:
        """The text that the glasses draw (height x width) when told to show `line`.

        row: where the current line stands; it and what is above are dim up to `token`, which is
        next. For all of the panel see glass.py.
        """
        return screen(self.reading, line, token, row)

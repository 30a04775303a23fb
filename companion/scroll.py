"""Which line leads the picture: positions in, calm moves out. Pure.

The rules:

1. The picture moves by whole lines. The current line is the one that holds the next word.
2. It leads: as soon as the last word of a line is expected to be spoken, the next line becomes
   current. But only from a line of which two words have been heard, and the line of the last word
   heard stays in sight, because a recogniser may say a word too soon or in error; and nothing
   moves while searching.
3. Lines without words before the next word (headings, directions) are shown from their first
   line, so that the speaker meets them before the words that follow, as far as two lines of those
   words stay in sight below.
4. A small step back keeps the picture still while the next word is in sight on the lines above
   the current one: readers stumble, and all they need is there. A far one moves at once, because
   the follower has already weighed it.
5. The operator's move is obeyed at once, and stands until the speaker is heard to move.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from companion.follow.position import Position, State


@dataclass(frozen=True, slots=True)
class Placing:
    """What the glass shall show: the current line and the first token not yet spoken."""

    line: int
    token: int


class Scroll:
    """Follows positions through the lines of one typeset script.

    starts: for each line the index of the first token on it or after it (rising).
    spoken: for each line whether a token begins on it.
    rows: lines on one screen; row: where on it the current line stands, from 0, if it has so many.
    """

    def __init__(
        self,
        starts: Sequence[int],
        spoken: Sequence[bool],
        *,
        rows: int,
        row: int = 1,
    ) -> None:
        self._starts = [start for start, said in zip(starts, spoken, strict=True) if said]
        self._lines = [line for line, said in enumerate(spoken) if said]
        self._count = len(starts)
        self._rows = rows
        self._row = min(row, rows - 1)
        self._chosen: int | None = None  # last token spoken where the operator moved to
        self.placing = Placing(self._lead_in(0), 0)

    def stand(self, row: int) -> None:
        """From now on the current line stands there."""
        self._row = min(row, self._rows - 1)

    def line_of(self, token: int) -> int:
        """The line on which `token` begins; the last spoken line for tokens past the end."""
        return self._lines[self._index(token)] if self._lines else 0

    def first_token(self, line: int) -> int:
        """The first token that begins on `line` or after it."""
        if not self._lines:
            return 0
        return self._starts[min(bisect_left(self._lines, line), len(self._lines) - 1)]

    def follow(self, position: Position) -> Placing | None:
        """The new placing, or None if neither the line nor the spoken words changed."""
        if position.heard == self._chosen:
            return None
        self._chosen = None
        line = self.placing.line
        if self._lines and position.heard >= 0 and position.state is not State.SEARCHING:
            target = self._target(position)
            in_sight = self.line_of(position.heard + 1) >= line - self._row
            if target > line or not in_sight:
                line = target
        placing = Placing(line, max(position.heard + 1, 0))
        if placing == self.placing:
            return None
        self.placing = placing
        return placing

    def move(self, line: int) -> Placing:
        """The operator's move to `line` (clamped to the script)."""
        line = min(max(line, 0), max(self._count - 1, 0))
        self.placing = Placing(line, self.first_token(line))
        self._chosen = self.placing.token - 1
        return self.placing

    def stand_at(self, token: int) -> Placing:
        """The operator's move to the place where `token` is next, with what is shown before it."""
        index = self._index(token)
        first = bool(self._starts) and token <= self._starts[index]
        line = self._lead_in(index) if first or not self._lines else self._lines[index]
        self.placing = Placing(line, max(token, 0))
        self._chosen = self.placing.token - 1
        return self.placing

    def take(self, line: int, token: int) -> Placing:
        """`line` is the current one and `token` next, whatever moved before."""
        self.placing = Placing(line, max(token, 0))
        return self.placing

    def _index(self, token: int) -> int:
        return max(0, bisect_right(self._starts, token) - 1)

    def _target(self, position: Position) -> int:
        """The line to lead with, before calm is considered (rules 2 and 3)."""
        index = self._index(position.heard + 1)
        if position.heard <= self._starts[index]:
            return self._lead_in(index)
        if position.state is State.FOLLOWING and self._index(position.expected + 1) > index:
            ahead = self._lead_in(index + 1)
            if ahead <= self._lines[self._index(position.heard)] + self._row:
                return ahead
        return self._lines[index]

    def _lead_in(self, index: int) -> int:
        """The first of the wordless lines right before spoken line `index`, as far as both fit."""
        if not self._lines:
            return 0
        previous = self._lines[index - 1] if index else -1
        room = max(self._rows - self._row - 2, 0)
        return max(previous + 1, self._lines[index] - room)


def section_lines(headings: Sequence[bool]) -> list[int]:
    """The lines on which sections begin, told whether each is part of a heading: the first line,
    and first lines of headings."""
    return [
        number for number, heading in enumerate(headings)
        if number == 0 or (heading and not headings[number - 1])
    ]

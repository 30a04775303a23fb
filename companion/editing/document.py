"""The text of a script and its edits; every one of them can be taken back.

Offsets count code points from the start of the text. Lines are parted by "\\n" alone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import accumulate

_REMEMBERED = 4096  # edits that `carry` can follow
_PAUSE = 2.0  # seconds: typing after a longer rest is another step of undo


@dataclass(frozen=True, slots=True)
class Edit:
    """`old` at offset `start` became `new`."""

    start: int
    old: str
    new: str

    @property
    def inverse(self) -> Edit:
        """The edit that takes this one back."""
        return Edit(self.start, self.new, self.old)

    def carry(self, offset: int, stay: bool = False) -> int:
        """Where a place before the edit is after it.

        stay: whether it stays before what is put in at that very place, else it is after it.
        """
        if offset < self.start or (stay and offset == self.start):
            return offset
        if offset >= self.start + len(self.old):
            return offset + len(self.new) - len(self.old)
        return min(offset, self.start + len(self.new))


class Document:
    """A text with undo and redo.

    version: rises with every edit, undo and redo.
    """

    def __init__(self, text: str = "") -> None:
        self.version = 0
        self._lines = text.split("\n")
        self._starts: list[int] | None = None
        self._text: str | None = text
        self._done: list[list[Edit]] = []
        self._undone: list[list[Edit]] = []
        self._history: deque[Edit] = deque(maxlen=_REMEMBERED)
        self._group: list[Edit] | None = None
        self._typed = float("-inf")  # when the last letter of a run of typing came

    @property
    def text(self) -> str:
        """All of it."""
        if self._text is None:
            self._text = "\n".join(self._lines)
        return self._text

    def __len__(self) -> int:
        starts = self._line_starts()
        return starts[-1] + len(self._lines[-1])

    @property
    def line_count(self) -> int:
        """How many lines there are; an empty text has one."""
        return len(self._lines)

    def line(self, number: int) -> str:
        """A line without its end; raises IndexError."""
        return self._lines[number]

    def start_of(self, number: int) -> int:
        """The offset at which a line starts; raises IndexError."""
        return self._line_starts()[number]

    def line_at(self, offset: int) -> int:
        """The number of the line that holds an offset."""
        return max(0, bisect_right(self._line_starts(), offset) - 1)

    def slice(self, start: int, end: int) -> str:
        """text[start:end]."""
        return self.text[start:end]

    def replace(self, start: int, end: int, new: str) -> Edit:
        """Put `new` in the place of text[start:end]; a step of undo of its own, or its group's."""
        edit = Edit(start, self.text[start:end], new)
        if not 0 <= start <= end <= len(self):
            raise IndexError(f"{start} to {end} of {len(self)}")
        if edit.old == edit.new:
            return edit
        self._apply(edit)
        self._undone.clear()
        self._typed = float("-inf")
        if self._group is not None:
            self._group.append(edit)
        else:
            self._done.append([edit])
        return edit

    def type(self, start: int, end: int, new: str, now: float) -> Edit:
        """As `replace`, but what is typed in one go makes one step of undo.

        A new word, a rest of more than two seconds (`now` in seconds) or another place begins
        another step.
        """
        joins = now - self._typed <= _PAUSE and self._continues(start, end, new)
        edit = self.replace(start, end, new)
        if joins and len(self._done) > 1:
            last = self._done.pop()
            self._done[-1] += last
        self._typed = now
        return edit

    @contextmanager
    def group(self) -> Iterator[None]:
        """Edits made inside are one step of undo."""
        if self._group is not None:
            yield
            return
        self._group = []
        try:
            yield
        finally:
            if self._group:
                self._done.append(self._group)
            self._group = None

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Whether a step was taken back and nothing else was edited since."""
        return bool(self._undone)

    def undo(self) -> tuple[int, int] | None:
        """Take the last step back; (start, end) of what came back, None if there is nothing."""
        return self._turn(self._done, self._undone)

    def redo(self) -> tuple[int, int] | None:
        """Make the step again that was taken back last; else as `undo`."""
        return self._turn(self._undone, self._done)

    def carry(self, offset: int, version: int, stay: bool = False) -> int:
        """Where a place of an earlier version is now; stay: as of Edit.carry."""
        behind = min(self.version - version, len(self._history))
        for edit in list(self._history)[len(self._history) - behind :]:
            offset = edit.carry(offset, stay)
        return min(offset, len(self))

    def _turn(self, source: list[list[Edit]], target: list[list[Edit]]) -> tuple[int, int] | None:
        if not source:
            return None
        self._typed = float("-inf")
        group = [edit.inverse for edit in reversed(source.pop())]
        for edit in group:
            self._apply(edit)
        target.append(group)
        return group[-1].start, group[-1].start + len(group[-1].new)

    def _continues(self, start: int, end: int, new: str) -> bool:
        """Whether typing here goes on with the word that the last edit ended in."""
        if not self._done or self._group is not None or len(new) > 8:
            return False
        last = self._done[-1][-1]
        if not new:  # backspaces and deletions in a row
            return not last.new and last.start in (start, end)
        if start != end or last.start + len(last.new) != start or not last.new:
            return False
        return not (last.new[-1].isspace() and not new[0].isspace()) and "\n" not in new

    def _apply(self, edit: Edit) -> None:
        first = self.line_at(edit.start)
        last = self.line_at(edit.start + len(edit.old))
        starts = self._line_starts()
        before = self._lines[first][: edit.start - starts[first]]
        after = self._lines[last][edit.start + len(edit.old) - starts[last] :]
        self._lines[first : last + 1] = (before + edit.new + after).split("\n")
        self._starts = None
        self._text = None
        self._history.append(edit)
        self.version += 1

    def _line_starts(self) -> list[int]:
        if self._starts is None:
            self._starts = list(accumulate((len(line) + 1 for line in self._lines[:-1]), initial=0))
        return self._starts

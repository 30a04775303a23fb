"""Where in the typed text each cue, token and heading of its script stands.

A script keeps no offsets into its file: signs are taken away, lines joined, characters composed.
Both are compared by their letters and figures alone, in order.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache

from companion.script import Cue, Script

_SOLID = re.compile(r"[^\W_]+")
# Letters within which the next cue, and the next word of a cue in pieces, is looked for first:
# comments and the addresses of links stand between.
_NEAR = 600
_NEAR_WORD = 200


@dataclass(frozen=True, slots=True)
class Places:
    """Offsets into the text, each a (start, end).

    cues: by number of the cue. tokens: by index of the token. headings: by number of the section;
    (0, 0) for one without a heading.
    """

    cues: tuple[tuple[int, int], ...]
    tokens: tuple[tuple[int, int], ...]
    headings: tuple[tuple[int, int], ...]

    def cue_at(self, offset: int) -> int | None:
        """Number of the cue that holds an offset, else of the last before it; None before all."""
        number = bisect_right(self.cues, offset, key=lambda place: place[0]) - 1
        return number if number >= 0 else None

    def token_at(self, offset: int) -> int:
        """Index of the token that holds an offset, else of the next; their number after all."""
        return bisect_left(self.tokens, offset + 1, key=lambda place: place[1])


def place(text: str, script: Script) -> Places:
    """Find every part of `script` in the text that it was read from."""
    source = _Source(text)
    cues: list[tuple[int, int]] = []
    tokens: list[tuple[int, int]] = []
    headings: list[tuple[int, int]] = []
    for section in script.sections:
        headings.append(source.heading(section.title) if section.title else (0, 0))
        for cue in section.cues:
            source.cue(cue, cues, tokens)
    return Places(tuple(cues), tuple(tokens), tuple(headings))


@lru_cache(maxsize=16_384)
def _letters(text: str) -> tuple[str, tuple[int, ...]]:
    """The letters and figures of a text, decomposed, and the offset of each."""
    kept: list[str] = []
    offsets: list[int] = []
    for run in _SOLID.finditer(text):
        if run[0].isascii():
            kept.append(run[0])
            offsets.extend(range(run.start(), run.end()))
            continue
        for at in range(run.start(), run.end()):
            for char in unicodedata.normalize("NFD", text[at]):
                if char.isalnum():
                    kept.append(char)
                    offsets.append(at)
    return "".join(kept), tuple(offsets)


class _Source:
    """The letters of the text, taken from front to back."""

    def __init__(self, text: str) -> None:
        self._text = text
        kept: list[str] = []
        self._offsets: list[int] = []
        start = 0
        for line in text.split("\n"):
            letters, offsets = _letters(line)
            kept.append(letters)
            self._offsets.extend(start + at for at in offsets)
            start += len(line) + 1
        self._letters = "".join(kept)
        self._at = 0  # letters behind us

    def heading(self, title: str) -> tuple[int, int]:
        letters, _ = _letters(title)
        found = self._find(letters, _NEAR)
        if found is None:
            found = self._find(letters)
        return self._here() if found is None else self._take(found, len(letters))

    def cue(
        self, cue: Cue, cues: list[tuple[int, int]], tokens: list[tuple[int, int]]
    ) -> None:
        letters, offsets = _letters(cue.text)
        found = self._find(letters, _NEAR)
        if found is None:
            words = self._words(cue)
            if words is not None:
                tokens += words
                cues.append((words[0][0], words[-1][1]))
                return
            found = self._find(letters)
        if found is None:
            cues.append(self._here())
            tokens += [self._here()] * len(cue.tokens)
            return
        at = 0
        for token in cue.tokens:
            at = bisect_left(offsets, token.start, at)
            end = bisect_left(offsets, token.end, at)
            if at < end:
                tokens.append(self._stretch(found + at, found + end))
            else:
                tokens.append(self._sign(found + at, token.text))
            at = end
        cues.append(self._take(found, len(letters)))

    def _words(self, cue: Cue) -> list[tuple[int, int]] | None:
        """The tokens of a cue that does not stand in one piece; None if it is not near either."""
        begun = self._at
        places: list[tuple[int, int]] = []
        lost = 0
        for token in cue.tokens:
            letters, _ = _letters(token.text)
            found = self._find(letters, _NEAR_WORD)
            lost += found is None
            places.append(self._here() if found is None else self._take(found, len(letters)))
        if not places or 2 * lost >= len(places):
            self._at = begun
            return None
        return places

    def _sign(self, at: int, text: str) -> tuple[int, int]:
        """A token without letters, as `&`, that stands before letter number `at`."""
        after = self._offsets[at - 1] + 1 if at else 0
        before = self._offsets[at] if at < len(self._offsets) else len(self._text)
        found = self._text.find(text, after, before)
        return (found, found + len(text)) if found >= 0 else (after, after)

    def _find(self, letters: str, near: int | None = None) -> int | None:
        if not letters:
            return None
        end = None if near is None else self._at + near + len(letters)
        found = self._letters.find(letters, self._at, end)
        return found if found >= 0 else None

    def _take(self, found: int, count: int) -> tuple[int, int]:
        self._at = found + count
        return self._stretch(found, self._at)

    def _stretch(self, first: int, last: int) -> tuple[int, int]:
        return self._offsets[first], self._offsets[last - 1] + 1

    def _here(self) -> tuple[int, int]:
        at = self._offsets[self._at - 1] + 1 if self._at else 0
        return at, at

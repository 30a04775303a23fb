"""Where the caret goes: by characters as people see them, by words, by lines."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from icu4py.breakers import CharacterBreaker, WordBreaker

from companion.editing.document import Document


@lru_cache(maxsize=256)
def _characters(line: str) -> tuple[int, ...]:
    """Offsets between the characters that people see, 0 and the end among them."""
    if line.isascii():
        return tuple(range(len(line) + 1))
    return _edges(CharacterBreaker(line, "en"))


def characters(line: str) -> Iterator[tuple[int, int]]:
    """The characters that people see, as (start, end)."""
    return pairwise(_characters(line))


@lru_cache(maxsize=256)
def _words(line: str) -> tuple[int, ...]:
    return _edges(WordBreaker(line, "en"))


def _edges(parts: CharacterBreaker | WordBreaker) -> tuple[int, ...]:
    edges = [0]
    for part in parts:
        edges.append(edges[-1] + len(part))
    return tuple(edges)


def left(document: Document, offset: int) -> int:
    """One character back."""
    number = document.line_at(offset)
    start = document.start_of(number)
    if offset == start:
        return max(0, offset - 1)
    edges = _characters(document.line(number))
    return start + max(edge for edge in edges if edge < offset - start)


def right(document: Document, offset: int) -> int:
    """One character on."""
    number = document.line_at(offset)
    start, line = document.start_of(number), document.line(number)
    if offset >= start + len(line):
        return min(len(document), offset + 1)
    return start + min(edge for edge in _characters(line) if edge > offset - start)


def word_left(document: Document, offset: int) -> int:
    """To the beginning of this word or the one before."""
    number = document.line_at(offset)
    start, line = document.start_of(number), document.line(number)
    if offset == start:
        return max(0, offset - 1)
    edges = _words(line)
    for first, last in reversed(list(pairwise(edges))):
        if first < offset - start and not line[first:last].isspace():
            return start + first
    return start


def word_right(document: Document, offset: int) -> int:
    """Past the end of this word or the next one."""
    number = document.line_at(offset)
    start, line = document.start_of(number), document.line(number)
    if offset >= start + len(line):
        return min(len(document), offset + 1)
    edges = _words(line)
    for first, last in pairwise(edges):
        if last > offset - start and not line[first:last].isspace():
            return start + last
    return start + len(line)


def word_at(document: Document, offset: int) -> tuple[int, int]:
    """The word, the space or the sign at an offset."""
    number = document.line_at(offset)
    start, line = document.start_of(number), document.line(number)
    edges = _words(line)
    for first, last in pairwise(edges):
        if first <= offset - start < last:
            return start + first, start + last
    if len(edges) > 1 and not line[edges[-2] :].isspace():
        return start + edges[-2], start + edges[-1]
    return offset, offset


def line_at(document: Document, offset: int) -> tuple[int, int]:
    """The whole line at an offset, with its end."""
    number = document.line_at(offset)
    start = document.start_of(number)
    return start, min(len(document), start + len(document.line(number)) + 1)

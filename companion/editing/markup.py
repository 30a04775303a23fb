"""Turning emphasis, directions and headings on and off. Each is one step of undo."""

from __future__ import annotations

import re
import unicodedata

from companion.editing.document import Document
from companion.editing.syntax import Kind, Mark, marks
from companion.script.directions import find_directions

_HEADING = re.compile(r" {0,3}#{1,6}[ \t\u3000]*")
_LEVEL = 2  # the first is the title's


def toggle_emphasis(document: Document, start: int, end: int) -> tuple[int, int]:
    """Emphasise text[start:end], or take the emphasis there away; returns the new selection.

    Each line is emphasised by itself. White space and punctuation at the edges are left out:
    Markdown does not take `**` between a letter and a sign for emphasis.
    """
    stretches = _stretches(document, start, end)
    take = bool(stretches) and all(_emphasised(document, a, b) for a, b in stretches)
    version = document.version
    with document.group():
        for a, b in reversed(stretches):
            a, b = _plain(document, a, b)
            if not take:
                document.replace(b, b, "**")
                document.replace(a, a, "**")
    at_end = start == end and bool(stretches) and end == stretches[0][1]
    return (
        document.carry(start, version, stay=at_end),
        document.carry(end, version, stay=at_end or start < end),
    )


def toggle_direction(document: Document, start: int, end: int, word: str) -> tuple[int, int]:
    """Make text[start:end] a direction, or spoken again; returns the new selection.

    word: what is put in where nothing is selected, "pause" in the user's language.
    """
    line = document.line_at(start)
    base = document.start_of(line)
    text = document.line(line)
    end = min(end, base + len(text))
    for a, b in find_directions(text)[0]:
        if a <= start - base and end - base <= b and not start == end == base + b:
            inner = text[a + 1 : b - 1]
            document.replace(base + a, base + b, inner)
            return base + a, base + a + len(inner)
    chosen = document.slice(start, end)
    inner = re.sub(r"[][［］【】]", "", chosen).strip() or word
    head = " " if start > base and text[start - base - 1].isalnum() and inner.isascii() else ""
    after = document.slice(end, end + 1)
    tail = " " if after == "(" or (after.isalnum() and after.isascii()) else ""
    document.replace(start, end, f"{head}[{inner}]{tail}")
    at = start + len(head) + 1
    return at, at + len(inner)


def toggle_heading(document: Document, offset: int) -> int:
    """Make the line at `offset` a section's heading, or plain again; the caret's new place."""
    line = document.line_at(offset)
    base = document.start_of(line)
    text = document.line(line)
    sign = _HEADING.match(text)
    if sign:
        document.replace(base, base + sign.end(), "")
        return max(base, offset - sign.end())
    indent = len(text) - len(text.lstrip())
    document.replace(base, base + indent, "#" * _LEVEL + " ")
    return max(offset - indent, base) + _LEVEL + 1


def _stretches(document: Document, start: int, end: int) -> list[tuple[int, int]]:
    """The selection line by line, without white space and punctuation at the edges."""
    if start == end:
        start, end = _word_around(document, start)
    found = []
    for line in range(document.line_at(start), document.line_at(end) + 1):
        base = document.start_of(line)
        text = document.line(line)
        a, b = max(start - base, 0), min(end - base, len(text))
        sign = _HEADING.match(text)
        if sign:
            a = max(a, sign.end())
        while a < b and not _solid(text[a]):
            a += 1
        while a < b and not _solid(text[b - 1]):
            b -= 1
        if a < b:
            found.append((base + a, base + b))
    return found


def _solid(char: str) -> bool:
    return unicodedata.category(char)[0] in "LNM"


def _word_around(document: Document, offset: int) -> tuple[int, int]:
    line = document.line_at(offset)
    base = document.start_of(line)
    text = document.line(line)
    a = b = offset - base
    while a > 0 and _solid(text[a - 1]):
        a -= 1
    while b < len(text) and _solid(text[b]):
        b += 1
    return base + a, base + b


def _emphasis(document: Document, start: int, end: int) -> list[Mark]:
    """The stretches of emphasis that touch text[start:end] of one line, in the line's offsets."""
    line = document.line_at(start)
    base = document.start_of(line)
    return [
        mark for mark in marks(document.line(line))
        if mark.kind is Kind.EMPHASIS and mark.start < end - base and start - base < mark.end
    ]


def _emphasised(document: Document, start: int, end: int) -> bool:
    base = document.start_of(document.line_at(start))
    return any(
        mark.start <= start - base and end - base <= mark.end
        for mark in _emphasis(document, start, end)
    )


def _plain(document: Document, start: int, end: int) -> tuple[int, int]:
    """Take the emphasis away that touches text[start:end]; where all of that text is then."""
    base = document.start_of(document.line_at(start))
    for mark in reversed(_emphasis(document, start, end)):
        a, b = base + mark.start, base + mark.end
        text = document.slice(a, b)
        sign = len(text) - len(text.lstrip("*_"))
        document.replace(b - sign, b, "")
        document.replace(a, a + sign, "")
        end = max(end, b)
        start, end = min(start, a), _moved(end, a, b, sign)
    return start, end


def _moved(offset: int, start: int, end: int, sign: int) -> int:
    """Where an offset is when the signs inside start:end are gone."""
    return offset - 2 * sign if offset >= end else max(start, min(offset, end - sign) - sign)

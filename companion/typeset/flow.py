"""A script as paragraphs of running text, ready to be broken into lines."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from companion.script.model import Cue, Script, Style
from firmware.souffleur import book

_STYLES = {Style.DIRECTION: book.STYLE_DIRECTION, Style.EMPHASIS: book.STYLE_EMPHASIS}
# Shared with Latin, but as wide as a character in Chinese.
_WIDE_THERE = frozenset("“”‘’…—")
_QUOTES = frozenset("\"'")


@dataclass(slots=True)
class Paragraph:
    """Text that is set together; offsets are code points into `text`.

    tokens: where each token's glyphs begin (with the opening punctuation before it) and where
        the token itself ends. first_token: global index of the first of them, or of the next.
    styles: (start, end, STYLE_...) of what is not plain; in order, not overlapping.
    cues: (start, id, language) of the cues; a heading has none.
    """

    text: str
    language: str
    first_token: int
    heading: bool = False
    tokens: list[tuple[int, int]] = field(default_factory=list)
    styles: list[tuple[int, int, int]] = field(default_factory=list)
    cues: list[tuple[int, str, str]] = field(default_factory=list)

    def language_at(self, at: int) -> str:
        """The language of the cue at that offset."""
        number = bisect_right(self.cues, at, key=lambda cue: cue[0]) - 1
        return self.cues[number][2] if number >= 0 else self.language

    def cue_at(self, at: int) -> str:
        """Id of the cue at that offset; "" in a heading."""
        number = bisect_right(self.cues, at, key=lambda cue: cue[0]) - 1
        return self.cues[number][1] if number >= 0 else ""


def paragraphs(script: Script) -> Iterator[Paragraph]:
    """Headings and paragraphs in reading order."""
    spoken = 0
    for section in script.sections:
        title = _plain(section.title).strip()
        if title:
            yield Paragraph(title, _primary(script.language), spoken, heading=True)
        for _, cues in groupby(section.cues, key=lambda cue: cue.paragraph):
            paragraph = _join(list(cues), spoken)
            spoken += len(paragraph.tokens)
            if paragraph.text.strip():
                yield paragraph


def _join(cues: list[Cue], spoken: int) -> Paragraph:
    made = Paragraph("", _primary(cues[0].language), spoken)
    for cue in cues:
        text = _plain(cue.text)
        language = _primary(cue.language)
        if made.text and text and _needs_space(made.text[-1], text[0], language):
            made.text += " "
        offset = len(made.text)
        made.cues.append((offset, cue.id, language))
        before = 0
        for token in cue.tokens:
            start = _with_opening(text, token.start, before)
            made.tokens.append((offset + start, offset + token.end))
            before = token.end
        for span in sorted(cue.spans, key=lambda span: (span.start, span.end)):
            made.styles.append((offset + span.start, offset + span.end, _STYLES[span.style]))
        made.text += text
    made.styles = _flat(made.styles)
    return made


def _primary(language: str) -> str:
    """"zh" of "zh-Hant"; "und" of nothing."""
    return language.partition("-")[0].lower() or "und"


def _plain(text: str) -> str:
    """White space and controls become spaces, one for one, so that offsets stay."""
    return "".join(
        " " if char.isspace() or unicodedata.category(char) in ("Cc", "Zl", "Zp") else char
        for char in text
    )


def _flat(styles: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Overlaps are cut: the later span keeps only what the earlier one leaves."""
    result: list[tuple[int, int, int]] = []
    for start, end, style in styles:
        if result:
            start = max(start, result[-1][1])
        if start < end:
            result.append((start, end, style))
    return result


def wide(char: str) -> bool:
    """East Asian wide: set without spaces around it."""
    return unicodedata.east_asian_width(char) in ("W", "F")


def _needs_space(before: str, after: str, language: str) -> bool:
    if before.isspace() or after.isspace():
        return False
    if language in ("zh", "ja") and (before in _WIDE_THERE or after in _WIDE_THERE):
        return False
    return not (wide(before) or wide(after))


def _with_opening(text: str, start: int, floor: int) -> int:
    """Start of the opening punctuation that stands directly before text[start]."""
    while start > floor:
        char = text[start - 1]
        opening = unicodedata.category(char) in ("Ps", "Pi", "Sc")
        if char in _QUOTES:
            opening = start - 1 == floor or text[start - 2].isspace()
        if not opening:
            break
        start -= 1
    return start

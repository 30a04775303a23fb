"""Telling a text wrapped at a margin from one whose lines are its paragraphs.

A line was wrapped by a program if the next line's first word would not have fitted on it. A text
in which nearly all inner lines look so is joined; in any other text a line break is meant.
"""

from __future__ import annotations

import re
from itertools import pairwise

from ..writing import spaced, width

_FIRST_WORD = re.compile(r"\S+")
_WIDEST_MARGIN = 120  # columns: nobody wraps wider
_NARROWEST_MARGIN = 40
_SHARE = 0.85
_FEWEST = 3  # inner lines needed to judge


def is_wrapped(paragraphs: list[list[str]]) -> bool:
    """Whether the lines of these paragraphs (blocks between blank lines) were wrapped."""
    lines = [line for paragraph in paragraphs for line in paragraph]
    margin = max(map(width, lines), default=0)
    if not _NARROWEST_MARGIN <= margin <= _WIDEST_MARGIN:
        return False
    full = inner = 0
    for paragraph in paragraphs:
        for line, following in pairwise(paragraph):
            inner += 1
            first = _FIRST_WORD.match(following.strip())
            word = first[0] if first else ""
            room = margin - width(line.strip())
            if word and not spaced(word[0]):
                full += room <= 2
            else:
                full += room <= width(word)
    return inner >= _FEWEST and full >= _SHARE * inner


def glue(line: str, following: str) -> str:
    """What belongs between two joined lines: nothing where the script has no spaces."""
    if not line or not following:
        return ""
    return " " if spaced(line[-1]) or spaced(following[0]) else ""

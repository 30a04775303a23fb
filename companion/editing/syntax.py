"""Which parts of a line are markup, for the editor to show: quick, a line at a time.

What counts in the end is what companion.script reads; this only paints.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from operator import itemgetter

from companion.script.directions import bracket_heading, find_directions

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t\u3000]+|(?=[\u3400-\u9fff]))")
_UNDERSCORED = re.compile(r"(?<![\\*_\w])(__|_)(?=[^\s_])(.+?)(?<=[^\s_])\1(?![\w_])")
_STARS = re.compile(r"(?<!\\)(\*\*\*|\*\*|\*)(?=[^\s*])(.+?)(?<=[^\s*])\1(?!\*)")


class Kind(Enum):
    """What a stretch of a line is."""

    HEADING = "heading"
    DIRECTION = "direction"
    EMPHASIS = "emphasis"
    SIGN = "sign"  # the signs of markup themselves, not shown on the glass


@dataclass(frozen=True, slots=True)
class Mark:
    """line[start:end] is of this kind; level: of a heading, else 0."""

    start: int
    end: int
    kind: Kind
    level: int = 0


@lru_cache(maxsize=4096)
def marks(line: str, markdown: bool = True) -> tuple[Mark, ...]:
    """The marks of a line in order; none of them overlap but SIGN, which lies in others.

    markdown: whether `*` is markup (headings are in plain text too).
    """
    found: list[Mark] = []
    heading = _HEADING.match(line)
    if heading and line[heading.end() :].strip():
        level = len(heading[1])
        return (
            Mark(0, len(line), Kind.HEADING, level), Mark(0, heading.end(), Kind.SIGN),
        )
    if bracket_heading(line):
        return (Mark(0, len(line), Kind.HEADING, 1),)
    directions, _ = find_directions(line)
    found += (Mark(start, end, Kind.DIRECTION) for start, end in directions)
    for match in (*_STARS.finditer(line), *_UNDERSCORED.finditer(line)) if markdown else ():
        at = bisect_left(directions, match.start(), key=itemgetter(1))
        if at < len(directions) and directions[at][0] < match.end():
            continue
        sign = len(match[1])
        found += (
            Mark(match.start(), match.end(), Kind.EMPHASIS),
            Mark(match.start(), match.start() + sign, Kind.SIGN),
            Mark(match.end() - sign, match.end(), Kind.SIGN),
        )
    return tuple(sorted(found, key=lambda mark: (mark.start, -mark.end)))


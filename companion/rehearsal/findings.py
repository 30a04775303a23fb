"""Where a speaker left the script, and where it did not come easily."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What happened."""

    SKIPPED = "skipped"  # words of the script were never said
    ADLIB = "ad-lib"  # words were said that are not in the script
    REWORDED = "reworded"  # both at once: it was said otherwise
    REPEATED = "repeated"  # the same words were said again
    PAUSED = "paused"  # a long silence inside a sentence


@dataclass(frozen=True, slots=True)
class Finding:
    """One of them.

    section: its number. cue: id of the cue. first, last: the tokens it is about (last is
        included); of an ad-lib and of a pause, the tokens before and after it (-1: before all,
        the number of tokens: after all). time, seconds: when it began, in the show, and how long
        it took.
    heard: what was said instead, as well or again, "…" for what was not understood.
    """

    kind: Kind
    section: int
    cue: str
    first: int
    last: int
    time: float
    seconds: float
    heard: str = ""

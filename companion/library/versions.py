"""Versions of a script: files whose names say when, why and what.

`2026-11-23T231502.123Z edit 1a2b3c4d5e6f.md` is the text as it was saved then; the last word is
the start of its SHA-256. Names sort by time.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

_NAME = re.compile(
    r"(\d{4}-\d\d-\d\dT\d{6}\.\d{3}Z) ([a-z]+) ([0-9a-f]{12})(\.[A-Za-z]+)"
)
_TIME = "%Y-%m-%dT%H%M%S.%f"
_SHORT = 12  # digits of a digest in a name

SITTING = 600.0  # seconds in which saves in a row fold into one version
_LITTLE = 200  # characters whose loss never keeps two saves apart
_SHARE = 0.2  # of the text before; losing more keeps the version before


class Kind(StrEnum):
    """How a version came about."""

    IMPORTED = "imported"  # the file as it was brought, in whatever format
    WRITTEN = "written"  # the first text: typed, pasted or made of the imported file
    EDIT = "edit"
    OUTSIDE = "outside"  # found changed, or new, in the folder
    RESTORED = "restored"
    TRASHED = "trashed"  # as it was when it went


@dataclass(frozen=True, slots=True)
class Version:
    """One version; `name` is its file's, `time` in seconds since 1970, `suffix` with its dot."""

    name: str
    time: float
    kind: Kind
    digest: str
    suffix: str


def digest_of(data: bytes) -> str:
    """What tells one content from another."""
    return hashlib.sha256(data).hexdigest()


def short(digest: str) -> str:
    """The part of a digest that versions carry."""
    return digest[:_SHORT]


def named(time: float, kind: Kind, digest: str, suffix: str) -> str:
    """The file name of a version."""
    moment = datetime.fromtimestamp(round(time * 1000) / 1000, UTC)
    return f"{moment.strftime(_TIME)[:-3]}Z {kind} {short(digest)}{suffix}"


def read_name(name: str) -> Version | None:
    """The version a file name tells of; None for any other file."""
    match = _NAME.fullmatch(name)
    if match is None or match[2] not in set(Kind):
        return None
    try:
        moment = datetime.strptime(match[1], f"{_TIME}Z").replace(tzinfo=UTC)
    except ValueError:
        return None
    return Version(name, moment.timestamp(), Kind(match[2]), match[3], match[4])


def keeps_most(before: str, after: str) -> bool:
    """Whether `after` is `before` with little taken away, as after some typing.

    Judged by one change in the middle: what is neither at the common start nor at the common
    end is taken away.
    """
    shorter = min(len(before), len(after))
    head = _common(before, after, shorter)
    tail = _common(before[::-1], after[::-1], shorter - head)
    lost = len(before) - head - tail
    return lost <= max(_LITTLE, _SHARE * len(before))


def _common(one: str, other: str, most: int) -> int:
    """Length of the common start, at most `most`, found by halving."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low

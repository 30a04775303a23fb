"""Where the tokens of an edited script were before the edit."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from difflib import SequenceMatcher

from companion.script.model import Token

_STRETCH = 4  # tokens; a shorter one may be found anywhere by chance


def mapping(old: Sequence[Token], new: Sequence[Token], place: int = -1) -> list[int | None]:
    """For each old token its index in `new`, None where it is gone; what is spoken counts, not
    how it is spelt.

    place: the old token that matters most; the stretch around it is looked for first.
    """
    before, after = _said(old), _said(new)
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    found: list[int | None] = [*range(head), *[None] * (len(before) - head)]
    for index in range(tail):
        found[len(before) - 1 - index] = len(after) - 1 - index
    ends = len(before) - tail, len(after) - tail
    first, target, size = _stretch(before, after, place, (head, head), ends)
    for (a0, b0), (a1, b1) in (
        ((head, head), (first, target)), ((first + size, target + size), ends)
    ):
        matcher = SequenceMatcher(None, before[a0:a1], after[b0:b1])
        for a, b, length in matcher.get_matching_blocks():
            found[a0 + a : a0 + a + length] = range(b0 + b, b0 + b + length)
    found[first : first + size] = range(target, target + size)
    return found


def _said(tokens: Sequence[Token]) -> list[str]:
    return [
        "|".join(" ".join(way) for way in token.spoken).casefold() or token.text
        for token in tokens
    ]


def _stretch(
    before: list[str], after: list[str], place: int, begin: tuple[int, int], end: tuple[int, int]
) -> tuple[int, int, int]:
    """The longest unchanged stretch with `place` in it, between `begin` and `end`: where it
    begins in both, and its length."""
    best = (*begin, 0)
    if not begin[0] <= place < end[0]:
        return best
    for there in range(begin[1], end[1]):
        if after[there] != before[place]:
            continue
        back = 0
        while (place - back > begin[0] and there - back > begin[1]
               and before[place - back - 1] == after[there - back - 1]):
            back += 1
        ahead = 1
        while (place + ahead < end[0] and there + ahead < end[1]
               and before[place + ahead] == after[there + ahead]):
            ahead += 1
        if back + ahead > best[2]:
            best = (place - back, there - back, back + ahead)
    return best if best[2] >= _STRETCH else (*begin, 0)


def carried(position: int, moved: Sequence[int | None], tokens: int) -> int:
    """The new position of `position`: its own token's, else that of the last one before it that
    is still there. -1 stays before the first token."""
    kept = [index for index, target in enumerate(moved) if target is not None]
    place = bisect_right(kept, position) - 1
    if place < 0:
        return -1
    target = moved[kept[place]]
    return -1 if target is None else max(-1, min(target, tokens - 1))

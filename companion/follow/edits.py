"""Where the tokens of an edited script were before the edit."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from difflib import SequenceMatcher

from companion.script.model import Token


def mapping(old: Sequence[Token], new: Sequence[Token]) -> list[int | None]:
    """For each old token its index in `new`, None where it is gone."""
    before = [token.text for token in old]
    after = [token.text for token in new]
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    found: list[int | None] = [*range(head), *[None] * (len(before) - head)]
    for index in range(tail):
        found[len(before) - 1 - index] = len(after) - 1 - index
    middle = SequenceMatcher(
        None, before[head : len(before) - tail], after[head : len(after) - tail], autojunk=True
    )
    for a, b, size in middle.get_matching_blocks():
        for step in range(size):
            found[head + a + step] = head + b + step
    return found


def carried(position: int, moved: Sequence[int | None], tokens: int) -> int:
    """The new position of `position`: its own token's, else that of the last one before it that
    is still there. -1 stays before the first token."""
    kept = [index for index, target in enumerate(moved) if target is not None]
    place = bisect_right(kept, position) - 1
    if place < 0:
        return -1
    target = moved[kept[place]]
    return -1 if target is None else max(-1, min(target, tokens - 1))

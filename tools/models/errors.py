"""Word errors: the edit distance between what was said and what was heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Errors:
    """`edits` between `spoken` words and what was heard; `right` words heard in place."""

    edits: int
    right: int
    spoken: int

    @property
    def rate(self) -> float:
        """Errors per word spoken (may exceed 1: insertions count)."""
        return self.edits / max(1, self.spoken)

    def __add__(self, other: Errors) -> Errors:
        return Errors(
            self.edits + other.edits, self.right + other.right, self.spoken + other.spoken
        )


def word_errors(spoken: Sequence[str], heard: Sequence[str]) -> Errors:
    """Align by the fewest edits; among those, by the most words right."""
    before = [(j, 0) for j in range(len(heard) + 1)]  # edits, minus words right
    for i, said in enumerate(spoken, 1):
        row = [(i, 0)]
        for j, word in enumerate(heard, 1):
            edits, right = before[j - 1]
            hit = said == word
            row.append(min(
                (edits + (not hit), right - hit),
                (before[j][0] + 1, before[j][1]),
                (row[j - 1][0] + 1, row[j - 1][1]),
            ))
        before = row
    edits, right = before[-1]
    return Errors(edits, -right, len(spoken))

"""The distinct units of a script, and which of them a heard unit may stand for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from companion.follow.comparators import Comparator, bare

_CLOSEST = 12  # look-alikes that are compared letter by letter
_LIKENESS = 0.6  # below it, likeness is chance
_SHORT = 3  # letters; shorter units must be nearly the same
_SHORT_LIKENESS = 0.8
_REMEMBERED = 1024


def _pairs(unit: str) -> set[str]:
    framed = f"^{unit}$"
    return {framed[i : i + 2] for i in range(len(framed) - 1)}


class Vocabulary:
    """Units by number, with look-up by sound and by spelling.

    `groups[id]` numbers the units that sound the same; units of one group are retrieved alike.
    """

    def __init__(self, units: Sequence[tuple[str, Comparator]]) -> None:
        self.units = tuple(unit for unit, _ in units)
        self._comparators = tuple(comparator for _, comparator in units)
        self._exact: dict[str, list[int]] = defaultdict(list)
        self._by_key: dict[tuple[str, str], list[int]] = defaultdict(list)
        postings: dict[str, list[int]] = defaultdict(list)
        self._lengths = np.zeros(len(units), dtype=np.float32)
        groups: dict[tuple[str, str], int] = {}
        self.groups = np.zeros(len(units), dtype=np.int64)
        for number, (unit, comparator) in enumerate(units):
            self._exact[unit].append(number)
            keys = comparator.keys(unit)
            self.groups[number] = groups.setdefault((comparator.name, keys[0]), len(groups))
            for key in keys:
                self._by_key[comparator.name, key].append(number)
            if comparator.edits:
                pairs = _pairs(bare(unit))
                self._lengths[number] = len(pairs)
                for pair in pairs:
                    postings[pair].append(number)
        self._postings = {pair: np.array(found) for pair, found in postings.items()}
        self._kinds = {comparator.name: comparator for comparator in self._comparators}
        self._found: dict[str, Mapping[int, float]] = {}

    def contains(self, unit: str) -> bool:
        """Whether the script has this very unit."""
        return unit in self._exact

    def is_english(self, number: int) -> bool:
        """Whether a unit is compared as English."""
        return self._comparators[number].name == "english"

    def matches(self, heard: str) -> Mapping[int, float]:
        """Script units that `heard` may be, with their likeness (1 = the same unit)."""
        known = self._found.get(heard)
        if known is None:
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            known = self._found[heard] = self._look_up(heard)
        return known

    def _look_up(self, heard: str) -> Mapping[int, float]:
        candidates = set(self._exact.get(heard, ()))
        for comparator in self._kinds.values():
            for key in comparator.keys(heard):
                candidates.update(self._by_key.get((comparator.name, key), ()))
        candidates.update(self._look_alikes(heard))
        found = {}
        for number in candidates:
            unit, comparator = self.units[number], self._comparators[number]
            likeness = comparator.likeness(unit, heard)
            short = comparator.edits and min(len(unit), len(heard)) <= _SHORT
            if likeness >= (_SHORT_LIKENESS if short else _LIKENESS):
                found[number] = likeness
        return found

    def _look_alikes(self, heard: str) -> list[int]:
        """The units that share most pairs of letters with `heard`."""
        pairs = _pairs(bare(heard))
        lists = [self._postings[pair] for pair in pairs if pair in self._postings]
        if not lists:
            return []
        shared = np.bincount(np.concatenate(lists), minlength=len(self.units))
        dice = 2.0 * shared / (self._lengths + len(pairs))
        best = np.argpartition(dice, -_CLOSEST)[-_CLOSEST:] if len(dice) > _CLOSEST else (
            np.arange(len(dice))
        )
        return [int(number) for number in best if dice[number] > 0.3]

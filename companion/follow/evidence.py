"""What one heard unit says about each unit of the script."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from companion.follow.lattice import Lattice
from companion.follow.parameters import Parameters
from companion.follow.units import UNKNOWN, is_han

_SHORT_WORD = 3
_FULL_WEIGHT = log(90.0)  # evidence that counts as a whole word: a short rare one
# Chance of a unit in speech at large. Short English words are the common ones.
_RARE, _RARE_SHORT, _RARE_HAN, _COMMON_SHORT = 0.0015, 0.003, 0.003, 0.008


@dataclass(frozen=True)
class Evidence:
    """Likelihoods relative to the same unit spoken off the text.

    unit: what was heard. matches: vocabulary unit -> likeness.
    ids, gains: vocabulary units it may be, and the likelihood each gains.
    miss: likelihood at every other unit. group: sound group of the best match, -1 if none.
    known: likelihood of the best match. weight: what its words count, 1 for rare ones.
    """

    unit: str
    matches: Mapping[int, float]
    ids: NDArray[np.int64]
    gains: NDArray[np.float64]
    miss: float
    group: int
    known: float
    weight: float = 0.0


class Weighing:
    """Turns heard units into evidence for one script: rare units weigh more."""

    def __init__(self, lattice: Lattice, parameters: Parameters) -> None:
        self._lattice = lattice
        self._parameters = parameters

    def _background(self, unit: str, matches: Mapping[int, float]) -> float:
        """Chance of the unit in speech that does not follow the text."""
        same = sum(float(self._lattice.frequency[n]) for n, like in matches.items() if like == 1.0)
        if is_han(unit):
            return max(same, _RARE_HAN)
        if len(unit) > _SHORT_WORD:
            return max(same, _RARE)
        english = any(self._lattice.vocabulary.is_english(number) for number in matches)
        return max(same, _COMMON_SHORT if english else _RARE_SHORT)

    def __call__(self, unit: str) -> Evidence:
        """The evidence of one unit."""
        p = self._parameters
        if unit == UNKNOWN:
            nothing = np.empty(0, dtype=np.int64)
            return Evidence(unit, {}, nothing, np.empty(0), p.unknown_on, -1, 0.0)
        matches = self._lattice.vocabulary.matches(unit)
        if not matches:
            nothing = np.empty(0, dtype=np.int64)
            return Evidence(unit, matches, nothing, np.empty(0), p.substitution, -1, 0.0)
        background = self._background(unit, matches)
        ids = np.fromiter(matches, dtype=np.int64)
        likeness = np.fromiter(matches.values(), dtype=np.float64)
        gains = np.where(likeness >= 1.0, p.hit, p.near_hit * likeness**3) / background
        best = int(np.argmax(gains))
        group = int(self._lattice.vocabulary.groups[ids[best]])
        weight = min(1.0, max(0.0, log(p.hit / background) / _FULL_WEIGHT))
        return Evidence(
            unit, matches, ids, gains, p.substitution, group, float(gains[best]), weight
        )

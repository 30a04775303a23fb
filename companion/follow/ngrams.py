"""Where in a script a run of one to four sounds occurs: the index behind far jumps.

Looking up the shortest run that is rare keeps the cost of a jump independent of the script's
length: a rare word is looked up alone, "of the" only together with what came before.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

LONGEST = 4


class NGrams:
    """Inverted index of the runs of sound groups along neighbouring nodes.

    groups: sound group of each node, -1 for none. linked: whether a node continues its
    left-hand neighbour.
    """

    def __init__(self, groups: NDArray[np.int64], linked: NDArray[np.bool_]) -> None:
        self._base = int(groups.max(initial=0)) + 2
        longest = LONGEST
        while self._base**longest >= 2**62:  # keys must fit 63 bits
            longest -= 1
        self._keys: list[NDArray[np.int64]] = []
        self._nodes: list[NDArray[np.int64]] = []
        keys = groups + 1
        valid = groups >= 0
        nodes = np.arange(len(groups))
        for length in range(1, longest + 1):
            if length > 1:
                earlier = np.concatenate(([0], keys[:-1]))
                continued = np.concatenate(([False], valid[:-1]))
                # `keys` holds the run up to the node before; put this node's group behind it.
                keys = earlier * self._base + groups + 1
                valid = continued & linked & (groups >= 0)
            found = nodes[valid]
            order = np.argsort(keys[valid], kind="stable")
            self._keys.append(keys[valid][order])
            self._nodes.append(found[order])

    def find(self, run: Sequence[int]) -> NDArray[np.int64]:
        """Last nodes of all places where `run` (sound groups in order) occurs."""
        if not 0 < len(run) <= len(self._keys) or min(run) < 0:
            return np.empty(0, dtype=np.int64)
        key = 0
        for group in run:
            key = key * self._base + group + 1
        keys = self._keys[len(run) - 1]
        low, high = np.searchsorted(keys, key, "left"), np.searchsorted(keys, key, "right")
        return self._nodes[len(run) - 1][low:high]

    def count(self, run: Sequence[int]) -> int:
        """How often `run` occurs."""
        return len(self.find(run))

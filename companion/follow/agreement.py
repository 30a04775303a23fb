"""How well the last units agree with the script before a place: the proof behind a move.

The filter says which place is likeliest; this says, in words a person can check, why.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from companion.follow.belief import Belief
from companion.follow.evidence import Evidence
from companion.follow.lattice import Lattice
from companion.follow.ngrams import LONGEST
from companion.follow.units import words_in

_BAND = 5.0  # words by which the two may shift against each other
_REACH = 12.0  # words that are looked at
# Words that a unit heard or written on one side only takes away: little while somebody reads on
# and is misheard, more where a jump is to be proven.
_NEAR_DIFFERENCE, _FAR_DIFFERENCE = 0.3, 0.5
_PREFERENCE = 1.0  # words by which an alignment may be better that goes back past a start
_SAME = 0.9  # likeness from which a unit counts as the same
_COMPARED = 16  # places that are compared with a far one before moving there
_AS_WELL = 0.3  # words by which two places may differ and still fit alike
_WORST = -1.0  # score below which an alignment is not carried on
_NEVER = float("-inf")
_NO_STEP, _UNIT, _NODE, _BOTH = range(4)  # what an alignment takes: a unit, a node, one of each


@dataclass(frozen=True, slots=True)
class Agreement:
    """The last units as far as they were heard in the script's order up to a place.

    words: how many, counted in words; common ones and those that only sound alike count
        less, and differences in between take away.
    heard: which. span: units from the first of them to now. from_start: they begin where a
    cue does; start_heard: and its first word was understood.
    """

    words: float
    heard: tuple[str, ...]
    span: int
    from_start: bool
    start_heard: bool


def agreement(
    belief: Belief, lattice: Lattice, node: int, fresh: int = 0, near: int | None = None,
    stride: float = 1.0,
) -> Agreement:
    """The best alignment of the last units with the nodes up to `node`, both read backwards.

    fresh: how many of the last units are so new that they may well be revised; they count half.
    near: for a place that is read on to, how many of the last units to look at. stride: tokens
    read for each unit heard (see hearing.py); the more, the less an unheard one takes away.
    """
    trail = _reach([evidence for evidence, _ in reversed(belief.trail)][:near])
    if not trail:
        return Agreement(0.0, (), 0, False, False)
    band = round(_BAND / words_in(trail[0].unit))
    difference = _FAR_DIFFERENCE if near is None else _NEAR_DIFFERENCE
    missing = difference * max(0.0, 2.0 - stride)
    heard_units = set().union(*(evidence.matches for evidence in trail))
    nodes = _path(lattice, node, len(trail) + band, heard_units)
    units = [int(number) for number in lattice.unit[nodes]]
    written = [float(share) for share in lattice.words[nodes]]
    said = [words_in(evidence.unit) for evidence in trail]
    best = (0.0, 0, 0)  # score with the preference for starts, units and nodes taken
    width = len(units) + 1
    row = [0.0] + [_NEVER] * len(units)  # score of each number of nodes, after `i` units
    rows = [row]
    came: list[list[int]] = []  # the step that led to it
    for i in range(len(trail) + 1):
        if i:
            above, row = row, [_NEVER] * width
            rows.append(row)
            unheard = difference * said[i - 1]
            weight = trail[i - 1].weight * (0.5 if i <= fresh else 1.0)
            matches = trail[i - 1].matches
        steps = [_NO_STEP] * width
        came.append(steps)
        for j in range(max(0, i - band), min(len(units), i + band) + 1):
            if i == j == 0:
                continue
            score, step = (above[j] - unheard, _UNIT) if i else (_NEVER, _NO_STEP)
            if j and row[j - 1] - missing * written[j - 1] > score:
                score, step = row[j - 1] - missing * written[j - 1], _NODE
            if i and j and above[j - 1] > _NEVER:
                like = matches.get(units[j - 1])
                gain = -unheard
                if like is not None:
                    gain = min(said[i - 1], written[j - 1]) * weight
                    gain *= 1.0 if like >= _SAME else 0.5
                if above[j - 1] + gain > score:
                    score, step = above[j - 1] + gain, _BOTH
            if score > _WORST:
                row[j], steps[j] = score, step
                begins = step == _BOTH and lattice.start[nodes[j - 1]]
                if begins and (near is None or units[j - 1] in matches):
                    score += _PREFERENCE
                if score >= best[0]:
                    best = max(best, (score, i, j))
    _, span, taken = best
    words = rows[span][taken]
    heard: list[str] = []
    i, j = span, taken
    while came[i][j] != _NO_STEP:
        step = came[i][j]
        if step == _BOTH and units[j - 1] in trail[i - 1].matches:
            heard.append(trail[i - 1].unit)
        i, j = i - (step != _NODE), j - (step != _UNIT)
    first = nodes[taken - 1] if taken else node
    start = bool(lattice.start[first])
    understood = start and units[taken - 1] in trail[span - 1].matches
    return Agreement(words, tuple(heard), span, start, understood)


def _reach(trail: list[Evidence]) -> list[Evidence]:
    """The newest units that together make up `_REACH` words."""
    words = 0.0
    for count, evidence in enumerate(trail):
        words += words_in(evidence.unit)
        if words > _REACH:
            return trail[:count]
    return trail


def _path(lattice: Lattice, node: int, length: int, heard: set[int]) -> list[int]:
    """Up to `length` nodes that lead to `node`, backwards.

    Of a token with several spoken ways it takes the one of which most was heard.
    """
    path = [node]
    token = int(np.searchsorted(lattice.first, node, "right")) - 1
    while node - 1 >= lattice.first[token] and lattice.position[node - 1] < token:
        node -= 1
        path.append(node)
    while token > 0 and len(path) < length:
        token -= 1
        begin, end = int(lattice.first[token]), int(lattice.first[token + 1])
        ends = [n for n in range(begin, end) if lattice.position[n] == token]
        ways = [range(low, high + 1) for low, high in zip([begin, *(e + 1 for e in ends)], ends,
                                                          strict=False)]
        best = max(ways, key=lambda way: _share(way, lattice, heard), default=range(begin, end))
        path.extend(reversed(best))
    return path[:length]


def _share(way: range, lattice: Lattice, heard: set[int]) -> float:
    return sum(int(lattice.unit[node]) in heard for node in way) / len(way)


def equal_places(
    belief: Belief, lattice: Lattice, node: int, proof: Agreement, fresh: int, stride: float
) -> list[int]:
    """Tokens of the other places where the last units agree as well, as in a refrain."""
    groups = [evidence.group for evidence, _ in belief.trail]
    others = np.empty(0, dtype=np.int64)
    for length in range(min(LONGEST, len(groups)), 0, -1):
        others = lattice.ngrams.find(groups[-length:])
        if len(others):
            break
    enough = proof.words - _AS_WELL
    return [
        int(lattice.position[other]) for other in others[:_COMPARED]
        if other != node
        and agreement(belief, lattice, int(other), fresh, stride=stride).words > enough
    ]

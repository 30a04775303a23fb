"""Which word of the script each heard unit was, found with the whole show known.

The best way through the script is looked for: units are read on in order, a few may be missed,
units that are none of the script's are let pass, and a jump, near back (a word begun again) or
anywhere else, has its price. All prices are in words. Unlike the follower, who must answer at
once, this sees what came after.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from companion.follow.comparators import Comparator, comparator_for
from companion.follow.units import UNKNOWN, split, words_in
from companion.follow.vocabulary import Vocabulary
from companion.rehearsal.heard import Unit
from companion.script import Script, Token

_PASSED = 0.35  # words that a heard unit costs which is not the script's
_MISSED = 0.35  # and a unit of the script that is not heard
_MISSABLE = 8  # units in a row; more are a jump
_BACK, _BACK_REACH = 1.0, 12  # cost of a jump back over so many units
_JUMP = 3.0
_TO_A_START = 1.0  # a jump to where a cue starts costs that much less
_LONE = 2.0  # words; fewer may be there by chance
_CLOSE = 2  # units from one word of the script to the next that belongs to it
_BAR = 0.55  # likeness that is worth nothing

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Read:
    """Heard unit number `unit` was node number `node` of the script, which is of `token`."""

    unit: int
    node: int
    token: int


class _Path:
    """The script as one row of units. Node 0 stands before the first."""

    def __init__(self, script: Script, known: set[str]) -> None:
        self.token = [-1]
        self.weight = [0.0]
        self.starts: set[int] = set()
        numbers: dict[tuple[str, str], int] = {}
        units: list[tuple[str, Comparator]] = []
        nodes: list[list[int]] = []
        firsts = {cue.first_token for cue in script.cues}
        for index, token in enumerate(script.tokens):
            if index in firsts:
                self.starts.add(len(self.token))
            for unit in _likeliest(token, known):
                comparator = comparator_for(token.language, unit)
                number = numbers.setdefault((unit, comparator.name), len(units))
                if number == len(units):
                    units.append((unit, comparator))
                    nodes.append([])
                nodes[number].append(len(self.token))
                self.token.append(index)
                self.weight.append(words_in(unit))
        self.vocabulary = Vocabulary(units)
        self.nodes: list[Ints] = [np.array(found, dtype=np.int64) for found in nodes]


def _likeliest(token: Token, known: set[str]) -> tuple[str, ...]:
    """The units of that way of speaking the token of which most was heard."""
    ways = [tuple(unit for word in way for unit in split(word)) for way in token.spoken]
    return max(
        (way for way in ways if way), default=(),
        key=lambda way: sum(unit in known for unit in way) / len(way),
    )


def read(script: Script, units: Sequence[Unit]) -> list[Read]:
    """What of `units` was read from the script, in order of time.

    An hour of speech takes some seconds; memory grows with the units that are alike.
    """
    path = _Path(script, {unit.text for unit in units})
    size = len(path.token)
    reach = np.concatenate([[0.0], np.cumsum(path.weight[1:]) * _MISSED]) if size > 1 else None
    if reach is None:
        return []
    best = np.full(size, -np.inf)  # of having read up to a node; letting units pass is free
    best[0] = 0.0
    came: list[dict[int, int]] = []  # for each unit, the nodes it improved and where from
    for unit in units:
        steps: dict[int, int] = {}
        came.append(steps)
        if unit.text == UNKNOWN:
            continue
        far = int(best.argmax())
        better: list[tuple[int, float]] = []
        for number, likeness in path.vocabulary.matches(unit.text).items():
            gain = (likeness - _BAR) / (1.0 - _BAR)
            for node in path.nodes[number].tolist():
                value, origin = _entered(best, reach, node, far, node in path.starts)
                value += gain * path.weight[node] + _PASSED * words_in(unit.text)
                if value > best[node]:
                    better.append((node, value))
                    steps[node] = origin
        for node, value in better:
            best[node] = value
    return _traced(path, came, int(best.argmax()))


def _entered(
    best: NDArray[np.float64], reach: NDArray[np.float64], node: int, far: int, start: bool
) -> tuple[float, int]:
    """The best value with which a node is come to, and from where."""
    low = max(0, node - 1 - _MISSABLE)
    ahead = best[low:node] + reach[low:node] - reach[node - 1]
    at = int(ahead.argmax())
    value, origin = float(ahead[at]), low + at
    back = best[node : node + _BACK_REACH]
    at = int(back.argmax())
    if back[at] - _BACK > value:
        value, origin = float(back[at]) - _BACK, node + at
    jumped = float(best[far]) - _JUMP + (_TO_A_START if start else 0.0)
    return (jumped, far) if jumped > value else (value, origin)


def _traced(path: _Path, came: list[dict[int, int]], node: int) -> list[Read]:
    found: list[Read] = []
    for number in range(len(came) - 1, -1, -1):
        origin = came[number].get(node)
        if origin is not None:
            found.append(Read(number, node, path.token[node]))
            node = origin
    return _without_jumps(path, _without_strays(path, found[::-1]))


def _without_strays(path: _Path, reads: list[Read]) -> list[Read]:
    """Less lone words amid others that are not the script's: people say "and" wherever."""
    runs: list[list[Read]] = []
    for one in reads:
        if runs and one.unit - runs[-1][-1].unit <= _CLOSE:
            runs[-1].append(one)
        else:
            runs.append([one])
    return [
        one for number, run in enumerate(runs)
        if number in (0, len(runs) - 1) or _weight(path, run) >= _LONE for one in run
    ]


def _without_jumps(path: _Path, reads: list[Read]) -> list[Read]:
    """Less lone words to which one would have had to jump, and away again at once."""
    runs: list[list[Read]] = []
    for one in reads:
        if runs and 0 < one.node - runs[-1][-1].node <= _MISSABLE + 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    inner = range(1, len(runs) - 1)
    return [
        one for number, run in enumerate(runs)
        if number not in inner or _weight(path, run) >= _LONE for one in run
    ]


def _weight(path: _Path, run: list[Read]) -> float:
    return sum(path.weight[one.node] for one in run)

"""A script as a lattice of units, laid out in one line so that arrays can be shifted over it.

Every way of speaking a token is a chain of nodes; a token with several ways opens into parallel
chains that meet again at the next token. Node 0 stands before the first token. Almost all
edges go from a node to its right-hand neighbour; the few others are kept as `joints`.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from companion.follow.comparators import Comparator, comparator_for
from companion.follow.ngrams import NGrams
from companion.follow.units import is_cluster, split, words_in
from companion.follow.vocabulary import Vocabulary
from companion.script.model import Token

BLOCK = 32
"""Nodes per block: the grain in which belief is kept."""

LONG_SILENCE = 4
"""Silent nodes in a row that one unit can pass; longer runs are bridged by an edge."""

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Lattice:
    """All arrays are indexed by node and padded to whole blocks.

    unit: number of the node's unit in `vocabulary`, -1 for none.
    link: weight of the edge from the left-hand neighbour, 0 where there is none.
    position: the token last completed when the speaker has said this node's unit.
    silent: the recogniser cannot hear this node; passing it takes no unit.
    start: a speaker may begin afresh here.
    joints: for each block, the other edges that arrive in it: (from, to, weight).
    over: for each block, the blocks that edges over long silent runs lead to.
    first, last: for each token, its first node and a node at which it is complete.
    words: how much of a word each node is; the clusters of one word make one word at most.
    audible: for each token, how many up to it can be heard. per_token: units of a token, on
    average.
    """

    size: int
    tokens: int
    unit: Ints
    link: Floats
    position: Ints
    silent: NDArray[np.bool_]
    start: NDArray[np.bool_]
    joints: dict[int, list[tuple[int, int, float]]]
    over: dict[int, set[int]]
    first: Ints
    last: Ints
    words: Floats
    audible: Ints
    per_token: float
    vocabulary: Vocabulary
    frequency: Floats  # of each vocabulary unit, share of all nodes
    ngrams: NGrams
    starts: int
    has_silent: bool

    def between(self, token: int, later: int) -> int:
        """Tokens from one to another (-1: before the first), silent ones left out."""
        counts = self.audible
        return int((counts[later] if later >= 0 else 0) - (counts[token] if token >= 0 else 0))

    def silent_after(self, token: int) -> int:
        """How many tokens right after one (-1: before the first) cannot be heard."""
        counts = self.audible
        heard = counts[token] if token >= 0 else 0
        return int(np.searchsorted(counts, heard, "right")) - token - 1


@dataclass(frozen=True, slots=True)
class _Way:
    """One way of speaking a token: the numbers of its units, and how much of a word each is."""

    units: tuple[int, ...]
    words: tuple[float, ...]


def _ways(spoken: tuple[tuple[str, ...], ...]) -> list[tuple[str, ...]]:
    ways = (tuple(u for word in way for u in split(word)) for way in spoken)
    return [way for way in dict.fromkeys(ways) if way]


def _share(unit: str, units: int) -> float:
    """How much of a word a unit is, in a way of so many."""
    return min(words_in(unit), 1.0 / units) if is_cluster(unit) else words_in(unit)


_UNSPOKEN = _Way((-1,), (1.0,))
"""The one node of a token of which nothing is spoken."""


class _Builder:
    def __init__(self) -> None:
        self.unit = [-1]
        self.link = [0.0]
        self.position = [-1]
        self.silent: list[int] = []  # nodes
        self.joints: dict[int, list[tuple[int, int, float]]] = {}
        self.first: list[int] = []
        self.last: list[int] = []
        self.heard: list[bool] = []  # of each token, whether it can be
        self.ends = [0]
        self.over: dict[int, set[int]] = {}
        self.before_silent: list[int] = []  # where a run of silent tokens was entered
        self.silent_nodes = 0  # in that run
        self.words = [1.0]
        self.spoken = 0  # units of every token's first way
        self.numbers: dict[tuple[str, str], int] = {}
        self.units: list[tuple[str, Comparator]] = []
        self.known: dict[tuple[tuple[tuple[str, ...], ...], str], list[_Way]] = {}

    def number(self, unit: str, language: str) -> int:
        comparator = comparator_for(language, unit)
        key = (unit, comparator.name)
        found = self.numbers.get(key)
        if found is None:
            found = self.numbers[key] = len(self.units)
            self.units.append((unit, comparator))
        return found

    def ways(self, token: Token) -> list[_Way]:
        """The ways of a token; scripts say most of their words more than once."""
        key = (token.spoken, token.language)
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = [
                _Way(tuple(self.number(unit, token.language) for unit in way),
                     tuple(_share(unit, len(way)) for unit in way))
                for way in _ways(token.spoken)
            ]
        return found

    def chain(self, way: _Way, index: int, weight: float, silent: bool) -> int:
        """Add one way of a token; return its last node."""
        begin, length = len(self.unit), len(way.units)
        self.link.append(weight if begin - 1 in self.ends else 0.0)
        for end in self.ends:
            if end != begin - 1:
                self.joints.setdefault(begin // BLOCK, []).append((end, begin, weight))
        if length > 1:
            self.link += [1.0] * (length - 1)
            self.position += [index - 1] * (length - 1)
        self.position.append(index)
        self.unit += way.units
        self.words += way.words
        if silent:
            self.silent += range(begin, begin + length)
        return begin + length - 1

    def add(self, token: Token, index: int, silent: bool) -> None:
        begin = len(self.unit)
        ways = self.ways(token)
        silent = silent or not ways
        self.first.append(begin)
        self.heard.append(not silent)
        if silent and not self.silent_nodes:
            self.before_silent = self.ends
        if ways:
            self.spoken += len(ways[0].units)
            weight = 1.0 / len(ways)
            ends = [self.chain(way, index, weight, silent) for way in ways]
        else:
            ends = [self.chain(_UNSPOKEN, index, 1.0, True)]
        if silent:
            self.silent_nodes += len(self.unit) - begin
        elif self.silent_nodes:
            if self.silent_nodes > LONG_SILENCE:
                self.bridge([
                    end - len(way.units) + 1 for end, way in zip(ends, ways, strict=True)
                ])
            self.silent_nodes = 0
        self.ends = ends
        self.last.append(ends[0])

    def bridge(self, targets: list[int]) -> None:
        """Edges over a long run of silent tokens to the ways of the token after it."""
        for origin in self.before_silent:
            for node in targets:
                edge = (origin, node, 1.0 / len(targets))
                self.joints.setdefault(node // BLOCK, []).append(edge)
                self.over.setdefault(origin // BLOCK, set()).add(node // BLOCK)


def build(
    tokens: Sequence[Token], starts: Sequence[int] = (), silent: Container[int] = ()
) -> Lattice:
    """The lattice of a script; `starts` and `silent` are token indices."""
    builder = _Builder()
    for index, token in enumerate(tokens):
        builder.add(token, index, index in silent)
    begin = np.zeros(len(builder.unit), dtype=bool)
    chosen = [builder.first[index] for index in set(starts) if 0 <= index < len(tokens)]
    begin[chosen] = True
    if builder.first:
        begin[builder.first[0]] = True
    mute = np.zeros(len(builder.unit), dtype=bool)
    mute[builder.silent] = True
    padding = -len(begin) % BLOCK
    unit = np.pad(np.array(builder.unit, dtype=np.int64), (0, padding), constant_values=-1)
    link = np.pad(np.array(builder.link), (0, padding))
    vocabulary = Vocabulary(builder.units)
    counts = np.bincount(unit[unit >= 0], minlength=len(builder.units))
    return Lattice(
        size=len(begin),
        tokens=len(tokens),
        unit=unit,
        link=link,
        position=np.pad(
            np.array(builder.position, dtype=np.int64), (0, padding),
            constant_values=len(tokens) - 1,
        ),
        silent=np.pad(mute, (0, padding)),
        start=np.pad(begin, (0, padding)),
        joints=builder.joints,
        over=builder.over,
        first=np.array(builder.first, dtype=np.int64),
        last=np.array(builder.last, dtype=np.int64),
        per_token=max(1.0, builder.spoken / max(1, len(tokens))),
        words=np.pad(np.array(builder.words), (0, padding), constant_values=1.0),
        audible=np.cumsum(builder.heard, dtype=np.int64),
        vocabulary=vocabulary,
        frequency=counts / max(1, counts.sum()),
        ngrams=NGrams(np.where(unit >= 0, vocabulary.groups[unit], -1) if builder.units
                      else unit, link > 0),
        starts=int(begin.sum()),
        has_silent=bool(builder.silent),
    )

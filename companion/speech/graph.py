"""From a pronouncing lexicon to the graph folder of a Vosk model.

The graph is the lexicon's prefix tree over phones, closed into a loop through a word-boundary
state with an optional silence. A word's label stands on the first arc below which only that
word remains, so that the decoder can weigh it early; words that sound alike, or begin another
word, get theirs on the closing arc. Words are numbered in the order in which the tree is
walked, which keeps the labels below any node in one or few intervals.

Phones: 1 is silence, then four ids per phone for its place in the word (begin, inside, end,
single). Phone `p` has two transitions: `2p` enters it, `2p - 1` stays in it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from . import fst
from .fst import Arc, Interval, State

Pronunciation = tuple[str, ...]
Lexicon = Mapping[str, Sequence[Pronunciation]]

UNKNOWN = "[unk]"
GARBAGE = "SPN"  # the phone that any speech fits a little; `[unk]` is made of it
SILENCE_PROBABILITY = 0.3  # between two words
_PLACES = ("begin", "internal", "end", "singleton")
_BOUNDARY, _WORD, _PAUSE = 0, 1, 2  # the first three states


@dataclass(frozen=True)
class PhoneSet:
    """The phones of an acoustic model in its own order, without silence and garbage."""

    names: tuple[str, ...]

    def identify(self, name: str, place: str) -> int:
        """The id of a phone at a place in the word. Raises ValueError for a foreign phone."""
        return 2 + 4 * (*self.names, GARBAGE).index(name) + _PLACES.index(place)

    @property
    def count(self) -> int:
        """How many phone ids there are, silence included."""
        return 1 + 4 * (len(self.names) + 1)

    def boundaries(self) -> str:
        """The text of `word_boundary.int`."""
        lines = ["1 nonword"]
        for name in (*self.names, GARBAGE):
            lines += [f"{self.identify(name, place)} {place}" for place in _PLACES]
        return "\n".join(lines) + "\n"


def _enter(phone: int) -> int:
    return 2 * phone


def _stay(phone: int) -> int:
    return 2 * phone - 1


@dataclass(slots=True)
class _Node:
    """A node of the prefix tree: where it leads, the words below it, the words ending here."""

    children: dict[int, _Node] = field(default_factory=dict)
    below: set[str] = field(default_factory=set)
    ends: list[str] = field(default_factory=list)


def _tree(lexicon: Lexicon, phones: PhoneSet) -> _Node:
    base = {name: 2 + 4 * i for i, name in enumerate(phones.names)}
    root = _Node()
    for word in sorted(lexicon):
        for pronunciation in lexicon[word]:
            first = [base[name] for name in pronunciation]
            if len(first) == 1:
                path = [first[0] + 3]
            else:
                path = [first[0], *(p + 1 for p in first[1:-1]), first[-1] + 2]
            node = root
            node.below.add(word)
            for phone in path:
                node = node.children.setdefault(phone, _Node())
                node.below.add(word)
            if word not in node.ends:
                node.ends.append(word)
    return root


def _intervals(labels: Iterable[int]) -> list[Interval]:
    found: list[Interval] = []
    for label in sorted(labels):
        if found and found[-1][1] == label:
            found[-1] = (found[-1][0], label + 1)
        else:
            found.append((label, label + 1))
    return found


class _Builder:
    """Collects states and their look-ahead while the tree is walked."""

    def __init__(self, root: _Node) -> None:
        self.labels: dict[str, int] = {}
        self.states = [State(final=0.0), State(), State(final=0.0)]
        self.nexts: list[set[str] | None] = [None, None, None]  # None: any word
        silence = 1
        self._arc(_BOUNDARY, _WORD, cost=-math.log(1 - SILENCE_PROBABILITY))
        self._arc(_BOUNDARY, _PAUSE, _enter(silence), cost=-math.log(SILENCE_PROBABILITY))
        self._arc(_PAUSE, _PAUSE, _stay(silence))
        self._arc(_PAUSE, _WORD)
        self._walk(root)

    def _arc(
        self, source: int, target: int, sound: int = 0, word: str = "", cost: float = 0.0
    ) -> None:
        label = self.labels.setdefault(word, len(self.labels) + 1) if word else 0
        self.states[source].arcs.append(Arc(sound, label, cost, target))

    def _state(self, nexts: set[str] | None) -> int:
        self.states.append(State())
        self.nexts.append(nexts)
        return len(self.states) - 1

    def _walk(self, root: _Node) -> None:
        stack = [(root, _WORD, False)]
        while stack:
            node, state, said = stack.pop()
            for word in node.ends:
                self._arc(state, _BOUNDARY, word="" if said else word)
            for phone, child in node.children.items():
                only = next(iter(child.below)) if not said and len(child.below) == 1 else ""
                done = said or bool(only)
                target = self._state(None if done else child.below)
                self._arc(state, target, _enter(phone), only)
                self._arc(target, target, _stay(phone))
                stack.append((child, target, done))

    def garbage(self, phones: PhoneSet) -> None:
        """Add `[unk]`: at least three frames of the garbage phone."""
        begin, inside, end = (self._state(None) for _ in range(3))
        b, i, e = (phones.identify(GARBAGE, place) for place in _PLACES[:3])
        self._arc(_WORD, begin, _enter(b), UNKNOWN)
        self._arc(begin, inside, _enter(i))
        self._arc(inside, inside, _stay(i))
        self._arc(inside, end, _enter(e))
        self._arc(end, _BOUNDARY)

    def encode(self) -> bytes:
        """The whole as an `olabel_lookahead` FST."""
        last = len(self.labels) + 1
        anything, any_word = [(1, last + 1)], [(1, last)]
        reachable: list[list[Interval]] = []
        for state, nexts in enumerate(self.nexts):
            if nexts is not None:
                reachable.append(_intervals(self.labels[word] for word in nexts))
            else:
                reachable.append(any_word if state == _WORD else anything)
        return fst.lookahead(self.states, reachable, last)


def write_graph(folder: Path, phones: PhoneSet, lexicon: Lexicon) -> None:
    """Write `HCLr.fst`, `Gr.fst`, `words.txt` and what else Vosk wants below `folder`.

    `Gr.fst` lets every word follow every other one; a grammar replaces it while listening.
    Raises KeyError when a pronunciation has a phone that `phones` lacks.
    """
    builder = _Builder(_tree(lexicon, phones))
    builder.garbage(phones)
    cost = math.log(len(builder.labels) + 1)
    loop = State([Arc(label, label, cost, 0) for label in builder.labels.values()], cost)
    (folder / "phones").mkdir(parents=True, exist_ok=True)
    (folder / "HCLr.fst").write_bytes(builder.encode())
    (folder / "Gr.fst").write_bytes(fst.acceptor([loop]))
    lines = ["<eps> 0", *(f"{word} {label}" for word, label in builder.labels.items())]
    (folder / "words.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "disambig_tid.int").write_text("")
    (folder / "phones" / "word_boundary.int").write_text(phones.boundaries())

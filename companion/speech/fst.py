"""Writes the two OpenFst binary forms that Vosk reads a decoding graph from.

Vosk composes `HCLr.fst` (sounds to words) with a grammar while it listens. That composition
is only quick when the left side is an `olabel_lookahead` FST: a constant FST followed by a
table that says, for every state, which word labels can come next. OpenFst's own programs make
that table, but they are not to be had on Windows or macOS; a graph is a few hundred kilobytes,
so it is written here directly and a script's own words can be put in at run time.

Layout, little endian, as OpenFst 1.6 to 1.8 read it: header (magic, type, arc type, version,
flags, properties, start, states, arcs); per state weight, first arc, arcs, input epsilons,
output epsilons; per arc input label, output label, weight, next state.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

NO_FINAL = float("inf")  # the weight of a state where nothing may end

_FST_MAGIC = 2125659606
_ADD_ON_MAGIC = 446681434
_CONST_VERSION = 2  # the layout without alignment gaps
_ADD_ON_VERSION = 1
_EXPANDED = 0x1
_NOT_ACCEPTOR = 0x20000
_ACCEPTOR = 0x10000
_INPUT_SORTED = 0x10000000
_OUTPUT_SORTED = 0x40000000

Interval = tuple[int, int]  # labels from the first up to, not including, the second


@dataclass(frozen=True, slots=True)
class Arc:
    """One arc: labels (0 is none), its cost and the state it leads to."""

    input: int
    output: int
    cost: float
    target: int


@dataclass(slots=True)
class State:
    """One state: its arcs and the cost of ending here (`NO_FINAL`: impossible)."""

    arcs: list[Arc] = field(default_factory=list)
    final: float = NO_FINAL


def _header(kind: str, version: int, properties: int, start: int, states: int, arcs: int) -> bytes:
    name = kind.encode()
    return (
        struct.pack("<ii", _FST_MAGIC, len(name)) + name
        + struct.pack("<i", 8) + b"standard"
        + struct.pack("<iiQqqq", version, 0, properties, start, states, arcs)
    )


def _body(states: Sequence[State]) -> bytes:
    table, arcs, first = bytearray(), bytearray(), 0
    for state in states:
        inputs = sum(1 for arc in state.arcs if arc.input == 0)
        outputs = sum(1 for arc in state.arcs if arc.output == 0)
        table += struct.pack("<fIIII", state.final, first, len(state.arcs), inputs, outputs)
        first += len(state.arcs)
        for arc in state.arcs:
            arcs += struct.pack("<iifi", arc.input, arc.output, arc.cost, arc.target)
    return bytes(table + arcs)


def acceptor(states: Sequence[State]) -> bytes:
    """A `const` FST whose arcs carry the same label on both sides, sorted by it."""
    ordered = [State(sorted(s.arcs, key=lambda arc: arc.input), s.final) for s in states]
    count = sum(len(state.arcs) for state in ordered)
    properties = _EXPANDED | _ACCEPTOR | _INPUT_SORTED | _OUTPUT_SORTED
    head = _header("const", _CONST_VERSION, properties, 0, len(ordered), count)
    return head + _body(ordered)


def lookahead(
    states: Sequence[State], reachable: Sequence[Sequence[Interval]], final_label: int
) -> bytes:
    """An `olabel_lookahead` FST.

    reachable: for each state, the sorted, disjoint intervals of the word labels that can be
        the next one on a path from it; `final_label` among them means "may end first".
    """
    ordered = [State(sorted(s.arcs, key=lambda arc: arc.output), s.final) for s in states]
    count = sum(len(state.arcs) for state in ordered)
    properties = _EXPANDED | _NOT_ACCEPTOR | _OUTPUT_SORTED
    table = bytearray()
    for intervals in reachable:
        table += struct.pack("<q", len(intervals))
        for begin, end in intervals:
            table += struct.pack("<ii", begin, end)
        table += struct.pack("<i", sum(end - begin for begin, end in intervals))
    return (
        _header("olabel_lookahead", _ADD_ON_VERSION, properties, -1, 0, 0)
        + struct.pack("<i", _ADD_ON_MAGIC)
        + _header("const", _CONST_VERSION, properties, 0, len(ordered), count)
        + _body(ordered)
        + b"\x01\x00\x01"  # a table follows; none for input labels; one for output labels
        + b"\x00\x00"  # it is about output labels; no renumbering is kept
        + struct.pack("<iq", final_label, len(reachable))
        + bytes(table)
    )

"""From belief to an answer: where the speaker is, and whether that is sure enough to move."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from companion.follow.belief import Belief
from companion.follow.lattice import Lattice
from companion.follow.parameters import Parameters
from companion.follow.units import words_in

_CLUSTER = 3  # tokens on either side that count as the same place
_TRIES = 3  # places of the trail that may differ between two agreeing words


@dataclass(frozen=True, slots=True)
class Place:
    """One place that the belief points to.

    token: last token spoken there. belief: share of belief within three tokens.
    on_text: the part of it that says the speaker is in the text.
    rival, rival_belief: the next best place elsewhere (-1 and 0 if there is none).
    """

    token: int
    node: int
    belief: float
    on_text: float
    rival: int
    rival_belief: float


def place(belief: Belief, lattice: Lattice) -> Place:
    """The likeliest place and its rival."""
    nodes = belief.nodes
    mass = belief.on + belief.off
    sums = np.concatenate(([0.0], np.cumsum(mass)))
    low = np.searchsorted(nodes, nodes - _CLUSTER, "left")
    high = np.searchsorted(nodes, nodes + _CLUSTER, "right")
    around = sums[high] - sums[low]
    best = int(np.argmax(around))
    first, last = int(low[best]), int(high[best])
    tokens = lattice.position[nodes[first:last]]
    local = mass[first:last]
    order = np.argsort(tokens, kind="stable")
    shares = np.cumsum(local[order])
    middle = order[int(np.searchsorted(shares, shares[-1] / 2))]
    far = np.abs(nodes - nodes[best]) > 2 * _CLUSTER
    rival, rival_belief = -1, 0.0
    if far.any():
        elsewhere = np.where(far, around, 0.0)
        other = int(np.argmax(elsewhere))
        rival_belief = float(elsewhere[other])
        rival = int(lattice.position[nodes[other]])
    peak = first + int(np.argmax(local))
    return Place(
        token=int(tokens[middle]),
        node=int(nodes[peak]),
        belief=float(around[best]),
        on_text=float(belief.on[first:last].sum()),
        rival=rival,
        rival_belief=rival_belief,
    )


def near_belief(belief: Belief, lattice: Lattice, token: int) -> float:
    """Share of belief within three tokens of `token`."""
    positions = lattice.position[belief.nodes]
    near = np.abs(positions - token) <= _CLUSTER
    return float((belief.on + belief.off)[near].sum())


def agreement(belief: Belief, lattice: Lattice, node: int) -> tuple[float, tuple[str, ...]]:
    """How many of the last units were heard in the script's order up to `node`, counted in
    words, and which. Stops when the two differ for good."""
    heard: list[str] = []
    words = 0.0
    differences = 0
    trail = [evidence for evidence, _ in belief.trail]
    while trail and node > 0 and differences < _TRIES:
        number = int(lattice.unit[node])
        if number in trail[-1].matches:
            heard.insert(0, trail[-1].unit)
            words += words_in(trail[-1].unit)
            trail.pop()
            node -= 1
        elif len(trail) > 1 and number in trail[-2].matches:
            trail.pop()  # something was said in between
            differences += 1
        elif int(lattice.unit[node - 1]) in trail[-1].matches:
            node -= 1  # a unit of the script was not heard
            differences += 1
        else:
            trail.pop()
            node -= 1
            differences += 1
    return words, tuple(heard)


@dataclass(frozen=True, slots=True)
class Choice:
    """Whether to move and why. token: where to be now."""

    token: int
    moved: bool
    far: bool
    reason: str
    words: tuple[str, ...] = ()


def choose(
    held: int, found: Place, belief: Belief, lattice: Lattice, p: Parameters, far_allowed: bool
) -> Choice:
    """Where to be, given where we are: read on easily, step back reluctantly, jump on proof."""
    distance = found.token - held
    if distance == 0:
        return Choice(held, False, False, "reading on")
    if 0 < distance <= p.near_forward:
        moves = found.belief > p.near_belief
        return Choice(found.token if moves else held, moves, False, "reading on")
    if -p.near_backward <= distance < 0:
        moves = found.belief > p.back_belief
        return Choice(found.token if moves else held, moves, False, "stepped back a little")
    if not far_allowed:
        return Choice(held, False, True, "the operator has just chosen this place")
    words, heard = agreement(belief, lattice, found.node)
    if found.on_text < p.far_belief:
        why = f"token {found.token} may be the place, but belief is only {found.on_text:.2f}"
        return Choice(held, False, True, why, heard)
    if words < p.far_words:
        return Choice(held, False, True, f"too few words agree at token {found.token}", heard)
    way = "skipped ahead" if distance > 0 else "went back"
    return Choice(found.token, True, True, f"{way} {abs(distance)} tokens", heard)

"""From belief to an answer: where the speaker is, and whether that is sure enough to move."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from companion.follow.agreement import agreement, equal_places
from companion.follow.belief import Belief
from companion.follow.hearing import Hearing
from companion.follow.lattice import Lattice
from companion.follow.parameters import Parameters
from companion.follow.units import UNKNOWN, words_in

_NEXT = 2  # tokens that are simply read on
_UNCLEAR = 0.5  # from which words that agree may as well be chance
_REFUTED = 0.3  # share of belief in the text, below which what was quoted is over
_DOUBT = 4.0  # words that fit nowhere, before which nothing is taken back
_CHANTED = 8  # units back to the last sure reading that are compared one by one
_IN_TEXT = 0.6  # share of belief in the text, wherever, from which a chant is read on
_CLUSTER = 3  # tokens on either side that count as the same place


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


@dataclass(frozen=True, slots=True)
class Choice:
    """Whether to move and why.

    token: where to be now. far: the place that belief points to is far away. words: what was
    heard in the script's order there, and proof: how many they count as. sure: enough of it to
    count as reading. met: the reader, in time, has come to the place that was held already.
    """

    token: int
    moved: bool
    far: bool
    reason: str
    words: tuple[str, ...] = ()
    sure: bool = False
    proof: float = 0.0
    met: bool = False


def away(token: int, held: int) -> str:
    """Where `token` is, seen from `held`, as the operator reads it."""
    distance = token - held
    if distance == 0:
        return "here"
    count = f"{abs(distance)} word{'s' if abs(distance) > 1 else ''}"
    return f"{count} ahead" if distance > 0 else f"{count} back"


@dataclass(frozen=True, slots=True)
class Claim:
    """A far place that belief insists on, though too few words agree so far.

    token: where it was first. first, last: `belief.count` then and now. support: units since at
    which belief was sure of it, less those at which it was not.
    """

    token: int
    first: int
    last: int
    support: int = 0

    def after(self, found: Place, belief: Belief, sure: bool) -> Claim | None:
        """The claim after more was heard; None if it fell."""
        heard = belief.count - self.first
        if not -_CLUSTER <= found.token - self.token <= 1.5 * heard + _CLUSTER:
            return None
        if belief.count <= self.last:
            return self
        support = self.support + (1 if sure else -1)
        return Claim(self.token, self.first, belief.count, support) if support >= 0 else None


@dataclass(frozen=True, slots=True)
class Left:
    """A far move that what follows must confirm.

    token: where it left from. target: where it led. count: `belief.count` then. words: how many
    agreed there.
    """

    token: int
    target: int
    count: int
    words: float

    def confirmed(self, held: Held, lattice: Lattice, p: Parameters) -> bool:
        """Whether so much was read on from there that it was no quotation."""
        return self.words + lattice.between(self.target, held.read) >= p.quoted

    def refuted(self, held: Held, belief: Belief, lattice: Lattice) -> bool:
        """Whether more was said since that fits nowhere than fitted there: it was quoted."""
        if belief.on_text > _REFUTED or belief.count <= held.since:
            return False
        read = max(0, int(lattice.last[held.read] - lattice.last[self.target]))
        strayed = words_of(belief, belief.count - self.count - read)
        return strayed > max(_DOUBT, self.words + words_of(belief, read))


@dataclass(frozen=True, slots=True)
class Held:
    """The present answer.

    read: last token surely read, and since: `belief.count` then. met: `belief.count` when a word
    last was the script's at the place held, if later. left: the jump that brought us here, while
    it may yet turn out to have been a quotation.
    """

    token: int
    read: int
    since: int
    met: int
    hearing: Hearing
    left: Left | None = None


def choose(
    held: Held, found: Place, belief: Belief, lattice: Lattice, p: Parameters,
    claim: Claim | None, fresh: int,
) -> Choice:
    """Where to be: read on easily, step back reluctantly, jump on proof.

    fresh: how many of the last units may yet be revised.
    """
    if found.on_text < p.start_belief and belief.on_text > _IN_TEXT:
        reached = _read_meanwhile(held, belief, lattice)
        if reached > held.token:
            return Choice(reached, True, False, "reading on", sure=True)
    distance = lattice.between(held.token, found.token)
    if found.token == held.token:  # got there by one word too many, or by a misheard one
        units = round((belief.count - held.since) / lattice.per_token)
        read = units <= lattice.between(held.read, found.token) + 1
        read &= found.on_text > p.reading_belief and _said(belief, lattice, found.node)
        return Choice(held.token, False, False, "reading on", met=read)
    if -p.near_backward <= distance <= 0 and found.token < held.token:
        moves = found.belief > p.back_belief
        return Choice(
            found.token if moves else held.token, moves, False, "stepped back a little"
        )
    units = max(1, belief.count - held.since)
    if 0 <= distance <= _NEXT:
        said = _said(belief, lattice, found.node)
        moves = found.on_text > (p.rejoin_belief if units > p.astray else p.near_belief)
        moves &= said or (held.token >= 0 and belief.trail[-1][0].unit != UNKNOWN)
        sure = found.on_text > p.reading_belief and said
        return Choice(found.token if moves else held.token, moves, False, "reading on", sure=sure)
    kept_pace = distance > 0 and held.hearing.kept_pace(
        lattice.between(held.read, found.token), round(units / lattice.per_token), p
    )
    if kept_pace or 0 < distance <= p.near_forward:
        return _ahead(held, found, belief, lattice, p, fresh, units, kept_pace)
    return _far(held, found, belief, lattice, p, claim, fresh)


def _read_meanwhile(held: Held, belief: Belief, lattice: Lattice) -> int:
    """The token come to by somebody who read on from the last sure reading, if that is just what
    was heard since, word for word; else the one held. In a chant every place fits, and this one is
    the likeliest by far."""
    units = belief.count - held.since
    reached = held.read + units
    if units > _CHANTED or not held.token < reached < lattice.tokens:
        return held.token
    for token, (evidence, _) in enumerate(belief.trail[-units:], held.read + 1):
        node = lattice.first[token]
        if node != lattice.last[token] or int(lattice.unit[node]) not in evidence.matches:
            return held.token
    return reached


def _said(belief: Belief, lattice: Lattice, node: int) -> bool:
    """Whether the last unit was that of `node`, not something in its place."""
    return bool(belief.trail) and int(lattice.unit[node]) in belief.trail[-1][0].matches


def words_of(belief: Belief, units: int) -> float:
    """How many words so many units of what is being heard make."""
    return units * words_in(belief.trail[-1][0].unit) if belief.trail else units


def _asked(words: tuple[float, float], strayed: float) -> float:
    """How many words must agree: one more for each word that fitted nowhere, up to a limit."""
    least, most = words
    return min(most, least + max(0.0, strayed))


def _ahead(
    held: Held, found: Place, belief: Belief, lattice: Lattice, p: Parameters, fresh: int,
    units: int, kept_pace: bool,
) -> Choice:
    """Some words ahead: read meanwhile, left out or not understood."""
    proof = agreement(belief, lattice, found.node, fresh, units, held.hearing.stride)
    if kept_pace:
        moves = found.on_text > p.reading_belief and proof.words > p.pace_words
    else:
        strayed = words_of(belief, units - proof.span)
        moves = found.on_text > p.near_belief and proof.words > _asked(p.near_words, strayed)
    return Choice(
        found.token if moves else held.token, moves, False, "reading on", proof.heard, sure=moves
    )


def _far(
    held: Held, found: Place, belief: Belief, lattice: Lattice, p: Parameters,
    claim: Claim | None, fresh: int,
) -> Choice:
    """A place that is reached by a jump only."""
    distance = found.token - held.token
    proof = agreement(belief, lattice, found.node, fresh, stride=held.hearing.stride)
    strayed = words_of(belief, belief.count - max(held.since, held.met) - proof.span)
    if held.hearing.unclear(p) > _UNCLEAR:
        strayed = float("inf")
    from_start = proof.start_heard or (proof.from_start and strayed <= 0)
    if from_start and not proof.start_heard:
        # Its first word fitted nowhere; nor did those in between.
        strayed = max(1.0, words_of(belief, proof.span - len(proof.heard) - 1))
    insists = claim is not None and claim.support >= p.patience
    others = []
    if insists or proof.words > p.near_words[0]:  # with less nothing moves anyway
        others = equal_places(
            belief, lattice, found.node, proof, fresh, held.hearing.stride
        )
    for other in others:
        near = -p.near_backward <= other - held.token <= p.near_forward
        if near and belief.on_text > p.start_belief and proof.words > _asked(p.near_words, strayed):
            why = f"the nearest of {len(others) + 1} places that fit alike"
            return Choice(other, other > held.token, False, why, proof.heard, sure=True)
    near_back = -p.again <= distance < 0
    returns = held.left is not None and (
        -p.near_backward <= found.token - held.left.token <= p.near_forward
    )
    units = round((belief.count - held.since) / lattice.per_token)
    slack = p.pace_slack + p.pace_share[0] * units
    in_time = 0 < distance <= p.again and held.hearing.in_time(
        lattice.between(held.read, found.token), units, slack
    )
    likely = near_back or returns or in_time
    if found.on_text < (
        p.start_belief if from_start or likely else p.far_belief
    ):
        why = f"perhaps {away(found.token, held.token)}, but belief is only {found.on_text:.2f}"
        return Choice(held.token, False, True, why, proof.heard)
    enough = _asked(p.start_words if from_start else p.far_words, strayed)
    if near_back or in_time:
        enough = min(enough, p.again_words)
    if returns:
        enough = min(enough, p.near_words[1])
    few = proof.words < enough
    if few and not insists:
        why = f"perhaps {away(found.token, held.token)}, but too few words agree"
        return Choice(held.token, False, True, why, proof.heard)
    if others:
        why = f"{away(found.token, held.token)} and {away(others[0], held.token)} fit alike"
        return Choice(held.token, False, True, why, proof.heard)
    way = "skipped ahead" if distance > 0 else "went back"
    reason = f"{way} {abs(distance)} words"
    return Choice(found.token, True, True, reason, proof.heard, True, proof.words)

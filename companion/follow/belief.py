"""The filter: belief over places in the script, carried forward by one heard unit.

Belief is kept only for the blocks of the script where there is any (around the speaker and
around rivals), so that a step costs the same for 200 words and for 100,000. Each node has two
shares: the speaker is in the text there, or has left the text there and will come back.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from companion.follow.evidence import Evidence
from companion.follow.lattice import BLOCK, Lattice
from companion.follow.ngrams import LONGEST
from companion.follow.parameters import Parameters

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_MOST_BLOCKS = 40
_FORGOTTEN = 1e-10  # share of belief below which a block is dropped
_RARE_RUN = 16  # a run of units with at most so many places is worth a jump
TRAIL = 24  # units that are remembered


@dataclass(frozen=True)
class Belief:
    """Shares of belief; they sum to 1. Never changed in place.

    blocks: block numbers in order. on, off: one share per node of these blocks.
    trail: the last units as (evidence, total likelihood before normalising).
    count: units heard so far.
    """

    blocks: Ints
    on: Floats
    off: Floats
    trail: tuple[tuple[Evidence, float], ...] = ()
    count: int = 0

    @property
    def nodes(self) -> Ints:
        """Node number of each share."""
        return (self.blocks[:, None] * BLOCK + np.arange(BLOCK)).ravel()

    @property
    def on_text(self) -> float:
        """Share of belief that the speaker is in the text, anywhere."""
        return float(self.on.sum())

    def home(self) -> int:
        """The likeliest node."""
        best = int(np.argmax(self.on + self.off))
        return int(self.blocks[best // BLOCK]) * BLOCK + best % BLOCK


def at(node: int, off: float = 0.05) -> Belief:
    """The belief that the speaker has just said `node`."""
    on = np.zeros(BLOCK)
    out = np.zeros(BLOCK)
    on[node % BLOCK], out[node % BLOCK] = 1.0 - off, off
    return Belief(np.array([node // BLOCK]), on, out)


class Filter:
    """Forward filtering for one script."""

    def __init__(self, lattice: Lattice, parameters: Parameters) -> None:
        self._lattice = lattice
        self._p = parameters
        self._gain = np.zeros(max(1, len(lattice.vocabulary.units)) + 1)  # last: nodes of no unit
        reach = max(2.0, lattice.size / parameters.jump_scale)
        self._distance_scale = 0.5 / float(np.log(reach) + 1.0)

    def step(
        self, belief: Belief, heard: Evidence, power: float = 1.0, jumps: bool = True
    ) -> Belief:
        """Belief after one more unit.

        power: 1 takes the evidence as it is, less discounts it.
        jumps: whether places far away may be considered anew.
        """
        p, lattice = self._p, self._lattice
        home = belief.home()
        seeds = self._seeds(belief, heard, power, home) if jumps else []
        blocks, on, off = self._unfold(belief, home, [node for node, _ in seeds])
        nodes = (blocks[:, None] * BLOCK + np.arange(BLOCK)).ravel()
        off_total = float(off.sum())

        enter = self._enter(on + p.rejoin * off, blocks, nodes)
        near = (nodes >= home - p.near_back) & (nodes <= home + p.near_ahead)
        near &= nodes < lattice.size
        enter += near * (off_total * p.rejoin_near / (p.near_back + p.near_ahead + 1))

        self._gain[heard.ids] = heard.gains
        likelihood = heard.miss + self._gain[lattice.unit[nodes]]
        self._gain[heard.ids] = 0.0
        quoting = self._quoting(belief, heard)
        if power != 1.0:
            likelihood **= power
            quoting **= power
        new_on = enter * likelihood + p.insertion * on
        new_off = (p.stay_off * off + p.leave * on) * quoting
        for node, mass in seeds:
            place = int(np.searchsorted(blocks, node // BLOCK)) * BLOCK + node % BLOCK
            new_on[place] = max(new_on[place], mass)

        total = float(new_on.sum() + new_off.sum())
        trail = (*belief.trail[1 - TRAIL :], (heard, total))
        return self._fold(
            Belief(blocks, new_on / total, new_off / total, trail, belief.count + 1)
        )

    def _enter(self, source: Floats, blocks: Ints, nodes: Ints) -> Floats:
        """Where a speaker who is at `source` may be with the next unit."""
        p, lattice = self._p, self._lattice
        link = lattice.link[nodes]
        broken = np.ones(len(blocks), dtype=bool)  # block does not follow its left neighbour
        broken[1:] = blocks[1:] != blocks[:-1] + 1
        link[np.flatnonzero(broken) * BLOCK] = 0.0
        joints = self._joints(blocks)
        silent = lattice.silent[nodes] if lattice.has_silent else None
        enter = p.repeat * source
        reached = source
        for weight in p.advance:
            reached = self._shift(reached, link, joints)
            if silent is not None:
                passed = reached
                for _ in range(len(p.advance)):
                    passed = self._shift(passed * silent, link, joints)
                    reached = reached + passed
            enter = enter + weight * reached
        for distance in (1, 2):
            enter[:-distance] += p.back * source[distance:]
        return enter

    @staticmethod
    def _shift(source: Floats, link: Floats, joints: list[tuple[int, int, float]]) -> Floats:
        """One unit forward along every edge."""
        target = np.empty_like(source)
        target[0] = 0.0
        np.multiply(source[:-1], link[1:], out=target[1:])
        for origin, place, weight in joints:
            target[place] += weight * source[origin]
        return target

    def _joints(self, blocks: Ints) -> list[tuple[int, int, float]]:
        """The edges between nodes that are not neighbours, as places in the unfolded arrays."""
        if not self._lattice.joints:
            return []
        rows = {int(block): row for row, block in enumerate(blocks)}
        found = []
        for block, row in rows.items():
            for origin, node, weight in self._lattice.joints.get(block, ()):
                origin_row = rows.get(origin // BLOCK)
                if origin_row is not None:
                    found.append((
                        origin_row * BLOCK + origin % BLOCK, row * BLOCK + node % BLOCK, weight
                    ))
        return found

    def _unfold(
        self, belief: Belief, home: int, targets: list[int]
    ) -> tuple[Ints, Floats, Floats]:
        """The shares with room for all places that one unit can lead to."""
        last = len(self._lattice.unit) // BLOCK - 1
        here = home // BLOCK
        wanted = {here - 1, here, here + 1, here + 2}
        wanted.update(int(block) for block in belief.blocks)
        edge = belief.on.reshape(-1, BLOCK)[:, -8:].sum(axis=1) > _FORGOTTEN
        edge |= belief.off.reshape(-1, BLOCK)[:, -8:].sum(axis=1) > _FORGOTTEN
        wanted.update(int(block) + 1 for block in belief.blocks[edge])
        wanted.update(node // BLOCK for node in targets)
        for block in belief.blocks:
            wanted.update(self._lattice.over.get(int(block), ()))
        blocks = np.array(sorted(block for block in wanted if 0 <= block <= last))
        rows = np.searchsorted(blocks, belief.blocks)
        on = np.zeros((len(blocks), BLOCK))
        off = np.zeros((len(blocks), BLOCK))
        on[rows] = belief.on.reshape(-1, BLOCK)
        off[rows] = belief.off.reshape(-1, BLOCK)
        return blocks, on.ravel(), off.ravel()

    @staticmethod
    def _fold(belief: Belief) -> Belief:
        """The belief without the blocks that no longer matter."""
        on, off = belief.on.reshape(-1, BLOCK), belief.off.reshape(-1, BLOCK)
        shares = (on + off).sum(axis=1)
        kept = shares > _FORGOTTEN
        if int(kept.sum()) > _MOST_BLOCKS:
            kept &= shares >= np.sort(shares)[-_MOST_BLOCKS]
        if kept.all():
            return belief
        return Belief(
            belief.blocks[kept], on[kept].ravel(), off[kept].ravel(), belief.trail, belief.count
        )

    def _quoting(self, belief: Belief, heard: Evidence) -> float:
        """Likelihood of the unit off the text: speakers and recognisers fall into the script's
        phrases there too, so that a unit which follows the last one in the script says less."""
        if not belief.trail or heard.group < 0:
            return 1.0
        before = belief.trail[-1][0].group
        both = self._lattice.ngrams.count((before, heard.group))
        if before < 0 or not both:
            return 1.0
        share = both / self._lattice.ngrams.count((before,))
        return 1.0 - self._p.quote + self._p.quote * share * heard.known / self._p.hit

    def _seeds(
        self, belief: Belief, heard: Evidence, power: float, home: int
    ) -> list[tuple[int, float]]:
        """Places to which the speaker may have jumped, found by the shortest rare run of units
        ending now, with the share of belief each would have by now."""
        run: list[int] = []
        gain = 1.0
        steps = [(heard, 1.0), *reversed(belief.trail[-LONGEST:])]
        for evidence, total in steps[:LONGEST]:
            if evidence.group < 0:
                return []
            run.insert(0, evidence.group)
            gain *= (evidence.known + evidence.miss) ** (power if evidence is heard else 1.0)
            gain /= total
            if len(run) > 1:
                gain *= self._p.advance[0]
            nodes = self._lattice.ngrams.find(run)
            if len(nodes) <= _RARE_RUN:
                break
        else:
            return []
        origin = self._p.jump * belief.on_text + self._p.jump_off * (1.0 - belief.on_text)
        found = []
        for node in nodes:
            mass = origin * gain * self._prior(int(node) - len(run) + 1, home)
            if mass > _FORGOTTEN:
                found.append((int(node), mass))
        return found

    def _prior(self, node: int, home: int) -> float:
        """Chance that a jump lands on `node`: starts are likelier, and so is the neighbourhood."""
        p, lattice = self._p, self._lattice
        any_place = 1.0 - p.start_share
        at_start = lattice.size / max(1, lattice.starts) if lattice.start[node] else 0.0
        place = any_place + p.start_share * at_start
        return place * (
            0.5 / lattice.size
            + 0.5 * self._distance_scale / (abs(node - home) + p.jump_scale)
        )
